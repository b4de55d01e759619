"""Records as bytes and back."""

import math
import threading
import types
import typing
from collections.abc import Mapping
from datetime import date
from enum import Enum
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct, defstruct
from msgspec.structs import fields, replace

from bpkit.cache import codec
from bpkit.cache.codec import Codec
from bpkit.model import facts
from bpkit.model.facts import Document, Fact, Identity, Person, Photo, Source, Submission
from bpkit.model.matches import Match, MatchKind
from bpkit.model.place import PhotoName, PhotoPlace, Place
from bpkit.reading.media.length import read_medium
from bpkit.reading.sidecar import Sidecar
from bpkit.yamlfile import Text

HOME = Path("/berbagi/best practice korkot/Judul.docx")
COPY = Path("/berbagi/best practice KMW/Judul baru.docx")
RECORDS = [Document, Submission, Sidecar, typing.get_type_hints(read_medium)["return"]]

paths = st.sampled_from(
    [HOME, HOME.parent, HOME.with_name("Judul 2.jpg"), HOME.parent / "foto" / "a.jpg", Path("/lain/b.yaml")]
)
texts = st.text(st.characters(), max_size=20)
photo_names = st.builds(PhotoName, texts, st.none() | st.builds(PhotoPlace, st.integers(0, 9), texts), texts)


