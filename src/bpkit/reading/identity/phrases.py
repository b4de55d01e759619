"""What a phrase is by itself: a person's name, a position, a telephone number, an address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from ...model.dates import MONTHS
from ...people.contacts import contact_in
from ...people.degrees import is_degree
from .labels import ORGANISATIONS, read_label, words_of


class PhraseKind(StrEnum):
    """What a phrase is."""

    NAME = "name"
    POSITION = "position"
    CONTACT = "contact"
    ADDRESS = "address"
    ORGANISATION = "organisation"
    DEGREE = "degree"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Phrase:
    """What stands between two separators of a line, with its place in the line."""

    text: str
    start: int
    end: int
    kind: PhraseKind


LONGEST_NAME = 60  # characters
LONGEST_POSITION = 120
MOST_NAME_WORDS = 7

_POSITIONS = frozenset(
    words_of(
        "fasilitator faskel fasling sf korkot koorkot askot koordinator asisten ass ketua wakil "
        "sekretaris bendahara anggota manajer manager ta ahli trainer konsultan sosialisasi "
        "relawan lurah camat kepala kades staf staff penyuluh kader pengurus pimpinan guru leader "
        "tl tf tim pjok pjk pimkol operator pendamping pengawas upk kasi kabid walikota bupati "
        "direktur spesialis specialist pegawai mahasiswa warga kmw kmp osp oc"
    )
)
_ADDRESSES = frozenset(
    words_of(
        "jl jln jalan gg gang rt rw kel kelurahan desa ds dusun kec kecamatan kab kabupaten kota "
        "prov provinsi propinsi kampung kp komplek kompleks perum perumahan blok lingkungan pos "
        "balai kantor sekretariat gedung lantai pasar nagari jorong banjar gampong alamat "
        "beralamat"
    )
)
_NO_NAMES = frozenset(
    words_of(
        "karena sebab itu ini warga masyarakat pemerintah program pnpm p2kp mandiri perkotaan "
        "salam terima kasih selesai demikian sekian semoga artikel tulisan foto gambar bersama "
        "untuk yang dari dengan pada kegiatan oleh redaksi editor lampiran catatan pelatihan best "
        "practice mengetahui menyetujui"
    )
) | {month.casefold() for month in MONTHS}
_WORD = re.compile(r"\w+")
_NAME_WORD = re.compile(r"[A-Z][\w'’.\-]*|bin|binti|al|van|de|dan|&|[a-z]\.", re.UNICODE)
_SPLIT = re.compile(
    r"[,;|\t\n()\[\]]|\s[-–—•]\s?|\s{2,}|(?<![0-9])(?<!\bd)\s*/\s*|(?<!\bd)\s*/\s*(?![0-9\s])|\s/\s"
)
_BEFORE_CONTACT = re.compile(
    r"(?:(?:no(?:mor|mer)?\.?|hp|h\.p|hand\s?phone|hape|ponsel|telp(?:on)?|telepon|tlpn?|tel|phone|wa|whatsapp|kontak"
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
    strange = _NO_NAMES.intersection(lowered) or _POSITIONS.intersection(lowered)
    if not lowered or strange or lowered[0] in _ADDRESSES or lowered[0] in ORGANISATIONS:
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
        elif lowered in _POSITIONS:
            return word.start() if start is None else start
        else:
            start = None
    return None


def is_address(text: str) -> bool:
    """Whether a text has the words of an address."""
    return not _ADDRESSES.isdisjoint(_lowered(text))


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
    opened = text.count('"') % 2 == 1 or text.count("“") > text.count("”")
    at = typed.find(text) + len(text)
    return text + typed[at] if opened and typed[at : at + 1] in ('"', "”") else text


def without_stop(text: str) -> str:
    """A value without the full stop of the sentence it ended; `S.Sos.` keeps its own."""
    last = text.rpartition(" ")[2]
    return text[:-1] if last.endswith(".") and "." not in last[:-1] else text


def phrases(text: str) -> Iterator[Phrase]:
    """The phrases between a line's separators; a telephone number is never taken apart."""
    number = contact_in(text) or (0, 0)
    inner = [found.span() for found in _SPLIT.finditer(text)]
    cuts = [cut for cut in inner if cut[1] <= number[0] or cut[0] >= number[1]]
    start = 0
    for end, after in [*cuts, (len(text), len(text))]:
        phrase = text[start:end]
        if trimmed(phrase):
            begin = start + len(phrase) - len(phrase.lstrip())
            yield Phrase(phrase.strip(), begin, end, _kind(trimmed(phrase)))
        start = after


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
