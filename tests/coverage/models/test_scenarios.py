"""Rules about scenarios, held by the database."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from tests import register

pytestmark = pytest.mark.django_db
AT = {hour: datetime(2026, 3, 4, hour, tzinfo=UTC) for hour in (8, 9)}


def test_a_scenario_waits_at_first():
    made = register.scenario(register.unit())
    made.full_clean()
    assert (made.state, made.progress, made.result, made.parameters) == ("waiting", 0, None, {})
    assert made.created_at.utcoffset() is not None


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "guess"},
        {"state": "lost"},
        {"progress": -0.1},
        {"progress": 1.1},
        {"progress": float("nan")},
        {"started_at": AT[9], "ended_at": AT[8]},
    ],
)
def test_wrong_values_are_refused(values):
    unit = register.unit()
    with pytest.raises(IntegrityError), transaction.atomic():
        register.scenario(unit, **values)


def test_a_scenario_outlives_who_made_it():
    unit = register.unit()
    user = register.user("committee", unit)
    made = register.scenario(unit, created_by=user, started_at=AT[8], ended_at=AT[9])
    user.delete()
    made.refresh_from_db()
    assert made.created_by is None


def test_results_keep_their_shape():
    result = {"chosen": [1, 2], "values": {"bound": 0.5, "name": "示例"}, "none": None}
    made = register.scenario(register.unit(), result=result, progress=1)
    made.refresh_from_db()
    assert made.result == result
