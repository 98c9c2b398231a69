"""Scenarios over HTTP: ask, watch, cancel, read, compare, delete. For members; staff write."""

from collections.abc import Mapping

import orjson
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from rest_framework.exceptions import NotFound, PermissionDenied, ValidationError
from rest_framework.response import Response

from coverage.api.scenario_tables import compare_table, village_table
from coverage.api.tables import PARAMETERS, form_of, language_of, table_answer
from coverage.models import Scenario
from coverage.runs import life
from coverage.scenarios import access, compare, kinds, runs
from coverage.scenarios.features import features
from coverage.scenarios.parameters import ScenarioForm
from coverage.scenarios.questions import register_of, token
from geo.editing.members import Conflict, MemberView, chosen, page_of
from geo.features.collections import Text
from geo.features.errors import BadParameterError
from geo.features.negotiation import GEOJSON
from geo.features.responses import entity_tag

TODAY = "today"


class ScenarioView(MemberView):
    """What all views of scenarios share."""

    def scenario(self, public_id: str) -> Scenario:
        """Return the scenario; one that the user may not see is not there."""
        found = access.visible(self.request.user).filter(public_id=public_id).first()
        if found is None:
            raise NotFound("There is no such scenario, or you may not see it.")
        return found

    def own(self, public_id: str) -> Scenario:
        """Return a scenario that the user may cancel or delete."""
        found = self.scenario(public_id)
        if not access.may_change(self.request.user, found):
            raise PermissionDenied("Your role does not allow changing this scenario.")
        return found

    def done(self, public_id: str) -> Scenario:
        """Return a scenario that has a result."""
        found = self.scenario(public_id)
        if found.state != life.DONE:
            raise Conflict(f"The scenario is {found.state}: it has no result.")
        return found


class ScenarioList(ScenarioView):
    """The scenarios one may see, the newest first; POST asks for another."""

    @property
    def parameters(self) -> tuple[str, ...]:
        return ("state", "kind", "limit", "offset") if self.request.method != "POST" else ()

    def get(self, request) -> Response:
        rows = access.visible(request.user).defer("result")
        for name, values in (("state", Scenario.State.values), ("kind", Scenario.Kind.values)):
            value = chosen(request.GET, name, values)
            rows = rows.filter(**{name: value}) if value else rows
        page = page_of(request.GET, rows)
        return Response(
            {"numberMatched": rows.count(), "scenarios": [summary(row) for row in page]}
        )

    def post(self, request) -> Response:
        form = ScenarioForm(_as_form(request.data))
        if not form.is_valid():
            raise ValidationError(_faults(form))
        unit = form.cleaned_data["subdistrict"]
        if not access.may_ask(request.user, unit):
            raise PermissionDenied("Your role does not allow asking for scenarios here.")
        scenario = runs.ask(form.scenario(request.user))
        address = reverse("coverage-api:scenario", args=[scenario.public_id])
        return Response(summary(scenario), status=202, headers={"Location": address})


class ScenarioDetail(ScenarioView):
    """One scenario with its progress and, when it is done, its result."""

    def get(self, request, public_id: str) -> Response:
        scenario = self.scenario(public_id)
        body = summary(scenario)
        if scenario.state == life.DONE:
            result = {key: value for key, value in scenario.result.items() if key != "gaps"}
            body["is_current"] = result.pop("token") == token()
            body["result"] = result
        return Response(body)

    def delete(self, request, public_id: str) -> Response:
        self.own(public_id).delete()
        return Response(status=204)


class ScenarioCancel(ScenarioView):
    """Cancel a scenario that waits or runs."""

    def post(self, request, public_id: str) -> Response:
        scenario = self.own(public_id)
        try:
            cancelled = life.cancel(scenario)
        except life.EndedError:
            scenario.refresh_from_db(fields=["state"])
            text = (
                f"The scenario is {scenario.state}: only one that waits or runs can be cancelled."
            )
            raise Conflict(text) from None
        return Response(summary(cancelled), status=202)


class ScenarioFeatures(ScenarioView):
    """A scenario as GeoJSON, before and after in one collection."""

    def get(self, request, public_id: str) -> HttpResponse:
        scenario = self.done(public_id)
        body = orjson.dumps(features(scenario, register_of(scenario)))
        return HttpResponse(body, content_type=GEOJSON)


