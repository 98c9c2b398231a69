"""The data dictionary tells what the models are."""

from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from geo.triggers import versioned_models


def printed() -> str:
    out = StringIO()
    call_command("data_dictionary", stdout=out)
    return out.getvalue()


def test_the_document_is_current():
    kept = Path(settings.BASE_DIR, "docs", "data.md").read_text(encoding="utf-8")
    assert kept == printed(), "write it again: manage.py data_dictionary > docs/data.md"


def test_every_table_and_column_is_named():
    text = printed()
    for model in versioned_models():
        section = text.split(f"(`{model._meta.db_table}`)")[1].split("\n## ")[0]
        for field in model._meta.concrete_fields:
            assert field.primary_key or f"| `{field.name}` |" in section


def test_private_columns_are_marked():
    rows = [line for line in printed().splitlines() if line.startswith(("| `phone`", "| `home_"))]
    assert len(rows) == 3
    assert all("**private**" in row for row in rows)
