"""Which lists of a document are numbered, and from where: documents keep that apart from the items."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from ...model.problems import UnreadableError
from .archive import STYLE, TEXT, Package, W, parse
from .content import ListItem

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_VALUE, _NUMBER_ID, _ABSTRACT_ID, _LEVEL = W + "val", W + "numId", W + "abstractNumId", W + "ilvl"
_PLAIN = ("bullet", "none")
_SIGNS = {"lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I"}
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_LABEL = re.compile(r"(\(?)(?:[0-9]{1,3}\.)*([0-9]{1,5}|[A-Za-z]{1,6})([.)]{0,2})")


class ListLevel(Struct, frozen=True):
    """How the items of one depth are numbered."""

    start: int = 1
    sign: str = ""  # `a`, `A`, `i` or `I` where numbers are letters or Roman
    restarts: bool = False  # whether this list begins anew though another was counted with it


class ListNumbers(Struct):
    """Tells numbered lists from others, and counts their items."""

    levels: Mapping[tuple[str, int], ListLevel] = {}  # of what items call their list, and depths in it
    shared: Mapping[str, str] = {}  # lists that are counted together: what their count is called
    goes_on: bool = (
        False  # whether a list goes on behind other paragraphs: its name tells where it begins anew
    )
    counts: dict[tuple[str, int], int] = {}
    begun: set[tuple[str, int]] = set()

    def next(self, item: ListItem) -> tuple[int, str]:
        """The number of the next item and what numbers it; 0 where items have signs."""
        name, depth = item.name, item.depth
        count = self.shared.get(name) or item.count or name
        for known in [one for one in self.counts if one[0] == count and one[1] > depth]:
            del self.counts[known]
        level = self.levels.get((name, depth)) or (ListLevel() if name.startswith("#") else None)
        if level is None:
            return 0, ""
        is_first = (count, depth) not in self.counts or (level.restarts and (name, depth) not in self.begun)
        following = level.start if is_first else self.counts[count, depth] + 1
        self.begun.add((name, depth))
        self.counts[count, depth] = item.number or following
        return self.counts[count, depth], item.sign or level.sign

    def interrupted(self) -> None:
        """A paragraph stands between what came and what comes."""
        if not self.goes_on:
            self.counts.clear()


def numbers_of(kind: str, data: bytes) -> ListNumbers:
    """Those of a document of this kind; where nothing tells which lists are numbered, none is."""
    try:
        if kind == "docx":
            return _of_docx(Package(data))
        if kind == "odt":
            return ListNumbers(dict(_of_odt(Package(data))), goes_on=True)
    except UnreadableError:
        pass  # the text is all there; its lists get signs
    return ListNumbers(goes_on=kind == "docx")


def _of_docx(package: Package) -> ListNumbers:
    if "word/numbering.xml" not in package:
        return ListNumbers(goes_on=True)
    root = parse(package.read("word/numbering.xml"), "word/numbering.xml")
    known = {one.get(_ABSTRACT_ID, ""): dict(_levels(one)) for one in root.iterchildren(W + "abstractNum")}
    levels: dict[tuple[str, int], ListLevel] = {}
    shared = {}
    for one in root.iterchildren(W + "num"):
        name, abstract = one.get(_NUMBER_ID, ""), _said(one, W + "abstractNumId")
        shared[name] = f"#{abstract}"
        own = {**known.get(abstract, {}), **dict(_overridden(one, known.get(abstract, {})))}
        levels |= {(name, depth): level for depth, level in own.items() if level}
    return ListNumbers(levels, shared, goes_on=True)


def _levels(parent: Element) -> Iterator[tuple[int, ListLevel | None]]:
    """The depths of a list of Word; None where its items have signs."""
    for level in parent.iterchildren(W + "lvl"):
        kind = _said(level, W + "numFmt")
        start = max(1, _count(_said(level, W + "start"), 1))
        is_number = kind not in ("", *_PLAIN)
        yield _count(level.get(_LEVEL, "")), ListLevel(start, _SIGNS.get(kind, "")) if is_number else None


def _overridden(
    one: Element, known: Mapping[int, ListLevel | None]
) -> Iterator[tuple[int, ListLevel | None]]:
    """The depths in which a list differs from what it is made after: Word begins them anew."""
    for override in one.iterchildren(W + "lvlOverride"):
        depth = _count(override.get(_LEVEL, ""))
        own = dict(_levels(override)).get(depth, known.get(depth))
        start = _said(override, W + "startOverride")
        if own and start:
            own = ListLevel(max(1, _count(start, 1)), own.sign, restarts=True)
        yield depth, own


def _said(parent: Element, tag: str) -> str:
    found = parent.find(tag)
    return found.get(_VALUE, "") if found is not None else ""


def _of_odt(package: Package) -> Iterator[tuple[tuple[str, int], ListLevel]]:
    for part in ("styles.xml", "content.xml"):
        if part not in package:
            continue
        for style in parse(package.read(part), part).iter(TEXT + "list-style"):
            for level in style.iterchildren(TEXT + "list-level-style-number"):
                # A level whose numbers have no shape shows none.
                if shape := level.get(STYLE + "num-format"):
                    start = max(1, _count(level.get(TEXT + "start-value", ""), 1))
                    depth = _count(level.get(TEXT + "level", ""), 1) - 1
                    sign = shape if shape in _SIGNS.values() else ""
                    yield (style.get(STYLE + "name", ""), depth), ListLevel(start, sign)


def _count(text: str, default: int = 0) -> int:
    return int(text) if re.fullmatch("[0-9]{1,4}", text) else default


# What stands before an item -----------------------------------------------------------------------------


def number_of(label: str, before: tuple[int, str]) -> tuple[int, str] | None:
    """The number and kind of a label such as `2.`, `(b)` or `iv)`, after the item `before`; None for a sign.

    >>> number_of("iv.", (3, "i")), number_of("i)", (8, "a")), number_of("o", (0, ""))
    ((4, 'i'), (9, 'a'), None)
    """
    found = _LABEL.fullmatch(label)
    if not found:
        return None
    said = found[2]
    if said.isdigit():
        return int(said), ""
    if not (found[1] or found[3]):  # letters of a font of signs
        return None
    read = [*_readings(said)]
    return next((one for one in read if one == (before[0] + 1, before[1])), read[0] if read else None)


def _readings(letters: str) -> Iterator[tuple[int, str]]:
    """What letters may be: a Roman number first, for `i` begins more lists than it goes on with."""
    small = letters.lower()
    roman = _roman(small) if set(small) <= set(_ROMAN) else 0
    letter = (ord(small) - 96, "a" if letters.islower() else "A") if len(small) == 1 else None
    if roman and (letter is None or small == "i"):
        yield roman, "i" if letters.islower() else "I"
    if letter:
        yield letter
    if roman and letter and small != "i":
        yield roman, "i" if letters.islower() else "I"


def _roman(letters: str) -> int:
    values = [_ROMAN[letter] for letter in letters]
    return sum(-one if one < max(values[at:]) else one for at, one in enumerate(values))
