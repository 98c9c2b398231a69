"""Who covers the places."""

from coverage.models.chiefs import ChiefLevel, RiverChief, RiverChiefAssignment
from coverage.models.deputies import Deputy, DeputyGroup, ElectoralDistrict, Pairing, StationDuty
from coverage.models.roles import Membership, Role

__all__ = [
    "ChiefLevel",
    "Deputy",
    "DeputyGroup",
    "ElectoralDistrict",
    "Membership",
    "Pairing",
    "RiverChief",
    "RiverChiefAssignment",
    "Role",
    "StationDuty",
]
