"""Settings of the map service.

Every setting that an operator may want to change is read from the environment, here, with its
type and default; ``docs/operation.md`` lists them. Nothing else in the project reads the
environment.
"""

from pathlib import Path

import environ
from csp.constants import NONCE
from django.utils.translation import gettext_lazy as _

from config import native

native.restrict_gdal()
native.load_wheels()

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
env = environ.Env()

# -- Deployment -----------------------------------------------------------------------------
# DEBUG (bool, off). SECRET_KEY (text): without one a key is made and kept in var/secret_key.
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# HTTPS_ONLY (bool, off): secure cookies, HSTS and a redirect; switch on behind a TLS proxy.
HTTPS_ONLY = env.bool("HTTPS_ONLY", default=False)


def _secret_key() -> str:
    from django.core.management.utils import get_random_secret_key

    given = env.str("SECRET_KEY", default="")
    if given:
        return given
    path = VAR_DIR / "secret_key"
    if not path.exists():
        VAR_DIR.mkdir(exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(get_random_secret_key())
    return path.read_text()


SECRET_KEY = _secret_key()

# -- Applications ---------------------------------------------------------------------------
INSTALLED_APPS = [
    "config.apps.RegisterAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.gis",
    "axes",
    "csp",
    "django_filters",
    "leaflet",
    "simple_history",
    "rest_framework",
    "rest_framework.authtoken",
    "rest_framework_gis",
    "drf_spectacular",
    "django_tasks",
    "django_tasks_db",
    "geo",
    "coverage",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "geo.features.middleware.DataMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ]
        },
    }
]

# -- Database -------------------------------------------------------------------------------
# DATABASE_URL (url): spatialite:///absolute/path or postgis://user:password@host:port/name.
GDAL_LIBRARY_PATH = native.gdal_library_path()
GEOS_LIBRARY_PATH = native.geos_library_path()
SPATIALITE_LIBRARY_PATH = env.str("SPATIALITE_LIBRARY_PATH", default=native.SPATIALITE_MODULE)
DATABASES = {
    "default": env.db("DATABASE_URL", default=f"spatialite:///{VAR_DIR / 'shizilu.sqlite3'}")
}
DATABASES["default"]["CONN_MAX_AGE"] = None
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
if "spatialite" in DATABASES["default"]["ENGINE"]:
    native.check_spatialite(SPATIALITE_LIBRARY_PATH)
    # A file, not memory: the tests' threads and processes need the same database.
    DATABASES["default"]["TEST"] = {"NAME": f"{DATABASES['default']['NAME']}.test"}
    # FULL: what was answered with success survives a power cut, not only a crash.
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
        "PRAGMA cache_size=-8000;",
    }
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 500},
    }
}

# Long runs wait in the database; the worker that `manage.py start` runs beside the server takes
# them up.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# -- Language, time, files ------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env.str("TIME_ZONE", default="Asia/Shanghai")
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.storage.StaticStorage"},
}
# MEDIA_ROOT (path, var/media): the photos, which only views that check rights hand out.
MEDIA_ROOT = env.path("MEDIA_ROOT", default=VAR_DIR / "media")
# FILES_ROOT (path, var/files): downloads that were written whole, kept for a day; on several
# machines a folder they share. FILES_LONG_ROWS (int, 50000): longer ones are the worker's.
FILES_ROOT = env.path("FILES_ROOT", default=VAR_DIR / "files")
FILES_LONG_ROWS = env.int("FILES_LONG_ROWS", default=50_000)

# -- Security -------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
# The function that says what a user may do; see geo/rights.py.
RIGHTS = "coverage.roles.rights_of"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "map"
LOGOUT_REDIRECT_URL = "map"
# AXES_FAILURE_LIMIT (int, 5) wrong passwords lock a name and address for an hour.
AXES_FAILURE_LIMIT = env.int("AXES_FAILURE_LIMIT", default=5)
AXES_COOLOFF_TIME = 1
AXES_VERBOSE = False
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS_ONLY
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = HTTPS_ONLY
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS_ONLY else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS_ONLY else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# TIANDITU_KEY (text, empty): with a key the maps offer Tianditu's tiles, fetched by the browser.
TIANDITU_KEY = env.str("TIANDITU_KEY", default="")
_TILE_HOSTS = [f"https://t{i}.tianditu.gov.cn" for i in range(8)] if TIANDITU_KEY else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'", NONCE],
        "style-src": ["'self'", NONCE],
        "img-src": ["'self'", "data:", *_TILE_HOSTS],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "worker-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

# -- Imports --------------------------------------------------------------------------------
# IMPORT_UPLOAD_MB (int, 1000): the largest file of places; a larger one is refused unread.
IMPORT_UPLOAD_MB = env.int("IMPORT_UPLOAD_MB", default=1000)
# IMPORT_AT_ONCE_MB / IMPORT_AT_ONCE_ROWS (int): larger files are for the worker.
IMPORT_AT_ONCE_MB = env.int("IMPORT_AT_ONCE_MB", default=5)
IMPORT_AT_ONCE_ROWS = env.int("IMPORT_AT_ONCE_ROWS", default=10_000)

