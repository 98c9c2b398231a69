from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from rest_framework.exceptions import APIException

from geo.ingest import folder, opening, questions, steps
from geo.ingest.api import requests
from geo.ingest.errors import ImportFault
from geo.ingest.reasons import say
from geo.ingest.targets import targets
from geo.models import Import, ImportRow, Subdistrict
from geo.progress import ProgressBar

EXAMPLES = """
examples:
  manage.py import_places villages.zip --target villages --subdistrict 371327001 \\
      --as-of 2023-06-30 --quality official --check
  manage.py import_places ponds.xlsx --target water-bodies --subdistrict 371327001 \\
      --as-of 2024-05-01 --quality surveyed --set kind=pond --column 编号=code --commit --yes
  manage.py import_places villages_2023.zip --target villages --subdistrict 371327001 \\
      --as-of 2023-06-30 --quality official --boundary-set --valid-from 2023-06-30 --commit
exit codes: 0 done, 1 rows were rejected or the import was refused
"""
SHOWN = 20


class Command(BaseCommand):
    """Import places from a file: what would happen, and with --commit let it happen."""

    help = "Import places from a file; without --commit only tell what would happen."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs) -> ArgumentParser:
        return super().create_parser(
            prog_name,
            subcommand,
            epilog=EXAMPLES,
            formatter_class=RawDescriptionHelpFormatter,
            **kwargs,
        )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--target", required=True, choices=list(targets()))
        parser.add_argument("--subdistrict", required=True, help="code of the unit")
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--check", action="store_true", help="tell and keep nothing (default)")
        what.add_argument("--commit", action="store_true", help="take it in")
        parser.add_argument("--yes", action="store_true", help="do not ask before taking in")
        parser.add_argument("--accept-rejected", action="store_true", help="without these rows")
        parser.add_argument("--accept-outside", action="store_true", help="far places are right")
        parser.add_argument("--user", help="in whose name, with whose rights (all)")
        parser.add_argument("--as-of", help="the day the file speaks of")
        parser.add_argument("--quality", help="of its geometries: surveyed, official, derived, …")
        parser.add_argument("--source", help="where it comes from (the name of the file)")
        parser.add_argument("--valid-from", help="first day of new places (today)")
        parser.add_argument("--boundary-set", action="store_true", help="all units from that day")
        parser.add_argument("--repair", action="store_true", help="mend invalid geometries")
        parser.add_argument("--column", action="append", default=[], metavar="COLUMN=FIELD")
        parser.add_argument("--set", action="append", default=[], metavar="FIELD=VALUE")
        for name in requests.OPTION_TEXTS:
            parser.add_argument(f"--{name}", help="how the file is read; found where it can be")
        parser.add_argument("--coordinates", help="columns of the place: X,Y or the one of WKT")
        parser.add_argument("--accept", action="append", help="a question of the reader: it is so")

    def handle(self, *args, **options) -> None:
        user = self._user(options["user"])
        try:
            kept = self._open(user, options)
        except APIException as error:
            raise CommandError(_told(error)) from error
        try:
            done = self._work(kept, user, options)
        except APIException as error:
            raise CommandError(_told(error)) from error
        finally:
            kept.refresh_from_db()
            if kept.state not in (Import.State.COMMITTED, Import.State.UNDONE):
                steps.discard(kept)
        if not done:
            raise SystemExit(1)

    def _user(self, name: str | None):
        if name is None:
            return None
        found = get_user_model().objects.filter(username=name).first()
        if found is None:
            raise CommandError(f"--user: there is no user {name!r}")
        return found

    def _open(self, user, options: dict) -> Import:
        path, code = options["file"], options["subdistrict"]
        if not path.is_file():
            raise CommandError(f"{path}: there is no such file")
        unit = Subdistrict.objects.filter(code=code).order_by("valid_from").last()
        if unit is None:
            raise CommandError(f"--subdistrict: there is no unit with the code {code!r}")
        given = {"options": requests.options(Import(), "options", _reader_options(options))}
        with path.open("rb") as file:
            kept = opening.open_import(
                user, file, path.name, targets()[options["target"]], unit, given
            )
        try:
            opening.change(kept, user, requests.changes_of(kept, _answers(kept, options)))
        except APIException:
            steps.discard(kept)
            raise
        return kept

    def _work(self, kept: Import, user, options: dict) -> bool:
        self._tell_understanding(kept)
        self._run(kept, steps.CHECK, user, options)
        self._tell_report(kept)
        rejected = kept.report["counts"][questions.REJECTED]
        is_good = not rejected or options["accept_rejected"]
        if not options["commit"] or not is_good:
            return is_good
        if not options["yes"] and not _agreed():
            self.stdout.write("nothing was changed")
            return False
        self._run(kept, steps.COMMIT, user, options)
        self.stdout.write(f"taken in as import {kept.public_id}")
        return True

    def _run(self, kept: Import, step: str, user, options: dict) -> None:
        steps.refuse(kept, step)
        bar = ProgressBar(self.stderr, options["verbosity"] > 0)
        total = kept.report.get("rows") or kept.understanding.get("rows")
        note = folder.report_to(kept, total)

        def tell(share: float, rows: int) -> None:
            note(share, rows)
            bar(min(rows / total, 1.0) if total else share, f"{step} {rows} rows")

        try:
            steps.run(kept, step, user, tell)
        finally:
            bar.close()
        kept.refresh_from_db()

    def _tell_understanding(self, kept: Import) -> None:
        found = kept.understanding
        self.stdout.write(
            f"{kept.file_name}: {found['format']}, layer {found['layer']}, "
            f"encoding {found['encoding'] or '-'}, CRS {found['crs'] or '?'}"
        )
        for field, column in kept.mapping.items():
            self.stdout.write(f"  {column} -> {field}")

    def _tell_report(self, kept: Import) -> None:
        target = targets()[kept.target]
        counts = kept.report["counts"]
        listed = [action for action in ImportRow.Action.values if action in counts]
        self.stdout.write(", ".join(f"{counts[action]} {action}" for action in listed))
        told = kept.rows.exclude(action__in=["added", "unchanged"]).defer("geom")
        for action in ImportRow.Action.values:
            rows = told.filter(action=action).order_by("pk")
            for one in rows[:SHOWN]:
                self._tell_row(one, target)
            if counts.get(action, 0) > SHOWN and action not in ("added", "unchanged"):
                self.stdout.write(f"  … {counts[action] - SHOWN} more {action}")
        for name, count in kept.report.get("referred_to", {}).items():
            self.stdout.write(f"  {count} rows of {name} refer to places that end")

    def _tell_row(self, one: ImportRow, target) -> None:
        where = "" if one.row is None else f" row {one.row}"
        texts = [say(reason, target) for reason in one.reasons]
        for name, change in one.changes.items():
            shown = change if isinstance(change, dict) else f"{change[0]} -> {change[1]}"
            texts.append(f"{name}: {shown}")
        label = " ".join(filter(None, (one.code, one.name)))
        self.stdout.write(f"  {one.action}{where} {label}: {'; '.join(texts)}")


