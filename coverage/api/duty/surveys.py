"""Full surveys over HTTP: the list, how far one is, and what is left as GeoJSON."""

from django.http import HttpResponse

from coverage.api import shapes, tables
from coverage.api.duty.base import DutyView
from coverage.api.duty.sheets import survey_table
from coverage.api.parameters import day_of, subdistrict_of
from coverage.figures import surveys
from coverage.figures.surveys import Progress, Target
from coverage.models import Survey
from coverage.roles import rights_of
from geo.features.errors import BadParameterError, NotFoundError
from geo.features.negotiation import GEOJSON
from geo.features.parameters import allow
from geo.models import TableVersion


def survey_of(query, code: str) -> Survey:
    """Return the newest survey with a code in the subdistrict that is asked for."""
    unit = subdistrict_of(query, day_of(query))
    rows = Survey.objects.filter(code=code, subdistrict__code=unit.code)
    found = rows.select_related("subdistrict").order_by("-valid_from").first()
    if found is None:
        raise NotFoundError(f"There is no full survey '{code}'.", parameter="code", value=code)
    return found


class SurveyList(DutyView):
    """The full surveys of a subdistrict with how far each is, the newest first."""

    def get(self, request) -> HttpResponse:
        allow(request.GET, "date", "subdistrict")
        day = day_of(request.GET)
        unit = subdistrict_of(request.GET, day)
        rows = Survey.objects.filter(subdistrict__code=unit.code).select_related("subdistrict")
        found = [surveys.progress(row, day) for row in rows.order_by("-valid_from", "code")]
        tag = _state(unit, day, found)
        return self.tagged(
            tag,
            lambda: {
                "date": day,
                "subdistrict": unit.code,
                "surveys": [summary(one) for one in found],
            },
        )


class SurveyDetail(DutyView):
    """How far a survey is: shares by kind and village, and every target with its state.

    Members also see who answers for what is left.
    """

    def get(self, request, code: str) -> HttpResponse:
        allow(request.GET, "date", "subdistrict", "state", *tables.PARAMETERS)
        survey, day, state = survey_of(request.GET, code), day_of(request.GET), _chosen(request.GET)
        found = surveys.progress(survey, day)
        named = rights_of(request.user).is_member
        rows = [one for one in found.targets if state in (None, one.state)]
        return self.tagged(
            _state(survey.subdistrict, day, [found], code, state, named),
            lambda: {
                **summary(found),
                "villages": [_of_village(row) for row in found.by_village()],
                **({"chiefs": [_of_chief(row) for row in found.by_chief()]} if named else {}),
                "targets": [target_members(found, one, named) for one in rows],
            },
            lambda: survey_table(found, rows, named),
        )


class SurveyLeft(DutyView):
    """What a survey has not visited yet, as GeoJSON."""

    def get(self, request, code: str) -> HttpResponse:
        allow(request.GET, "date", "subdistrict")
        survey, day = survey_of(request.GET, code), day_of(request.GET)
        found = surveys.progress(survey, day)
        return self.tagged(
            _state(survey.subdistrict, day, [found], code, "left"),
            lambda: features(found, found.left),
            media_type=GEOJSON,
        )


class SurveyFeatures(DutyView):
    """Every target of a survey with its state, as GeoJSON."""

    def get(self, request, code: str) -> HttpResponse:
        allow(request.GET, "date", "subdistrict")
        survey, day = survey_of(request.GET, code), day_of(request.GET)
        found = surveys.progress(survey, day)
        return self.tagged(
            _state(survey.subdistrict, day, [found], code, "features"),
            lambda: features(found, found.targets),
            media_type=GEOJSON,
        )


def features(found: Progress, targets: list[Target]) -> dict:
    """Return targets as a GeoJSON collection."""
    rows = [
        (f"{one.kind}-{one.place.code}", one.shape, target_members(found, one, named=False))
        for one in targets
    ]
    return shapes.collection(found.register, rows, survey=found.survey.code, phase=found.phase)


def summary(found: Progress) -> dict:
    """Return a survey and its shares as plain data."""
    survey = found.survey
    return {
        "id": survey.public_id,
        "code": survey.code,
        "name": survey.name,
        "date": found.day,
        "first_day": survey.valid_from,
        "last_day": survey.valid_to,
        "phase": found.phase,
        "done_share": survey.done_share,
        "summary": found.summary(),
    }


def target_members(found: Progress, one: Target, named: bool) -> dict:
    """Return a target as plain data; who answers for it only to members."""
    villages = {village.pk: village.code for village in found.register.villages.rows}
    chief = {"chief": one.chief and {"code": one.chief.code, "name": one.chief.name}}
    return {
        "kind": one.kind,
        "code": one.place.code,
        "name": one.place.name,
        "village_code": villages.get(one.place.village_id),
        "length_m": one.place.length_m and round(one.place.length_m, 2),
        "state": one.state,
        "share": one.share,
        "done_on": one.done_on,
        "illustrative": one.place.quality == "illustrative",
        **(chief if named else {}),
    }


def _of_village(row: dict) -> dict:
    village = row["village"]
    names = {"code": village.code, "name": str(village)} if village else {"code": None}
    return names | {key: value for key, value in row.items() if key != "village"}


def _of_chief(row: dict) -> dict:
    chief = row["chief"]
    names = {"code": chief.code, "name": chief.name} if chief else {"code": None}
    return names | {key: value for key, value in row.items() if key != "chief"}


def _chosen(query) -> str | None:
    state = query.get("state")
    if state is not None and state not in surveys.STATES:
        raise BadParameterError("state", state, f"one of {', '.join(surveys.STATES)}")
    return state


def _state(unit, day, found: list[Progress], *parts: object) -> str:
    tokens = TableVersion.objects.tokens(Survey)
    registers = [one.register.token for one in found[:1]]
    return "\n".join(map(str, (unit.code, day, *registers, sorted(tokens.items()), *parts)))
