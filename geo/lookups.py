"""Look-ups for any number of values as one parameter: ``field__among=values``.

``__in`` makes a parameter of each value, which costs more than the question from some hundred on.
"""

import json

from django.db.models import Field, ForeignKey, Lookup


@Field.register_lookup
@ForeignKey.register_lookup
class Among(Lookup):
    """The column is one of the values, which are texts or numbers."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        listed = f"{column} IN (SELECT value FROM json_each(%s))"  # noqa: S608
        return listed, [*params, json.dumps(self.rhs)]

    def as_postgresql(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", [*params, array(self.rhs)]


def array(values: list) -> list | str:
    """Return values as one text that PostgreSQL reads as an array, which is quoted only once.

    A list where there are signs in them that an array would have to escape, or nothing.
    """
    kinds = set(map(type, values))
    if kinds == {int}:
        return f"{{{','.join(map(str, values))}}}"
    if kinds == {str}:
        text = '","'.join(values)
        if "\\" not in text and text.count('"') == 2 * (len(values) - 1):
            return f'{{"{text}"}}'
    return values
