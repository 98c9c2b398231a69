"""The list of notice boards, and the page of one with its checks."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_safe

from coverage import board_checks
from coverage.api.duty.boards import WHAT, is_wanted, photo_of
from coverage.figures import boards
from coverage.models import BoardCheck
from coverage.pages.filters import Filter
from coverage.pages.finding import one
from coverage.pages.guards import members_only
from coverage.pages.parameters import choice, question
from coverage.pages.places import render_place
from coverage.pages.timeline import Event, place_events, timeline
from coverage.pictures import PictureError
from coverage.roles import rights_of
from geo.models import NoticeBoard


def renewal_words() -> dict[str, str]:
    """Return the words for renewals, in the language in force."""
    return {
        "overdue": _("Renewal overdue"),
        "due": _("Renewal due"),
        "done": _("Up to date"),
    }


class CheckForm(forms.Form):
    """What somebody saw at a board."""

    state = forms.ChoiceField(label=_("State"), choices=NoticeBoard.State.choices)
    is_current = forms.NullBooleanField(label=_("Names the chief in office"), required=False)
    is_renewal = forms.BooleanField(label=_("Was renewed now"), required=False)
    photo = forms.FileField(label=_("Photo"), required=False)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3})
    )


@require_safe
@members_only
@gzip_page
def board_list(request: HttpRequest) -> HttpResponse:
    """List the boards about which something is to be done, and villages without one."""
    asked = question(request, "what")
    what = choice(request.GET, "what", WHAT)
    every = boards.boards(asked.register)
    options = [
        ("overdue", _("Renewal overdue")),
        ("due", _("Renewal due")),
        ("damaged", _("Damaged")),
        ("missing", _("Missing")),
        ("all", _("All boards")),
    ]
    summary = boards.summary(every)
    context = {
        "rows": [
            {"one": row, "renewal_word": renewal_words()[row.renewal]}
            for row in every
            if is_wanted(row, what or None)
        ],
        "all": len(every),
        "counts": [(name, word, summary[name]) for name, word in options[:4]],
        "without": boards.without_board(asked.register, every),
        "board_days": boards.board_days(asked.register),
        "filters": [Filter("what", _("Which"), options, what)],
        "chosen": {"what": what},
    }
    return render(request, "pages/board_list.html", asked.context() | context)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
@gzip_page
def board_page(request: HttpRequest, code: str) -> HttpResponse:
    """Show a board with its checks; who may records another."""
    asked = question(request)
    known = NoticeBoard.objects.select_related("village", "river_segment__river", "subdistrict")
    board = one(known, code, asked)
    if not rights_of(request.user).readable(NoticeBoard.objects.filter(pk=board.pk)).exists():
        raise PermissionDenied
    form = CheckForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and _recorded(request, board, form):
        return redirect(request.get_full_path())
    row = next(row for row in boards.boards(asked.register) if row.board.pk == board.pk)
    board = row.board
    checks = list(board.checks.select_related("by").order_by("-at", "-pk"))
    response = render_place(
        request,
        "pages/board.html",
        asked,
        "boards",
        board,
        row=row,
        renewal_word=renewal_words()[row.renewal],
        checks=checks,
        shows_who=rights_of(request.user).is_staff,
        form=form if board_checks.may_check(request.user, board) else None,
        may_renew=board_checks.may_renew(request.user, board),
        events=_events(board, row, checks),
    )
    response.status_code = 400 if request.method == "POST" else 200
    return response


def _recorded(request: HttpRequest, board: NoticeBoard, form: CheckForm) -> bool:
    """Record the check of a form; False when a field of it is wrong, which is said beside it."""
    if not board_checks.may_check(request.user, board):
        raise PermissionDenied
    if not form.is_valid():
        return False
    said = {name: value for name, value in form.cleaned_data.items() if name != "photo"}
    given = board_checks.CheckSerializer(data=said, context={"user": request.user})
    if not given.is_valid():
        for name, texts in given.errors.items():
            form.add_error(name if name in form.fields else None, [str(text) for text in texts])
        return False
    if given.validated_data["is_renewal"] and not board_checks.may_renew(request.user, board):
        raise PermissionDenied
    try:
        photo = photo_of(request.FILES)
        board_checks.record(board, given.validated_data, request.user, photo)
    except PictureError as error:
        form.add_error("photo", str(error.detail))
        return False
    return True


def _events(board: NoticeBoard, row: boards.Board, checks: list[BoardCheck]) -> list[Event]:
    renewed = [Event(row.renewed_on, _("notice board renewed"))] if row.renewed_on else []
    changes = [
        Event(
            term.valid_from,
            _("river chief takes office"),
            f"{term.chief.name} · {term.get_level_display()}",
        )
        for term in row.changes
    ]
    looked = [
        Event(check.at.date(), _("checked"), check.get_state_display())
        for check in checks
        if not check.is_renewal
    ]
    return timeline([*place_events(board), *changes, *renewed, *looked])
