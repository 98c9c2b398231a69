#!/usr/bin/env python
"""Django's command line for the map service."""

import os
import sys


def main() -> None:
    """Run a management command; a wrong set-up is told in one line instead of a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        from django.conf import settings
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
    except ImportError as error:
        sys.exit(f"manage.py: {error}. The environment is not complete: run 'make setup'.")
    try:
        settings.DATABASES  # noqa: B018  (reading a setting loads the module and its checks)
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"manage.py: {error}")


if __name__ == "__main__":
    main()
