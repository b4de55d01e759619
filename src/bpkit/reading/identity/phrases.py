"""What a phrase is by itself: a label, a person's name, a position, a telephone number, an address.

A label (`Nama`, `No. HP`, `Alamat BKM`, `Oleh`) is not looked up whole but read word by word: a word names a
field, or whose field it is, or is only there for the sound. So `Nomor kontak penulis yang bisa dihubungi`
needs no entry of its own, and `Nama kampung ini` is no label, for one of its words is unknown.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from msgspec import Struct

from ...model.signs import regex
from ...people.contacts import CALLED, contact_in
from ...people.names import is_degree
from .vocabulary import (
    ADDRESSES,
    AUTHOR,
    COUNTED,
    DEEDS,
    DOERS,
    FIELDS,
    HEADING,
    INSTITUTION,
    KNOWN,
    NO_NAMES,
    NUMBERS,
    ORGANISATIONS,
    PERSONAL,
    POSITIONS,
    Field,
    Owner,
)

MOST_WORDS = 9
LONGEST = 80  # characters of a label
LONGEST_OWN_NAME = 4  # words of an institution's name after `BKM`


class Label(Struct, frozen=True):
    """A label as it was understood; without fields it names its owner alone."""

    fields: tuple[Field, ...] = ()
    owner: Owner | None = None
    named: str = ""  # the institution's own name inside the label: `Alamat BKM Sejahtera`
    heading: bool = False  # says itself that a section begins: `Info Penulis`
    personal: bool = False  # asks for a telephone that somebody carries
    number: int = 0  # of `Penulis 2`

    @property
    def field(self) -> Field | None:
        """The field, where it asks for one alone."""
        return self.fields[0] if len(self.fields) == 1 else None


_ASIDE = regex(r"\([^()]*\)")
_NUMBER_ASIDE = regex(r"\(([0-9]|I{1,3})\)")
_TWO_WORDS = regex(
    r"\b(?:(?P<source>nara\s+sumber)|(?P<contact>(?:contact|kontak)\s+persons?)|(?P<mail>e\s*-\s*mail)"
    r"|(?P<phone>hand\s*-?\s*phone)|(?P<chat>what'?s\s*app))\b",
    re.IGNORECASE,
)
_ONE_WORD = {
    "source": "narasumber",
    "contact": "kontak",
    "mail": "email",
    "phone": "handphone",
    "chat": "whatsapp",
}
_TOKEN = regex(r"[^\W_]+(?:['’][^\W_]+)?")
_BOTH = regex(r"^\W*(\w+)\s*(?:/|&|,|\+|dan\b)\s*", re.I)


@lru_cache(maxsize=4096)
def read_label(text: str) -> Label | None:
    """What a text asks for if it is a label and nothing else, without its colon.

    >>> read_label("No. HP Penulis")
    Label(fields=(<Field.CONTACT: 'contact'>,), owner=<Owner.AUTHOR: 'author'>, ..., personal=True)
    """
    if len(text) > LONGEST:
        return None
    text = _ASIDE.sub(" ", _NUMBER_ASIDE.sub(r" \1", text))  # `Jabatan (apa, di mana)`
    if _TWO_WORDS.search(text):
        text = _TWO_WORDS.sub(lambda found: _ONE_WORD[found.lastgroup or ""], text)
    counted, number = _counted(_TOKEN.findall(text))
    typed, named = _own_name(counted)
    words = _without_deeds([word.lower() for word in typed])
    if not 0 < len(words) <= MOST_WORDS or not all(word in KNOWN for word in words):
        return None
    fields, owner = _fields(words), _owner(words)
    if not fields and owner is None:
        return None
    first = _BOTH.match(text)
    if first and fields and first[1].lower() in AUTHOR | INSTITUTION and not named:
        # `Penulis/Jabatan`: the owner's name and a field. `Lembaga/Pelaku` has no field, and stays an owner.
        fields = tuple(dict.fromkeys((Field.NAME, *fields)))
    heading, personal = not HEADING.isdisjoint(words), not PERSONAL.isdisjoint(words)
    return Label(fields, owner, named, heading, personal, number)


def begins_with_label(text: str) -> bool:
    """Whether a line begins with a label and a colon."""
    before, colon, _ = text.strip().partition(":")
    return bool(colon) and read_label(before) is not None


def _without_deeds(words: list[str]) -> list[str]:
    """The words without what stands behind an owner and only tells what he did."""
    doer = next((index for index, word in enumerate(words) if word in DOERS), len(words))
    return [word for index, word in enumerate(words) if index < doer or word not in DEEDS]


def _counted(typed: list[str]) -> tuple[list[str], int]:
    """The words without the number of `Penulis 1` or `HP 2`, and that number."""
    if len(typed) > 1 and typed[-1].lower() in NUMBERS and typed[-2].lower() in COUNTED:
        return typed[:-1], NUMBERS[typed[-1].lower()]
    return typed, 0


def _own_name(typed: list[str]) -> tuple[list[str], str]:
    """Splits `Alamat BKM Maju Jaya` into the label and `BKM Maju Jaya`."""
    for index, word in enumerate(typed[:-1]):
        if word.lower() in ORGANISATIONS:
            rest = typed[index + 1 :]
            own = all(other.lower() not in KNOWN and not other[0].islower() for other in rest)
            if own and len(rest) <= LONGEST_OWN_NAME:
                return typed[: index + 1], " ".join(typed[index:])
    return typed, ""


def _fields(words: list[str]) -> tuple[Field, ...]:
    found = list(dict.fromkeys(FIELDS[word] for word in _asking(words) if word in FIELDS))
    if Field.AREA in found and len(found) > 1:  # `Nama Kelurahan`, `Alamat Kota`
        found = [Field.ADDRESS] if Field.ADDRESS in found else [Field.AREA]
    if Field.POSITION in found and Field.WORK in found:  # `Jabatan/Instansi` is one answer
        found.remove(Field.WORK)
    if Field.SOURCE in found and Field.WORK in found:
        found.remove(Field.WORK)
    if Field.WORK in found and not ORGANISATIONS.isdisjoint(words):  # `BKM dampingan`
        found.remove(Field.WORK)
    if Field.WORK in found and Field.NAME in found:  # `Nama Tim`
        found.remove(Field.NAME)
    if Field.WORK in found and any(word in AUTHOR for word in words):  # `Tim Penulis`
        found.remove(Field.WORK)
    if Field.DATE in found:
        found = [Field.DATE]
    if "lokasi" in words and not {"tugas", "kerja"}.isdisjoint(words):
        found = [Field.POSITION] if Field.POSITION in found else [Field.WORK]
    if Field.OTHER in found and Field.CONTACT not in found:
        found = [Field.OTHER]
    return tuple(field for field in found if field is not Field.OTHER or len(found) == 1)


def _asking(words: list[str]) -> list[str]:
    """The words without a number of the civil service beside the name: `Nama/NIP`."""
    return [word for word in words if word not in ("nik", "nip")] if "nama" in words else words


def _owner(words: list[str]) -> Owner | None:
    if any(word in AUTHOR for word in words):
        return Owner.AUTHOR
    return Owner.INSTITUTION if any(word in INSTITUTION for word in words) else None


# Phrases ---------------------------------------------------------------------------------------------------


class PhraseKind(StrEnum):
    """What a phrase is."""

    NAME = "name"
    POSITION = "position"
    CONTACT = "contact"
    ADDRESS = "address"
    ORGANISATION = "organisation"
    DEGREE = "degree"
    OTHER = "other"


class Phrase(Struct, frozen=True):
    """What stands between two separators of a line, with its place in the line."""

    text: str
    start: int
    end: int
    kind: PhraseKind


LONGEST_NAME = 60  # characters
LONGEST_POSITION = 120
MOST_NAME_WORDS = 7

_WORD = regex(r"\w+")
_NAME_WORD = regex(r"[A-Z][\w'’.\-]*|bin|binti|al|van|de|dan|&|[a-z]\.", re.UNICODE)
_SPLIT = regex(
    r"[,;|\t\n()\[\]]|\s[-–—•]\s?|\s{2,}|(?<![0-9])(?<!\bd)\s*/\s*|(?<!\bd)\s*/\s*(?![0-9\s])|\s/\s"
)
_BEFORE_CONTACT = regex(
    rf"(?:(?:no(?:mor|mer)?\.?|{CALLED}|kontak"
    r"|contact(?:\s+person)?|cp|e-?mail|surel|dapat|bisa|yang|penulis|beliau|dihubungi|hubungi|di|melalui|via|nomor|person|/|&|dan|ke)"
    r"\b[\s.:/=\-]*)+$",
    re.IGNORECASE,
)


def is_person(text: str) -> bool:
    """Whether a text reads as the name of one or two persons, in capitals as names have them."""
    words = text.replace(",", " ").split()
    if not 1 <= len(words) <= MOST_NAME_WORDS or len(text) > LONGEST_NAME:
        return False
    if not all(_NAME_WORD.fullmatch(word) for word in words) or any(map(str.isdigit, text)):
        return False
    lowered = _lowered(text)
    strange = NO_NAMES.intersection(lowered) or POSITIONS.intersection(lowered)
    if not lowered or strange or lowered[0] in ADDRESSES or lowered[0] in ORGANISATIONS:
        return False
    return read_label(text) is None


def is_position(text: str) -> bool:
    """Whether a text names what somebody does in the program or in the community."""
    return len(text) <= LONGEST_POSITION and position_start(text) is not None


def position_start(text: str) -> int | None:
    """Where the first word of a position stands; `Senior Fasilitator` begins with `Senior`."""
    start = None
    for word in _WORD.finditer(text):
        lowered = word[0].lower()
        if lowered in ("senior", "tenaga", "team"):
            start = word.start() if start is None else start
        elif lowered in POSITIONS:
            return word.start() if start is None else start
        else:
            start = None
    return None


def is_address(text: str) -> bool:
    """Whether a text has the words of an address."""
    return not ADDRESSES.isdisjoint(_lowered(text))


def _lowered(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def is_organisation(text: str) -> bool:
    """Whether a text begins as the name of a community's institution does: `BKM Sejahtera`."""
    first = re.match(r"\W*(\w+)", text)
    return bool(first) and first[1].lower() in ORGANISATIONS  # type: ignore[index]