# -- Interfaces -----------------------------------------------------------------------------
# CORS_ORIGINS (list, empty): sites whose pages may read the public collections; "*" for all.
CORS_ORIGINS = env.list("CORS_ORIGINS", default=[])
# OUTSIDE_MARGIN_KM (float, 20): an edited geometry further than this outside the extent of its
# county (or of the widest unit whose boundary is known) is questioned.
OUTSIDE_MARGIN_KM = env.float("OUTSIDE_MARGIN_KM", default=20.0)
# FEATURES_PAGE_LIMIT / FEATURES_MAX_LIMIT (int): default and largest page of a collection.
FEATURES_PAGE_LIMIT = env.int("FEATURES_PAGE_LIMIT", default=10)
FEATURES_MAX_LIMIT = env.int("FEATURES_MAX_LIMIT", default=10_000)
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework.authentication.SessionAuthentication",
        "rest_framework.authentication.TokenAuthentication",
    ],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.LimitOffsetPagination",
    "PAGE_SIZE": 100,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "config.problems.exception_handler",
    "DEFAULT_THROTTLE_RATES": {
        "anon": "600/min",
        "user": "3000/min",
        "manage_read": "1200/min",
        "manage_write": "300/min",
        # A phone that was without a signal for a day sends its parts in a row.
        "patrol_write": "1200/min",
    },
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Shizilu map service: editing interface",
    "DESCRIPTION": "Places and people of the subdistrict, for staff.",
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "OAS_VERSION": "3.0.3",
    "SERVERS": [{"url": "/"}],
    "ENUM_NAME_OVERRIDES": {
        "ChiefLevelEnum": "coverage.models.ChiefLevel",
        "UnitLevelEnum": "geo.models.Subdistrict.Level",
    },
    "PREPROCESSING_HOOKS": ["geo.editing.schema.only_editing"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "geo.editing.schema.complete",
    ],
}
LEAFLET_CONFIG = {
    "TILES": [],
    "DEFAULT_CENTER": (35.18, 118.82),
    "DEFAULT_ZOOM": 12,
    "RESET_VIEW": False,
    "FORCE_IMAGE_PATH": True,
    "ATTRIBUTION_PREFIX": False,
}

# -- Maps -----------------------------------------------------------------------------------
# MAP_REVIEW_NUMBER (text, empty): the review number (审图号) shown at the lower left.
MAP_REVIEW_NUMBER = env.str("MAP_REVIEW_NUMBER", default="")

# -- Coverage -------------------------------------------------------------------------------
# HOME_SUBDISTRICT (code, 371327001): shown when a request names none.
HOME_SUBDISTRICT = env.str("HOME_SUBDISTRICT", default="371327001")
# Minutes, limits and weights are settings of each subdistrict: coverage.models.CoverageSettings.
# DASK_SCHEDULER (address, empty): tcp://host:8786, whose workers do `manage.py coverage_nation`.
DASK_SCHEDULER = env.str("DASK_SCHEDULER", default="")

# -- Tracks ---------------------------------------------------------------------------------
# TRACK_UPLOAD_MB (int, 20): the largest file of a track; a larger one is refused unread.
TRACK_UPLOAD_MB = env.int("TRACK_UPLOAD_MB", default=20)
# TRACK_MAX_POINTS (int, 200000): points of one track, in a file or in parts together.
TRACK_MAX_POINTS = env.int("TRACK_MAX_POINTS", default=200_000)
# TRACK_PART_POINTS (int, 2000): points of one part.
TRACK_PART_POINTS = env.int("TRACK_PART_POINTS", default=2_000)
# TRACK_FUTURE_S (int, 300): how far the clock of a phone may be ahead, in seconds.
TRACK_FUTURE_S = env.int("TRACK_FUTURE_S", default=300)

# -- Files of places -------------------------------------------------------------------------
# What a file handed in for import may cost; geo/ingest/reading/limits.py.
# IMPORT_UNPACKED_MB (int, 2048): an archive when unpacked. IMPORT_RATIO (int, 200): how many times
# a member may grow. IMPORT_MEMBERS (int, 1000): members of an archive.
IMPORT_UNPACKED_MB = env.int("IMPORT_UNPACKED_MB", default=2_048)
IMPORT_RATIO = env.int("IMPORT_RATIO", default=200)
IMPORT_MEMBERS = env.int("IMPORT_MEMBERS", default=1_000)
# IMPORT_MEMORY_MB (int, 2048), IMPORT_CPU_S (int, 900): of the process that reads the file.
# IMPORT_WAIT_S (int, 60): how long it may say nothing.
IMPORT_MEMORY_MB = env.int("IMPORT_MEMORY_MB", default=2_048)
IMPORT_CPU_S = env.int("IMPORT_CPU_S", default=900)
IMPORT_WAIT_S = env.int("IMPORT_WAIT_S", default=60)

# -- Photos ---------------------------------------------------------------------------------
# ISSUE_PHOTO_MB (int, 10): the largest file of a photo; a larger one is refused unread.
ISSUE_PHOTO_MB = env.int("ISSUE_PHOTO_MB", default=10)
# ISSUE_PHOTO_MEGAPIXELS (int, 40): the most pixels; more are refused before they are decoded.
ISSUE_PHOTO_MEGAPIXELS = env.int("ISSUE_PHOTO_MEGAPIXELS", default=40)
# ISSUE_PHOTOS (int, 12): photos of one issue.
ISSUE_PHOTOS = env.int("ISSUE_PHOTOS", default=12)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    # It tells of every file that it writes.
    "loggers": {"pyogrio": {"level": "WARNING"}},
}

# DEMO_USERS_FILE (path, var/demo_users.json): where `make run` keeps the demo users' passwords.
DEMO_USERS_FILE = env.path("DEMO_USERS_FILE", default=VAR_DIR / "demo_users.json")
