"""The table of travel times: every village to every station, by each way of travelling."""

import numpy as np
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from coverage.analysis.modes import MODES
from coverage.figures.travel import TravelTimes, travel_times
from coverage.pages.filters import Filter
from coverage.pages.parameters import Question, choice, question
from coverage.pages.reasons import mode_words


def method_words() -> dict[str, str]:
    """Return how the times were found, in the language in force."""
    return {
        "network": _("Over the road network, walking off the road"),
        "straight_line": _("No road network: straight lines times a detour factor"),
        "none": _("No station is located"),
    }


@require_safe
@gzip_page
def travel_page(request: HttpRequest) -> HttpResponse:
    """Show the minutes from every village's committee to every station on a day."""
    asked = question(request, "mode")
    mode = choice(request.GET, "mode", tuple(MODES)) or asked.reach.mode
    times = travel_times(asked.register, mode)
    words = mode_words()
    context = {
        "rows": _rows(asked, times),
        "stations": asked.register.stations.rows if len(times.time_s) else [],
        "method": method_words()[times.method],
        "mode_word": words[mode],
        "filters": [Filter("mode", _("Mode"), [(one, words[one]) for one in MODES], mode)],
        "chosen": {"mode": mode},
    }
    return render(request, "pages/travel_times.html", asked.context() | context)


def _rows(asked: Question, times: TravelTimes) -> list[dict]:
    """Return a row a village: its times in the order of the stations, the nearest marked."""
    known = np.isfinite(asked.register.centers).all(axis=1)
    return [
        {
            "village": village,
            "is_located": bool(known[row]),
            "cells": [
                {
                    "time_s": float(time_s) if np.isfinite(time_s) else None,
                    "is_nearest": station == times.nearest[row],
                }
                for station, time_s in enumerate(times.time_s[:, row])
            ],
        }
        for row, village in enumerate(asked.register.villages.rows)
    ]