def without_contact_words(text: str) -> str:
    """The text before a number without the words that only announce it, such as `, HP`."""
    return trimmed(_BEFORE_CONTACT.sub("", text.rstrip(" .:=-")))


def trimmed(text: str) -> str:
    """A value without the separators and odd brackets around it."""
    text = _with_quotes(text.strip(' \t\n,;|/:=–—-•*_"“”'), text)
    if "(" not in text and ")" not in text:
        return text
    if text[:1] == "(" and text.find(")") == len(text) - 1:
        text = text[1:-1]
    if text.count("(") > text.count(")"):
        text = text.removesuffix("(").removeprefix("(") if text[-1:] == "(" or text[:1] == "(" else text + ")"
    if text.count(")") > text.count("("):
        text = text.removeprefix(")").removesuffix(")") if text[-1:] == ")" or text[:1] == ")" else text
    return text.strip(" \t\n,;|/:=–—-•*_")


def _with_quotes(text: str, typed: str) -> str:
    """A text whose last word stood in quotes, with the sign that ends them: `KSM "Mawar"`."""
    if '"' not in text and "“" not in text:
        return text  # nearly always; a value is trimmed a dozen times
    opened = text.count('"') % 2 == 1 or text.count("“") > text.count("”")
    at = typed.find(text) + len(text)
    return text + typed[at] if opened and typed[at : at + 1] in ('"', "”") else text


