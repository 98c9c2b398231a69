"""Who may open a page: strangers are sent to the login, others are refused."""

from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from coverage.roles import rights_of


def staff_only(view):
    """Let only coordinators, the committee and administrators in."""
    return _guarded(view, lambda rights: rights.is_staff)


def members_only(view):
    """Let only users with a role in."""
    return _guarded(view, lambda rights: rights.is_member)


def _guarded(view, is_allowed):
    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not is_allowed(rights_of(request.user)):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded
