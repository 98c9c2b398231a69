"""Plans into the register: a batch at a time, without objects of the ORM, with its history.

All statements are made of the names of models; values are parameters. Measures are taken from
geometries that are projected already. Call within a transaction.
"""

from collections.abc import Iterable
from datetime import date, timedelta

import shapely
from django.db import connection
from django.utils import timezone

from geo.crs import STORAGE_SRID
from geo.ingest import copying
from geo.ingest.encoding import Added, measures_of, new_ids, stored
from geo.ingest.plan import Plan
from geo.ingest.targets import Target
from geo.lookups import array

REASON_LENGTH = 100
FIRST_ANALYZED_ROWS = 10_000
COPIED_BY_HISTORY = ("+", "~", "-")


def quoted(name: str) -> str:
    """Return the name of a table or column as SQL takes it."""
    return connection.ops.quote_name(name)


def one_of(column: str, keys: Iterable[int]) -> tuple[str, list]:
    """Return the condition that a column is one of any number of keys, with its parameter."""
    listed = sorted(keys)
    if connection.vendor == "postgresql":
        # Keys are given in a row; by their range PostgreSQL finds them without reading the table.
        range_of = [listed[0], listed[-1]] if listed else [0, 0]
        where = f"{column} BETWEEN %s AND %s AND {column} = ANY(%s::bigint[])"
        return where, [*range_of, array(listed)]
    return f"{column} IN (SELECT value FROM json_each(%s))", [str(listed)]  # noqa: S608


class Writer:
    """Writes rows of one model and their history under one reason."""

    def __init__(self, target: Target, why: str, user_id: int | None):
        self.target, self.model = target, target.model
        self.why, self.user_id = why[:REASON_LENGTH], user_id
        self.table = quoted(self.model._meta.db_table)
        self.history = self.model.history.model
        self.fields = [f for f in self.model._meta.concrete_fields if not f.primary_key]
        self.now = timezone.now()
        self.last_key = 0
        self.added_rows, self.analyze_at_rows = 0, FIRST_ANALYZED_ROWS

    # -- Plans ----------------------------------------------------------------------------------
    def write(self, plan: Plan, added: Added | None, first_day: date) -> None:
        """Write what a plan adds, which was encoded before, and what it changes."""
        if added is not None:
            self._add(added)
        changed = {at: updates for at, updates in plan.updates.items() if at not in plan.reasons}
        succeeded = {at: updates for at, updates in changed.items() if at in plan.succeeded}
        direct = {at: updates for at, updates in changed.items() if at not in plan.succeeded}
        if direct:
            keys = {at: plan.existing[at]["id"] for at in direct}
            self.keep_before(keys.values())
            self._update(plan, keys, direct)
            self.note("~", keys.values())
        if succeeded:
            self._succeed(plan, succeeded, first_day)

    def _succeed(self, plan: Plan, updates: dict[int, dict], first_day: date) -> None:
        """Let rows end and begin anew: copies from ``first_day`` on, with what changes."""
        before = {at: plan.existing[at]["id"] for at in updates}
        self.close(before.values(), first_day - timedelta(days=1))
        fresh = dict(zip(updates, self.next_keys(len(updates)), strict=True))
        own = {"id", "public_id", "valid_from", "valid_to"}
        others = ", ".join(quoted(f.column) for f in self.fields if f.column not in own)
        statement = (
            f"INSERT INTO {self.table} (id, public_id, valid_from, valid_to, {others}) "  # noqa: S608
            f"SELECT %s, %s, %s, NULL, {others} FROM {self.table} WHERE id = %s"
        )
        rows = [
            (fresh[at], public_id, first_day.isoformat(), key)
            for (at, key), public_id in zip(before.items(), new_ids(len(before)), strict=True)
        ]
        with connection.cursor() as cursor:
            cursor.executemany(statement, rows)
        self._update(plan, fresh, updates)
        self.note("+", fresh.values())

    # -- Statements -----------------------------------------------------------------------------
    def _add(self, added: Added) -> None:
        if connection.vendor == "postgresql":
            copying.copy(self.table, added.names, added.rows)
        else:
            self._insert(added)
        self.note("+", added.keys)
        self.added_rows += len(added.keys)
        if self.added_rows >= self.analyze_at_rows:
            self.analyze_at_rows = 2 * self.added_rows
            self._analyze()

    def _analyze(self) -> None:
        """Let PostgreSQL know what the table is like by now, so that it chooses the right index.

        Nobody else can: these rows are not committed. Not when another import is about it.
        """
        if connection.vendor == "postgresql":
            columns = ", ".join(map(quoted, ("id", "code", self.target.owner.column)))
            with connection.cursor() as cursor:
                cursor.execute(f"ANALYZE (SKIP_LOCKED) {self.table} ({columns})")

    def _insert(self, added: Added) -> None:
        marks = [_geometry_mark() if name == "geom" else "%s" for name in added.names]
        listed = ", ".join(map(quoted, added.names))
        statement = f"INSERT INTO {self.table} ({listed}) VALUES ({', '.join(marks)})"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.executemany(statement, added.rows)

    def _update(self, plan: Plan, keys: dict[int, int], updates: dict[int, dict]) -> None:
        """Write the new values of rows, by position and key; rows with the same columns at once."""
        groups: dict[tuple[str, ...], list[int]] = {}
        for at, values in updates.items():
            groups.setdefault(tuple(sorted(values)), []).append(at)
        for names, positions in groups.items():
            self._update_same(plan, keys, updates, names, positions)

    def _update_same(self, plan, keys, updates, names: tuple[str, ...], positions: list) -> None:
        by_name = {f.attname: f for f in self.fields}
        sets, lists = [], []
        for name in names:
            if name == "geom":
                sets.append(f"geom = {_geometry_mark()}")
                lists.append(shapely.to_wkb(plan.shapes[positions]))
                for measure, values in measures_of(self.target, plan.metric[positions]).items():
                    sets.append(f"{quoted(by_name[measure].column)} = %s")
                    lists.append(values)
                continue
            sets.append(f"{quoted(by_name[name].column)} = %s")
            lists.append(stored(by_name[name], [updates[at][name] for at in positions]))
        lists.append([keys[at] for at in positions])
        statement = f"UPDATE {self.table} SET {', '.join(sets)} WHERE id = %s"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.executemany(statement, list(zip(*lists, strict=True)))

    def close(self, keys: Iterable[int], last: date) -> None:
        """Give rows their last day."""
        keys = list(keys)
        self.keep_before(keys)
        where, params = one_of("id", keys)
        statement = f"UPDATE {self.table} SET valid_to = %s WHERE {where}"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(statement, [last.isoformat(), *params])
        self.note("~", keys)

    # -- History --------------------------------------------------------------------------------
    def note(self, kind: str, keys: Iterable[int], why: str | None = None) -> None:
        """Add rows as they are now to the history; ``kind`` is +, ~ or -."""
        where, params = one_of("id", keys)
        self._note(kind, where, params, self.why if why is None else why)

    def keep_before(self, keys: Iterable[int]) -> None:
        """Add rows to the history that are not in it yet, so that undoing finds them."""
        where, params = one_of("id", keys)
        history = quoted(self.history._meta.db_table)
        missing = f"NOT EXISTS (SELECT 1 FROM {history} h WHERE h.id = {self.table}.id)"  # noqa: S608
        self._note("~", f"{where} AND {missing}", params, f"before {self.why}"[:REASON_LENGTH])

    def _note(self, kind: str, where: str, params: list, why: str) -> None:
        names = ", ".join(quoted(f.column) for f in self.model._meta.concrete_fields)
        history = quoted(self.history._meta.db_table)
        statement = (
            f"INSERT INTO {history} ({names}, history_date, history_change_reason, "  # noqa: S608
            f"history_type, history_user_id) SELECT {names}, %s, %s, %s, %s "
            f"FROM {self.table} WHERE {where}"
        )
        moment = connection.ops.adapt_datetimefield_value(self.now)
        with connection.cursor() as cursor:
            cursor.execute(statement, [moment, why, kind, self.user_id, *params])

    def last_history_id(self) -> int:
        """Return the key of the newest row of the history, 0 where there is none."""
        newest = self.history.objects.order_by("-history_id").values_list("history_id", flat=True)
        return newest.first() or 0

    def next_keys(self, count: int) -> list[int]:
        """Return primary keys for new rows."""
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                # The name of the sequence is looked up once, not for every key.
                statement = (
                    "WITH one AS MATERIALIZED (SELECT pg_get_serial_sequence(%s, 'id')::regclass s)"
                    " SELECT string_agg(nextval(s)::text, ',') FROM one, generate_series(1, %s)"
                )
                cursor.execute(statement, [self.model._meta.db_table, count])
                return list(map(int, cursor.fetchone()[0].split(",")))
            # The transaction keeps other writers out; a key is never given twice.
            cursor.execute(
                f"SELECT MAX((SELECT COALESCE(MAX(id), 0) FROM {self.table}), COALESCE("  # noqa: S608
                "(SELECT seq FROM sqlite_sequence WHERE name = %s), 0))",
                [self.model._meta.db_table],
            )
            # Nor one that was given to rows which are not written yet.
            first = max(cursor.fetchone()[0], self.last_key) + 1
        self.last_key = first + count - 1
        return list(range(first, first + count))


def _geometry_mark() -> str:
    """Return the SQL of a geometry that is given as WKB."""
    if connection.vendor == "postgresql":
        return f"ST_GeomFromWKB(%s, {STORAGE_SRID})"
    return f"GeomFromWKB(%s, {STORAGE_SRID})"
