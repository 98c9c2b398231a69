"""What a request for a file asks: which features, in which format, system and language."""

from dataclasses import dataclass, replace
from functools import cached_property

from django.http import QueryDict
from django.utils.crypto import salted_hmac

from geo.features import answers
from geo.features.collections import Collection, Text, all_collections, find
from geo.features.errors import BadParameterError, NotFoundError
from geo.features.files.formats import FORMATS, REGISTER, Format
from geo.features.files.frames import Frame, read_frame
from geo.features.files.rows import Selection
from geo.features.files.text import LANGUAGES, in_language
from geo.features.parameters import (
    Period,
    Query,
    allow,
    day,
    period,
    selection_query,
    today,
)
from geo.features.responses import entity_tag
from geo.models import TableVersion

# What a file of all collections is selected by; what only one of them has has no part in it.
EVERYWHERE = ("bbox", "bbox-crs", "datetime")
OWN = ("date", "crs", "datum", "lang")
REGISTER_NAME = "register"
REGISTER_TITLE = Text("登记册", "register")
# Raised when a writer changes, so that nobody's copy of the older file counts as current.
WRITERS_VERSION = 1


@dataclass(frozen=True)
class Order:
    """A file that is asked for; ``given`` are the parameters, with the day that was meant."""

    name: str
    title: Text
    format: Format
    selections: tuple[Selection, ...]
    frame: Frame
    language: str
    period: Period
    given: str

    @cached_property
    def version(self) -> str:
        """The version of the tables that are read."""
        tables = dict.fromkeys(
            table for selection in self.selections for table in selection.collection.models
        )
        return TableVersion.objects.token(*tables)

    @cached_property
    def tag(self) -> str:
        """The entity tag of the file."""
        asked = [(one.collection.signature, one.query) for one in self.selections]
        return entity_tag(
            WRITERS_VERSION, self.version, asked, self.format.extension, self.frame, self.language
        )

    @property
    def key(self) -> str:
        """The name under which the file is kept: nobody can guess it who was not told."""
        return salted_hmac("geo.features.files", f"{self.name} {self.tag}").hexdigest()[:32]

    @property
    def is_register(self) -> bool:
        """Whether the file has all collections."""
        return self.name == REGISTER_NAME

    @property
    def day(self) -> str:
        """The day, or the days, on which the features are valid."""
        start, end = self.period.start, self.period.end
        return str(start) if start and start == end else f"{start or '..'}/{end or '..'}"

    @property
    def file_name(self) -> str:
        """The name of the file in letters of ASCII: what, when, in which system."""
        return f"{self.name}_{self._when}_{self.frame.word}.{self.format.extension}"

    @property
    def readable_name(self) -> str:
        """The same in the language of the file."""
        title = in_language(self.title, self.language or "zh").replace("/", "-")
        return f"{title}_{self._when}_{self.frame.word}.{self.format.extension}"

    @property
    def _when(self) -> str:
        return self.day.replace("/", "--").replace("..", "open")

    def count(self) -> int:
        """Return how many features the file will hold."""
        return sum(
            answers.count(one.collection, one.query, self.version) for one in self.selections
        )


def collection_order(given: QueryDict, name: str, extension: str) -> Order:
    """Return the order of one collection's file, or say what is wrong with it."""
    collection = find(name)
    made = FORMATS[extension]
    made.check(collection)
    query = selection_query(given, collection, *OWN)
    return _order(given, name, collection.title, made, [(collection, query)])


def register_order(given: QueryDict, extension: str) -> Order:
    """Return the order of a file of all collections; filters of one have no part in it."""
    if extension not in REGISTER:
        raise NotFoundError(
            f"The register cannot be had as {extension}.",
            parameter="extension",
            value=extension,
            expected=", ".join([*REGISTER, "qgz"]),
        )
    allow(given, *EVERYWHERE, *OWN)
    asked = [
        (collection, selection_query(given, collection, *OWN)) for collection in all_collections()
    ]
    return _order(given, REGISTER_NAME, REGISTER_TITLE, REGISTER[extension], asked)


def read_order(given: QueryDict, name: str, extension: str) -> Order:
    """Return the order of a file of one collection or of all."""
    if name == REGISTER_NAME:
        return register_order(given, extension)
    return collection_order(given, name, extension)


def _order(
    given: QueryDict,
    name: str,
    title: Text,
    made: Format,
    asked: list[tuple[Collection, Query]],
) -> Order:
    frame = read_frame(given)
    made.check_frame(frame, given.get("crs", ""))
    during = _period(given)
    selections = tuple(
        Selection(collection, replace(query, period=during), frame) for collection, query in asked
    )
    return Order(
        name=name,
        title=title,
        format=made,
        selections=selections,
        frame=frame,
        language=read_language(given, made.language),
        period=during,
        given=_with_day(given).urlencode(),
    )


def _period(given: QueryDict) -> Period:
    if "date" not in given:
        return period(given)
    if "datetime" in given:
        raise BadParameterError(
            "date",
            given["date"],
            "date or datetime",
            "The parameters 'date' and 'datetime' say the same: give one of them.",
        )
    asked = day(given)
    return Period(asked, asked)


def _with_day(given: QueryDict) -> QueryDict:
    """Return the parameters with the day they mean: a task may read them after midnight."""
    if "date" in given or "datetime" in given:
        return given
    with_day = given.copy()
    with_day["date"] = today().isoformat()
    return with_day


def read_language(given: QueryDict, default: str) -> str:
    """Return the language of titles that ``lang`` names."""
    if "lang" not in given:
        return default
    language = given["lang"]
    if language not in LANGUAGES:
        raise BadParameterError("lang", language, "one of " + ", ".join(LANGUAGES))
    return language
