"""The YAML beside a submission: facts that people state about it, each with its line.

What is wrong with it (syntax, an unknown key, a value that can't be) is a damage of the YAML, and every other
key still counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from ..model.facts import Fact, Identity, Institution, Medium, Person, Photo, Source
from ..model.hints import FAR
from ..model.place import Place
from ..model.problems import Kind, Problem, UnreadableError
from ..model.signs import hyphenated, shortened
from ..model.units import fold
from .fields import Fields

KEYS = ("judul", "penulis", "lembaga", "sumber", "media", "jenis", "jenis_produk", "tanggal", "foto")
PERSON_KEYS = ("nama", "jabatan", "kontak")
INSTITUTION_KEYS = ("nama", "alamat", "kontak")
CHOSEN = ("media", "jenis_produk")  # keys with a word of a few under them
PRODUCTS = ("best practice", "produk pengetahuan")


class Sidecar(Struct, frozen=True):
    """What a sidecar says; `captions` by the folded name of the photo, or its number."""

    title: Fact | None = None
    identity: Identity = field(default_factory=Identity)
    medium: Medium | None = None
    product: str | None = None
    captions: dict[str, Fact] = field(default_factory=dict)
    words: dict[str, Fact] = field(default_factory=dict)  # as typed: what became `medium` and `product`
    damages: tuple[Problem, ...] = ()

    def captioned(self, photos: Iterable[Photo]) -> tuple[Photo, ...]:
        """The photos, with the captions that `foto` gives them."""
        return tuple(map(self._captioned, photos) if self.captions else photos)

    def _captioned(self, photo: Photo) -> Photo:
        names = [fold(photo.name)]
        if photo.place:  # as findings call it: `foto ke-2`
            number = photo.place.number
            names += [f"foto ke-{number}", f"foto {number}", str(number)]
        caption = next((self.captions[name] for name in names if name in self.captions), None)
        return replace(photo, caption=caption) if caption else photo


def read_sidecar(path: Path, data: bytes) -> Sidecar:
    """The facts of a sidecar; nothing is raised."""
    keys = _SidecarFields.of(path, data, KEYS)
    author, institution = keys.person("penulis", PERSON_KEYS), keys.below("lembaga", INSTITUTION_KEYS)
    identity = Identity(
        Person(*map(author.fact, PERSON_KEYS)),
        Institution(*map(institution.fact, INSTITUTION_KEYS)),
        source=keys.fact("sumber"),
        submitted=keys.fact("tanggal") if keys.day("tanggal") else None,
        kind=keys.fact("jenis"),
    )
    medium = keys.choice("media", [medium.value for medium in Medium])
    product = keys.choice("jenis_produk", PRODUCTS)
    return Sidecar(
        title=keys.fact("judul"),
        identity=identity,
        medium=Medium(medium) if medium else None,
        product=product,
        captions=keys.below("foto", None).facts(),
        words={key: fact for key in CHOSEN if keys.place(key) and (fact := keys.fact(key))},
        damages=tuple(keys.problems),
    )


def _example(*keys: str) -> str:
    return "{" + ", ".join(f"{key}: …" for key in keys) + "}"


EXPECTED = {
    "penulis": _example(*PERSON_KEYS),
    "lembaga": _example(*INSTITUTION_KEYS),
    "foto": _example("foto1.jpg"),
    "tanggal": "2010-10-14",
    "media": ", ".join(medium.value for medium in Medium),
    "jenis_produk": ", ".join(PRODUCTS),
}


class _SidecarFields(Fields):
    """The keys of a sidecar, its values as facts; what is wrong is a damage of the file."""

    closeness = FAR  # its words are few and unlike each other

    def add(
        self,
        variant: str,
        found: str = "",
        expected: str = "",
        place: Place | None = None,
        values: Mapping[str, str] | None = None,
    ) -> None:
        """Note a damage; the finding names the key."""
        if place and values:
            place = replace(place, part=str(values["key"]))
        problem = Problem(self.path, found, expected, place, "value", kind=Kind.BROKEN, detail=variant)
        self.problems.append(problem)

    def add_unreadable(self, error: UnreadableError) -> None:
        """Note that the file is no YAML."""
        detail = ": ".join(filter(None, (error.variant, error.detail)))
        self.problems.append(
            Problem(self.path, place=error.place, variant="syntax", kind=Kind.BROKEN, detail=detail)
        )

    def add_no_keys(self, typed: Any) -> None:
        """Note that the file holds something else; it may be empty."""
        if not isinstance(typed, dict):
            self.add("no_mapping", _short(typed), _example(*KEYS), Place(1, 1))

    def wrong(self, key: str, variant: str, instead: Any, **values: str) -> Any:
        """Note that what stands under the key is not what it should be; `instead` is taken for it."""
        values, at = {"key": key, **values}, self.place_of_key(key)
        if variant == "not_text":
            self.add(variant, key, f"{key}: …", at, values)
        elif variant == "not_mapping":
            self.add(variant, _short(self._typed[key]), EXPECTED[key], at, values)
        else:
            self.add(variant, self.text(key), EXPECTED[key], self.place(key), values)
        return instead

    def text(self, key: str) -> str:
        """The text under the key; in a contact every dash between digits is a hyphen."""
        text = " ".join(super().text(key).split())
        return hyphenated(text) if key == "kontak" else text

    def fact(self, key: str) -> Fact | None:
        """The text under a key; None where it is missing or left empty."""
        text, place = self.text(key), self.place(key)
        return Fact(text, Source.SIDECAR, self.path, replace(place, part=key)) if text and place else None

    def facts(self) -> dict[str, Fact]:
        """Everything that stands here, by the folded key."""
        return {fold(key): fact for key in self._typed if (fact := self.fact(key))}


def _short(value: Any) -> str:
    return shortened(value, 40) if isinstance(value, str) else "[…]"


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
    for name in one.__struct_fields__:
        yield getattr(one, name) or getattr(other, name)