def _reader_options(options: dict) -> dict:
    given: dict[str, object] = {name: options[name] for name in requests.OPTION_TEXTS}
    if options["coordinates"]:
        given["columns"] = options["coordinates"].split(",")
    given["accept"] = options["accept"]
    return {name: value for name, value in given.items() if value is not None}


def _answers(kept: Import, options: dict) -> dict:
    """Return the options as the API would be told them."""
    body: dict[str, object] = {
        name: options[name]
        for name in ("as_of", "quality", "source", "valid_from")
        if options[name] is not None
    }
    body |= {name: True for name in ("repair", "boundary_set") if options[name]}
    named = {"outside": options["accept_outside"], "rejected": options["accept_rejected"]}
    confirmed = [name for name, is_given in named.items() if is_given]
    if confirmed:
        body["confirm"] = confirmed
    if options["column"]:
        pairs = [_pair("--column", text) for text in options["column"]]
        body["mapping"] = {field: column for column, field in pairs}
    if options["set"]:
        body["constants"] = dict(_pair("--set", text) for text in options["set"])
    return body


def _pair(option: str, text: str) -> tuple[str, str]:
    before, sign, after = text.rpartition("=") if option == "--column" else text.partition("=")
    if not sign or not before:
        raise ImportFault(f"{option}: expected is A=B", option, text, "A=B")
    return before, after


def _told(error: APIException) -> str:
    """Return an error with what was wrong and what would be right."""
    parts = [str(error.detail)]
    parameter, expected = getattr(error, "parameter", None), getattr(error, "expected", None)
    if parameter:
        parts.append(f"({parameter}{f': {expected}' if expected else ''})")
    return " ".join(parts)


def _agreed() -> bool:
    try:
        return input("Take it in? [y/N] ").strip().lower() in ("y", "yes")
    except EOFError:
        return False