def without_stop(text: str) -> str:
    """A value without the full stop of the sentence it ended; `S.Sos.` keeps its own."""
    last = text.rpartition(" ")[2]
    return text[:-1] if last.endswith(".") and "." not in last[:-1] else text


@lru_cache(maxsize=4096)  # a value is looked at two or three times: 35 µs a writing
def phrases(text: str) -> tuple[Phrase, ...]:
    """The phrases between a line's separators; a telephone number is never taken apart."""
    number = contact_in(text) or (0, 0)
    inner = [found.span() for found in _SPLIT.finditer(text)]
    cuts = [cut for cut in inner if cut[1] <= number[0] or cut[0] >= number[1]]
    found: list[Phrase] = []
    start = 0
    for end, after in [*cuts, (len(text), len(text))]:
        phrase = text[start:end]
        if bare := trimmed(phrase):
            begin = start + len(phrase) - len(phrase.lstrip())
            found.append(Phrase(phrase.strip(), begin, end, _kind(bare)))
        start = after
    return tuple(found)


def _kind(text: str) -> PhraseKind:
    if contact_in(text):
        return PhraseKind.CONTACT
    if is_degree(text):
        return PhraseKind.DEGREE
    if is_organisation(text):
        return PhraseKind.ORGANISATION
    if position_start(text) is not None:
        return PhraseKind.POSITION
    if is_address(text):
        return PhraseKind.ADDRESS
    return PhraseKind.NAME if is_person(text) else PhraseKind.OTHER


_PREMISES = regex(r"\W*(?:sekretariat|kantor|balai|gedung)\b", re.IGNORECASE)
_INVITATION = regex(
    rf"[^.:]{{0,80}}?\b(?:meng)?hubungi\s+(?=(?:{'|'.join(sorted(ORGANISATIONS))})\b)", re.IGNORECASE
)


def is_premises(text: str) -> bool:
    """Whether an address begins as an institution's does: `Sekretariat …`."""
    return bool(_PREMISES.match(text))


def without_invitation(text: str) -> str:
    """`BKM Sejahtera, Jl. Mawar 3` from `Untuk keterangan hubungi BKM Sejahtera, Jl. Mawar 3`."""
    return _INVITATION.sub("", text, count=1) if _INVITATION.match(text) else text
