"""The collections of the register of places."""

from geo.features.collections import Collection, Text, field, register
from geo.models import (
    ActivityRoom,
    LiaisonStation,
    LivestockZone,
    NoticeBoard,
    Outfall,
    River,
    RiverSegment,
    Road,
    ServiceCentre,
    Subdistrict,
    Village,
    WaterBody,
)

ILLUSTRATIVE = Text(
    "quality 为 illustrative 的要素是示意，不是实测，不得用于测量或划界。",
    "Features with quality 'illustrative' are indicative (示意): not surveyed, "
    "not for measuring or drawing limits.",
)

NAMES = (
    field("code", "代码", "code"),
    field("name", "名称", "name"),
    field("short_name", "简称", "short name"),
)
VALIDITY = (
    field("valid_from", "生效日期", "first day"),
    field("valid_to", "失效日期", "last day"),
)
PROVENANCE = (
    field("quality", "数据质量", "quality of the geometry"),
    field("source", "数据来源", "source", queryable=False),
    field("as_of", "资料日期", "day the source speaks of"),
    *VALIDITY,
)
SUBDISTRICT = (
    field("subdistrict", "所属街道代码", "code of the subdistrict", "subdistrict__code"),
    field("subdistrict_name", "所属街道", "subdistrict", "subdistrict__name"),
)
VILLAGE = (
    field("village_code", "所在村居代码", "code of the village", "village__code"),
    field("village_name", "所在村居", "village", "village__name"),
)
SEGMENT = (
    field("river_segment_code", "所在河段代码", "code of the river segment", "river_segment__code"),
    field("river_segment_name", "所在河段", "river segment", "river_segment__name"),
)
KIND = field("kind", "类型", "kind")
CODE_SCHEME = field("code_scheme", "编码体系", "code scheme")
AREA = field("area_m2", "面积（平方米）", "area (m²)")
LENGTH = field("length_m", "长度（米）", "length (m)")


def about(zh: str, en: str) -> Text:
    """Return a description that ends with the warning on illustrative features."""
    return Text(f"{zh}{ILLUSTRATIVE.zh}", f"{en} {ILLUSTRATIVE.en}")


register(
    Collection(
        "subdistricts",
        Subdistrict,
        Text("行政区划", "Administrative divisions"),
        about(
            "省、市、县、街道四级行政区划。",
            "The administrative tree: province, city, county, subdistrict.",
        ),
        (
            *NAMES,
            field("level", "级别", "level"),
            field("parent_code", "上级代码", "code of the parent", "parent__code"),
            field("parent_name", "上级名称", "parent", "parent__name"),
            field("reported_villages", "公布村居数", "reported villages"),
            field("reported_communities", "公布社区数", "reported communities"),
            field(
                "reported_administrative_villages",
                "公布行政村数",
                "reported administrative villages",
            ),
            field("reported_area_km2", "公布面积（平方千米）", "reported area (km²)"),
            field("reported_population", "公布人口", "reported population"),
            field("reported_as_of", "公布日期", "reported as of"),
            field(
                "reported_source", "公布数据来源", "source of the reported totals", queryable=False
            ),
            AREA,
            *PROVENANCE,
        ),
    ),
    Collection(
        "villages",
        Village,
        Text("村居", "Villages and communities"),
        about("行政村和社区的范围与人口。", "Administrative villages and communities."),
        (*NAMES, KIND, field("population", "人口", "population"), *SUBDISTRICT, AREA, *PROVENANCE),
    ),
    Collection(
        "stations",
        LiaisonStation,
        Text("代表联络工作站", "Deputy liaison stations"),
        about("人大代表联络工作站的位置。", "Where people meet their deputies."),
        (
            *NAMES,
            field("host_kind", "依托单位类型", "kind of host"),
            field("host", "依托单位", "host"),
            field("position_note", "位置说明", "note on the position", queryable=False),
            *VILLAGE,
            *SUBDISTRICT,
            *PROVENANCE,
        ),
    ),
    Collection(
        "activity-rooms",
        ActivityRoom,
        Text("代表小组活动室", "Activity rooms"),
        about("人大代表小组的活动室。", "Activity rooms of the deputy groups."),
        (*NAMES, *VILLAGE, *SUBDISTRICT, *PROVENANCE),
    ),
    Collection(
        "service-centres",
        ServiceCentre,
        Text("党群服务中心", "Service centres"),
        about("党群服务中心的位置。", "Party service centres."),
        (*NAMES, *VILLAGE, *SUBDISTRICT, *PROVENANCE),
    ),
    Collection(
        "rivers",
        River,
        Text("河流", "Rivers"),
        about("从源头到河口的河道中心线。", "Rivers, each drawn from its source to its mouth."),
        (
            *NAMES,
            CODE_SCHEME,
            field("reported_length_km", "公布长度（千米）", "reported length (km)"),
            field("reported_basin_km2", "公布流域面积（平方千米）", "reported basin (km²)"),
            field("note", "备注", "note", queryable=False),
            LENGTH,
            *SUBDISTRICT,
            *PROVENANCE,
        ),
    ),
    Collection(
        "river-segments",
        RiverSegment,
        Text("河段", "River segments"),
        about("河长负责的河段，以起止桩号界定。", "Stretches of rivers that chiefs answer for."),
        (
            *NAMES,
            CODE_SCHEME,
            field("river_code", "河流代码", "code of the river", "river__code"),
            field("river_name", "河流", "river", "river__name"),
            field("sequence", "河段序号", "number along the river"),
            field("start_chainage_m", "起点桩号（米）", "start chainage (m)"),
            field("end_chainage_m", "止点桩号（米）", "end chainage (m)"),
            field("bank", "岸别", "bank"),
            LENGTH,
            *VILLAGE,
            *SUBDISTRICT,
            *PROVENANCE,
        ),
    ),
)

