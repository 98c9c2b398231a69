"""The WSGI application, served by gunicorn with threads.

WSGI, not ASGI: GEOS keeps handles per thread that leak under ASGI workers.
"""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()
# Every module is imported before the first request, and set aside from the collector: looking
# through them all again took a tenth of a second in the midst of some request or other.
_ = get_resolver().url_patterns
gc.collect()
gc.freeze()
