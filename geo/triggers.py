"""Database triggers: a version token for every table, and SpatiaLite's geometry constraints.

Triggers, not signals, because whatever writes — the ORM, COPY, QGIS with a database login —
must change the version that conditional requests and caches rely on. A version is a random token,
not a counter: after a restore from a backup a counter would repeat and a client's old copy would
look fresh.
"""

from django.apps import apps
from django.db import connections, models

from geo.constraints import GeometryConstraint

POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION geo_bump_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO geo_tableversion (name, token) VALUES (TG_TABLE_NAME, gen_random_uuid()::text)
  ON CONFLICT (name) DO UPDATE SET token = excluded.token;
  RETURN NULL;
END $$
"""
POSTGRES_TRIGGER = """
CREATE OR REPLACE TRIGGER "{table}_version"
AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "{table}"
FOR EACH STATEMENT EXECUTE FUNCTION geo_bump_version()
"""
SQLITE_TRIGGER = """
CREATE TRIGGER IF NOT EXISTS "{table}_version_{event}" AFTER {event} ON "{table}"
BEGIN
  INSERT INTO geo_tableversion (name, token) VALUES ('{table}', hex(randomblob(16)))
  ON CONFLICT (name) DO UPDATE SET token = excluded.token;
END
"""
SQLITE_CHECK = """
CREATE TRIGGER IF NOT EXISTS "{name}_{event}" BEFORE {event} ON "{table}"
WHEN NOT ({condition})
BEGIN SELECT RAISE(ABORT, 'CHECK constraint failed: {name}'); END
"""


def versioned_models() -> list[type[models.Model]]:
    """Return the models of this project whose tables carry a version: all but the history."""
    return [
        model
        for label in ("geo", "coverage")
        for model in apps.get_app_config(label).get_models()
        if not hasattr(model, "history_object") and model._meta.db_table != "geo_tableversion"
    ]


def install(sender, using: str = "default", **kwargs) -> None:
    """Install the triggers of every table that exists; doing it again changes nothing."""
    if sender.name not in ("geo", "coverage"):
        return
    connection = connections[using]
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        if "geo_tableversion" not in tables:
            return
        for statement in _statements(connection.vendor, tables):
            cursor.execute(statement)


def _statements(vendor: str, tables: set[str]):
    present = [model for model in versioned_models() if model._meta.db_table in tables]
    if vendor == "postgresql":
        yield POSTGRES_FUNCTION
        for model in present:
            yield POSTGRES_TRIGGER.format(table=model._meta.db_table)
        return
    for model in present:
        table = model._meta.db_table
        for event in ("INSERT", "UPDATE", "DELETE"):
            yield SQLITE_TRIGGER.format(table=table, event=event)
        for constraint in model._meta.constraints:
            if not isinstance(constraint, GeometryConstraint):
                continue
            for event in ("INSERT", "UPDATE"):
                yield SQLITE_CHECK.format(
                    name=constraint.name,
                    table=table,
                    event=event,
                    condition=constraint.spatialite,
                )
