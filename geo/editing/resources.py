"""The places that can be edited, and by which resource a model is."""

from django.db.models import Model

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

_by_model = {resource.model: resource for resource in RESOURCES}


def register(*resources: Resource) -> None:
    """Add the resources of another application."""
    _by_model.update({resource.model: resource for resource in resources})


def resource_of(model: type[Model]) -> Resource | None:
    """Return the resource that edits a model; None when nothing does."""
    return _by_model.get(model)
