"""YAML as people type it: every value stays the text it was, and knows its line.

Built on libyaml's events and not on PyYAML's constructors, because those turn `7.50` into a float and
`no` into a boolean, keep the last of two equal keys in silence, and overflow the stack on deep nesting.

What Word, mail or a web page made of the text is put right first. Blanks of other kinds become blanks, what
nobody sees is dropped, quotes that Word curled around a whole key or value are quotes, and a dash that it
lengthened before an entry of a list is a hyphen. Lines stay what they were; nothing inside a value changes
but for the signs that nobody sees.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import accumulate
from typing import Any

import yaml
from msgspec import Struct, field

from . import limits
from .model.place import Place
from .model.problems import Kind, UnreadableError
from .model.signs import BLANKS, DASHES, DOUBLE_QUOTES, SINGLE_QUOTES, UNSEEN, decode, regex, shown

LARGEST = limits.YAML_BYTES
DEEPEST = limits.YAML_DEPTH
MOST_ALIASED = limits.YAML_ALIASED

# What YAML does not allow; the reader's own message gives neither the column nor the sign.
_NO_COLON, _NO_VALUE = "could not find expected ':'", "mapping values are not allowed"  # libyaml's words
_PAIR = regex(r":(?:\s|$)|^\s*(?:#|$)")
_BRACKETS = regex(r"[\[\]{}]")
_OPENINGS = regex(rf"(?:[\[{{][ \t\n\r]*){{{DEEPEST + 1}}}")
_ENTRIES = regex(" *((?:[-?] +)*)")
_EMPTY = frozenset(("~", "null", "Null", "NULL"))
_NOT_ALLOWED = regex("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Text(str):
    """A scalar or key as it was typed, with its line and column (from 1)."""

    __slots__ = ("column", "line")
    line: int
    column: int


def _unreadable(variant: str, line: int, column: int, detail: str = "") -> UnreadableError:
    return UnreadableError(Kind.BROKEN, detail, variant=variant, place=Place(line, column))


def read(data: bytes) -> Any:
    """One YAML document as `Text`, `dict` and `list`; an empty one is an empty dict.

    Raises:
        UnreadableError: broken syntax, a key given twice, an alias of nothing or of too much, a second
            document, nesting past `DEEPEST`, more than `LARGEST`.
    """
    if len(data) > LARGEST:
        raise _unreadable("too_large", 1, 1, f"> {LARGEST >> 20} MB")
    typed = decode(data)
    text = put_right(typed)
    if found := _NOT_ALLOWED.search(text):
        line, column = _position(text, found.start())
        raise _unreadable("character", line, column, shown(found[0]))
    if found := _OPENINGS.search(text):  # which older versions of libyaml call a key that is no text
        raise _unreadable("too_deep", *_position(text, found.start()))
    loader = yaml.CBaseLoader(text)
    try:
        return _Composer(loader.get_event).document()
    except yaml.MarkedYAMLError as error:
        raise _syntax_fault(error, typed, text) from error
    finally:
        loader.dispose()


@lru_cache(maxsize=1)
def read_again(data: bytes) -> Any:
    """As `read`, for what is looked at twice in a row: first what it is, then what it says.

    Whoever reads so leaves the value as it is.
    """
    return read(data)


def _position(text: str, index: int) -> tuple[int, int]:
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


def _syntax_fault(error: yaml.MarkedYAMLError, typed: str, text: str) -> UnreadableError:
    """What the parser stumbled on, in the terms of whoever typed it."""
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    lines, original = text.split("\n"), typed.split("\n")
    if _is_deep(lines[:line], column):
        return _unreadable("too_deep", line, column)
    for number in (line, line - 1):
        if 0 < number <= len(lines):
            indent = lines[number - 1][: -len(lines[number - 1].lstrip()) or None]
            if "\t" in indent:
                return _unreadable("syntax", number, indent.index("\t") + 1, shown("\t"))
            # What was put right is not the cause; the column is that of the line as it was typed.
            if odd_sign(lines[number - 1]) and (sign := odd_sign(original[number - 1])):
                return _unreadable("sign", number, sign[0], shown(sign[1]))
    if found := _without_colon(error, lines):
        return _unreadable("colon", *found)
    return _unreadable("syntax", line, column, str(error.problem or ""))


def _without_colon(error: yaml.MarkedYAMLError, lines: list[str]) -> tuple[int, int] | None:
    """Where a key lacks its colon and blank (`inovasi:7`); libyaml says so at one of the lines below."""
    if error.context_mark and _NO_COLON in str(error.problem):
        return error.context_mark.line + 1, error.context_mark.column + 1
    number = error.problem_mark.line if error.problem_mark else 0  # of the line above, counted from 1
    if number and _NO_VALUE in str(error.problem) and not _PAIR.search(lines[number - 1]):
        return number, len(lines[number - 1]) - len(lines[number - 1].lstrip()) + 1
    return None


def _is_deep(lines: list[str], column: int) -> bool:
    """Whether the text is nested past `DEEPEST` there: newer libyaml has a limit of its own."""
    read = [*lines[:-1], *(line[:column] for line in lines[-1:])]
    brackets = _BRACKETS.findall("".join(read))
    flow = max(accumulate(1 if one in "[{" else -1 for one in brackets), default=0)
    return max(flow, _deepest_block(read)) > DEEPEST


def _deepest_block(lines: list[str]) -> int:
    """How many levels open below each other, by their indentation or by hyphens on one line."""
    deepest, indents = 0, [-1]
    for line in lines:
        entries = _ENTRIES.match(line)
        if not line.strip():
            continue
        indent = len(line) - len(line.lstrip(" "))
        while indents[-1] >= indent:
            indents.pop()
        indents.append(indent)
        deepest = max(deepest, len(indents) - 1 + (len(entries[1]) // 2 if entries else 0))
    return deepest


def place_of(value: Any, path: tuple[str | int, ...]) -> tuple[int, int] | None:
    """Line and column of the deepest key or value on the path that is there."""
    place = None
    for step in path:
        if isinstance(value, dict):
            key = next((key for key in value if key == step), None)
            if key is None:
                break
            place = (key.line, key.column)
            value = value[key]
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
            first = next(iter(value), None) if isinstance(value, dict) else None
            place = (first.line, first.column) if first is not None else place
        if isinstance(value, Text):
            place = (value.line, value.column)
    return place


class _Anchored(Struct):
    """A value with a name that aliases repeat, how many values it holds, and how deep it is."""

    value: Any
    size: int
    depth: int


class _Composer(Struct):
    """Puts values together from events, within bounds."""

    get: Callable[[], Any]
    _anchors: dict[str, _Anchored] = field(default_factory=dict)
    _size: int = 0  # values read so far
    _aliased: int = 0
    _deepest: int = 0  # in the value that is read

    def document(self) -> Any:
        """The only document."""
        self.get()  # the stream's start
        if type(self.get()) is yaml.StreamEndEvent:
            return {}
        value = self._value(self.get(), 0)
        self.get()  # the document's end
        event = self.get()
        if type(event) is not yaml.StreamEndEvent and not self._is_last_line():
            raise _fault("second_document", event)
        return {} if value == "" else value

    def _is_last_line(self) -> bool:
        """Whether nothing stands behind the `---` that was read: some put one below a file as well."""
        value = self.get()
        self.get()  # the document's end
        blank = type(value) is yaml.ScalarEvent and not value.value and value.implicit[0]
        return blank and type(self.get()) is yaml.StreamEndEvent

    def _value(self, event: Any, depth: int) -> Any:
        if type(event) is yaml.ScalarEvent and not event.anchor:  # nearly every value
            self._size += 1
            self._deepest = max(self._deepest, depth)
            return _text(event)
        if type(event) is yaml.AliasEvent:
            return self._alias(event, depth)
        if type(event) is not yaml.ScalarEvent and depth >= DEEPEST:
            raise _fault("too_deep", event)
        size, deepest = self._size, self._deepest
        self._size, self._deepest = size + 1, depth
        value = self._read(event, depth)
        if event.anchor:
            self._anchors[event.anchor] = _Anchored(value, self._size - size, self._deepest - depth)
        self._deepest = max(deepest, self._deepest)
        return value

    def _read(self, event: Any, depth: int) -> Any:
        if type(event) is yaml.ScalarEvent:
            return _text(event)
        return (
            self._mapping(depth + 1) if type(event) is yaml.MappingStartEvent else self._sequence(depth + 1)
        )

    def _alias(self, event: Any, depth: int) -> Any:
        """What an alias stands for: programs write one for every row that is equal to an earlier one."""
        anchored = self._anchors.get(event.anchor)
        if anchored is None:  # or one that holds itself
            raise _fault("alias", event, str(event.anchor))
        self._aliased += anchored.size
        self._size += anchored.size
        self._deepest = max(self._deepest, depth + anchored.depth)
        if self._aliased > MOST_ALIASED:
            raise _fault("aliases", event)
        if depth + anchored.depth > DEEPEST:
            raise _fault("too_deep", event)
        return _marked(anchored.value, event) if isinstance(anchored.value, Text) else anchored.value

    def _mapping(self, depth: int) -> dict[Text, Any]:
        values: dict[Text, Any] = {}
        while type(event := self.get()) is not yaml.MappingEndEvent:
            key = self._value(event, depth) if type(event) is yaml.AliasEvent else self._key(event, depth)
            if not isinstance(key, Text):
                raise _fault("key", event)
            if key in values:
                raise _twice(values, key, event)
            values[key] = self._value(self.get(), depth)
        return values

    def _key(self, event: Any, depth: int) -> Any:
        if type(event) is not yaml.ScalarEvent:
            raise _fault("key", event)
        if event.value == "<<" and event.implicit[0]:  # what it would bring in, nobody typed here
            raise _fault("merge", event)
        return self._value(event, depth)

    def _sequence(self, depth: int) -> list[Any]:
        values: list[Any] = []
        while type(event := self.get()) is not yaml.SequenceEndEvent:
            values.append(self._value(event, depth))
        return values


def _twice(values: dict[Text, Any], key: Text, event: Any) -> UnreadableError:
    """Why a key is refused that is there already: inside braces the 5 of `{a: 3,5, b: 2,5}` is one, twice."""
    keys = [*values, key]
    for at, one in enumerate(keys[1:], start=1):
        number = values[keys[at - 1]]
        is_piece = isinstance(number, Text) and is_behind(one, number) and (one is key or not values[one])
        if one == key and is_piece:
            return _unreadable("decimals", one.line, number.column, f"{number},{one}")
    return _fault("twice", event, key)


def is_behind(key: Text, number: Text) -> bool:
    """Whether a key is what a decimal comma parted from its number: nothing else stands between the two."""
    whole = all(text.isascii() and text.isdigit() for text in (key, number))
    return whole and key.line == number.line and key.column == number.column + len(number) + 1


def _text(event: Any) -> Text:
    value = event.value
    # A bare `~` or `null` is YAML's way to leave a value empty.
    if value in _EMPTY and event.implicit[0]:
        value = ""
    return _marked(value, event)


def _marked(value: str, event: Any) -> Text:
    text, mark = Text(value), event.start_mark
    text.line, text.column = mark.line + 1, mark.column + 1
    return text


def _fault(variant: str, event: Any, detail: str = "") -> UnreadableError:
    return _unreadable(variant, event.start_mark.line + 1, event.start_mark.column + 1, detail)


# Signs that word processors put into YAML ------------------------------------------------------------

LONGEST = 255  # letters of a quotation; longer ones are no titles, and would make the search quadratic

# What opens a quotation, and what may close it where one of the two was straightened again.
_DOUBLE = ("“„‟«″〝＂", '”“‟»″〞〟＂"')
_SINGLE = ("‘‚‛‹′‵´`＇", "’‘‛›′‵´`＇'")

_START = r"(?P<start>^[ \t]*(?:- +)*|[\[{,] *|: +)"
_END = r"(?=[ \t]*(?::(?:[ \t]|$)|[,\]}]|$|#))"
_STRAIGHT = r"\"(?:[^\"\\\n]|\\.)*\"" + _END + r"|'(?:[^'\n]|'')*'" + _END
_CURLED = "|".join(
    rf"[{re.escape(opening)}](?P<{name}>[^\n]{{0,{LONGEST}}}?)[{re.escape(closing)}]{_END}"
    for name, (opening, closing) in {"double": _DOUBLE, "single": _SINGLE}.items()
)
_HALF = rf"\"(?P<half>[^\"“\n]{{0,{LONGEST}}})[”″]{_END}"  # only the closing one was curled
_QUOTED = regex(rf"{_START}(?:{_STRAIGHT}|{_CURLED}|{_HALF})", re.MULTILINE)

_ENTRY = regex(rf"^([ \t]*)[{DASHES}•·▪*] +(?=\S)", re.MULTILINE)
_WIDE_COLON = regex("^([ \t]*(?:- +)*[a-z_]+) *： *", re.MULTILINE)

_ANY_SIGN = regex(f"[{DASHES}{SINGLE_QUOTES}{DOUBLE_QUOTES}：，｛｝［］]")


def put_right(text: str) -> str:
    """The text as it would have been typed."""
    if text.isascii():
        return _ENTRY.sub(r"\1- ", text) if "* " in text else text
    text = BLANKS.sub(" ", UNSEEN.sub("", text))
    text = _ENTRY.sub(r"\1- ", _WIDE_COLON.sub(r"\1: ", text))
    return _QUOTED.sub(_straight, text)


def odd_sign(line: str) -> tuple[int, str] | None:
    """The first sign of a line that YAML takes for a letter and people for punctuation, and its column."""
    found = _ANY_SIGN.search(line)
    return (found.start() + 1, found[0]) if found else None


def _straight(found: re.Match[str]) -> str:
    """A curled quotation in straight quotes; one that was straight stays as it is."""
    said = next((found[name] for name in ("double", "single", "half") if found[name] is not None), None)
    if said is None:
        return found[0]
    escaped = said.replace("\\", "\\\\").replace('"', '\\"')
    return f'{found["start"]}"{escaped}"'
