"""The admins of the places."""

from django.contrib import admin

from geo import models
from geo.admin.base import PlaceAdmin
from geo.admin.filters import AsOfFilter

UNIT = ("subdistrict", admin.RelatedOnlyFieldListFilter)


@admin.register(models.Subdistrict)
class SubdistrictAdmin(PlaceAdmin):
    list_display = ("code", "name", "level", "quality", "valid_from", "valid_to", "parent")
    list_filter = (AsOfFilter, "level", "quality")


@admin.register(models.Village)
class VillageAdmin(PlaceAdmin):
    list_display = ("code", "name", "kind", "population", "quality", "valid_from", "valid_to")
    list_filter = (AsOfFilter, "kind", "quality", UNIT)


@admin.register(models.LiaisonStation)
class LiaisonStationAdmin(PlaceAdmin):
    list_display = ("code", "name", "host_kind", "host", "village", "quality", "valid_from")
    list_filter = (AsOfFilter, "host_kind", "quality", UNIT)


@admin.register(models.ActivityRoom, models.ServiceCentre)
class MeetingPlaceAdmin(PlaceAdmin):
    list_display = ("code", "name", "village", "quality", "valid_from", "valid_to")


@admin.register(models.River)
class RiverAdmin(PlaceAdmin):
    list_display = ("code", "name", "code_scheme", "length_m", "quality", "valid_from", "valid_to")


@admin.register(models.RiverSegment)
class RiverSegmentAdmin(PlaceAdmin):
    search_fields = ("code", "name", "short_name", "river__name", "village__name")
    list_display = (
        "code",
        "name",
        "river",
        "sequence",
        "start_chainage_m",
        "end_chainage_m",
        "bank",
        "quality",
    )
    list_filter = (AsOfFilter, ("river", admin.RelatedOnlyFieldListFilter), "bank", "quality", UNIT)


@admin.register(models.WaterBody)
class WaterBodyAdmin(PlaceAdmin):
    list_display = ("code", "name", "kind", "village", "pollution_code", "quality", "valid_from")
    list_filter = (AsOfFilter, "kind", "pollution_code", "quality", UNIT)


@admin.register(models.Outfall)
class OutfallAdmin(PlaceAdmin):
    list_display = ("code", "name", "kind", "river_segment", "village", "quality", "valid_from")
    list_filter = (AsOfFilter, "kind", "quality", UNIT)


@admin.register(models.NoticeBoard)
class NoticeBoardAdmin(PlaceAdmin):
    list_display = ("code", "name", "village", "river_segment", "state", "renewed_on", "quality")
    list_filter = (AsOfFilter, "state", "quality", UNIT)


@admin.register(models.LivestockZone)
class LivestockZoneAdmin(PlaceAdmin):
    list_display = ("code", "name", "kind", "area_m2", "quality", "valid_from", "valid_to")
    list_filter = (AsOfFilter, "kind", "quality", UNIT)


@admin.register(models.Road)
class RoadAdmin(PlaceAdmin):
    list_display = ("code", "name", "road_class", "speed_kmh", "length_m", "quality")
    list_filter = (AsOfFilter, "road_class", "is_one_way", "quality", UNIT)
