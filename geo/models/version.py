"""The version of every table's content, for conditional requests and caches."""

import hashlib

from django.db import connections, models


class TableVersionManager(models.Manager):
    """Questions about versions."""

    def tokens(self, *model_classes: type[models.Model]) -> dict[str, str]:
        """Return the token of each model's table by the table's name, with one query."""
        names = [model._meta.db_table for model in model_classes]
        marks = ", ".join(["%s"] * len(names))
        # Plain SQL: every conditional request asks this, and the ORM would cost four times it.
        table = self.model._meta.db_table
        question = f"SELECT name, token FROM {table} WHERE name IN ({marks}) ORDER BY name"  # noqa: S608
        with connections[self.db].cursor() as cursor:
            cursor.execute(question, names)
            return dict(cursor.fetchall())

    def token(self, *model_classes: type[models.Model]) -> str:
        """Return one token for the content of several models' tables, with one query."""
        return joined(self.tokens(*model_classes))


def joined(tokens: dict[str, str]) -> str:
    """Return one token for several tables' tokens by name."""
    text = ";".join(f"{name}={token}" for name, token in sorted(tokens.items()))
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
