"""What a page answers when it cannot do what was asked."""

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404

LONGEST_VALUE = 100


class BadParameter(BadRequest):
    """A parameter of the address has a wrong value; the page names it and what would be right."""

    def __init__(self, parameter: str, value: str, wanted: str):
        super().__init__(parameter)
        self.parameter = parameter
        self.value = value if len(value) <= LONGEST_VALUE else value[:LONGEST_VALUE] + "…"
        self.wanted = wanted


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400; of a ``BadParameter`` with the parameter, the value and what would be right."""
    problem = exception if isinstance(exception, BadParameter) else None
    return render(request, "400.html", {"problem": problem}, status=400)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404; with the words of the view that looked for something, if it had any."""
    said = exception.args[0] if exception.args and isinstance(exception.args[0], str) else ""
    problem = "" if isinstance(exception, Resolver404) else said
    return render(request, "404.html", {"problem": problem}, status=404)
