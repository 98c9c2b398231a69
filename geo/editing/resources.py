"""The places that can be edited."""

from geo import models
from geo.editing.viewsets import Resource

RESOURCES = (
    Resource("subdistricts", models.Subdistrict),
    Resource("villages", models.Village),
    Resource("stations", models.LiaisonStation),
    Resource("activity-rooms", models.ActivityRoom),
    Resource("service-centres", models.ServiceCentre),
    Resource("rivers", models.River),
    Resource("river-segments", models.RiverSegment),
    Resource("water-bodies", models.WaterBody),
    Resource("outfalls", models.Outfall),
    Resource("notice-boards", models.NoticeBoard),
    Resource("livestock-zones", models.LivestockZone),
    Resource("roads", models.Road),
)
