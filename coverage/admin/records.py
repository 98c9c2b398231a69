"""The admins of duties and patrols, of the rules they are judged by, and of scenarios."""

from django.contrib import admin

from coverage import models
from geo.admin.base import RecordAdmin, RightsAdmin
from geo.admin.filters import AsOfFilter
from geo.admin.places import UNIT


class DatedAdmin(RecordAdmin):
    """A record of one day: there is no validity to filter by or to end."""

    date_hierarchy = "date"
    actions = ()


class LookedAtAdmin(RightsAdmin):
    """What is made elsewhere: here it can be seen, and neither added nor changed."""

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False


@admin.register(models.DutyRecord)
class DutyRecordAdmin(DatedAdmin):
    private = ("note",)
    search_fields = ("code", "deputy__name", "village__name")
    list_display = ("code", "date", "kind", "deputy", "village", "is_valid")
    list_filter = ("kind", "is_valid", ("deputy__group", admin.RelatedOnlyFieldListFilter), UNIT)
    list_select_related = ("deputy", "village")


class PartInline(admin.TabularInline):
    """What a patrol covered: computed, so it can be seen and not changed."""

    extra = 0
    can_delete = False

    def has_view_permission(self, request, obj=None) -> bool:
        return True

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    has_change_permission = has_delete_permission = has_add_permission


class StretchInline(PartInline):
    model = models.PatrolStretch
    fields = ("river_segment", "bank", "start_m", "end_m")


class WaterVisitInline(PartInline):
    model = models.WaterVisit
    fields = ("water_body", "shore_share")


@admin.register(models.Patrol)
class PatrolAdmin(DatedAdmin):
    search_fields = ("code", "chief__name", "deputy__name", "stretches__river_segment__name")
    list_display = ("code", "date", "kind", "chief", "deputy", "status", "is_valid")
    list_filter = ("kind", "status", "is_valid", UNIT)
    list_select_related = ("chief", "deputy")
    inlines = (StretchInline, WaterVisitInline)


class TrackPartInline(PartInline):
    model = models.TrackPart
    fields = ("sequence", "points_count", "sha256", "received_at")
    readonly_fields = ("received_at",)


@admin.register(models.PatrolTrack)
class PatrolTrackAdmin(LookedAtAdmin):
    """Tracks come in through the interface and are measured."""

    search_fields = ("patrol__code", "patrol__chief__name", "patrol__deputy__name", "file_name")
    list_display = ("patrol", "source", "datum", "points_received", "points_kept", "received_at")
    list_filter = ("source", "datum", "is_closed")
    list_select_related = ("patrol",)
    date_hierarchy = "received_at"
    inlines = (TrackPartInline,)

    def get_exclude(self, request, obj=None) -> tuple[str, ...]:
        # Long lists of coordinates; the patrol's page draws them.
        return ("geom", "marks")

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


@admin.register(models.PatrolRule)
class PatrolRuleAdmin(RecordAdmin):
    search_fields = ("code", "name", "issuer")
    list_display = ("code", "name", "target", "level", "period_days", "times", "valid_from")
    list_filter = (AsOfFilter, "target", "level", UNIT)


@admin.register(models.CoverageSettings)
class CoverageSettingsAdmin(RecordAdmin):
    search_fields = ("subdistrict__code", "subdistrict__name")
    list_display = ("subdistrict", "mode", "minutes_ebike", "recency_days", "due_share")
    list_filter = ("mode",)
    date_hierarchy = None
    actions = ()


class RunAdmin(LookedAtAdmin):
    """What was asked and computed in the background; whoever might change it removes it here."""

    date_hierarchy = "created_at"

    def has_delete_permission(self, request, obj=None) -> bool:
        return super(LookedAtAdmin, self).has_change_permission(request, obj)


@admin.register(models.Scenario)
class ScenarioAdmin(RunAdmin):
    search_fields = ("name", "created_by__username")
    list_display = ("name", "kind", "day", "state", "created_by", "created_at")
    list_filter = ("kind", "state", UNIT)


@admin.register(models.InspectionRoute)
class InspectionRouteAdmin(RunAdmin):
    search_fields = ("name", "created_by__username")
    list_display = ("name", "day", "state", "created_by", "created_at")
    list_filter = ("state", UNIT)


class RouteStopInline(PartInline):
    model = models.RouteStop
    fields = ("order", "river_segment", "water_body", "notice_board", "village", "arrive_s")


@admin.register(models.RouteRound)
class RouteRoundAdmin(LookedAtAdmin):
    """Rounds are assigned and walked on the pages of their route."""

    search_fields = ("route__name", "chief__name", "deputy__name")
    list_display = ("route", "number", "chief", "deputy", "state")
    list_filter = ("state",)
    list_select_related = ("route", "chief", "deputy")
    inlines = (RouteStopInline,)

    def has_delete_permission(self, request, obj=None) -> bool:
        return False
