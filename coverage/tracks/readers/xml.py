"""XML of strangers, read as the files of places are (``geo.ingest.reading.xml``)."""

from collections.abc import Callable, Container
from typing import IO

from lxml import etree

from coverage.tracks.readers.collecting import FileError
from geo.ingest.reading import xml
from geo.ingest.tables import UnreadableFileError


def walk(
    file: IO[bytes], root: str, wanted: Container[str], take: Callable[[etree._Element], None]
) -> None:
    """Hand the elements named in ``wanted`` to ``take``, complete; they are forgotten afterwards.

    ``root`` is the name of the outermost element. Raises FileError for XML that is broken, has a
    document type, is nested too deeply or is something else.
    """
    try:
        for element in xml.walk(file, root, wanted):
            take(element)
    except UnreadableFileError as error:
        raise FileError(error.message, error.value, error.expected) from error
