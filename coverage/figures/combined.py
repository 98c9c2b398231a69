"""Several layers at once: the villages and the ground where at least k of them are reached."""

from dataclasses import dataclass

import numpy as np

from coverage.analysis.combination import at_least, checked_count, overlay
from coverage.analysis.errors import InvalidValueError
from coverage.analysis.layers import Areas
from coverage.analysis.shares import Shares
from coverage.figures import layers
from coverage.figures.layer import amounts, dropped, village_rows, village_shares
from coverage.figures.register import Register, kept
from coverage.figures.service import Reach
from coverage.figures.words import Text, begun, state_words

NAMES_ZH = {
    "pairing": "对口帮扶",
    "service": "工作站可达",
    "recency": "近期走访",
    "patrol": "巡河",
    "chiefs": "河长在任",
}


@dataclass(frozen=True)
class Combined:
    """At least ``at_least`` of ``layers``; ``areas`` are in the metric CRS, None without ground."""

    layers: tuple[str, ...]
    at_least: int
    rows: list[dict]
    village_state: np.ndarray
    shares: dict[str, Shares]
    areas: Areas | None

    def summary(self) -> dict:
        """Return the shares as plain data, and what was dropped of the gap."""
        found = {measure: amounts(share, measure) for measure, share in self.shares.items()}
        return found | dropped(self.areas)


def combined(
    register: Register, reach: Reach, names: list[str], count: int | None = None
) -> Combined:
    """Return where at least ``count`` of the layers ``names`` are reached; None means all.

    Raises InvalidValueError for no layer, an unknown one, one named twice, or a count that is
    not from 1 to their number.
    """
    chosen = tuple(names)
    if len(set(chosen)) < len(chosen):
        raise InvalidValueError("layers", ",".join(chosen), "each layer once")
    wanted = checked_count(len(chosen) if count is None else count, len(chosen))
    compute = lambda: _combined(register, reach, chosen, wanted)  # noqa: E731
    return kept(register, "combined", compute, reach.minutes, reach.mode, *chosen, wanted)


def _combined(register: Register, reach: Reach, names: tuple[str, ...], count: int) -> Combined:
    found = [layers.layer(register, reach, name) for name in names]
    state = at_least(count, [one.village_state for one in found])
    words = [state_words(one.village_state) for one in found]
    rows = village_rows(
        register,
        state,
        [_reason(names, [own[row] for own in words], count) for row in range(len(state))],
        **dict(zip(names, words, strict=True)),
    )
    shares = village_shares(register, state)
    ground = _areas(register, reach, names, count)
    if ground is not None:
        shares["area_m2"] = ground.shares_m2
    return Combined(names, count, rows, state, shares, ground)


def _areas(register: Register, reach: Reach, names: tuple[str, ...], count: int) -> Areas | None:
    if register.whole is None:
        return None
    settings = register.settings
    parts = [layers.areas(register, reach, name) for name in names]
    limits = settings.min_gap_area_m2, settings.min_gap_width_m
    return overlay(count, register.whole, parts, *limits)


def _reason(names: tuple[str, ...], words: list[str], count: int) -> Text:
    """Say which of the layers are reached and which are not."""
    reached = [name for name, word in zip(names, words, strict=True) if word in ("covered", "due")]
    unknown = [name for name, word in zip(names, words, strict=True) if word == "unknown"]
    missing = [name for name in names if name not in (*reached, *unknown)]
    parts = (
        (reached, "已覆盖", "reached"),
        (missing, "未覆盖", "not"),
        (unknown, "未知", "unknown"),
    )
    zh = "；".join(
        f"{word}：{'、'.join(NAMES_ZH[n] for n in own)}" for own, word, _ in parts if own
    )
    en = "; ".join(f"{word}: {', '.join(own)}" for own, _, word in parts if own)
    return Text(f"{zh}（要求至少 {count} 项）。", begun(f"{en} (at least {count} wanted)."))
