"""Settings of a part of the tree: limits, defaults, and which row counts where."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from coverage.analysis.modes import MODES
from coverage.models import CoverageSettings, PatrolRule
from coverage.models.settings import (
    RULE_LIMITS,
    SETTING_LIMITS,
    Mode,
    minutes_of_bands,
)
from tests import register

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree() -> dict[str, object]:
    """A province, its county, and two townships of it."""
    units, above = {}, None
    for code, level in (("98", "province"), ("980001", "county")):
        units[code] = above = register.unit(code, level=level, parent=above)
    for code in ("980001001", "980001002"):
        units[code] = register.unit(code, parent=above)
    return units


def test_without_a_row_the_defaults_count(tree):
    found = CoverageSettings.of(tree["980001001"])
    assert found.pk is None
    assert found.subdistrict == tree["980001001"]
    assert (found.mode, found.minutes(found.mode)) == ("ebike", 15)
    assert found.bands == [5, 10, 15, 30, 45]
    found.full_clean()


def test_the_nearest_row_above_counts(tree, django_assert_num_queries):
    for code, days in (("98", 10), ("980001", 20), ("980001001", 30)):
        CoverageSettings.objects.create(subdistrict=tree[code], recency_days=days)
    for code, days in (("98", 10), ("980001", 20), ("980001001", 30), ("980001002", 20)):
        with django_assert_num_queries(1):
            assert CoverageSettings.of(tree[code]).recency_days == days, code


def test_a_row_below_or_beside_does_not_count(tree):
    CoverageSettings.objects.create(subdistrict=tree["980001002"], recency_days=30)
    beside = register.unit("980002", level="county", parent=tree["98"])
    CoverageSettings.objects.create(subdistrict=beside, recency_days=40)
    for code in ("98", "980001", "980001001"):
        assert CoverageSettings.of(tree[code]).recency_days == 90


def test_a_generation_has_its_own_row_else_the_newest_of_its_code(tree):
    later = register.unit("980001001", parent=tree["980001"], valid_from=date(2025, 1, 1))
    CoverageSettings.objects.create(subdistrict=tree["980001001"], recency_days=30)
    assert CoverageSettings.of(later).recency_days == 30
    CoverageSettings.objects.create(subdistrict=later, recency_days=40)
    assert CoverageSettings.of(later).recency_days == 40
    assert CoverageSettings.of(tree["980001001"]).recency_days == 30
    newest = register.unit("980001001", parent=tree["980001"], valid_from=date(2026, 1, 1))
    assert CoverageSettings.of(newest).recency_days == 40


def test_a_unit_has_one_row(tree):
    CoverageSettings.objects.create(subdistrict=tree["98"])
    with pytest.raises(IntegrityError), transaction.atomic():
        CoverageSettings.objects.create(subdistrict=tree["98"])


def test_every_number_has_limits():
    numbers = {
        field.name
        for field in CoverageSettings._meta.concrete_fields
        if field.get_internal_type() in ("FloatField", "PositiveSmallIntegerField")
    }
    assert numbers == set(SETTING_LIMITS)


@pytest.mark.parametrize("name", SETTING_LIMITS)
def test_a_setting_keeps_its_limits(tree, name):
    row = CoverageSettings.objects.create(subdistrict=tree["98"])
    check_limits(row, name, SETTING_LIMITS[name])


@pytest.mark.parametrize("name", RULE_LIMITS)
def test_a_number_of_a_rule_keeps_its_limits(tree, name):
    check_limits(register.rule(tree["98"]), name, RULE_LIMITS[name])


def check_limits(row, name: str, limits: tuple[float, float]) -> None:
    """Check the limits, which are allowed, and what lies beyond, in forms and in raw SQL."""
    low, high = limits
    table = row._meta.db_table
    for value, accepted in ((low, True), (high, True), (low - 1, False), (high + 1, False)):
        setattr(row, name, value)
        sql = f"UPDATE {table} SET {name} = %s WHERE id = %s"  # noqa: S608
        if accepted:
            row.full_clean()
            row.save()
            continue
        with pytest.raises(ValidationError) as refused:
            row.full_clean()
        assert name in refused.value.message_dict
        with (
            pytest.raises(IntegrityError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql, [value, row.pk])


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_a_weight_is_finite(tree, value):
    with pytest.raises(IntegrityError), transaction.atomic():
        CoverageSettings.objects.create(subdistrict=tree["98"], points_per_km=value)


def test_one_travels_by_a_known_mode(tree):
    assert set(Mode.values) == set(MODES)
    for mode in MODES:
        assert CoverageSettings().minutes(mode) > 0
    with pytest.raises(IntegrityError), transaction.atomic():
        CoverageSettings.objects.create(subdistrict=tree["98"], mode="boat")


@pytest.mark.parametrize(
    ("text", "minutes"), [("5", [5]), ("1,120", [1, 120]), ("5,10,15,30,45", [5, 10, 15, 30, 45])]
)
def test_bands_grow(text, minutes):
    assert minutes_of_bands(text) == minutes


@pytest.mark.parametrize(
    "text", ["", "5,", ",5", "5;10", "5, 10", "10,5", "5,5", "0,5", "-1", "121", "1e1", "٥", "5.5"]
)
def test_other_bands_are_refused(tree, text):
    with pytest.raises(ValidationError):
        minutes_of_bands(text)
    row = CoverageSettings(subdistrict=tree["98"], bands_min=text)
    with pytest.raises(ValidationError) as refused:
        row.full_clean()
    assert "bands_min" in refused.value.message_dict


@pytest.mark.parametrize(
    ("values", "accepted"),
    [
        ({"target": "segment"}, True),
        ({"target": "segment", "level": "village"}, True),
        ({"target": "pond"}, True),
        ({"target": "ditch"}, True),
        ({"target": "lake"}, False),
        ({"target": "pond", "level": "village"}, False),
    ],
)
def test_a_level_goes_with_segments(tree, values, accepted):
    row = PatrolRule(
        subdistrict=tree["98"],
        code="L1",
        name="A rule",
        period_days=7,
        valid_from=register.START,
        **values,
    )
    if accepted:
        row.full_clean()
        row.save()
        return
    with pytest.raises(ValidationError):
        row.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_a_rule_of_one_segment_is_no_rule_of_ponds(tree):
    segment = register.segment(register.river(tree["980001001"]))
    assert register.rule(tree["980001001"], river_segment=segment).pk
    with pytest.raises(IntegrityError), transaction.atomic():
        register.rule(tree["980001001"], "L2", target="pond", river_segment=segment)


@pytest.mark.parametrize(("period_days", "times", "days"), [(7, 1, 7), (30, 3, 10), (1, 2, 0.5)])
def test_the_interval_of_a_rule(period_days, times, days):
    assert PatrolRule(period_days=period_days, times=times).interval_days == days


def test_the_default_rules_of_the_reference_data():
    rules = {rule.code: rule for rule in PatrolRule.objects.all()}
    shown = {
        code: (rule.target, rule.level, rule.interval_days, rule.done_share)
        for code, rule in rules.items()
    }
    assert shown == {
        "PR01": ("segment", "village", 7, 0.8),
        "PR02": ("segment", "subdistrict", 10, 0.8),
        "PR03": ("pond", "", 30, 0.8),
        "PR04": ("ditch", "", 30, 0.8),
        "PR05": ("segment", "", 90, 0.8),
    }


def test_changes_of_settings_are_kept():
    row = CoverageSettings.of(register.reference_unit())
    row.recency_days = 60
    row.save()
    entries = row.history.order_by("history_id")
    assert [entry.recency_days for entry in entries] == [90, 60]
