"""Takes out of WordprocessingML what a reader of the page doesn't see, before anything is read from it."""

from __future__ import annotations

from lxml import etree

from .docx_parts import W

_P, _RUN, _VAL = W + "p", W + "r", W + "val"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_CHOICE, _FALLBACK = _MC + "Choice", _MC + "Fallback"
_DELETED, _MOVED, _HIDDEN = W + "del", W + "moveFrom", W + "vanish"
_PLACEHOLDER, _BOX = W + "showingPlcHdr", W + "txbxContent"
_UNTIDY = (_DELETED, _MOVED, _FALLBACK, _CHOICE, _HIDDEN, _PLACEHOLDER, _BOX)
_OFF = ("0", "false", "off")
_PICTURED = (W + "drawing", W + "pict")

Boxes = dict[etree._Element, list[etree._Element]]


def tidy(root: etree._Element) -> Boxes:
    """Take out the unseen, and lift the text boxes out; they are given under the paragraph they hang on.

    What goes: text deleted or moved away, hidden text, all but the first rendering of one drawing, and the
    placeholders of content controls that nobody has filled in.
    """
    # One pass over the tree tells whether there is anything to do; usually there is not.
    found: dict[str, list[etree._Element]] = {}
    for element in root.iter(*_UNTIDY):
        found.setdefault(element.tag, []).append(element)
    for change in found.get(_DELETED, []) + found.get(_MOVED, []):
        _accept(change)
    for other in found.get(_FALLBACK, []) + found.get(_CHOICE, []):
        if any(True for _ in other.itersiblings(_CHOICE, preceding=True)):
            _remove(other)
    for mark in found.get(_HIDDEN, []):
        if mark.get(_VAL) not in _OFF:
            _remove_hidden(mark)
    for mark in found.get(_PLACEHOLDER, []):
        if mark.get(_VAL) not in _OFF:
            _remove_placeholder(mark)
    return _lifted(root) if _BOX in found else {}


def _accept(change: etree._Element) -> None:
    parent = change.getparent()
    if parent is None:
        return
    if parent.tag == W + "trPr":  # the row itself was deleted
        _remove(parent.getparent())
    elif parent.tag == W + "rPr":  # the paragraph's end was deleted: it runs on into the next
        _join_with_next(next(change.iterancestors(_P), None))
    else:
        _remove(change)


def _join_with_next(paragraph: etree._Element | None) -> None:
    following = paragraph.getnext() if paragraph is not None else None
    if paragraph is None or following is None or following.tag != _P:
        return
    start = 1 if len(following) and following[0].tag == W + "pPr" else 0
    moved = [child for child in paragraph if child.tag != W + "pPr"]
    for index, child in enumerate(moved, start):
        following.insert(index, child)
    _remove(paragraph)


def _remove_hidden(mark: etree._Element) -> None:
    """The run that is hidden; a hidden paragraph mark hides no text."""
    holders = mark.iterancestors()
    next(holders)
    run = next(holders, None)
    if run is not None and run.tag == _RUN:
        _remove(run)


def _remove_placeholder(mark: etree._Element) -> None:
    control = next(mark.iterancestors(W + "sdt"), None)
    content = control.find(W + "sdtContent") if control is not None else None
    for shown in [] if content is None else [*content.iter(W + "t", *_PICTURED)]:
        _remove(shown)


def _lifted(root: etree._Element) -> Boxes:
    boxes: Boxes = {}
    for box in [*root.iter(_BOX)]:
        host = next(box.iterancestors(_P), None)
        if host is not None:
            boxes.setdefault(host, []).append(box)
            _remove(box)
    return boxes


def _remove(element: etree._Element | None) -> None:
    parent = element.getparent() if element is not None else None
    if element is not None and parent is not None:
        parent.remove(element)
