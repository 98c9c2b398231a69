"""The table of one layer: a row for each village, or for each segment and water."""

from coverage.api import facts
from coverage.api.questions import LayerQuestion
from coverage.api.sheets import words
from coverage.api.sheets.words import DAYS
from coverage.figures import layers, service
from coverage.figures.layer import Layer
from coverage.figures.register import Register
from coverage.tables import Column, Fact, Table
from geo.features.collections import Text

AREA = Column("area_m2", "面积", "Area", "m²", "number")
LENGTH = Column("length_m", "长度", "Length", "m", "number")
RIVER = Column("river", "河流", "River")
VILLAGE = Column("village_code", "所在村居代码", "Code of the village")
OVERDUE = Column("days_overdue", "逾期", "Overdue", DAYS, "number", 1)
OWN = {
    "pairing": (
        AREA,
        Column("deputies", "结对代表", "Paired deputies"),
        Column("paired_until", "结对至", "Paired until", kind="date"),
        Column("days_without", "未结对天数", "Without a deputy", DAYS, "integer"),
    ),
    "service": (
        AREA,
        Column("travel_time_s", "到最近工作站用时", "Time to the quickest station", "s", "integer"),
        Column("station_code", "工作站代码", "Code of the station"),
        Column("station", "工作站", "Station"),
        Column("reached_area_share", "可达面积占比", "Share of the area in reach", kind="share"),
    ),
    "recency": (
        AREA,
        Column("last_on", "最近一次", "Last on", kind="date"),
        Column("last_kind", "方式", "Last was a", words=words.DUTIES),
        Column("days", "距今天数", "Days since", DAYS, "integer"),
        Column("allowed_days", "允许间隔", "Days allowed", DAYS, "integer"),
        OVERDUE,
    ),
    "patrol": (
        RIVER,
        VILLAGE,
        LENGTH,
        Column("covered_m", "已巡长度", "Covered", "m", "number"),
        Column("due_m", "将到期长度", "Due", "m", "number"),
        Column("gap_m", "未巡长度", "Gap", "m", "number"),
        Column("bank", "岸别", "Bank", words=words.BANKS),
        Column("gap_left_m", "左岸未巡长度", "Gap on the left bank", "m", "number"),
        Column("gap_right_m", "右岸未巡长度", "Gap on the right bank", "m", "number"),
        Column("reached_share", "已巡占比", "Share patrolled", kind="share"),
        Column("last_on", "最近一次巡查", "Last patrol", kind="date"),
        Column("done_on", "最近一次完成", "Last done", kind="date"),
        Column("days_since_done", "距完成天数", "Since done", DAYS, "integer"),
        Column("period_days", "周期", "Period", DAYS, "number", 1),
        OVERDUE,
    ),
    "chiefs": (
        RIVER,
        VILLAGE,
        LENGTH,
        Column("county", "县级河长", "County chief"),
        Column("subdistrict", "街道级河长", "Subdistrict chief"),
        Column("village", "村级河长", "Village chief"),
        Column("held_until", "任期至", "Held until", kind="date"),
    ),
}
PARAMETERS = {
    "kind": Text("巡查类别", "Patrols of"),
    "recency_days": Text("允许间隔（天）", "Days allowed"),
    "due_share": Text("到期提醒比例", "Due from this share of the time on"),
    "term_due_days": Text("任期将满提醒（天）", "Due when a term ends within (days)"),
}


def sheet(found: Register, asked: LayerQuestion) -> Table:
    """Return the rows of a layer with its shares and parameters."""
    reach = service.reach(found, asked.minutes, asked.mode)
    layer = layers.layer(found, reach, asked.layer, asked.kind)
    title = words.LAYERS[asked.layer]
    name = asked.layer if asked.kind == "chief" else asked.kind
    return Table(
        f"coverage-{name}-{found.subdistrict.code}-{found.day}",
        Text(f"覆盖：{title.zh}", f"Coverage: {title.en}"),
        (words.CODE, words.NAME, words.KIND, words.STATE, words.PEOPLE)
        + OWN[asked.layer]
        + words.REASONS,
        layer.rows,
        (
            *facts.place_and_day(found),
            Fact("layer", "图层", "Layer", asked.layer, title),
            *parameters(layer),
            *words.shares(layer.summary()),
            *facts.sources(places(found, asked.layer)),
        ),
    )


def parameters(layer: Layer) -> tuple[Fact, ...]:
    """Return the rule a layer was judged by."""
    given = layer.parameters
    if "method" in given:
        return facts.rule(given["minutes"], given["mode"], given["method"])
    return tuple(
        Fact(
            f"parameters.{key}",
            PARAMETERS[key].zh,
            PARAMETERS[key].en,
            value,
            words.PATROLS[value] if key == "kind" else None,
        )
        for key, value in given.items()
    )


def places(found: Register, layer: str) -> list:
    """Return the places whose geometry a layer shows."""
    if layer in layers.OF_WATERS:
        return [*found.segments.rows, *found.waters.rows]
    return [*found.villages.rows, *(found.stations.rows if layer == "service" else ())]
