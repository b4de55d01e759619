"""Which lists of a document are numbered: Word and OpenDocument keep that apart from the items."""

from __future__ import annotations

import re

from msgspec import Struct

from ...model.problems import UnreadableError
from .archive import STYLE, TEXT, Package, W, parse

_VALUE, _NUMBER_ID, _ABSTRACT_ID = W + "val", W + "numId", W + "abstractNumId"
_PLAIN = ("bullet", "none")


class ListNumbers(Struct):
    """Tells numbered lists from others, and counts their items."""

    numbered: frozenset[tuple[str, int]] = frozenset()  # lists as their items call them, and depths in them
    goes_on: bool = False  # whether a list goes on behind other paragraphs: in Word it has a name of its own
    counts: dict[tuple[str, int], int] = {}

    def next(self, name: str, depth: int) -> int:
        """The number of the next item; 0 where items have signs. RTF says with each item what it has."""
        for known in [one for one in self.counts if one[0] == name and one[1] > depth]:
            del self.counts[known]
        if (name, depth) not in self.numbered and not name.startswith("#"):
            return 0
        self.counts[name, depth] = self.counts.get((name, depth), 0) + 1
        return self.counts[name, depth]

    def interrupted(self) -> None:
        """A paragraph stands between what came and what comes."""
        if not self.goes_on:
            self.counts.clear()


def numbers_of(kind: str, data: bytes) -> ListNumbers:
    """Those of a document of this kind; where nothing tells which lists are numbered, none is."""
    found: set[tuple[str, int]] = set()
    try:
        if kind == "docx":
            found = _of_docx(Package(data))
        elif kind == "odt":
            found = _of_odt(Package(data))
    except UnreadableError:
        pass  # the text is all there; its lists get signs
    return ListNumbers(frozenset(found), kind == "docx")


def _of_docx(package: Package) -> set[tuple[str, int]]:
    if "word/numbering.xml" not in package:
        return set()
    root = parse(package.read("word/numbering.xml"), "word/numbering.xml")
    formats: dict[str, set[int]] = {}
    for abstract in root.iterchildren(W + "abstractNum"):
        levels = abstract.iterchildren(W + "lvl")
        numbered = {
            _depth(level.get(W + "ilvl", "")) for level in levels if _is_number(level.find(W + "numFmt"))
        }
        formats[abstract.get(_ABSTRACT_ID, "")] = numbered
    found = set()
    for one in root.iterchildren(W + "num"):
        named = one.find(_ABSTRACT_ID)
        depths = formats.get(named.get(_VALUE, ""), set()) if named is not None else set()
        found |= {(one.get(_NUMBER_ID, ""), depth) for depth in depths}
    return found


def _is_number(kind: object) -> bool:
    return kind is not None and kind.get(_VALUE) not in _PLAIN  # type: ignore[attr-defined]


def _of_odt(package: Package) -> set[tuple[str, int]]:
    found = set()
    for part in ("styles.xml", "content.xml"):
        if part not in package:
            continue
        for style in parse(package.read(part), part).iter(TEXT + "list-style"):
            name = style.get(STYLE + "name", "")
            levels = style.iterchildren(TEXT + "list-level-style-number")
            # A level whose numbers have no shape shows none.
            shaped = (level for level in levels if level.get(STYLE + "num-format"))
            found |= {(name, _depth(level.get(TEXT + "level", "1")) - 1) for level in shaped}
    return found


def _depth(text: str) -> int:
    return int(text) if re.fullmatch("[0-9]{1,2}", text) else 0
