"""The WSGI application, served by gunicorn with threads.

WSGI, not ASGI: GEOS keeps handles per thread that leak under ASGI workers.
"""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()
