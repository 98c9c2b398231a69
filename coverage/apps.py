from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoverageConfig(AppConfig):
    name = "coverage"
    verbose_name = _("Deputies and coverage")

    def ready(self) -> None:
        from coverage import at, collections  # noqa: F401  registers the public collections
        from coverage.api import openapi
        from coverage.editing.resources import RESOURCES
        from geo.editing import resources

        resources.register(*RESOURCES)
        at.describe()
        openapi.describe()
