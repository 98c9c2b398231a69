"""XML of strangers: read as a stream, without document types, entities or anything from outside."""

from collections.abc import Container, Iterator
from typing import IO

from django.utils.translation import gettext as _
from lxml import etree

from geo.ingest.tables import UnreadableFileError

MOST_DEPTH = 64
# What libxml2 itself limits without `huge_tree`: depth, length of a text, growth by entities.
SAFE = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}


def name_of(element: etree._Element) -> str:
    """Return the name of an element without its namespace."""
    return etree.QName(element).localname


def walk(file: IO[bytes], root: str, wanted: Container[str]) -> Iterator[etree._Element]:
    """Yield the elements named in ``wanted``, complete, and forget them afterwards.

    An inner one comes before the outer one it is in. ``root`` is the name of the outermost
    element. Raises UnreadableFileError for XML that is broken, has a document type, is nested too
    deeply or is something else.
    """
    depth, inside = 0, 0
    try:
        for event, element in etree.iterparse(file, events=("start", "end"), **SAFE):
            if event == "start":
                depth += 1
                _refuse(element, depth, root)
                inside += name_of(element) in wanted
                continue
            depth -= 1
            if name_of(element) in wanted:
                inside -= 1
                yield element
            if not inside:
                _forget(element)
    except etree.XMLSyntaxError as error:
        text = _("The file is broken or cut off at line %(line)s: %(why)s.")
        shown = {"line": error.lineno or 0, "why": str(error.msg)[:120]}
        whole = _("a whole XML file")
        raise UnreadableFileError("file", error.lineno, whole, text % shown) from error
    except (etree.LxmlError, ValueError, LookupError) as error:
        text = _("The file is not XML that can be read: %(why)s.") % {"why": str(error)[:120]}
        raise UnreadableFileError("file", None, _("a whole XML file"), text) from error


def check_prolog(file: IO[bytes]) -> None:
    """Raise UnreadableFileError for a document type; other libraries may expand its entities.

    What is no XML is left to them.
    """
    try:
        for _event, element in etree.iterparse(file, events=("start",), **SAFE):
            _refuse(element, 1, name_of(element))
            return
    except (etree.LxmlError, ValueError, LookupError):
        return


def _refuse(element: etree._Element, depth: int, root: str) -> None:
    if depth > MOST_DEPTH:
        text = _("The elements are nested more than %(most)s deep.") % {"most": MOST_DEPTH}
        raise UnreadableFileError("file", depth, f"<= {MOST_DEPTH}", text)
    if depth > 1:
        return
    if element.getroottree().docinfo.doctype:
        text = _("The file declares a document type or entities, which are not read.")
        expected = _("XML without a document type")
        raise UnreadableFileError("file", "<!DOCTYPE>", expected, text)
    if name_of(element) != root:
        found = name_of(element)[:40]
        text = _("The outermost element is '%(found)s'; expected '%(root)s'.")
        raise UnreadableFileError("file", found, root, text % {"found": found, "root": root})


def _forget(element: etree._Element) -> None:
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
