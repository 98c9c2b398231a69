"""A look at the first rows of a file: its columns, its places, and what has to be asked."""

import re
from datetime import date

import numpy as np
import shapely
from django.utils.translation import gettext as _

from geo.ingest.reading import systems
from geo.ingest.reading.source import Chunk, Job, Source
from geo.ingest.tables import Bounds, Column, Question, Understanding, UnreadableFileError

LOOKED_AT = 2_000
SAMPLES = 5
SAMPLE_LENGTH = 60
SHOWN_ROWS = 5
AXES = ("xy", "yx")
KINDS = np.array(["point", "line", "line", "polygon", "point", "line", "polygon", "collection"])
KIND_TYPES = ((bool, "boolean"), (int, "integer"), (float, "number"))
_INTEGER, _NUMBER = (
    re.compile(r"^[+-]?\d{1,18}$"),
    re.compile(r"^[+-]?\d*\.?\d+(e[+-]?\d+)?$", re.I),
)
_DATE = re.compile(r"^\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?([ T]\d{1,2}:\d{2}.*)?$")
BOOLEANS = ("true", "false", "是", "否", "yes", "no")


def system_of(job: Job, source: Source) -> systems.System | None:
    """Return the system that is chosen, else the one the file names and we know, else None."""
    if job.options.crs:
        return systems.named(job.options.crs)
    return systems.declared(source.system) if source.system else None


def axes_of(job: Job) -> str:
    """Return the axes to read by. Raises UnreadableFileError for an unknown word."""
    axes = job.options.axes or "xy"
    if axes not in AXES:
        text = _("'%(value)s' is no order of axes; there are: %(expected)s.")
        shown = {"value": axes[:40], "expected": "xy, yx"}
        raise UnreadableFileError("axes", axes, "xy, yx", text % shown)
    return axes


def understand(job: Job, source: Source, unit: Bounds | None) -> Understanding:
    """Return what the first rows of a source tell. Raises UnreadableFileError."""
    chunks = source.chunks(LOOKED_AT)
    chunk = next(chunks, Chunk([], {}, np.array([], dtype=object)))
    is_whole = next(chunks, None) is None
    columns = _columns(source, chunk)
    system, axes = system_of(job, source), axes_of(job)
    questions = list(source.questions)
    bounds = None
    if not shapely.is_missing(chunk.places).all():
        asked, bounds = _ask(job, chunk, system, axes, unit)
        codes = {question.code for question in questions}
        questions += [question for question in asked if question.code not in codes]
    kinds = _kinds(chunk.places)
    is_given = bool(job.options.crs)
    unknown = source.system and system is None
    notes = [*source.notes, *([_unknown_system(source.system)] if unknown else [])]
    return Understanding(
        source.format,
        source.layers,
        source.layer,
        source.encoding,
        source.encoding_reason,
        system.name if system else None,
        _("chosen") if is_given else source.system_reason if system else "",
        axes,
        columns,
        len(chunk.rows) if is_whole else source.rows,
        kinds[0][0] if len(kinds) == 1 else "mixed" if kinds else "none",
        tuple(question for question in questions if not _is_answered(job, question)),
        source.coordinates,
        kinds,
        bounds,
        tuple(notes),
    )


def _unknown_system(definition: str) -> str:
    text = _("The file names a system of coordinates that is not understood: %(name)s.")
    return text % {"name": definition[:100]}


def _is_answered(job: Job, question: Question) -> bool:
    if question.option == "accept":
        return question.code in job.options.accept
    return getattr(job.options, question.option) is not None


def _columns(source: Source, chunk: Chunk) -> tuple[Column, ...]:
    names = dict.fromkeys((*source.columns, *chunk.values))
    return tuple(_column(name, chunk.values.get(name, [])) for name in names)


def _column(name: str, values: list) -> Column:
    found = [value for value in values if value is not None and value != ""]
    samples = dict.fromkeys(_sample(value) for value in found[: SAMPLES * 20])
    return Column(name, _kind(found), tuple(samples)[:SAMPLES])


def _sample(value: object) -> str:
    text = value if isinstance(value, str) else str(value)
    return text if len(text) <= SAMPLE_LENGTH else text[: SAMPLE_LENGTH - 1] + "…"


def _kind(values: list) -> str:
    if not values:
        return "text"
    for kind, name in KIND_TYPES:
        if all(isinstance(value, kind) for value in values):
            return name
    texts = [str(value).strip() for value in values]
    # A code with a nought in front is no number.
    is_code = any(len(text) > 1 and text[0] == "0" and text.isdecimal() for text in texts)
    if all(text.lower() in BOOLEANS for text in texts):
        return "boolean"
    if all(map(_is_date, texts)):
        return "date"
    if all(map(_INTEGER.match, texts)):
        return "text" if is_code else "integer"
    return "number" if all(map(_NUMBER.match, texts)) and not is_code else "text"


