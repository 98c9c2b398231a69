"""The version of every table's content, for conditional requests and caches."""

import hashlib

from django.db import models


class TableVersionManager(models.Manager):
    """Questions about versions."""

    def token(self, *model_classes: type[models.Model]) -> str:
        """Return one token for the content of several models' tables, with one query."""
        names = [model._meta.db_table for model in model_classes]
        rows = self.filter(name__in=names).order_by("name").values_list("name", "token")
        text = ";".join(f"{name}={token}" for name, token in rows)
        return hashlib.blake2s(text.encode(), digest_size=12).hexdigest()


class TableVersion(models.Model):
    """A random token that triggers renew at every write (see ``geo.triggers``)."""

    name = models.CharField(max_length=63, primary_key=True)
    token = models.CharField(max_length=40)

    objects = TableVersionManager()

    class Meta:
        verbose_name = "table version"

    def __str__(self) -> str:
        return self.name
