"""Gaps of every layer with their geometry: what is not covered, who feels it, and since when."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import shapely

from coverage.analysis.gaps import village_shares
from coverage.analysis.ranking import Weights, order, points
from coverage.analysis.riverside import LEFT, RIGHT
from coverage.figures import banks, layers
from coverage.figures.layer import Layer
from coverage.figures.register import Register, kept
from coverage.figures.service import Reach
from coverage.figures.words import (
    MODES_EN,
    MODES_ZH,
    PATROLS_EN,
    PATROLS_ZH,
    Text,
    begun,
    days_en,
    people_en,
    whole,
)

# Of a gap of the stations at most so many villages give it its name, the largest parts first,
# and none that has less than this share of its ground.
NAMED, NAMED_SHARE = 3, 0.05


@dataclass(frozen=True)
class Gap:
    """One gap; ``shape`` is in EPSG:4326, measures are in metres and square metres.

    ``people`` are those of the village, of the parts of villages inside the gap, or of the
    village in which a water lies. ``days_overdue`` counts from the day on which a rule asked for
    something that was not done; None where no rule sets a time. ``rank`` counts from 1, by
    ``points``.
    """

    layer: str
    id: str
    code: str | None
    name: str
    name_en: str
    kind: str
    people: int | None
    days_overdue: float | None
    area_m2: float | None
    length_m: float | None
    reason_zh: str
    reason_en: str
    sentence_zh: str
    sentence_en: str
    illustrative: bool
    shape: shapely.Geometry | None
    points: float = 0.0
    rank: int = 0

    def row(self) -> dict:
        """Return the gap as a row of the ranking, with a point inside it."""
        point = None if self.shape is None else shapely.point_on_surface(self.shape)
        return self.properties() | {
            "lon": None if point is None else round(point.x, 7),
            "lat": None if point is None else round(point.y, 7),
        }

    def properties(self) -> dict:
        """Return everything but the geometry."""
        return {key: value for key, value in vars(self).items() if key != "shape"}


def ranked(register: Register, reach: Reach) -> list[Gap]:
    """Return the gaps of all five layers, most points first; equals by area, then by id."""
    return kept(register, "gaps", lambda: _ranked(register, reach), reach.minutes, reach.mode)


def _ranked(register: Register, reach: Reach) -> list[Gap]:
    found = [
        *_of_villages(register, layers.layer(register, reach, "pairing"), _unpaired),
        *_unreached(register, reach),
        *_of_villages(register, layers.layer(register, reach, "recency"), _unvisited),
        *_unpatrolled(register, reach),
        *_chiefless(register, reach),
    ]
    given = points(
        [gap.people or 0 for gap in found],
        [gap.days_overdue or 0.0 for gap in found],
        [gap.length_m or 0.0 for gap in found],
        weights(register),
    )
    areas = np.array([gap.area_m2 or 0.0 for gap in found])
    rows = order(given, areas, [gap.id for gap in found])
    return [
        replace(found[row], points=round(float(given[row]), 2), rank=rank)
        for rank, row in enumerate(rows, 1)
    ]


def weights(register: Register) -> Weights:
    """Return the weights of the points, which are settings of the subdistrict."""
    settings = register.settings
    return Weights(
        settings.points_per_1000_people, settings.points_per_30_days, settings.points_per_km
    )


def _of_villages(register: Register, layer: Layer, say) -> Iterator[Gap]:
    """Yield the villages that are gaps of a layer; ``say`` makes the sentence of a row."""
    rows = zip(register.villages.rows, register.villages.shapes, layer.rows, strict=True)
    for village, shape, row in rows:
        if row["state"] != "gap":
            continue
        yield Gap(
            layer=layer.name,
            id=f"{layer.name}-{village.code}",
            code=village.code,
            name=village.short_name,
            name_en=village.short_name,
            kind=village.kind,
            people=village.population,
            days_overdue=row.get("days_overdue"),
            area_m2=row["area_m2"],
            length_m=None,
            reason_zh=row["reason_zh"],
            reason_en=row["reason_en"],
            **say(village, row).members("sentence"),
            illustrative=village.quality == "illustrative",
            shape=_degrees(register, shape),
        )


def _unpaired(village, row: dict) -> Text:
    since_zh, since_en = "", ""
    if row["days_without"]:
        since_zh = f"已 {row['days_without']} 天"
        since_en = f" for {days_en(row['days_without'])}"
    return Text(
        f"{_who_zh(village)}{since_zh}没有代表对口帮扶。",
        f"{_who_en(village)}, no deputy paired{since_en}.",
    )


def _unvisited(village, row: dict) -> Text:
    allowed = row["allowed_days"]
    if row["days"] is None:
        known = allowed + row["days_overdue"]
        return Text(
            f"{_who_zh(village)}有记录的 {known} 天内没有代表走访（规定 {allowed} 天）。",
            f"{_who_en(village)}, no deputy has visited in the {days_en(known)} on record "
            f"({allowed} allowed).",
        )
    return Text(
        f"{_who_zh(village)}已 {row['days']} 天没有代表走访（规定 {allowed} 天）。",
        f"{_who_en(village)}, no deputy has visited for {days_en(row['days'])} "
        f"({allowed} allowed).",
    )


def _who_zh(village) -> str:
    count = "人口不详" if village.population is None else f"{whole(village.population)} 人"
    return f"{village.short_name}：{count}，"


def _who_en(village) -> str:
    count = "people unknown" if village.population is None else people_en(village.population)
    return f"{village.short_name}: {count}"


def _unreached(register: Register, reach: Reach) -> Iterator[Gap]:
    if reach.partition is None or reach.method == "none":
        return
    way_zh, way_en = MODES_ZH[reach.mode], MODES_EN[reach.mode]
    for number, part in enumerate(reach.partition.gaps, 1):
        people, main = _people_in(register, part)
        hectares = whole(part.area / 10_000)
        name = Text(f"{'、'.join(main)}一带", f"around {', '.join(main)}")
        if not main:
            name = Text(f"第 {number} 处", f"no. {number}")
        who_zh = "" if people is None else f"{whole(people)} 人，"
        who_en = "" if people is None else f"{people_en(people)}, "
        yield Gap(
            layer="service",
            id=f"service-{number}",
            code=None,
            name=name.zh,
            name_en=name.en,
            kind="area",
            people=people,
            days_overdue=None,
            area_m2=round(float(part.area), 2),
            length_m=None,
            reason_zh=f"从这里{way_zh} {reach.minutes} 分钟内到不了任何代表工作站。",
            reason_en=f"No liaison station is reached from here within {reach.minutes} minutes "
            f"{way_en}.",
            sentence_zh=f"{name.zh}：{who_zh}{hectares} 公顷，{way_zh} {reach.minutes} 分钟内"
            "到不了任何代表工作站。",
            sentence_en=f"{begun(name.en)}: {who_en}{hectares} ha, no liaison station within "
            f"{reach.minutes} minutes {way_en}.",
            illustrative=True,
            shape=_degrees(register, part),
        )


def _people_in(register: Register, part) -> tuple[int | None, list[str]]:
    """Return the people inside ``part`` (evenly spread in each village) and its main villages."""
    rows = [row for row, shape in enumerate(register.villages.shapes) if shape is not None]
    if not rows:
        return None, []
    villages = [register.villages.rows[row] for row in rows]
    shares = village_shares(
        register.villages.shapes[rows], [village.population or 0 for village in villages], part
    )
    largest = np.argsort(-shares.covered_m2, kind="stable")[:NAMED]
    least_m2 = NAMED_SHARE * part.area
    main = [villages[row].short_name for row in largest if shares.covered_m2[row] >= least_m2]
    return round(shares.people.covered), main


def _unpatrolled(register: Register, reach: Reach) -> Iterator[Gap]:
    """Yield the segments with the stretches that were not walked, and the waters not seen."""
    layer = layers.layer(register, reach, "patrol")
    places = [*register.segments.rows, *register.waters.rows]
    drawn: dict[tuple, list] = {}
    for line in layers.lines(register, reach, "patrol"):
        if line.state == "gap":
            drawn.setdefault((line.kind, line.code), []).append(line.shape)
    for place, row in zip(places, layer.rows, strict=True):
        if row["state"] == "gap":
            shapes = drawn.get((row["kind"], row["code"]), [])
            yield _water_gap("patrol", place, row, _unwalked(row), _joined(shapes), row["gap_m"])


def _chiefless(register: Register, reach: Reach) -> Iterator[Gap]:
    rows = layers.layer(register, reach, "chiefs").rows
    located = zip(register.segments.rows, register.segments.shapes, rows, strict=True)
    for segment, shape, row in located:
        if row["state"] == "gap":
            text = Text(
                f"{segment.name}：{whole(segment.length_m or 0)} 米，没有任何一级河长在任。",
                f"{segment.name}: {whole(segment.length_m or 0)} m, no chief of any level in "
                "office.",
            )
            shape = _degrees(register, shape)
            yield _water_gap("chiefs", segment, row, text, shape, row["length_m"])


def _water_gap(layer: str, place, row: dict, sentence: Text, shape, length_m: float | None) -> Gap:
    return Gap(
        layer=layer,
        id=f"{layer}-{place.code}",
        code=place.code,
        name=place.name,
        name_en=place.name,
        kind=row["kind"],
        people=row["population"],
        days_overdue=row.get("days_overdue"),
        area_m2=None,
        length_m=length_m,
        reason_zh=row["reason_zh"],
        reason_en=row["reason_en"],
        **sentence.members("sentence"),
        illustrative=place.quality == "illustrative",
        shape=shape,
    )


def _unwalked(row: dict) -> Text:
    rule_zh, rule_en = f"规定 {row['period_days']:g} 天", f"{row['period_days']:g} allowed"
    word_zh, word_en = PATROLS_ZH["chief"], PATROLS_EN["chief"]
    left_zh, left_en = _left(row)
    if row["days_since_done"] is None:
        known = row["period_days"] + row["days_overdue"]
        return Text(
            f"{row['name']}：{left_zh}有记录的 {known:.0f} 天内{word_zh}未达到要求（{rule_zh}）。",
            f"{row['name']}: {left_en}no {word_en} has done it in the {days_en(known)} on record "
            f"({rule_en}).",
        )
    days = row["days_since_done"]
    return Text(
        f"{row['name']}：{left_zh}已 {days:.0f} 天{word_zh}未达到要求（{rule_zh}）。",
        f"{row['name']}: {left_en}not done by a {word_en} for {days_en(days)} ({rule_en}).",
    )


def _left(row: dict) -> tuple[str, str]:
    """Say how much of a segment is left to walk; nothing of a pond or ditch."""
    if not row["gap_m"]:
        return "", ""
    left, length = whole(row["gap_m"]), whole(row["length_m"])
    if row.get("gap_left_m") is not None:
        return _left_of_banks(length, row["gap_left_m"], row["gap_right_m"])
    if left == length:
        return f"{length} 米全部未走到，", f"none of its {length} m walked, "
    return f"{length} 米中 {left} 米未走到，", f"{left} of {length} m not walked, "


def _left_of_banks(length: str, *gap_m: float) -> tuple[str, str]:
    """Say how much of each bank is left to walk."""
    named = zip((banks.WORDS[LEFT], banks.WORDS[RIGHT]), gap_m, strict=True)
    left = [(word, whole(metres)) for word, metres in named if metres]
    zh = "、".join(f"{word.zh} {metres} 米" for word, metres in left)
    en = " and ".join(f"{metres} m of the {word.en}" for word, metres in left)
    return f"每岸 {length} 米，{zh}未走到，", f"{en} not walked (each {length} m), "


def _joined(shapes: list) -> shapely.Geometry | None:
    """Return stretches as one geometry."""
    if not shapes:
        return None
    return shapes[0] if len(shapes) == 1 else shapely.multilinestrings(shapes)


def _degrees(register: Register, shape):
    return None if shape is None else layers.degrees(register, shape)