def values(hint: Any) -> st.SearchStrategy[Any]:  # noqa: PLR0911 - a kind of hint each
    """Values of a type hint."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return st.one_of(*map(values, arguments))
    if origin is tuple and arguments[-1] is Ellipsis:
        return st.lists(values(arguments[0]), max_size=2).map(tuple)
    if origin is tuple:
        return st.tuples(*map(values, arguments))
    if origin in (dict, Mapping):
        return st.dictionaries(values(arguments[0]), values(arguments[1]) | photo_names, max_size=2)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return st.sampled_from(hint)
    if isinstance(hint, type) and issubclass(hint, Struct):
        return records(hint)
    plain: dict[Any, st.SearchStrategy[Any]] = {
        type(None): st.none(),
        str: texts,
        int: st.integers(),
        bool: st.booleans(),
        float: st.floats(allow_nan=False) | st.integers(-9, 9),
        bytes: st.binary(max_size=9),
        date: st.dates(),
        Path: paths,
        PhotoName: photo_names,
        Fraction: st.fractions(),
    }
    return plain[hint]


def records(kind: Any) -> st.SearchStrategy[Any]:
    """Records of a class, by its hints."""
    hints = typing.get_type_hints(kind)
    return st.builds(kind, **{one.name: values(hints[one.name]) for one in fields(kind)})


def same(one: Any, other: Any) -> bool:
    """Whether two values are equal and of the same types all through."""
    if type(one) is not type(other):
        return False
    if isinstance(one, Struct):
        return all(same(getattr(one, field.name), getattr(other, field.name)) for field in fields(one))
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return same(list(one.items()), list(other.items()))
    return bool(one == other) and getattr(one, "__dict__", None) == getattr(other, "__dict__", None)


@pytest.mark.parametrize("kind", RECORDS, ids=lambda kind: kind.__name__)
def test_every_record_comes_back_as_it_was(kind: Any) -> None:
    @settings(max_examples=40)
    @given(records(kind))
    def check(record: Any) -> None:
        data = Codec(kind).encode(record, HOME)
        assert data is not None
        assert same(Codec(kind).decode(data, HOME), record)

    check()


@given(
    st.lists(st.builds(Match, st.sampled_from(MatchKind), paths, texts, st.fractions(), photo=photo_names))
)
@settings(max_examples=30)
def test_a_photos_name_comes_back_with_its_place(matches: list[Match]) -> None:
    codec = Codec(tuple[Match, ...])
    data = codec.encode(tuple(matches), HOME)
    assert data is not None
    assert same(codec.decode(data, HOME), tuple(matches))


def a_document() -> Document:
    fact = Fact("Siti", Source.LABEL, HOME, Place(line=3))
    beside = HOME.with_name("Judul 2.jpg")
    photos = (
        Photo("Judul 2.jpg", 640, 480, file=beside),
        Photo("image1.jpg", 640, 480, placed_cm=(8.0, 6.0)),
    )
    return Document(HOME, "Warga memilah sampah.", 3, 0.5, photos=photos, identity=Identity(Person(fact)))


def test_facts_of_a_copy_speak_of_the_copy() -> None:
    data = Codec(Document).encode(a_document(), HOME)
    assert data is not None
    found = Codec(Document).decode(data, COPY)
    assert found is not None
    assert found.file == COPY
    assert found.identity.author.name == Fact("Siti", Source.LABEL, COPY, Place(line=3))
    assert [photo.file for photo in found.photos] == [COPY.with_name("Judul 2.jpg"), None]


def test_paths_below_a_folder_follow_the_folder() -> None:
    codec = Codec(tuple[Path, ...])
    old = (HOME.parent, HOME, HOME.parents[2] / "lain.yaml")
    data = codec.encode(old, HOME.parent)
    assert data is not None
    assert codec.decode(data, COPY.parent) == (COPY.parent, COPY.parent / HOME.name, old[2])


def test_a_whole_number_of_pages_stays_one() -> None:
    data = Codec(Document).encode(replace(a_document(), pages=3), HOME)
    assert data is not None
    found = Codec(Document).decode(data, HOME)
    assert found is not None
    assert repr(found.pages) == "3"


def test_a_number_that_is_none_comes_back() -> None:
    data = Codec(Document).encode(replace(a_document(), pages=math.nan), HOME)
    assert data is not None
    found = Codec(Document).decode(data, HOME)
    assert found is not None
    assert found.pages is not None
    assert math.isnan(found.pages)


def typed(text: str, line: int, column: int) -> Text:
    made = Text(text)
    made.line, made.column = line, column
    return made


def test_a_typed_text_keeps_its_line() -> None:
    record = replace(a_document(), text=typed("teks", 3, 7))
    data = Codec(Document).encode(record, HOME)
    assert data is not None
    found = Codec(Document).decode(data, HOME)
    assert found is not None
    assert isinstance(found.text, Text)
    assert (found.text.line, found.text.column) == (3, 7)


class Before(Struct, frozen=True):
    """A record as it was."""

    name: str
    count: int = 0


class After(Struct, frozen=True):
    """The same with a field more."""

    name: str
    count: int = 0
    more: str = ""


def test_facts_of_another_shape_are_none() -> None:
    data = Codec(Before).encode(Before("a", 1), HOME)
    assert data is not None
    assert Codec(Before).decode(data, HOME) == Before("a", 1)
    assert Codec(After).decode(data, HOME) is None


def test_facts_with_another_shape_deep_inside_are_none() -> None:
    def holding(kind: type) -> Any:
        inner = defstruct("Inner", [("value", kind)], frozen=True)
        return defstruct("Outer", [("inner", tuple[inner, ...])], frozen=True), inner  # type: ignore[valid-type]

    (outer, inner), (other, _) = holding(int), holding(float)
    data = Codec(outer).encode(outer((inner(1),)), HOME)
    assert data is not None
    assert Codec(outer).decode(data, HOME) == outer((inner(1),))
    assert Codec(other).decode(data, HOME) is None


def test_facts_of_a_record_that_another_names_in_words_have_its_shape(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = codec._shape(Document)
    monkeypatch.setattr(facts, "Identity", After)
    assert codec._shape(Document) != before


@given(st.binary(max_size=40))
def test_any_bytes_are_facts_or_none(data: bytes) -> None:
    assert Codec(Document).decode(data, HOME) is None
    shape = (Codec(Document).encode(a_document(), HOME) or b"")[:4]
    for way in (b"h", b"v"):
        found = Codec(Document).decode(shape + way + data, HOME)
        assert found is None or isinstance(found, Document)


class Ours(str):
    """A text of a class that is none of bpkit's."""


def test_only_classes_of_bpkit_are_kept_or_made() -> None:
    assert Codec(Document).encode(replace(a_document(), text=Ours("a")), HOME) is None
    data = Codec(Document).encode(replace(a_document(), text=typed("a", 1, 1)), HOME)
    assert data is not None
    forged = data.replace(b"bpkit.yamlfile:Text", b"os.path.a:expandvar")
    assert Codec(Document).decode(forged, HOME) is None


def test_no_thread_uses_a_type_while_another_one_learns_it() -> None:
    packed: list[bytes | None] = []
    reader = threading.Thread(target=lambda: packed.append(Codec(Place).encode(Place(line=1), Path("/a"))))
    with codec._learning:
        reader.start()
        reader.join(0.05)
        assert reader.is_alive() and not packed
    reader.join()
    assert packed[0]
