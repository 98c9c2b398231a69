"""The admins of full surveys, of patrol settings, and of the checks of notice boards."""

from django.contrib import admin

from coverage import models
from coverage.admin.records import LookedAtAdmin
from geo.admin.base import RecordAdmin
from geo.admin.filters import AsOfFilter
from geo.admin.places import UNIT


@admin.register(models.Survey)
class SurveyAdmin(RecordAdmin):
    search_fields = ("code", "name")
    list_display = ("code", "name", "valid_from", "valid_to", "segments", "ponds", "ditches")
    list_filter = (AsOfFilter, UNIT)


@admin.register(models.PatrolSettings)
class PatrolSettingsAdmin(RecordAdmin):
    search_fields = ("subdistrict__code", "subdistrict__name")
    list_display = ("subdistrict", "board_days", "trace_m", "trace_days", "swath_m", "raw_days")
    date_hierarchy = None
    actions = ()


@admin.register(models.BoardCheck)
class BoardCheckAdmin(LookedAtAdmin):
    """Checks are recorded at the board; here they are looked at and removed."""

    search_fields = ("notice_board__code", "notice_board__name", "note")
    list_display = ("notice_board", "at", "state", "is_current", "is_renewal", "by")
    list_filter = ("state", "is_renewal")
    date_hierarchy = "at"
    list_select_related = ("notice_board", "by")

    def has_delete_permission(self, request, obj=None) -> bool:
        return super(LookedAtAdmin, self).has_change_permission(request, obj)
