"""``manage.py coverage``: every subject in every format, files, the bar, and wrong options."""

import csv
import io
import json
from datetime import date

import openpyxl
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError, OutputWrapper

from coverage.models import Pairing
from geo.progress import ProgressBar

pytestmark = pytest.mark.django_db
DAY = ("--date", "2026-11-22")
SUBJECTS = {
    "pairing": ("--layer", "pairing", *DAY),
    "service": ("--layer", "service", "--mode", "foot", "--minutes", "45", *DAY),
    "supervision": ("--layer", "patrol", "--kind", "supervision", *DAY),
    "ranking": ("--ranking", "--layer", "chiefs", "--limit", "1", *DAY),
    "trend": ("--trend", "2026-10", "2026-11", *DAY),
    "changes": ("--changes", "2026-02-28", "2026-03-01"),
    "travel-times": ("--travel-times", *DAY),
}


def run(*options: str) -> tuple[str, str]:
    """Run the command and return what it wrote to standard output and standard error."""
    out, err = io.StringIO(), io.StringIO()
    call_command("coverage", *options, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.mark.parametrize("options", SUBJECTS.values(), ids=SUBJECTS)
@pytest.mark.parametrize("form", ["table", "json", "csv", "xlsx"])
def test_every_subject_in_every_format(client, tmp_path, options, form):
    path = tmp_path / "out"
    printed, said = run(*options, "--format", form, "--output", str(path))
    assert (printed, said) == ("", "")
    body = path.read_bytes()
    rows = json.loads(run(*options, "--format", "json")[0])["rows"]
    assert rows
    if form == "json":
        assert json.loads(body)["rows"] == rows
    elif form == "csv":
        assert len(list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))) == len(rows) + 1
    elif form == "xlsx":
        data, notes = openpyxl.load_workbook(io.BytesIO(body)).worksheets
        assert data.max_row == len(rows) + 1
        assert notes.title == "说明"
    else:
        table = body.decode().split("\n\n")[1].splitlines()
        assert len(table) == len(rows) + 2


def test_the_command_and_the_interface_say_the_same(client):
    printed, _ = run("--layer", "pairing", *DAY, "--format", "csv")
    answer = client.get("/api/coverage/layers/pairing?date=2026-11-22&format=csv")
    assert printed.encode() == answer.content
    printed, _ = run("--ranking", *DAY, "--format", "json")
    assert json.loads(printed) == client.get("/api/coverage/ranking?date=2026-11-22").json()


def test_geojson(client):
    areas = json.loads(run("--layer", "pairing", *DAY, "--format", "geojson")[0])
    assert areas == client.get("/api/coverage/layers/pairing/areas?date=2026-11-22").json()
    ranked = json.loads(run("--ranking", "--limit", "5", *DAY, "--format", "geojson")[0])
    assert [feature["properties"]["rank"] for feature in ranked["features"]] == [1, 2, 3, 4, 5]
    assert "people / 1000" in ranked["formula_en"]


def test_the_ending_of_the_file_says_the_format(tmp_path):
    for ending, start in ((".csv", b"\xef\xbb\xbf"), (".xlsx", b"PK"), (".json", b'{"title_zh"')):
        path = tmp_path / f"pairing{ending}"
        run("--layer", "pairing", "--output", str(path))
        assert path.read_bytes().startswith(start)
    path = tmp_path / "pairing.geojson"
    run("--layer", "pairing", "--output", str(path))
    assert json.loads(path.read_text())["type"] == "FeatureCollection"


def test_the_day_is_kept_to():
    def covered(day: str) -> int:
        printed, _ = run("--layer", "pairing", "--date", day, "--format", "json")
        return sum(row["state"] in ("covered", "due") for row in json.loads(printed)["rows"])

    for day in (date(2026, 2, 28), date(2026, 3, 1)):
        assert covered(day.isoformat()) == len(
            set(Pairing.objects.as_of(day).values_list("village_id"))
        )


