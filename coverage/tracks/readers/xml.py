"""XML of strangers: read as a stream, without document types, entities or anything from outside."""

from collections.abc import Callable, Container
from typing import IO

from django.utils.translation import gettext as _
from lxml import etree

from coverage.tracks.readers.collecting import FileError

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


def walk(
    file: IO[bytes], root: str, wanted: Container[str], take: Callable[[etree._Element], None]
) -> None:
    """Hand the elements named in ``wanted`` to ``take``, complete, and forget them afterwards.

    ``root`` is the name of the outermost element. Raises FileError for XML that is broken, has a
    document type, is nested too deeply or is something else.
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
                take(element)
            if not inside:
                _forget(element)
    except etree.XMLSyntaxError as error:
        text = _("The file is broken or cut off at line %(line)s: %(why)s.")
        shown = {"line": error.lineno or 0, "why": str(error.msg)[:120]}
        raise FileError(text % shown, error.lineno, _("a whole XML file")) from error
    except (etree.LxmlError, ValueError, LookupError) as error:
        text = _("The file is not XML that can be read: %(why)s.") % {"why": str(error)[:120]}
        raise FileError(text, None, _("a whole XML file")) from error


def _refuse(element: etree._Element, depth: int, root: str) -> None:
    if depth > MOST_DEPTH:
        text = _("The elements are nested more than %(most)s deep.") % {"most": MOST_DEPTH}
        raise FileError(text, depth, f"<= {MOST_DEPTH}")
    if depth > 1:
        return
    if element.getroottree().docinfo.doctype:
        text = _("The file declares a document type or entities, which are not read.")
        raise FileError(text, "<!DOCTYPE>", _("XML without a document type"))
    if name_of(element) != root:
        found = name_of(element)[:40]
        text = _("The outermost element is '%(found)s'; expected '%(root)s'.")
        raise FileError(text % {"found": found, "root": root}, found, root)


def _forget(element: etree._Element) -> None:
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
