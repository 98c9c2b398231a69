"""The patrol page on the phone: the page itself, what it stores for use without a network.

The page works from what its service worker keeps, so that nothing in it may need a request. Each
answer here says whose it is, because several people may use one phone.
"""

import hashlib
import json
from functools import cache

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from config.problems import MEDIA_TYPE, problem
from coverage.pages.patrol_texts import patrol_texts
from coverage.phone.data import PhoneData, Walker
from coverage.roles import rights_of
from geo.features.responses import is_fresh, not_modified

THEME = "#0b5d5e"
GROUND = "#f3f4f1"
# What the page's first script imports, and what each of these imports.
MODULES = (
    "dom",
    "text",
    "patrol/app",
    "patrol/awake",
    "patrol/courier",
    "patrol/gpx",
    "patrol/ground",
    "patrol/home",
    "patrol/issue_form",
    "patrol/issues",
    "patrol/leave",
    "patrol/offline",
    "patrol/patrols",
    "patrol/photo",
    "patrol/plane",
    "patrol/queue",
    "patrol/recorder",
    "patrol/route",
    "patrol/screens",
    "patrol/service",
    "patrol/shelf",
    "patrol/store",
    "patrol/units",
    "patrol/waiting",
    "patrol/walked",
    "patrol/walking",
)
FILES = (
    "css/base.css",
    "css/patrol.css",
    "img/mark.svg",
    "leaflet/leaflet.css",
    "leaflet/leaflet.js",
    *(f"js/{name}.js" for name in MODULES),
)


def walker_of(user) -> Walker | None:
    """Return who walks as this user; None for the public and for whoever stands for nobody."""
    membership = rights_of(user).membership if user.is_authenticated else None
    person = membership and (membership.deputy or membership.chief)
    return Walker(user.get_username(), person, membership) if person else None


@require_safe
@never_cache
@gzip_page
def patrol_page(request: HttpRequest) -> HttpResponse:
    """Show the page of a deputy or chief; to others say for whom it is."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    walker = walker_of(request.user)
    if walker is None:
        return render(request, "patrol/for_whom.html", status=403)
    context = {
        "walker": walker,
        "texts": patrol_texts(),
        "modules": [static(f"js/{name}.js") for name in MODULES],
        "theme": THEME,
        "review_number": settings.MAP_REVIEW_NUMBER,
    }
    response = render(request, "patrol/page.html", context)
    # The service worker keeps a page only if it has the files that the page names.
    response["Patrol-Version"] = version()
    return response


@require_safe
@gzip_page
def patrol_data(request: HttpRequest) -> HttpResponse:
    """Give what the page stores for a day without a network."""
    walker = walker_of(request.user)
    if walker is None:
        return _refused(request)
    data = PhoneData(walker, timezone.localdate())
    tag = data.tag()
    response = (
        not_modified(tag)
        if is_fresh(request, tag)
        else HttpResponse(data.body(), content_type="application/json")
    )
    response["ETag"] = tag
    # Kept by the service worker alone, which removes it when its owner leaves.
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
@never_cache
def patrol_who(request: HttpRequest) -> HttpResponse:
    """Say who is signed in, with the token that writing needs: the page may be an old copy."""
    if walker_of(request.user) is None:
        return _refused(request)
    return JsonResponse({"name": request.user.get_username(), "csrf": get_token(request)})


def _refused(request: HttpRequest) -> HttpResponse:
    known = request.user.is_authenticated
    status = 403 if known else 401
    text = _("This page is for deputies and river chiefs.") if known else _("Log in first.")
    response = HttpResponse(json.dumps(problem(status, text)), MEDIA_TYPE, status)
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def patrol_worker(request: HttpRequest) -> HttpResponse:
    """Give the service worker, whose scope is the patrol page and nothing beside it."""
    options = {
        "version": version(),
        "files": [static(name) for name in FILES],
        "page": reverse("phone"),
        "data": reverse("phone-data"),
        "offline": reverse("phone-offline"),
    }
    script = (
        f"import {{ serve }} from {json.dumps(static('js/patrol/worker.js'))};\n"
        f"serve({json.dumps(options)});\n"
    )
    response = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def patrol_manifest(request: HttpRequest) -> HttpResponse:
    """Give what a phone needs to put the page on its home screen."""
    icon = {"src": static("img/mark.svg"), "sizes": "any", "type": "image/svg+xml"}
    manifest = {
        "name": _("Patrol: Shizilu Subdistrict"),
        "short_name": _("Patrol"),
        "lang": get_language(),
        "start_url": reverse("phone"),
        "scope": reverse("phone"),
        "display": "standalone",
        "orientation": "portrait",
        "theme_color": THEME,
        "background_color": GROUND,
        "icons": [icon | {"purpose": purpose} for purpose in ("any", "maskable")],
    }
    response = JsonResponse(manifest, content_type="application/manifest+json")
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def patrol_offline(request: HttpRequest) -> HttpResponse:
    """Say, without a network, that this phone has not stored the page yet."""
    return render(request, "patrol/offline.html")


@cache
def version() -> str:
    """Return a name of the state of the page's files, which carry hashes of their content."""
    names = [*FILES, "js/patrol/worker.js"]
    text = "\n".join(static(name) for name in names)
    return hashlib.blake2s(text.encode(), digest_size=8).hexdigest()