def test_a_day_before_all_data_has_no_rows():
    printed, _ = run("--layer", "pairing", "--date", "1990-01-01", "--format", "json")
    assert json.loads(printed)["rows"] == []


def test_english_headers():
    printed, _ = run("--layer", "pairing", "--format", "csv", "--lang", "en")
    assert "Code,Name,Kind,State" in printed


def test_a_bar_is_drawn_only_when_asked_for_or_on_a_terminal():
    trend = ("--trend", "2026-09", "2026-10", *DAY, "--format", "csv")
    printed, said = run(*trend, "--progress")
    assert "50% 2026-09-30" in said
    assert "100% done" in said
    assert said.endswith("\n")
    assert run(*trend) == (printed, "")
    assert run(*trend, "--no-progress") == (printed, "")


def test_a_bar_writes_over_itself_and_stays_in_its_limits():
    out = io.StringIO()
    bar = ProgressBar(OutputWrapper(out), shown=True)
    bar(-1, "a long note")
    bar(2, "short")
    bar.close()
    bar.close()
    first, second = "." * 30, "#" * 30
    assert out.getvalue() == f"\r[{first}]   0% a long note\r[{second}] 100% short      \n"


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ((), "--layer, --ranking, --trend, --changes, --travel-times"),
        (("--layer", "pairing", "--trend", "2026-01", "2026-02"), "--layer also goes"),
        (("--ranking", "--travel-times"), "one of --layer"),
        (("--layer", "rivers"), "--layer: .*rivers.*pairing"),
        (("--ranking", "--layer", "rivers"), "--layer: .*rivers.*pairing"),
        (("--layer", "pairing", "--date", "soon"), "--date: 'soon' .* a date such as"),
        (("--layer", "pairing", "--date", ""), "--date"),
        (("--layer", "pairing", "--mode", "boat"), "--mode: 'boat' .* foot, ebike, car"),
        (("--layer", "pairing", "--minutes", "0"), "--minutes: '0' .* from 1 to 120"),
        (("--layer", "pairing", "--subdistrict", "1"), "--subdistrict: '1'"),
        (("--layer", "pairing", "--kind", "chief"), "--kind: .*only the layer patrol"),
        (("--layer", "patrol", "--kind", "fox"), "--kind: 'fox' .*chief, supervision"),
        (("--layer", "pairing", "--limit", "3"), "--limit: There is no parameter 'limit' here"),
        (("--ranking", "--limit", "0"), "--limit: '0' .*at least 1"),
        (("--trend", "2026-13", "2026-12"), "--trend FROM: '2026-13' .*a month such as"),
        (("--trend", "2026-03", "2026-02"), "--trend TO: "),
        (("--trend", "2000-01", "2026-02"), "--trend TO: .*120 months"),
        (("--changes", "2026-03-01", "2026-02-01"), "--changes FROM: "),
        (("--changes", "2026-03-01", "later"), "--changes TO: 'later'"),
        (("--layer", "pairing", "--format", "pdf"), "--format: invalid choice"),
        (("--layer", "pairing", "--lang", "fr"), "--lang: invalid choice"),
        (("--layer", "pairing", "--format", "xlsx"), "--output: xlsx needs a file"),
        (("--trend", "2026-01", "2026-02", "--format", "geojson"), "--format: geojson"),
        (("--layer", "pairing", "--output", "/nowhere/at/all.csv"), "--output: /nowhere"),
        (("--layer", "pairing", "--output", "table.pdf"), "--output: table.pdf has no ending"),
        (("--layer", "pairing", "--progress", "--no-progress"), "--no-progress"),
    ],
)
def test_wrong_options_are_named(options, named):
    with pytest.raises(CommandError, match=named):
        run(*options)


def test_nothing_is_written_when_the_question_is_wrong(tmp_path):
    path = tmp_path / "pairing.csv"
    path.write_text("kept")
    with pytest.raises(CommandError):
        run("--layer", "pairing", "--date", "soon", "--output", str(path))
    assert path.read_text() == "kept"
