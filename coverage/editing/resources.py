"""The people and duties that can be edited."""

from coverage import models
from geo.editing.viewsets import Resource

RESOURCES = (
    Resource("electoral-districts", models.ElectoralDistrict),
    Resource("deputy-groups", models.DeputyGroup),
    Resource("deputies", models.Deputy, private=("phone", "home_address")),
    Resource("pairings", models.Pairing),
    Resource("station-duties", models.StationDuty),
    Resource("river-chiefs", models.RiverChief, private=("phone",)),
    Resource("river-chief-assignments", models.RiverChiefAssignment),
)
