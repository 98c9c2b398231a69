"""Who covers the places, what was done there, and by which rules it counts."""

from coverage.models.boards import BoardCheck
from coverage.models.chiefs import ChiefLevel, RiverChief, RiverChiefAssignment
from coverage.models.deputies import Deputy, DeputyGroup, ElectoralDistrict, Pairing, StationDuty
from coverage.models.duties import DutyRecord
from coverage.models.holidays import Holiday
from coverage.models.issues import Issue, IssuePhoto, IssueStep
from coverage.models.patrol_settings import PatrolSettings
from coverage.models.patrols import Patrol, PatrolStretch, WaterVisit
from coverage.models.roles import Membership, Role
from coverage.models.routes import InspectionRoute, RouteRound, RouteStop
from coverage.models.scenarios import Scenario
from coverage.models.settings import CoverageSettings, PatrolRule
from coverage.models.surveys import Survey
from coverage.models.tracks import PatrolTrack, TrackPart

__all__ = [
    "BoardCheck",
    "ChiefLevel",
    "CoverageSettings",
    "Deputy",
    "DeputyGroup",
    "DutyRecord",
    "ElectoralDistrict",
    "Holiday",
    "InspectionRoute",
    "Issue",
    "IssuePhoto",
    "IssueStep",
    "Membership",
    "Pairing",
    "Patrol",
    "PatrolRule",
    "PatrolSettings",
    "PatrolStretch",
    "PatrolTrack",
    "RiverChief",
    "RiverChiefAssignment",
    "Role",
    "RouteRound",
    "RouteStop",
    "Scenario",
    "StationDuty",
    "Survey",
    "TrackPart",
    "WaterVisit",
]
