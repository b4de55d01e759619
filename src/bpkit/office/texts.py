"""Text that people typed, made safe for a cell, and how much room it takes there."""

from __future__ import annotations

import re
from functools import cache

LONGEST = 32_767  # UTF-16 units that a cell of Excel holds

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
_POP = {"\u202c": "\u202c", "\u2069": "\u2069"}
_NARROW = frozenset("iIjlft.,:;'|!()[]-/ ")
_WIDE = frozenset("mwMW@%—…")


def clean(text: str) -> str:
    """What a person typed, as XML and a cell can carry it; nothing else about it changes.

    Characters that XML forbids become `�`, line ends become `\\n`, marks that turn the direction of writing
    are closed at the end so that they turn nothing else, and what is longer than a cell holds ends in `…`.
    """
    if text.isascii() and text.isprintable() and len(text) <= LONGEST:
        return text
    text = _allowed(text)
    if _units(text) + len(_closing(text)) > LONGEST:
        room = LONGEST - len("…") - len(_DIRECTION.findall(text))
        text = text.encode("utf-16-le")[: max(room, 0) * 2].decode("utf-16-le", errors="ignore") + "…"
    return text + _closing(text)


def sound(text: str) -> str:
    """The same for pages, which hold texts of any length."""
    if text.isascii() and text.isprintable():
        return text
    text = _allowed(text)
    return text + _closing(text)


def _allowed(text: str) -> str:
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n").replace("\r", "\n"))


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _closing(text: str) -> str:
    """The marks that close every embedding, override and isolate still open at the text's end."""
    still_open: list[str] = []
    for mark in _DIRECTION.findall(text):
        if mark not in _POP:
            still_open.append("\u2069" if mark >= "\u2066" else "\u202c")
        elif mark in still_open:
            # A pop of isolates closes the embeddings inside it as well.
            del still_open[len(still_open) - 1 - still_open[::-1].index(mark) :]
    return "".join(reversed(still_open))


@cache
def _width_of(character: str) -> float:
    if character in _NARROW:
        return 0.55
    if character in _WIDE:
        return 1.6
    if character.isupper():
        return 1.3
    return 2.0 if ord(character) > 0x2E7F else 1.0


def width_of(text: str) -> float:
    """Roughly how wide a text is, in digits of the same font."""
    return sum(map(_width_of, text))


def line_count(text: str, width: float) -> int:
    """How many lines a text takes when wrapped to a width, in digits of its font; on the safe side."""
    if len(text) * 1.1 <= width and "\n" not in text:
        return 1
    return sum(_wrapped(line, width) for line in text.split("\n"))


def _wrapped(line: str, width: float) -> int:
    lines, used = 1, 0.0
    for word in line.split(" "):
        need = width_of(word)
        if used and used + 0.55 + need > width:
            lines, used = lines + 1, 0.0
        used += need + (0.55 if used else 0)
        while used > width:  # a word longer than the line is broken
            lines, used = lines + 1, used - width
    return lines
