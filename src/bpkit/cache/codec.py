"""Records as bytes and back, exactly, whatever frozen Structs they are made of.

A record is packed by its type hints in one call (msgspec). Where that would not bring back every type (a text
that is more than a text, a whole number in the place of a fraction, half a surrogate), each value is packed
with its own type instead. Paths are kept as seen from the file or folder they were read for, so that facts
hold for a copy of it, or under another name.
"""

from __future__ import annotations

import enum
import os
import re
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from functools import cache, cached_property
from hashlib import blake2b
from importlib import import_module
from inspect import get_annotations
from itertools import chain
from pathlib import Path
from typing import Any, Generic, TypeVar, get_args, get_origin

import msgspec

from ..figures import fraction

T = TypeVar("T")

_BY_HINTS, _BY_VALUES = b"h", b"v"
_SHAPE = 4  # bytes that tell one set of fields from another
_OURS = __name__.partition(".")[0]
_SCALARS = frozenset((type(None), bool, float, bytes))
_SMALLEST, _LARGEST = -(1 << 63), (1 << 64) - 1  # whole numbers that msgpack knows

# What a value consists of, and how it is made of that again.
_PARTS: Mapping[type, tuple[str, Callable[[Any], Iterable[Any]]]] = {
    **{kind: (kind.__name__, iter) for kind in (tuple, list, set, frozenset)},
    dict: ("dict", lambda value: chain.from_iterable(value.items())),
    Fraction: ("fraction", Fraction.as_integer_ratio),
    date: ("date", lambda value: (value.isoformat(),)),
    str: ("halves", lambda value: (value.encode("utf-8", "surrogatepass"),)),
}
_MADE: Mapping[str, Callable[[list[Any]], Any]] = {
    **{kind.__name__: kind for kind in (tuple, list, set, frozenset)},
    "dict": lambda items: dict(zip(items[::2], items[1::2], strict=True)),
    "fraction": lambda items: Fraction(*items),
    "date": lambda items: date.fromisoformat(items[0]),
    "halves": lambda items: items[0].decode("utf-8", "surrogatepass"),
    "int": lambda items: int(items[0]),
}


# msgspec learns a type when it is first used; a thread that uses it meanwhile ends the whole process
# (msgspec 0.22; sixteen threads on a busy machine, every second time).
_learning = threading.Lock()


class Codec(Generic[T]):
    """Packs and unpacks one type of record: `Codec(Document)`, `Codec(tuple[Problem, ...])`."""

    def __init__(self, kind: type[T]) -> None:
        self._kind = kind

    @cached_property
    def _shape(self) -> bytes:
        with _learning:
            msgspec.msgpack.Decoder(self._kind)
        return _shape(self._kind)

    def encode(self, record: T, home: Path) -> bytes | None:
        """The record as bytes; None where it holds something that would not come back as it was.

        `home` is the file or folder that it was read from.
        """
        shape = self._shape
        try:
            data = self._by_hints(record, home)
            if data is not None:
                return shape + _BY_HINTS + data
            return shape + _BY_VALUES + msgspec.msgpack.encode(_tagged(record, home))
        except (TypeError, ValueError, RecursionError):
            return None

    def decode(self, data: bytes, home: Path) -> T | None:
        """The record as it would be read from `home`; None where these bytes are none of this type's."""
        shape, way, packed = data[:_SHAPE], data[_SHAPE : _SHAPE + 1], data[_SHAPE + 1 :]
        if shape != self._shape:
            return None
        try:
            if way == _BY_HINTS:
                return msgspec.msgpack.decode(packed, type=self._kind, dec_hook=_made_at(home))
            if way == _BY_VALUES:
                found = _untagged(msgspec.msgpack.decode(packed), home)
                return found if isinstance(found, get_origin(self._kind) or self._kind) else None
        # The classes may have changed since: what they refuse was not kept by this bpkit.
        except (msgspec.MsgspecError, TypeError, ValueError, LookupError, AttributeError, ImportError):
            pass
        return None

    def _by_hints(self, record: T, home: Path) -> bytes | None:
        """The record as its hints describe it, where that brings every value back with its type."""
        seen = _taken_from(home)
        try:
            data = msgspec.msgpack.encode(record, enc_hook=seen)
            again = msgspec.msgpack.decode(data, type=self._kind, dec_hook=_made_at(home))
            # 3 and 3.0 are equal and are not shown alike, but packed they differ.
            return data if again == record and msgspec.msgpack.encode(again, enc_hook=seen) == data else None
        except (msgspec.MsgspecError, TypeError, ValueError, OverflowError, NotImplementedError):
            return None


def told(value: Any) -> bytes | None:
    """Bytes that differ where two values do, for keys; not to be read back. None where that can't be had."""
    try:
        return msgspec.msgpack.encode(value, enc_hook=_exactly)
    except (TypeError, ValueError, RecursionError):
        return None


def _exactly(value: Any) -> Any:
    if isinstance(value, Path):
        return ["path", os.fsencode(value)]
    if type(value) is Fraction:
        return ["fraction", *value.as_integer_ratio()]
    if isinstance(value, str):  # a text that is more than a text
        return ["text", _name_of(type(value)), str(value), _attributes(value)]
    raise TypeError(type(value))


