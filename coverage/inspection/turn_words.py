"""A round in words, turn by turn, in Chinese and in English."""

from collections.abc import Iterator

from coverage.analysis.turns import Turn
from coverage.inspection.places import Place
from geo.features.collections import Text

HEADINGS = tuple(
    Text(zh, en)
    for zh, en in (
        ("北", "north"),
        ("东北", "north-east"),
        ("东", "east"),
        ("东南", "south-east"),
        ("南", "south"),
        ("西南", "south-west"),
        ("西", "west"),
        ("西北", "north-west"),
    )
)
CLASSES = {
    "highway": Text("公路", "the highway"),
    "main": Text("主干路", "the main road"),
    "street": Text("街道", "the street"),
    "county": Text("县乡道", "the county road"),
    "village": Text("乡村道路", "the village road"),
    "path": Text("小路", "the path"),
}
STRAIGHT_DEG, BACK_DEG = 30, 150
# A walk as short as this is no way of its own.
SHORT_M = 15


def road_turns(turns: list[Turn], names: list[tuple[str, str]]) -> Iterator[tuple[Turn, Text]]:
    """Yield the turns of a leg with their sentences."""
    for turn in turns:
        name, road_class = names[turn.edge]
        plain = CLASSES.get(road_class, CLASSES["street"])
        road = Text(name or plain.zh, name or plain.en)
        yield turn, _sentence(turn, road)


def _sentence(turn: Turn, road: Text) -> Text:
    towards, length = heading(turn.heading_deg), length_words(turn.length_m)
    bend = turn.bend_deg
    if bend is None:
        return Text(
            f"沿{road.zh}向{towards.zh} {length.zh}",
            f"Go {towards.en} on {road.en} for {length.en}",
        )
    if abs(bend) < STRAIGHT_DEG:
        how = Text("直行进入", "Go straight on to")
    elif abs(bend) > BACK_DEG:
        how = Text("掉头进入", "Turn back on to")
    else:
        side = Text("右", "right") if bend > 0 else Text("左", "left")
        how = Text(f"{side.zh}转进入", f"Turn {side.en} on to")
    return Text(
        f"{how.zh}{road.zh}，向{towards.zh} {length.zh}",
        f"{how.en} {road.en}, {towards.en} for {length.en}",
    )


def heading(degrees: float) -> Text:
    """Return the word for a heading clockwise from north."""
    return HEADINGS[round(degrees / 45) % 8]


def length_words(length_m: float) -> Text:
    """Return a length as people say it: to ten metres, from a kilometre to a hundred."""
    if length_m >= 995:
        return Text(f"{length_m / 1000:.1f} 公里", f"{length_m / 1000:.1f} km")
    rounded = round(length_m / 10) * 10 if length_m >= 100 else max(round(length_m), 1)
    return Text(f"{rounded} 米", f"{rounded} m")


def walk(length_m: float, where: Text) -> Text:
    """Return the sentence of a straight walk to a place."""
    length = length_words(length_m)
    return Text(f"步行 {length.zh}到{where.zh}", f"Walk {length.en} to {where.en}")


def visit(place: Place, backwards: bool, length_m: float) -> Text:
    """Return what is done at a place."""
    length = length_words(length_m)
    if place.kind == "segment":
        # Segments are drawn from their river's source to its mouth.
        zh, en = ("逆流", "upstream") if backwards else ("顺流", "downstream")
        return Text(
            f"沿{place.name}{zh}巡查 {length.zh}", f"Inspect {place.name} {en}, {length.en}"
        )
    if place.kind == "pond":
        return Text(
            f"绕{place.name}巡查一周，{length.zh}", f"Walk around {place.name}, {length.en}"
        )
    if place.kind == "ditch":
        return Text(f"沿{place.name}巡查 {length.zh}", f"Inspect {place.name}, {length.en}")
    if place.kind == "board":
        return Text(f"查看{place.name}", f"Check the board {place.name}")
    return Text(f"走访{place.name}", f"Visit {place.name}")


def place(where: dict) -> Text:
    """Return the words for where a round begins or ends: a station, or a place of one's own."""
    if where.get("is_here"):
        return Text("当前位置", "where you are")
    name = where["name"]
    return Text(name or "自选地点", name or "the chosen place")


def start(where: Text) -> Text:
    """Return where a round sets out."""
    return Text(f"从{where.zh}出发", f"Start at {where.en}")


def end(where: Text) -> Text:
    """Return where a round ends."""
    return Text(f"到达终点{where.zh}", f"End at {where.en}")
