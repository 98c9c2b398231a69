"""What is asked of a scenario, checked: one form for the page and for the API.

Every error names its field and says what would be right; nothing is kept then.
"""

from collections.abc import Mapping

import shapely
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from coverage.analysis.modes import MODES
from coverage.models import CoverageSettings, Scenario
from coverage.scenarios import kinds
from coverage.scenarios.points import PointsField
from geo.models import Subdistrict, Village

LONGEST_MINUTES = 120
MOST_STATIONS = 20
MOST_PAIRINGS = 20
LONGEST_NAME = 80


def one_of(values) -> str:
    """Return the words for a choice."""
    return _("One of: %(values)s.") % {"values": ", ".join(values)}


class Choice(forms.ChoiceField):
    """A choice whose error says what there is to choose from."""

    def __init__(self, values, **options):
        super().__init__(choices=[(value, value) for value in values], required=False, **options)

    def validate(self, value):
        """Refuse a value that is not among the choices."""
        values = [choice for choice, _label in self.choices]
        if value not in ("", *values):
            raise ValidationError(one_of(values), code="invalid_choice")


class Whole(forms.IntegerField):
    """A whole number between two limits, whose error says so."""

    def __init__(self, least: int, most: int):
        super().__init__(required=False, min_value=least, max_value=most)
        self.least, self.most = least, most

    def clean(self, value):
        """Return the number; None where it is not given."""
        try:
            if isinstance(value, bool | float | list | dict) or len(str(value)) > 10:
                raise ValidationError("")
            return super().clean(value)
        except ValidationError:
            text = _("A whole number from %(least)s to %(most)s.")
            span = {"least": self.least, "most": self.most}
            raise ValidationError(text % span, code="invalid") from None


class ScenarioForm(forms.Form):
    """A scenario to be computed. ``cleaned_data`` holds what is asked, with the defaults in."""

    kind = Choice(kinds.KINDS)
    name = forms.CharField(max_length=LONGEST_NAME, required=False)
    subdistrict = forms.CharField(max_length=12, required=False)
    date = forms.DateField(required=False, input_formats=["%Y-%m-%d"])
    mode = Choice(MODES)
    minutes = Whole(1, LONGEST_MINUTES)
    k = Whole(1, MOST_STATIONS)
    candidates = Choice(("villages", "points"))
    points = PointsField()
    limit = Whole(1, MOST_PAIRINGS)
    within_groups = Choice(("true", "false"))

    def __init__(self, data: Mapping | None = None, **options):
        super().__init__(data, **options)
        self.fields["date"].error_messages["invalid"] = _(
            "A date that exists, as year-month-day, for example %(example)s."
        ) % {"example": timezone.localdate().isoformat()}
        self.fields["name"].error_messages["max_length"] = _(
            "A text of at most %(longest)s characters."
        ) % {"longest": LONGEST_NAME}

    def clean_kind(self) -> str:
        """Return the kind, which must be given."""
        return self._given("kind", one_of(kinds.KINDS))

    def _given(self, name: str, wanted: str) -> str:
        value = self.cleaned_data[name]
        if not value:
            raise ValidationError(wanted, code="required")
        return value

    def clean_date(self):
        """Return the day, today where none is given."""
        return self.cleaned_data["date"] or timezone.localdate()

    def clean(self) -> dict:
        """Find the subdistrict, put the settings in for what is not given, and check the places."""
        asked = self.cleaned_data
        if "kind" not in asked or "date" not in asked or not self._find_subdistrict(asked):
            return asked
        rules = CoverageSettings.of(asked["subdistrict"])
        asked["mode"] = asked.get("mode") or rules.mode
        if asked["kind"] == kinds.PAIRING:
            asked["limit"] = asked.get("limit") or rules.max_pairings_per_deputy
            asked["within_groups"] = asked.get("within_groups") != "false"
            return asked
        asked["minutes"] = asked.get("minutes") or rules.minutes(asked["mode"])
        asked["candidates"] = asked.get("candidates") or "villages"
        self._check_places(asked)
        return asked

    def _find_subdistrict(self, asked: dict) -> bool:
        code = asked.get("subdistrict") or settings.HOME_SUBDISTRICT
        generations = Subdistrict.objects.filter(code=code, level=Subdistrict.Level.TOWNSHIP)
        found = generations.as_of(asked["date"]).first()
        found = found or generations.order_by("valid_from").first()
        if found is None:
            text = _("The code of a subdistrict kept here, for example %(example)s.")
            self.add_error("subdistrict", text % {"example": settings.HOME_SUBDISTRICT})
            return False
        asked["subdistrict"] = found
        return True

    def _check_places(self, asked: dict) -> None:
        """Check the places where a station could be, and that there are as many as wanted."""
        if asked["candidates"] == "points":
            if "points" not in asked:
                return
            count = len(asked["points"])
            if not count:
                self.add_error("points", _("At least one point: name, longitude, latitude."))
            else:
                self._check_inside(asked)
        else:
            unit = asked["subdistrict"].code
            located = Village.objects.filter(subdistrict__code=unit, center__isnull=False)
            count = located.as_of(asked["date"]).count()
            if not count:
                text = _("A day on which villages with a known committee point are valid.")
                self.add_error("date", text)
        if asked["kind"] == "set_covering" or "k" not in asked:
            return
        if asked["k"] is None or asked["k"] > count > 0:
            most = min(count, MOST_STATIONS)
            text = _("A whole number from %(least)s to %(most)s.") % {"least": 1, "most": most}
            self.add_error("k", text)

    def _check_inside(self, asked: dict) -> None:
        boundary = asked["subdistrict"].geom
        if boundary is None:
            return
        area = shapely.from_wkb(bytes(boundary.wkb))
        for number, point in enumerate(asked["points"], 1):
            if not shapely.intersects_xy(area, point["lon"], point["lat"]):
                text = _(
                    "Point %(number)s, %(name)s: a place inside the boundary of %(unit)s, "
                    "longitude before latitude, in WGS 84."
                )
                words = {"number": number, "name": point["name"], "unit": asked["subdistrict"].name}
                self.add_error("points", text % words)
                return

    def scenario(self, user) -> Scenario:
        """Return the scenario that ``user`` asks for, not saved yet."""
        asked = self.cleaned_data
        return Scenario(
            subdistrict=asked["subdistrict"],
            name=asked["name"] or _("%(kind)s, %(day)s") % self._words(),
            kind=asked["kind"],
            parameters=self.parameters(),
            day=asked["date"],
            created_by=user,
        )

    def _words(self) -> dict[str, str]:
        asked = self.cleaned_data
        return {"kind": kinds.ALL[asked["kind"]].title, "day": asked["date"].isoformat()}

    def parameters(self) -> dict:
        """Return what the kind takes, as plain data to be kept with the scenario."""
        asked = self.cleaned_data
        kept = {"mode": asked["mode"]}
        if asked["kind"] == kinds.PAIRING:
            return kept | {"limit": asked["limit"], "within_groups": asked["within_groups"]}
        kept |= {"minutes": asked["minutes"]}
        if asked["kind"] != "set_covering":
            kept |= {"k": asked["k"]}
        places = asked["points"] if asked["candidates"] == "points" else "villages"
        return kept | {"candidates": places}
