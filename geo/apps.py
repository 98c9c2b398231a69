from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class GeoConfig(AppConfig):
    name = "geo"
    verbose_name = _("Register of places")

    def ready(self) -> None:
        from geo import lookups, triggers  # noqa: F401  registers a look-up
        from geo.features import openapi, places  # noqa: F401  registers the public collections
        from geo.features.cql import folding
        from geo.features.tiles.openapi import paths

        openapi.register_paths(paths)

        connection_created.connect(folding.register, dispatch_uid="geo.features.cql.folding")
        post_migrate.connect(triggers.install, dispatch_uid="geo.triggers")
