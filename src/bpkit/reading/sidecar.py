"""The YAML beside a submission: facts that people state about it, each with its line.

What is wrong with it (syntax, an unknown key, a value that can't be) is a damage of the YAML, and every other
key still counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from .. import yamlfile
from ..model.dates import parse_date
from ..model.facts import Fact, Identity, Institution, Medium, Person, Photo, Source
from ..model.hints import nearest
from ..model.place import Place
from ..model.problems import Kind, Problem, UnreadableError
from ..model.signs import hyphenated, plain
from ..model.units import fold
from ..yamlfile import Text
from .panel.yaml_fields import with_degrees

KEYS = ("judul", "penulis", "lembaga", "sumber", "media", "jenis", "jenis_produk", "tanggal", "foto")
PERSON_KEYS = ("nama", "jabatan", "kontak")
INSTITUTION_KEYS = ("nama", "alamat", "kontak")
PRODUCTS = ("best practice", "produk pengetahuan")


@dataclass(frozen=True, slots=True)
class Sidecar:
    """What a sidecar says; `captions` by the folded name of the photo, or its number."""

    title: Fact | None = None
    identity: Identity = field(default_factory=Identity)
    medium: Medium | None = None
    product: str | None = None
    captions: dict[str, Fact] = field(default_factory=dict)
    damages: tuple[Problem, ...] = ()

    def captioned(self, photos: Iterable[Photo]) -> tuple[Photo, ...]:
        """The photos, with the captions that `foto` gives them."""
        return tuple(self._captioned(photo) for photo in photos)

    def _captioned(self, photo: Photo) -> Photo:
        names = [fold(photo.name)]
        if photo.place:  # as findings call it: `foto ke-2`
            number = photo.place.number
            names += [f"foto ke-{number}", f"foto {number}", str(number)]
        caption = next((self.captions[name] for name in names if name in self.captions), None)
        return replace(photo, caption=caption) if caption else photo


def read_sidecar(path: Path, data: bytes) -> Sidecar:
    """The facts of a sidecar; nothing is raised."""
    try:
        typed = yamlfile.read(data)
    except UnreadableError as fault:
        detail = f"{fault.variant}: {fault.detail}" if fault.detail else fault.variant
        return Sidecar(
            damages=(Problem(path, place=fault.place, variant="syntax", kind=Kind.BROKEN, detail=detail),)
        )
    reader = _SidecarReader(path)
    keys = reader.mapping(typed, KEYS, Place(1, 1))
    author = reader.mapping(_author(keys.get("penulis", {})), PERSON_KEYS, _place(keys, "penulis"))
    institution = reader.mapping(keys.get("lembaga", {}), INSTITUTION_KEYS, _place(keys, "lembaga"))
    identity = Identity(
        Person(*(reader.fact(author, key) for key in PERSON_KEYS)),
        Institution(*(reader.fact(institution, key) for key in INSTITUTION_KEYS)),
        source=reader.fact(keys, "sumber"),
        submitted=reader.date(keys, "tanggal"),
        kind=reader.fact(keys, "jenis"),
    )
    medium = reader.choice(keys, "media", [medium.value for medium in Medium])
    product = reader.choice(keys, "jenis_produk", PRODUCTS)
    title, captions = reader.fact(keys, "judul"), reader.captions(keys)
    return Sidecar(
        title, identity, Medium(medium) if medium else None, product, captions, tuple(reader.damages)
    )


def _author(typed: Any) -> Any:
    return with_degrees(typed) if isinstance(typed, dict) else typed


class _SidecarReader:
    """Takes values out of the YAML; what is wrong with them gathers in `damages`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.damages: list[Problem] = []

    def mapping(self, typed: Any, known: tuple[str, ...] | None, place: Place) -> dict[str, Any]:
        """The keys of a mapping by their text, without those that nobody knows."""
        if typed == "":
            return {}
        if not isinstance(typed, dict):
            self._complain("a mapping was expected", place, _short(typed), _example(known))
            return {}
        for key in typed:
            if known is not None and key not in known:
                near = nearest(key.lower(), known, closeness=0.5)
                self._complain("unknown key", _at(key), key, near or ", ".join(known))
        return {key: value for key, value in typed.items() if known is None or key in known}

    def fact(self, keys: dict[str, Any], key: str) -> Fact | None:
        """The text under a key; None where it is missing or left empty."""
        value = keys.get(key, "")
        if value == "":
            return None
        if not isinstance(value, Text):
            self._complain("a text was expected", _place(keys, key), key, f"{key}: …")
            return None
        text = " ".join(_typed(key, value).split())
        return (
            Fact(text, Source.SIDECAR, self.path, Place(value.line, value.column, part=key)) if text else None
        )

    def date(self, keys: dict[str, Any], key: str) -> Fact | None:
        """A text that is a date."""
        fact = self.fact(keys, key)
        if fact and parse_date(fact.text) is None:
            self._complain("no date", fact.place, fact.text, "2010-10-14")
            return None
        return fact

    def choice(self, keys: dict[str, Any], key: str, allowed: Iterable[str]) -> str | None:
        """A text that is one of these words, in whatever case."""
        fact = self.fact(keys, key)
        if fact and fold(fact.text) not in allowed:
            self._complain("none of the words allowed", fact.place, fact.text, ", ".join(allowed))
            return None
        return fold(fact.text) if fact else None

    def captions(self, keys: dict[str, Any]) -> dict[str, Fact]:
        """What stands under `foto`, by the folded file name."""
        typed = self.mapping(keys.get("foto", {}), None, _place(keys, "foto"))
        facts = ((key, self.fact(typed, key)) for key in typed)
        return {fold(key): fact for key, fact in facts if fact}

    def _complain(self, detail: str, place: Place | None, found: str, expected: str) -> None:
        self.damages.append(
            Problem(
                self.path,
                found=found,
                expected=expected,
                place=place,
                variant="value",
                kind=Kind.BROKEN,
                detail=detail,
            )
        )


def _typed(key: str, value: str) -> str:
    """A value as a keyboard would have given it; in a contact every dash between digits is a hyphen."""
    return hyphenated(value) if key == "kontak" else plain(value)


def _at(text: Text) -> Place:
    return Place(text.line, text.column, part=str(text))


def _place(keys: dict[str, Any], key: str) -> Place:
    """Where a key was typed."""
    return next((_at(typed) for typed in keys if typed == key and isinstance(typed, Text)), Place(1, 1))


def _short(value: Any) -> str:
    return value[:40] if isinstance(value, str) else "[…]"


def _example(known: tuple[str, ...] | None) -> str:
    return "{" + ", ".join(f"{key}: …" for key in known or ("foto1.jpg",)) + "}"


def merge(sidecar: Identity, document: Identity) -> Identity:
    """Field by field, the sidecar's fact before the document's; every fact keeps its source."""
    author, institution = (
        _merged(sidecar.author, document.author),
        _merged(sidecar.institution, document.institution),
    )
    return Identity(
        Person(*author),
        Institution(*institution),
        sidecar.source or document.source,
        sidecar.submitted or document.submitted,
        sidecar.kind or document.kind,
    )


def _merged(one: Person | Institution, other: Person | Institution) -> Iterator[Fact | None]:
    for name in one.__slots__:
        yield getattr(one, name) or getattr(other, name)
