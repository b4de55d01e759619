"""Which lists of a document are numbered, and from where: documents keep that apart from the items."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping
from contextlib import suppress
from struct import unpack_from
from typing import TYPE_CHECKING

from msgspec import Struct

from ... import limits
from ...model.problems import UnreadableError
from .archive import STYLE, TEXT, Package, W, parse
from .content import ListItem
from .doc import lists_of

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
        if kind == "doc":
            return _of_doc(data)
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


# [MS-DOC] calls these PlfLst, LVL, PlfLfo and LFOLVL. The levels stand behind all that lists are made
# after, and what single lists change behind all lists.
_DOC_SIGNS = {0: "", 1: "I", 2: "i", 3: "A", 4: "a", 5: "", 22: ""}  # 22: `01`; others are signs, or rare

Levels = dict[int, ListLevel | None]  # by their depth


def _of_doc(data: bytes) -> ListNumbers:
    made_after, lists = lists_of(data)
    levels: dict[tuple[str, int], ListLevel] = {}
    shared = {}
    with suppress(struct.error, IndexError):  # of what is damaged as far as it goes
        kinds = _doc_kinds(made_after)
        for name, (kind, changes) in enumerate(_doc_lists(lists), 1):
            shared[str(name)] = f"#{kind}"
            own = dict(kinds.get(kind, {}))
            for depth, start, level in changes:
                own[depth] = _changed(level or own.get(depth), start)
            levels |= {(str(name), depth): level for depth, level in own.items() if level}
    return ListNumbers(levels, shared, goes_on=True)


def _changed(level: ListLevel | None, start: int | None) -> ListLevel | None:
    if level is None or start is None:
        return level
    return ListLevel(max(1, start), level.sign, restarts=True)


def _doc_kinds(data: bytes) -> dict[int, Levels]:
    """The levels of what lists are made after, by its number."""
    (count,) = unpack_from("<H", data)
    at, found = 2 + 28 * count, {}
    for place in range(2, 2 + 28 * min(count, limits.DOC_LISTS), 28):
        (kind,) = unpack_from("<I", data, place)
        found[kind] = Levels()
        for depth in range(1 if data[place + 26] & 1 else 9):
            found[kind][depth], at = _doc_level(data, at)
    return found


def _doc_level(data: bytes, at: int) -> tuple[ListLevel | None, int]:
    """A level, and where the next one stands."""
    start, number = unpack_from("<iB", data, at)
    text = at + 28 + data[at + 24] + data[at + 25]  # behind the formats of its paragraphs and letters
    after = text + 2 + 2 * int(unpack_from("<H", data, text)[0])
    return (ListLevel(max(1, start), _DOC_SIGNS[number]) if number in _DOC_SIGNS else None), after


def _doc_lists(data: bytes) -> Iterator[tuple[int, list[tuple[int, int | None, ListLevel | None]]]]:
    """Of each list what it is made after, and depths with another beginning or another level."""
    (count,) = unpack_from("<I", data)
    at = 4 + 16 * count
    for place in range(4, 4 + 16 * min(count, limits.DOC_LISTS), 16):
        kind, changed = unpack_from("<I8xB", data, place)
        changes = []
        at += 4
        for _ in range(changed):
            start, flags = unpack_from("<iI", data, at)
            at += 8
            level = None
            if flags & 0x20:
                level, at = _doc_level(data, at)
                start = level.start if level else start
            changes.append((flags & 15, start if flags & 0x10 else None, level))
        yield kind, changes


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
