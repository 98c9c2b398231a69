"""Titles and words that several tables share."""

from collections.abc import Iterator

from coverage.figures.combined import NAMES_ZH
from coverage.tables import Column, Fact
from geo.features.collections import Text

NAMES_EN = {
    "pairing": "Paired assistance",
    "service": "Station within reach",
    "recency": "Recent visits",
    "patrol": "Patrols of waters",
    "chiefs": "River chiefs in office",
}
LAYERS = {name: Text(zh, NAMES_EN[name]) for name, zh in NAMES_ZH.items()}
PATROLS = {
    "chief": Text("河长巡河", "chiefs' patrols"),
    "supervision": Text("代表监督巡查", "supervision patrols of deputies"),
}
STATES = {
    "covered": Text("已覆盖", "covered"),
    "due": Text("将到期", "due"),
    "gap": Text("盲区", "gap"),
    "unknown": Text("未知", "unknown"),
}
KINDS = {
    "community": Text("社区", "community"),
    "village": Text("行政村", "administrative village"),
    "segment": Text("河段", "river segment"),
    "pond": Text("汪塘", "pond"),
    "ditch": Text("沟渠", "ditch"),
    "reservoir": Text("水库", "reservoir"),
    "area": Text("区域", "area"),
}
DUTIES = {
    "visit": Text("走访", "visit"),
    "contact": Text("联系", "contact"),
    "reception": Text("接待", "reception"),
}
BANKS = {
    "both": Text("两岸", "both banks"),
    "left": Text("左岸", "left bank"),
    "right": Text("右岸", "right bank"),
    "each": Text("两岸分别", "each bank by itself"),
}
MEASURES = {
    "villages": Text("按村居", "By villages"),
    "people": Text("按人口", "By people"),
    "area_m2": Text("按面积（m²）", "By area (m²)"),
    "people_by_area": Text("按面积内的人口", "By people inside the area"),
    "segments": Text("按河段", "By segments"),
    "length_m": Text("按长度（m）", "By length (m)"),
    "waters": Text("按汪塘沟渠", "By ponds and ditches"),
}
PERSONS, DAYS = Text("人", "persons"), Text("天", "days")

CODE = Column("code", "代码", "Code")
NAME = Column("name", "名称", "Name")
KIND = Column("kind", "类别", "Kind", words=KINDS)
LAYER = Column("layer", "图层", "Layer", words=LAYERS)
STATE = Column("state", "状态", "State", words=STATES)
PEOPLE = Column("population", "人口", "People", PERSONS, "integer")
REASONS = (
    Column("reason_zh", "说明", "Reason in Chinese"),
    Column("reason_en", "英文说明", "Reason"),
)

DROPPED = {
    "dropped_m2": Text("略去的碎片（m²）", "Slivers dropped (m²)"),
    "dropped_parts": Text("略去的碎片数", "Number of slivers dropped"),
}


def shares(summary: dict) -> Iterator[Fact]:
    """Yield the amounts by state of each measure of a layer, and its other numbers."""
    for measure, amounts in summary.items():
        if measure in DROPPED:
            title = DROPPED[measure]
            yield Fact(f"shares.{measure}", title.zh, title.en, amounts)
        elif amounts is not None:
            title = MEASURES[measure]
            yield Fact(f"shares.{measure}", title.zh, title.en, amounts, _sentence(amounts))


def _sentence(amounts: dict) -> Text:
    share = "—" if amounts["share"] is None else f"{amounts['share']:.1%}"
    parts = [(STATES[state], amounts[state]) for state in STATES]
    zh = "，".join(f"{word.zh} {value:,}" for word, value in parts)
    en = ", ".join(f"{word.en} {value:,}" for word, value in parts)
    return Text(f"{zh}；覆盖率 {share}", f"{en}; coverage ratio {share}")
