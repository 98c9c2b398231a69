from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import orjson
from django.core.management.base import BaseCommand, CommandError
from django.http import QueryDict

from coverage.analysis.errors import AnalysisError
from coverage.api import questions, shapes
from coverage.api.parameters import question, refused
from coverage.api.sheets import history, layer, ranking, travel
from coverage.figures import register
from coverage.figures.layers import NAMES
from coverage.figures.patrol import KINDS
from coverage.tables import FORMATS, render
from coverage.tables.table import LANGUAGES
from geo.features.errors import ApiError
from geo.progress import ProgressBar

EXAMPLES = """
examples:
  manage.py coverage --layer pairing
  manage.py coverage --layer service --mode foot --minutes 45 --output service.xlsx
  manage.py coverage --layer patrol --kind supervision --format geojson --output patrol.geojson
  manage.py coverage --ranking --layer chiefs --limit 10
  manage.py coverage --trend 2026-01 2026-10 --output trend.csv
  manage.py coverage --changes 2026-01-01 2026-06-30
  manage.py coverage --travel-times --format csv
"""
FORMS = (*FORMATS, "geojson")
EXTENSIONS = {".txt": "table"} | {f".{form}": form for form in FORMS if form != "table"}
# Options that are parameters of the API, under the same names.
SHARED = ("date", "subdistrict", "mode", "minutes", "kind", "limit")


class Subject(NamedTuple):
    """What can be asked: how the question is read, and how its answer is made in either form."""

    ask: Callable
    sheet: Callable
    features: Callable | None = None


SUBJECTS = {
    "layer": Subject(questions.layer_question, layer.sheet, shapes.layer_areas),
    "ranking": Subject(questions.ranking_question, ranking.sheet, shapes.ranked_gaps),
    "trend": Subject(questions.trend_question, history.trend_sheet),
    "changes": Subject(questions.changes_question, history.changes_sheet),
    "travel_times": Subject(question, travel.sheet),
}


class Command(BaseCommand):
    """Compute figures of coverage and write them as a table or as GeoJSON."""

    help = "Coverage and gaps of a subdistrict as a table, CSV, xlsx, JSON or GeoJSON."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs) -> ArgumentParser:
        return super().create_parser(
            prog_name,
            subcommand,
            epilog=EXAMPLES,
            formatter_class=RawDescriptionHelpFormatter,
            **kwargs,
        )

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_argument_group("what", "one of these; --layer also goes with --ranking")
        what.add_argument("--layer", help=f"a layer: {', '.join(NAMES)}")
        what.add_argument("--ranking", action="store_true", help="the gaps, most points first")
        what.add_argument("--trend", nargs=2, metavar=("FROM", "TO"), help="months as 2026-01")
        what.add_argument("--changes", nargs=2, metavar=("FROM", "TO"), help="days as 2026-01-31")
        what.add_argument("--travel-times", action="store_true", help="villages to stations")
        rule = parser.add_argument_group("rule", "what is left out is as the settings say")
        rule.add_argument("--date", help="the day that is asked for (today)")
        rule.add_argument("--subdistrict", help="the code of a subdistrict (the home one)")
        rule.add_argument("--mode", help="how one travels: foot, ebike, car")
        rule.add_argument("--minutes", help="within how many minutes a station is reached")
        rule.add_argument("--kind", help=f"patrols of --layer patrol: {', '.join(KINDS)}")
        rule.add_argument("--limit", help="at most so many gaps of --ranking")
        out = parser.add_argument_group("output")
        out.add_argument("--format", choices=FORMS, help="by the name of the file, else table")
        out.add_argument("--output", type=Path, metavar="FILE", help="else standard output")
        out.add_argument("--lang", choices=LANGUAGES, default="zh", help="language of headers")
        bar = out.add_mutually_exclusive_group()
        bar.add_argument("--progress", action="store_true", default=None, help="always draw a bar")
        bar.add_argument("--no-progress", action="store_false", dest="progress", help="never")

    def handle(self, *args, output: Path | None, lang: str, progress: bool | None, **options):
        name = _subject(options)
        form = _form(options["format"], output)
        if form == "geojson" and SUBJECTS[name].features is None:
            raise CommandError("--format: geojson is for --layer and --ranking")
        if form == "xlsx" and output is None:
            raise CommandError("--output: xlsx needs a file to be written to")
        shown = self.stderr.isatty() if progress is None else progress
        bar = ProgressBar(self.stderr, shown)
        try:
            body = _body(name, options, form, lang, bar)
        except ApiError as error:
            raise CommandError(_named(error, name)) from error
        finally:
            bar.close()
        self._write(body, output)

    def _write(self, body: bytes, output: Path | None) -> None:
        if output is None:
            # No ending of Django's: what is printed is the file itself.
            self.stdout.write(body.decode(), ending="")
            return
        try:
            output.write_bytes(body)
        except OSError as error:
            raise CommandError(f"--output: {output} cannot be written: {error}") from error


def _subject(options: dict) -> str:
    chosen = [name for name in SUBJECTS if options[name]]
    if chosen == ["layer", "ranking"]:
        return "ranking"
    if len(chosen) != 1:
        wanted = ", ".join(_option(name) for name in SUBJECTS)
        raise CommandError(f"Ask for one of {wanted}; --layer also goes with --ranking.")
    return chosen[0]


def _form(asked: str | None, output: Path | None) -> str:
    if asked is not None:
        return asked
    if output is None:
        return "table"
    if output.suffix.lower() not in EXTENSIONS:
        known = ", ".join(EXTENSIONS)
        raise CommandError(f"--output: {output} has no ending of {known}; say --format")
    return EXTENSIONS[output.suffix.lower()]


def _query(name: str, options: dict) -> QueryDict:
    """Return the options as the query that the API would be sent."""
    given = {key: options[key] for key in SHARED if options[key] is not None}
    if name in ("trend", "changes"):
        given["from"], given["to"] = options[name]
    if name == "ranking" and options["layer"]:
        given["layer"] = options["layer"]
    query = QueryDict(mutable=True)
    query.update(given)
    return query


def _body(name: str, options: dict, form: str, language: str, bar: ProgressBar) -> bytes:
    subject = SUBJECTS[name]
    parts = {"layer": options["layer"]} if name == "layer" else {}
    asked = subject.ask(_query(name, options), **parts)
    bar(0, "reading the register")
    found = register.read(asked.subdistrict, asked.day)
    more = {"progress": bar} if name == "trend" else {}
    try:
        bar(0, "computing")
        if form == "geojson":
            body = orjson.dumps(subject.features(found, asked), option=orjson.OPT_SERIALIZE_NUMPY)
        else:
            body = render(subject.sheet(found, asked, **more), form, language)
    except AnalysisError as error:
        raise refused(error) from error
    bar(1, "done")
    return body


def _option(parameter: str) -> str:
    return "--" + parameter.replace("_", "-")


def _named(error: ApiError, name: str) -> str:
    """Say what is wrong with which option."""
    parameter = error.members["parameter"]
    if parameter in ("from", "to"):
        return f"{_option(name)} {parameter.upper()}: {error.detail}"
    return f"{_option(parameter)}: {error.detail}"
