"""Every text has a Chinese translation, and the scripts use just the texts they are given."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from django.utils.translation import override

from coverage.pages.texts import map_texts

ROOT = Path(__file__).resolve().parents[3]
PO = ROOT / "locale/zh_Hans/LC_MESSAGES/django.po"
SOURCES = ("config", "coverage", "geo", "locale", "templates", "manage.py")
# Keys that a script puts together from a prefix and a value of the data.
PREFIXES = (
    "kind.",
    "state.",
    "total.",
    "column.",
    "chief.",
    "short.",
    "layer.",
    "bank.",
    "measure.",
    "combined.",
    "change.",
    "changed.",
    "category.",
    "issue.",
)


def messages(path: Path, *options: str) -> set[str]:
    """Return the msgids that msgattrib selects from a file."""
    answer = subprocess.run(
        ["msgattrib", "--no-wrap", "--no-obsolete", *options, path],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(re.findall(r'^msgid "(.+)"$', answer.stdout, re.MULTILINE))


def test_every_message_of_the_project_is_translated(tmp_path):
    for name in SOURCES:
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, tmp_path / name)
    subprocess.run(
        [sys.executable, "manage.py", "makemessages", "-l", "zh_Hans", "--no-location"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    found = tmp_path / PO.relative_to(ROOT)

    assert len(messages(found)) > 300
    assert messages(found, "--untranslated") == set()
    assert messages(found, "--only-fuzzy") == set()


def test_no_translation_is_empty_or_fuzzy_and_all_formats_fit():
    assert messages(PO, "--untranslated") == set()
    assert messages(PO, "--only-fuzzy") == set()
    subprocess.run(["msgfmt", "--check-format", "-o", "/dev/null", PO], check=True)


def scripts() -> str:
    return "\n".join(path.read_text() for path in sorted((ROOT / "static/js").glob("*.js")))


def test_scripts_ask_only_for_texts_that_exist():
    asked = set(re.findall(r'\bt\(\s*"([\w.]+)"', scripts()))

    assert asked
    assert asked <= set(map_texts())


def test_no_text_is_carried_for_nothing():
    written = scripts()
    unused = [
        key for key in map_texts() if f'"{key}"' not in written and not key.startswith(PREFIXES)
    ]

    assert unused == []


def test_texts_differ_between_the_languages():
    with override("zh-hans"):
        chinese = map_texts()
    with override("en"):
        english = map_texts()

    same = {key for key in english if english[key] == chinese[key]}
    assert same <= {"download"}
    assert not any(re.search(r"[一-鿿]", text) for text in english.values())