WATER = (
    *NAMES,
    KIND,
    CODE_SCHEME,
    field("width_m", "宽度（米）", "width (m)"),
    field("pollution_code", "污染程度", "pollution"),
    AREA,
    LENGTH,
    *VILLAGE,
    *SUBDISTRICT,
    *PROVENANCE,
)

register(
    Collection(
        "ponds",
        WaterBody,
        Text("汪塘和水库", "Ponds and reservoirs"),
        about("汪塘和水库的水面。", "Ponds and reservoirs."),
        WATER,
        only=("kind", ("pond", "reservoir")),
    ),
    Collection(
        "ditches",
        WaterBody,
        Text("沟渠", "Ditches"),
        about("沟渠的走向。", "Ditches."),
        WATER,
        only=("kind", ("ditch",)),
    ),
    Collection(
        "outfalls",
        Outfall,
        Text("排水口", "Outfalls"),
        about("向河道或汪塘排水的口门。", "Where water is let into a river or a pond."),
        (*NAMES, KIND, *SEGMENT, *VILLAGE, *SUBDISTRICT, *PROVENANCE),
    ),
    Collection(
        "notice-boards",
        NoticeBoard,
        Text("河长公示牌", "Notice boards"),
        about("河段经过各村处的公示牌。", "Boards that name the chiefs of a segment."),
        (
            *NAMES,
            field("state", "状况", "state"),
            field("renewed_on", "更新日期", "renewed on"),
            *SEGMENT,
            *VILLAGE,
            *SUBDISTRICT,
            *PROVENANCE,
        ),
    ),
    Collection(
        "livestock-zones",
        LivestockZone,
        Text("畜禽禁养区和限养区", "Livestock zones"),
        about("禁养区和限养区的范围。", "Where keeping livestock is prohibited or restricted."),
        (*NAMES, KIND, AREA, *SUBDISTRICT, *PROVENANCE),
    ),
    Collection(
        "roads",
        Road,
        Text("道路", "Roads"),
        about("道路网，每行是两个路口之间的一段。", "The road network, one edge a feature."),
        (
            *NAMES,
            field("road_class", "道路等级", "class"),
            field("speed_kmh", "车速（千米/小时）", "speed by car (km/h)"),
            field("is_one_way", "单行", "one way"),
            LENGTH,
            *SUBDISTRICT,
            *PROVENANCE,
        ),
    ),
)