def _is_date(text: str) -> bool:
    if not _DATE.match(text):
        return False
    try:
        date(*map(int, re.findall(r"\d+", text)[:3]))
    except ValueError:
        return False
    return True


def _kinds(places: np.ndarray) -> tuple[tuple[str, int], ...]:
    codes = shapely.get_type_id(places)
    names, counts = np.unique(KINDS[codes[codes >= 0]], return_counts=True)
    return tuple(zip(names.tolist(), counts.tolist(), strict=True))


def _ask(
    job: Job, chunk: Chunk, system: systems.System | None, axes: str, unit: Bounds | None
) -> tuple[list[Question], Bounds | None]:
    """Return the questions about where the places are, and their bounds when there are none."""
    boxes = shapely.bounds(chunk.places)
    is_finite = np.isfinite(boxes).all(axis=1)
    middles = (boxes[is_finite][:, :2] + boxes[is_finite][:, 2:]) / 2
    rows = np.array(chunk.rows)[is_finite]
    if len(middles) == 0:
        return [], None
    if system is None:
        return _ask_system(job, middles, unit), None
    question = _ask_axes(job, middles, system, axes, unit, rows)
    if question and not _is_answered(job, question):
        return [question], None
    placed, _faults = systems.place(chunk.places, system, axes)
    bounds = shapely.total_bounds(placed)
    return [], tuple(bounds.tolist()) if np.isfinite(bounds).all() else None


def _ask_system(job: Job, middles: np.ndarray, unit: Bounds | None) -> list[Question]:
    guesses = systems.guesses(middles, unit)
    axes = job.options.axes
    choices: dict[str, str] = {}
    for system, _axes, fits in guesses:
        label = f"{system.name} {system.title}" if system.title != system.name else system.name
        suffix = " " + _("(lies within the county)") if fits else ""
        choices.setdefault(system.name, label + suffix)
    text = _("The file does not say which system its coordinates are in. Which is it?")
    if not guesses:
        shown = ", ".join(f"{value:.10g}" for value in np.median(middles, axis=0))
        text += " " + _("Numbers such as %(numbers)s fit none that is usual here.")
        text %= {"numbers": shown}
    found = [Question("crs", "crs", text, tuple(choices.items()))]
    best = guesses[0] if guesses else None
    if axes is None and best and best[1] == "yx" and (best[2] or unit is None):
        found.append(_which_axes(_("The first number looks like the northing or the latitude.")))
    return found


def _which_axes(why: str) -> Question:
    choices = (
        ("yx", _("swapped: northing or latitude first")),
        ("xy", _("as it stands: easting or longitude first")),
    )
    text = _("%(why)s In which order are they?") % {"why": why}
    return Question("axes", "axes", text, choices)


def _ask_axes(
    job: Job,
    middles: np.ndarray,
    system: systems.System,
    axes: str,
    unit: Bounds | None,
    rows: np.ndarray,
) -> Question | None:
    """Return the question whether coordinates are swapped, or right though outside."""
    here, there = (_inside(middles, system, order, unit) for order in (axes, _other(axes)))
    if here.all():
        return None
    if job.options.axes is None and there.sum() > here.sum():
        where = _("Read the other way round they lie in the county.") if unit else ""
        text = _("Longitude and latitude, or easting and northing, look swapped. %(where)s")
        return _which_axes((text % {"where": where}).strip())
    if unit is None:
        return None
    outside = rows[~here]
    shown = {
        "count": len(outside),
        "looked": len(rows),
        "rows": ", ".join(map(str, outside[:SHOWN_ROWS].tolist())),
        "swapped": int((there & ~here).sum()),
    }
    text = _(
        "%(count)s of the first %(looked)s places lie outside of the county (rows %(rows)s …). Are "
        "they right?"
    )
    if shown["swapped"]:
        text += " " + _("%(swapped)s of them would be inside with x and y swapped.")
    return Question("outside", "accept", text % shown, (("outside", _("They are right")),))


def _other(axes: str) -> str:
    return "yx" if axes == "xy" else "xy"


def _inside(
    middles: np.ndarray, system: systems.System, axes: str, unit: Bounds | None
) -> np.ndarray:
    """Return which positions lie in the unit, or anywhere on earth without one."""
    placed, _faults = systems.place(shapely.points(middles), system, axes)
    found = ~shapely.is_missing(placed)
    if unit is not None:
        found[found] = systems.inside(shapely.get_coordinates(placed[found]), unit)
    return found