class ScenarioTable(ScenarioView):
    """What changes for each village, as JSON, CSV or xlsx."""

    parameters = PARAMETERS

    def get(self, request, public_id: str) -> HttpResponse:
        scenario = self.done(public_id)
        form, language = form_of(request), language_of(request)
        table = village_table(scenario, register_of(scenario))
        tag = entity_tag("scenario", public_id, form, language)
        return table_answer(request, table, form, language, tag)


class ScenarioCompare(ScenarioView):
    """A scenario beside today or beside another one."""

    parameters = ("with", *PARAMETERS)

    def get(self, request, public_id: str) -> HttpResponse:
        scenario = self.done(public_id)
        form, language = form_of(request), language_of(request)
        this = compare.side_of(scenario)
        other, title = self._other(scenario, request.GET.get("with", TODAY))
        rows = compare.measures(scenario.kind, this, other)
        if form == "json":
            names = {row["code"]: row["name"] for row in scenario.result["villages"]}
            return Response(
                {
                    "scenario": public_id,
                    "date": this.day.isoformat(),
                    "with": other.identity,
                    "with_date": other.day.isoformat(),
                    "measures": rows,
                    "villages": compare.gained_and_lost(this, other, names),
                }
            )
        table = compare_table(scenario, register_of(scenario), title, rows)
        tag = entity_tag("compare", public_id, other.identity, token(), form, language)
        return table_answer(request, table, form, language, tag)

    def _other(self, scenario: Scenario, name: str) -> tuple[compare.Side, Text]:
        if name == TODAY:
            return compare.today(scenario, timezone.localdate()), Text("目前", "Now")
        other = access.visible(self.request.user).filter(public_id=name).first()
        if other is None or kinds.family(other.kind) != kinds.family(scenario.kind):
            expected = "today, or the id of a scenario of the same sort (stations or pairing)"
            raise BadParameterError("with", name, expected)
        if other.state != life.DONE:
            raise Conflict(f"The scenario {name} is {other.state}: it has no result.")
        return compare.side_of(other), Text(other.name, other.name)


def summary(scenario: Scenario) -> dict:
    """Return a scenario without its result as plain data."""
    address = reverse("coverage-api:scenario", args=[scenario.public_id])
    links = [{"rel": "self", "href": address}]
    if scenario.state == life.DONE:
        parts = ("features", "table", "compare")
        links += [{"rel": part, "href": f"{address}/{part}"} for part in parts]
    if scenario.state not in life.ENDED:
        links.append({"rel": "cancel", "href": f"{address}/cancel"})
    return {
        "id": scenario.public_id,
        "name": scenario.name,
        "kind": scenario.kind,
        "subdistrict": scenario.subdistrict.code,
        "date": scenario.day.isoformat(),
        "parameters": scenario.parameters,
        "state": scenario.state,
        "progress": scenario.progress,
        "progress_note": scenario.progress_note,
        "cancel_requested": scenario.cancel_requested,
        "error": scenario.error,
        "created_by": scenario.created_by and scenario.created_by.get_username(),
        "created_at": scenario.created_at,
        "started_at": scenario.started_at,
        "ended_at": scenario.ended_at,
        "links": links,
    }


def _as_form(body: object) -> dict:
    """Return a JSON body as the form takes it; raises for members that the kind does not take."""
    if not isinstance(body, Mapping):
        raise ValidationError(["A JSON object with the members of a scenario."])
    kind = body.get("kind")
    known = kinds.ALL[kind].parameters if isinstance(kind, str) and kind in kinds.ALL else None
    wrong = {}
    for name, value in body.items():
        if known is not None and name not in known:
            wrong[name] = [f"A scenario of this kind takes only: {', '.join(known)}."]
        elif name in ("kind", "name", "subdistrict", "date", "mode") and not isinstance(value, str):
            wrong[name] = ["A text."]
    if wrong:
        raise ValidationError(wrong)
    data = dict(body)
    if not isinstance(data.get("candidates", "villages"), str):
        data |= {"candidates": "points", "points": data["candidates"]}
    elif data.get("candidates") == "points":
        raise ValidationError({"candidates": ["villages, or a list of points."]})
    if isinstance(data.get("within_groups"), bool):
        data["within_groups"] = str(data["within_groups"]).lower()
    return data


def _faults(form: ScenarioForm) -> dict:
    """Return the form's errors by the names of the body's members."""
    names = {"points": "candidates"}
    return {names.get(name, name): list(texts) for name, texts in form.errors.items()}
