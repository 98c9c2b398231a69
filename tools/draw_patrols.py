"""Draw the pictures of docs/patrols.md from simulated walkers and the real analyses.

Usage: make draw-patrols, or python -m tools.draw_patrols [FOLDER]. Rivers, roads, walkers and
their recorders are those of the benchmark (benchmarks.walkers); every reason, stretch and verdict
shown is what coverage.analysis says of the recording. The same code draws the same pictures.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray
from shapely import LineString
from shapely.ops import substring

from benchmarks.walkers import Recorder, Scene, Walk, Walker, record, scene
from coverage.analysis.patrol_coverage import Covered, covered
from coverage.analysis.patrol_validity import Verdict, judge
from coverage.analysis.riverside import Riverside, prepare
from coverage.analysis.track import REASONS, Cleaned, Fixes, clean

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
TEAL, AMBER, BRICK = "#0b5c5c", "#c98a1b", "#a2442f"
WATER, ROAD, INK, PALE = "#9fc4d6", "#b9b4aa", "#30383b", "#8b9699"
# Where the recording of the first picture has its holes and its faults, in shares of its fixes.
HOLES = ((0.28, 0.5), (0.66, 0.88))
FAULTS = {
    "jump": 0.06,
    "impossible": 0.12,
    "inaccurate": 0.18,
    "backwards": 0.26,
    "duplicate": 0.55,
    "incomplete": 0.6,
}
# How far to each side of the river somebody comes who crosses it.
ACROSS_M = 110.0
MARKS = {
    "incomplete": (PALE, "x"),
    "inaccurate": (AMBER, "o"),
    "backwards_in_time": (INK, "<"),
    "duplicate": (INK, "s"),
    "impossible_speed": (BRICK, "^"),
    "jump": (BRICK, "D"),
    "interpolated": (AMBER, "|"),
}

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Found:
    """What the analyses found of a recording beside a river."""

    cleaned: Cleaned
    covered: Covered
    verdict: Verdict
    side: Riverside


def found_of(place: Scene, track: Fixes) -> Found:
    """Clean, measure and judge a recording; the river is one segment."""
    side = prepare([place.river], place.roads)
    cleaned = clean(track)
    walked = covered(cleaned, side)
    return Found(cleaned, walked, judge(cleaned, walked, side.length_m), side)


class View:
    """Metres of a scene turned so that its river runs from left to right."""

    def __init__(self, river: LineString) -> None:
        ends = shapely.get_coordinates(river)[[0, -1]]
        way = ends[1] - ends[0]
        along = way / np.hypot(*way)
        self._origin = ends[0]
        self._turn = np.column_stack([along, [-along[1], along[0]]])

    def __call__(self, xy: Floats) -> Floats:
        """Return the columns to draw of places (n, 2)."""
        return ((xy - self._origin) @ self._turn).T

    def line(self, axes: Axes, line: LineString, **look) -> None:
        """Draw a line."""
        axes.plot(*self(shapely.get_coordinates(line)), **look)

    def ground(self, axes: Axes, place: Scene) -> None:
        """Draw a river and its roads."""
        for road in place.roads:
            self.line(axes, road, color=ROAD, lw=1, zorder=1)
        self.line(axes, place.river, color=WATER, lw=4, zorder=2, solid_capstyle="round")

    def stretches(self, axes: Axes, place: Scene, found: Found, width: float = 4) -> None:
        """Draw what was covered thick, and the rest of the river as a thin line."""
        rows = found.covered.stretches
        ends = np.concatenate([[0], *zip(rows.start_m, rows.end_m, strict=True), [1e9]])
        for start_m, end_m in ends.reshape(-1, 2):
            gap = substring(place.river, start_m, min(end_m, place.river.length))
            if gap.length > 0:
                self.line(axes, gap, color=BRICK, lw=1.2, zorder=4, ls=(0, (4, 2)))
        for start_m, end_m in zip(rows.start_m, rows.end_m, strict=True):
            part = substring(place.river, start_m, end_m)
            self.line(axes, part, color=TEAL, lw=width, zorder=5, solid_capstyle="butt")

    def parts(self, axes: Axes, cleaned: Cleaned, **look) -> None:
        """Draw the parts of a cleaned track."""
        for part in cleaned.parts:
            axes.plot(*self(cleaned.xy[part]), **look)


def cleaning() -> Figure:
    """A recording with every kind of bad fix, and what was dropped why."""
    place, dice = scene(5, length_m=1200, bend=1.0), np.random.default_rng(11)
    walk = Walker(place, dice).bank(0, place.river.length, 6).walk()
    track = _spoilt(_recorded(place, walk, 3.0, dice))
    cleaned = clean(track)
    view = View(place.river)
    figure, axes = plt.subplots(figsize=(10, 3.2), layout="constrained")
    view.line(axes, place.river, color=WATER, lw=9, zorder=1, solid_capstyle="round")
    view.parts(axes, cleaned, color=TEAL, lw=1.4, marker=".", ms=3.5, zorder=3)
    axes.plot([], [], color=TEAL, lw=1.4, marker=".", label=f"kept: {len(cleaned)}")
    for code, name in enumerate(REASONS[1:], 1):
        rows = cleaned.reason == code
        colour, mark = MARKS[name]
        label = f"{name.replace('_', ' ')}: {cleaned.dropped.get(name, 0)}"
        look = {} if mark in "x|" else {"facecolors": "none"}
        axes.scatter(
            *view(track.xy[rows]), s=36, marker=mark, color=colour, zorder=4, label=label, **look
        )
    for number, hole in enumerate(cleaned.holes.before):
        ends = view(cleaned.xy[[hole, hole + 1]])
        axes.plot(*ends, "o", color=BRICK, ms=8, mfc="none", zorder=5)
        seconds = cleaned.time_s[hole + 1] - cleaned.time_s[hole]
        axes.annotate(
            f"hole of {seconds:.0f} s: not bridged",
            ends.mean(axis=1),
            xytext=(0, 46 if number % 2 else -46),
            textcoords="offset points",
            ha="center",
            color=BRICK,
        )
    axes.set_title(
        f"{len(track)} fixes received, {len(cleaned)} kept in {len(list(cleaned.parts))} parts",
        color=INK,
        loc="left",
    )
    axes.margins(y=0.4)
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1), frameon=False, labelcolor=INK)
    _finish(axes)
    return figure


def _spoilt(track: Fixes) -> Fixes:
    """Lose two stretches, draw a line over the second, and put a fault of each kind in."""
    count = len(track)
    first, second = (slice(int(count * low), int(count * high)) for low, high in HOLES)
    xy, time_s, accuracy_m = track.xy.copy(), track.time_s.copy(), track.accuracy_m.copy()
    ends = [second.start, second.stop - 1]
    share = np.linspace(0, 1, second.stop - second.start)[:, None]
    xy[second] = xy[ends[0]] + share * (xy[ends[1]] - xy[ends[0]])
    middle = np.arange(count)
    place = {name: int(count * share) for name, share in FAULTS.items()}
    xy[place["jump"]] += (50, 50)
    xy[place["impossible"]] += (-200, 160)
    for step, row in enumerate(range(place["inaccurate"], place["inaccurate"] + 4)):
        xy[row] += (12 * step, -30 - 10 * step)
        accuracy_m[row] = 80
    time_s[place["backwards"]] -= 120
    time_s[place["duplicate"]] = time_s[place["duplicate"] - 1]
    time_s[place["incomplete"]] = np.nan
    kept = (middle < first.start) | (middle >= first.stop)
    return Fixes(xy[kept], time_s[kept], accuracy_m[kept])


def covered_picture() -> Figure:
    """A walk on the bank, across the river, on the footpath beside it, and on the bank again."""
    place, dice = scene(8, length_m=1500, footpath=True, bend=0.6), np.random.default_rng(3)
    crossing = place.roads[4]
    across_m = crossing.length / 2 + np.array([-ACROSS_M, ACROSS_M])
    ends = shapely.get_coordinates(shapely.line_interpolate_point(crossing, across_m))
    here_m = place.river.project(crossing.centroid)
    walker = Walker(place, dice).bank(100, here_m, 5)
    for end in ends:
        walker.to(end)
    walker.road(place.footpath, here_m + 20, here_m + 350)
    walk = walker.bank(here_m + 350, place.river.length - 100, 5).walk()
    recording = record(place, walk, Recorder(4.0, wild_share=0), dice)
    found, view = found_of(place, recording.fixes), View(place.river)
    figure, axes = plt.subplots(figsize=(10, 3.6), layout="constrained")
    view.ground(axes, place)
    view.line(axes, place.footpath, color=ROAD, lw=2.2, zorder=2)
    view.stretches(axes, place, found, 6)
    on_bank = found.covered.segment >= 0
    for rows, colour, name in ((on_bank, INK, "on the bank"), (~on_bank, AMBER, "not on it")):
        xy = view(found.cleaned.xy[rows])
        axes.plot(*xy, ".", color=colour, ms=3.5, zorder=6, label=f"fix taken to be {name}")
    axes.plot([], [], color=TEAL, lw=6, label="covered stretch")
    axes.plot([], [], color=BRICK, lw=1.2, ls=(0, (4, 2)), label="gap")
    axes.plot([], [], color=ROAD, lw=2.2, label="footpath 25 m beside the river")
    axes.plot([], [], color=ROAD, lw=1, label="other roads")
    shares = found.covered.stretches.shares(found.side)
    truth = float(np.average(recording.share, weights=np.diff(place.cuts_m)))
    axes.set_title(
        f"Computed share {shares[0]:.1%}, truly walked on the bank {truth:.1%}", color=INK
    )
    low, high = view(found.cleaned.xy)[1].min(), view(found.cleaned.xy)[1].max()
    axes.set_ylim(low - 40, high + 40)
    axes.set_xlim(-40, view(shapely.get_coordinates(place.river))[0].max() + 40)
    figure.legend(loc="outside lower center", ncols=3, frameon=False, labelcolor=INK)
    _finish(axes)
    return figure


def frauds() -> Figure:
    """Each fraud on the left, and on the right an honest patrol that looks much like it."""
    near, far = scene(8, length_m=2000, bend=0.6), scene(4, length_m=7000, bend=0.6)
    drawn, open_hole = _holes(near, np.random.default_rng(6))
    pairs = [
        ("a phone that lies at the river", near, _walked(near, _lies)),
        ("its twin, who rests on the way", near, _walked(near, _rests)),
        ("driven along the river", far, _walked(far, _drives)),
        ("its twin, who drives there and walks", far, _walked(far, _drives_there)),
        ("a straight line drawn over a hole", near, drawn),
        ("its twin, whose hole stays open", near, open_hole),
    ]
    figure, grid = plt.subplots(3, 2, figsize=(10, 5.6), layout="constrained")
    for axes, (name, place, track) in zip(grid.flat, pairs, strict=True):
        found, view = found_of(place, track), View(place.river)
        view.ground(axes, place)
        view.stretches(axes, place, found)
        axes.plot(*view(track.xy), ".", color=AMBER, ms=1.5, zorder=6)
        colour = TEAL if found.verdict.is_valid else BRICK
        axes.set_title(f"{name}\n{said(found)}", color=colour, fontsize=10)
        _finish(axes)
        axes.set_ylim(*_around(view(shapely.get_coordinates(place.river))[1], view(track.xy)[1]))
    handles = [
        axes.plot([], [], ".", color=AMBER, label="fixes received")[0],
        axes.plot([], [], color=TEAL, lw=4, label="covered")[0],
        axes.plot([], [], color=BRICK, lw=1.2, ls=(0, (4, 2)), label="gap")[0],
        axes.plot([], [], color=ROAD, lw=1, label="road")[0],
    ]
    figure.legend(handles=handles, loc="outside lower center", ncols=4, frameon=False)
    return figure


def said(found: Found) -> str:
    """Return a verdict in words: valid or why not, the flags, and what was covered."""
    verdict = found.verdict
    words = "valid" if verdict.is_valid else "not valid: " + _listed(verdict.reasons)
    flags = "flag: " + _listed(verdict.flags) if verdict.flags else "no flag"
    share = found.covered.stretches.shares(found.side)[0]
    return f"{words}\n{flags}; covered {share:.0%}; walked {verdict.length_m:,.0f} m along it"


def _listed(codes: tuple[str, ...]) -> str:
    return ", ".join(code.replace("_", " ") for code in codes)


def _around(river: Floats, track: Floats) -> tuple[float, float]:
    low, high = min(river.min(), track.min()), max(river.max(), track.max())
    return low - 150, high + 150


def _recorded(place: Scene, walk: Walk, noise_m: float, dice: np.random.Generator) -> Fixes:
    return record(place, walk, Recorder(noise_m, wild_share=0), dice).fixes


def _walked(place: Scene, plan: Callable[[Walker], Walker], noise_m: float = 6.0) -> Fixes:
    dice = np.random.default_rng(2)
    return _recorded(place, plan(Walker(place, dice)).walk(), noise_m, dice)


def _lies(walker: Walker) -> Walker:
    return walker.bank(1000, 1002, 5).stand(3400)


def _rests(walker: Walker) -> Walker:
    return walker.bank(0, 700, 5).stand(1800).bank(700, 1300, 5)


def _drives(walker: Walker) -> Walker:
    walker.speed_ms = 6000 / 720
    return walker.bank(500, 6500, 5)


def _drives_there(walker: Walker) -> Walker:
    walker.speed_ms = 10.0
    walker.road(walker.scene.roads[0], 500, 4500)
    walker.speed_ms = 1.25
    return walker.bank(4500, 6000, 5)


def _holes(place: Scene, dice: np.random.Generator) -> tuple[Fixes, Fixes]:
    """The recording of a walk with a hole, with a line drawn over it and without."""
    walk = Walker(place, dice).bank(0, place.river.length, 5).walk()
    track = _recorded(place, walk, 4.0, dice)
    along_m = walk.along_m[np.rint(track.time_s - track.time_s[0]).astype(int)]
    before, after = np.searchsorted(along_m, (500, 1300))
    rows = np.r_[0:before, after : len(along_m)]
    left = Fixes(track.xy[rows], track.time_s[rows], track.accuracy_m[rows])
    xy = track.xy.copy()
    share = np.linspace(0, 1, after - before + 2)[:, None]
    xy[before - 1 : after + 1] = xy[before - 1] + share * (xy[after] - xy[before - 1])
    return Fixes(xy, track.time_s, track.accuracy_m), left


def _finish(axes: Axes) -> None:
    axes.set_aspect("equal")
    axes.set_axis_off()
    width = np.ptp(axes.get_xlim())
    bar_m = 500 if width > 3000 else 200
    left, below = axes.get_xlim()[0], -0.06
    look = {"transform": axes.get_xaxis_transform(), "color": INK, "clip_on": False}
    axes.plot([left, left + bar_m], [below, below], lw=2, **look)
    axes.text(left + 1.1 * bar_m, below, f"{bar_m} m", va="center", fontsize=9, **look)


DRAWN = {
    "patrol-cleaning": cleaning,
    "patrol-covered": covered_picture,
    "patrol-frauds": frauds,
}


def main(arguments: list[str]) -> int:
    """Draw all pictures into a folder."""
    folder = Path(arguments[0]) if arguments else PICTURES
    for name, draw in DRAWN.items():
        figure = draw()
        path = folder / f"{name}.png"
        # The version of matplotlib would make the same picture another file.
        figure.savefig(path, dpi=94, metadata={"Software": None}, pil_kwargs={"optimize": True})
        plt.close(figure)
        print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