def _shape(kind: Any) -> bytes:
    """A hash of the fields of a type and of every type in it."""
    told: dict[Any, list[object]] = {}
    waiting = [kind]
    while waiting:
        one = waiting.pop()
        if repr(one) not in told:
            told[repr(one)] = [*_fields(one)]
            waiting += [*get_args(one), *_types_in(one)]
    exact = re.sub(" at 0x[0-9a-fA-F]+", "", repr(told))
    return blake2b(exact.encode(), digest_size=_SHAPE).digest()


def _fields(kind: Any) -> Iterator[object]:
    """The fields of a record, their types as they are written, and what stands where one is left out."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        yield from (get_annotations(one) for one in kind.__mro__ if issubclass(one, msgspec.Struct))
        yield from (kind.__struct_defaults__, kind.__struct_config__)


def _types_in(kind: Any) -> Iterator[Any]:
    """Whatever the types of a record's fields name: to work them out takes msgspec ten times as long."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        for one in kind.__mro__:
            names = vars(sys.modules[one.__module__])
            for hint in get_annotations(one).values():
                words = re.findall(r"\w+", hint) if isinstance(hint, str) else ()
                yield from (names[word] for word in words if word in names) if words else (hint,)


# Paths: of the home itself, below it, beside it, or anywhere.


def _named(path: Path, home: Path) -> str:
    # As text: `Path` takes its parts apart each time, and a report of a province has thousands.
    name, own = os.fspath(path), os.fspath(home)
    if name == own:
        return ""
    for base, sign in ((own, "./"), (os.path.dirname(own), "../")):  # noqa: PTH120
        inside = os.path.join(base, "")  # noqa: PTH118
        if base and f"{name}{os.sep}".startswith(inside):
            return sign + name[len(inside) :].replace(os.sep, "/")
    return f"={name}"


def _found(name: str, home: Path) -> Path:
    if not name:
        return home
    if name.startswith("./"):
        return home / name[2:]
    return home.parent / name[3:] if name.startswith("../") else Path(name[1:])


def _taken_from(home: Path) -> Callable[[Any], Any]:
    def taken(value: Any) -> Any:
        if type(value) is Fraction:
            return value.as_integer_ratio()
        if isinstance(value, Path):
            return _named(value, home)
        raise NotImplementedError

    return taken


def _made_at(home: Path) -> Callable[[type, Any], Any]:
    def made(kind: type, value: Any) -> Any:
        if kind is Path:
            return _found(value, home)
        if kind is Fraction:
            return fraction(*value)
        raise NotImplementedError

    return made


# By values: whatever is no plain value is a list whose first item says what it is.


def _tagged(value: Any, home: Path) -> Any:  # noqa: PLR0911 - a kind of value each
    kind: Any = type(value)
    if kind in _SCALARS or (kind is str and _is_encodable(value)):
        return value
    if kind in _PARTS:
        tag, parts = _PARTS[kind]
        return [tag, *(_tagged(one, home) for one in parts(value))]
    if kind is int:
        return value if _SMALLEST <= value <= _LARGEST else ["int", str(value)]
    if isinstance(value, Path):
        return ["path", _tagged(_named(value, home), home)]
    if isinstance(value, enum.Enum):
        return ["enum", _name_of(kind), value.value]
    if isinstance(value, str):
        return ["text", _name_of(kind), _tagged(str(value), home), _tagged(_attributes(value), home)]
    return ["record", _name_of(kind), *(_tagged(getattr(value, one), home) for one in _names_in(kind))]


def _untagged(value: Any, home: Path) -> Any:
    if type(value) is not list:
        return value
    tag, *rest = value
    if tag in ("record", "enum", "text"):
        return _rebuilt(tag, _class_of(rest[0]), [_untagged(one, home) for one in rest[1:]])
    items = [_untagged(one, home) for one in rest]
    return _found(items[0], home) if tag == "path" else _MADE[tag](items)


def _rebuilt(tag: str, kind: Any, values: list[Any]) -> Any:
    if tag == "enum":
        return kind(values[0])
    if tag == "text":
        text = str.__new__(kind, values[0])
        for name, value in values[1].items():
            setattr(text, name, value)
        return text
    return kind(**dict(zip(_names_in(kind), values, strict=True)))


@cache
def _names_in(kind: Any) -> tuple[str, ...]:
    """The fields of a record. Raises TypeError for what is none."""
    if not issubclass(kind, msgspec.Struct):
        raise TypeError(kind)
    names: tuple[str, ...] = kind.__struct_fields__
    return names


def _attributes(text: str) -> dict[str, Any]:
    """What a text that is more than a text has besides: in its `__dict__` or its slots."""
    slots = (name for one in type(text).__mro__ for name in getattr(one, "__slots__", ()))
    return {name: getattr(text, name) for name in (*getattr(text, "__dict__", ()), *slots)}


def _is_encodable(text: str) -> bool:
    return text.isascii() or not any("\ud800" <= sign <= "\udfff" for sign in text)


@cache
def _name_of(kind: type) -> str:
    """Where a class of bpkit's stands. Raises TypeError for any other: none is looked up from a file."""
    if kind.__module__.partition(".")[0] != _OURS or "<" in kind.__qualname__:
        raise TypeError(kind)
    return f"{kind.__module__}:{kind.__qualname__}"


@cache
def _class_of(name: str) -> Any:
    module, _, path = name.partition(":")
    if module.partition(".")[0] != _OURS:
        raise TypeError(name)
    found: Any = import_module(module)
    for part in path.split("."):
        found = getattr(found, part)
    if not isinstance(found, type) or not issubclass(found, msgspec.Struct | str | enum.Enum):
        raise TypeError(name)
    return found
