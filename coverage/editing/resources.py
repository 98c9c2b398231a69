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
    Resource("duty-records", models.DutyRecord, private=("note",)),
    Resource("patrols", models.Patrol, parts=("stretches", "water_visits")),
    Resource("patrol-rules", models.PatrolRule),
    Resource("coverage-settings", models.CoverageSettings),
    Resource("patrol-settings", models.PatrolSettings),
    Resource("surveys", models.Survey),
)
