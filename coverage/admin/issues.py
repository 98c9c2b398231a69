"""The admins of issues, which are changed by steps alone, and of holidays."""

from django.contrib import admin
from simple_history.admin import SimpleHistoryAdmin

from coverage import models
from coverage.admin.records import LookedAtAdmin, PartInline
from coverage.roles import EVERYTHING
from geo.admin.places import UNIT
from geo.rights import rights_of


class StepInline(PartInline):
    model = models.IssueStep
    fields = ("at", "action", "state_before", "state_after", "by", "note")


class PhotoInline(PartInline):
    model = models.IssuePhoto
    fields = ("phase", "received_at", "by", "width", "height", "taken_at")
    readonly_fields = ("received_at",)


@admin.register(models.Issue)
class IssueAdmin(LookedAtAdmin):
    """Issues are reported and taken further on their own pages; here they are looked at.

    An administrator may remove one that should never have been reported.
    """

    search_fields = ("code", "description", "handling_unit")
    list_display = ("code", "category", "state", "village", "handling_unit", "deadline")
    list_filter = ("state", "category", UNIT)
    list_select_related = ("village",)
    date_hierarchy = "registered_at"
    inlines = (StepInline, PhotoInline)

    def has_view_permission(self, request, obj=None) -> bool:
        """Return whether the user is staff: an issue names who reported and handled it."""
        return rights_of(request.user).is_staff and super().has_view_permission(request, obj)

    def has_delete_permission(self, request, obj=None) -> bool:
        if not rights_of(request.user).is_administrator:
            return False
        return obj is None or rights_of(request.user).writable(self._row(obj)).exists()


@admin.register(models.Holiday)
class HolidayAdmin(SimpleHistoryAdmin):
    """Days off and days worked instead, for the committee and administrators."""

    search_fields = ("name", "date")
    list_display = ("date", "name", "is_workday", "source")
    list_filter = ("is_workday",)
    date_hierarchy = "date"
    object_history_list_template = "admin/history_list.html"

    def has_module_permission(self, request) -> bool:
        return rights_of(request.user).role in EVERYTHING

    def has_view_permission(self, request, obj=None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request) -> bool:
        return self.has_module_permission(request)

    has_change_permission = has_delete_permission = has_view_permission
