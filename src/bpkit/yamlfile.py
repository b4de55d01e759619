"""YAML as people type it: every value stays the text it was, and knows its line.

Built on libyaml's events and not on PyYAML's constructors, because those turn `7.50` into a float and
`no` into a boolean, keep the last of two equal keys in silence, and overflow the stack on deep nesting.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import yaml

DEEPEST = 20  # levels; bpkit's own files need six


class Text(str):
    """A scalar or key as it was typed, with its line and column (from 1)."""

    __slots__ = ("column", "line")
    line: int
    column: int


class YamlFault(Exception):  # noqa: N818 - a fault of the file, not of the program
    """Why a text is not usable YAML: a wording variant, the line and column (from 1), and a detail."""

    def __init__(self, variant: str, line: int, column: int, detail: str = "") -> None:
        super().__init__(f"{variant} at line {line}, column {column}: {detail}")
        self.variant = variant
        self.line = line
        self.column = column
        self.detail = detail


def decode(data: bytes) -> str:
    """The text of a file that Notepad or anything else wrote: UTF-8, marked UTF-16, else Windows-1252."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def read(data: bytes) -> Any:
    """One YAML document as `Text`, `dict` and `list`; an empty one is an empty dict.

    Raises:
        YamlFault: broken syntax, a key given twice, an alias, a second document, nesting past `DEEPEST`.
    """
    text = decode(data)
    loader = yaml.CBaseLoader(text)
    try:
        return _document(loader.get_event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise YamlFault("syntax", line, column, str(error.problem or "")) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise YamlFault("character", line, 1, str(error.reason)) from error
    finally:
        loader.dispose()


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


def _document(get: Callable[[], Any]) -> Any:
    get()  # the stream's start
    if type(get()) is yaml.StreamEndEvent:
        return {}
    value = _value(get(), get, 0)
    get()  # the document's end
    event = get()
    if type(event) is not yaml.StreamEndEvent:
        raise _fault("second_document", event)
    return {} if value == "" else value


def _value(event: Any, get: Callable[[], Any], depth: int) -> Any:
    kind = type(event)
    if kind is yaml.ScalarEvent:
        return _text(event)
    if kind is yaml.AliasEvent:
        raise _fault("alias", event, str(event.anchor))
    if depth >= DEEPEST:
        raise _fault("too_deep", event)
    return _mapping(get, depth + 1) if kind is yaml.MappingStartEvent else _sequence(get, depth + 1)


def _mapping(get: Callable[[], Any], depth: int) -> dict[Text, Any]:
    values: dict[Text, Any] = {}
    while type(event := get()) is not yaml.MappingEndEvent:
        if type(event) is not yaml.ScalarEvent:
            raise _fault("key", event)
        key = _text(event)
        if key in values:
            raise _fault("twice", event, key)
        values[key] = _value(get(), get, depth)
    return values


def _sequence(get: Callable[[], Any], depth: int) -> list[Any]:
    values: list[Any] = []
    while type(event := get()) is not yaml.SequenceEndEvent:
        values.append(_value(event, get, depth))
    return values


def _text(event: Any) -> Text:
    mark = event.start_mark
    # A bare `~` or `null` is YAML's way to leave a value empty.
    empty = event.implicit[0] and event.value in ("~", "null", "Null", "NULL")
    text = Text("" if empty else event.value)
    text.line, text.column = mark.line + 1, mark.column + 1
    return text


def _fault(variant: str, event: Any, detail: str = "") -> YamlFault:
    return YamlFault(variant, event.start_mark.line + 1, event.start_mark.column + 1, detail)
