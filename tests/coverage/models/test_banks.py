"""Which bank a stretch may name, and what the choice of a bank did to the tables."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.migrations.loader import MigrationLoader

from coverage.models import PatrolStretch
from geo.models import TableVersion
from tests import register as make
from tests.coverage.figures import makers

pytestmark = pytest.mark.django_db


def stretch(asked: str, bank: str) -> PatrolStretch:
    unit = make.unit()
    patrol = makers.patrol(unit, 1, makers.chief(unit))
    segment = makers.segment(unit, bank=asked)
    return PatrolStretch(patrol=patrol, river_segment=segment, start_m=0, end_m=100, bank=bank)


@pytest.mark.parametrize(
    ("asked", "bank"), [("each", "left"), ("each", "right"), ("both", ""), ("left", "left")]
)
def test_a_bank_that_counts_is_taken(asked, bank):
    one = stretch(asked, bank)
    one.full_clean()
    one.save()
    assert PatrolStretch.objects.get(pk=one.pk).bank == bank


@pytest.mark.parametrize(
    ("asked", "bank"), [("each", ""), ("left", "right"), ("right", "left"), ("both", "middle")]
)
def test_a_bank_that_does_not_count_is_refused(asked, bank):
    with pytest.raises(ValidationError) as refused:
        stretch(asked, bank).full_clean()
    assert list(refused.value.message_dict) == ["bank"]


def test_the_database_refuses_another_bank():
    one = stretch("each", "middle")
    with pytest.raises(IntegrityError), transaction.atomic():
        one.save()


def test_a_bank_is_said_where_it_is_named():
    assert str(stretch("each", "left")).endswith("左岸: 0–100 m")


def test_the_new_choice_of_a_segment_leaves_its_table_alone():
    """To remake the table would lose its spatial index and triggers on SpatiaLite."""
    loader = MigrationLoader(connection)
    names = ("0002_reported_kinds_of_villages", "0003_each_bank_by_itself")
    states = [loader.project_state(("geo", name)) for name in names]
    before, after = (state.apps.get_model("geo", "RiverSegment") for state in states)
    editor = connection.SchemaEditorClass(connection, collect_sql=True)
    old, new = before._meta.get_field("bank"), after._meta.get_field("bank")
    assert len(new.choices) == len(old.choices) + 1
    editor.alter_field(before, old, new)
    assert editor.collected_sql == []


def test_the_table_of_stretches_still_renews_its_version():
    before = TableVersion.objects.token(PatrolStretch)
    stretch("each", "left").save()
    assert TableVersion.objects.token(PatrolStretch) != before
