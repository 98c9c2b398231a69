"""The register of places."""

from geo.models.imports import ColumnMapping, Import, ImportRow
from geo.models.road import Road
from geo.models.station import ActivityRoom, LiaisonStation, ServiceCentre
from geo.models.subdistrict import Subdistrict
from geo.models.version import TableVersion
from geo.models.village import Village
from geo.models.water import NoticeBoard, Outfall, River, RiverSegment, WaterBody
from geo.models.zone import LivestockZone

__all__ = [
    "ActivityRoom",
    "ColumnMapping",
    "Import",
    "ImportRow",
    "LiaisonStation",
    "LivestockZone",
    "NoticeBoard",
    "Outfall",
    "River",
    "RiverSegment",
    "Road",
    "ServiceCentre",
    "Subdistrict",
    "TableVersion",
    "Village",
    "WaterBody",
]
