"""The admins of deputies, chiefs and their duties."""

from django.contrib import admin

from coverage import models
from geo.admin.base import PlaceAdmin, RecordAdmin
from geo.admin.filters import AsOfFilter
from geo.admin.places import UNIT


@admin.register(models.ElectoralDistrict)
class ElectoralDistrictAdmin(PlaceAdmin):
    list_display = ("code", "name", "kind", "seats", "quality", "valid_from", "valid_to")
    list_filter = (AsOfFilter, "kind", "quality", UNIT)


@admin.register(models.DeputyGroup)
class DeputyGroupAdmin(RecordAdmin):
    list_display = ("code", "name", "station", "activity_room", "valid_from", "valid_to")
    list_filter = (AsOfFilter, UNIT)


@admin.register(models.Deputy)
class DeputyAdmin(RecordAdmin):
    private = ("phone", "home_address")
    search_fields = ("code", "name", "electing_unit")
    list_display = ("code", "name", "level", "group", "electoral_district", "valid_from")
    list_filter = (AsOfFilter, "level", ("group", admin.RelatedOnlyFieldListFilter), UNIT)


@admin.register(models.Pairing)
class PairingAdmin(RecordAdmin):
    search_fields = ("code", "deputy__name", "village__name")
    list_display = ("code", "deputy", "village", "valid_from", "valid_to")


@admin.register(models.StationDuty)
class StationDutyAdmin(RecordAdmin):
    search_fields = ("code", "deputy__name", "station__name")
    list_display = ("code", "deputy", "station", "valid_from", "valid_to")
    list_filter = (AsOfFilter, ("station", admin.RelatedOnlyFieldListFilter))


@admin.register(models.RiverChief)
class RiverChiefAdmin(RecordAdmin):
    private = ("phone",)
    search_fields = ("code", "name", "post")
    list_display = ("code", "name", "post", "level", "valid_from", "valid_to")
    list_filter = (AsOfFilter, "level", UNIT)


@admin.register(models.RiverChiefAssignment)
class RiverChiefAssignmentAdmin(RecordAdmin):
    search_fields = ("code", "chief__name", "river_segment__name")
    list_display = ("code", "chief", "river_segment", "level", "valid_from", "valid_to")
    list_filter = (AsOfFilter, "level")
