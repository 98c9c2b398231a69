"""Who covers the places, what was done there, and by which rules it counts."""

from coverage.models.chiefs import ChiefLevel, RiverChief, RiverChiefAssignment
from coverage.models.deputies import Deputy, DeputyGroup, ElectoralDistrict, Pairing, StationDuty
from coverage.models.duties import DutyRecord
from coverage.models.patrols import Patrol, PatrolStretch, WaterVisit
from coverage.models.roles import Membership, Role
from coverage.models.scenarios import Scenario
from coverage.models.settings import CoverageSettings, PatrolRule

__all__ = [
    "ChiefLevel",
    "CoverageSettings",
    "Deputy",
    "DeputyGroup",
    "DutyRecord",
    "ElectoralDistrict",
    "Membership",
    "Pairing",
    "Patrol",
    "PatrolRule",
    "PatrolStretch",
    "RiverChief",
    "RiverChiefAssignment",
    "Role",
    "Scenario",
    "StationDuty",
    "WaterVisit",
]
