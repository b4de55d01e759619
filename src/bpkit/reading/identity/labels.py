"""The labels that people put before facts in an Indonesian writing: `Nama`, `No. HP`, `Alamat BKM`, `Oleh`.

A label is not looked up whole but read word by word: a word names a field, or whose field it is, or is only
there for the sound. So `Nomor kontak penulis yang bisa dihubungi` needs no entry of its own, and
`Nama kampung ini` is no label, for one of its words is unknown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

MOST_WORDS = 9
LONGEST = 80  # characters of a label
LONGEST_OWN_NAME = 4  # words of an institution's name after `BKM`


class Field(StrEnum):
    """What a label asks for."""

    NAME = "name"
    POSITION = "position"
    CONTACT = "contact"
    ADDRESS = "address"
    AREA = "area"  # a village, district or city: a part of an address
    WORK = "work"  # team or office of the author
    SOURCE = "source"
    DATE = "date"
    KIND = "kind"
    TITLE = "title"
    OTHER = "other"  # known, and of no use but to end the fact before it


class Owner(StrEnum):
    """Whose field it is."""

    AUTHOR = "author"
    INSTITUTION = "institution"


@dataclass(frozen=True, slots=True)
class Label:
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


def words_of(text: str) -> list[str]:
    """The words of a vocabulary."""
    return text.split()


_FIELDS = {
    **dict.fromkeys(words_of("nama name"), Field.NAME),
    **dict.fromkeys(
        words_of("jabatan jab jbtn posisi profesi pekerjaan kedudukan peran sebagai selaku"), Field.POSITION
    ),
    **dict.fromkeys(
        words_of(
            "hp handphone hape ponsel wa whatsapp seluler telp telpon telepon telephone tlp tlpn "
            "telfon tel phone kontak contact cp email surel dihubungi hubungi menghubungi"
        ),
        Field.CONTACT,
    ),
    **dict.fromkeys(words_of("alamat almt alamatnya address sekretariat domisili"), Field.ADDRESS),
    **dict.fromkeys(
        words_of("kelurahan kel desa ds kecamatan kec kota kabupaten kab provinsi propinsi prov rt rw dusun"),
        Field.AREA,
    ),
    **dict.fromkeys(words_of("instansi tim tf wilayah dampingan unit korkot kmw tempat"), Field.WORK),
    **dict.fromkeys(words_of("sumber asal"), Field.SOURCE),
    **dict.fromkeys(words_of("tanggal tgl"), Field.DATE),
    **dict.fromkeys(words_of("jenis bentuk"), Field.KIND),
    **dict.fromkeys(words_of("judul"), Field.TITLE),
    **dict.fromkeys(
        words_of(
            "editor penyunting redaksi fotografer nik nip agama pendidikan hobi facebook fb twitter "
            "instagram ig blog website web situs tema tahun bulan periode halaman foto gambar "
            "dokumentasi status usia umur fax faks ketua koordinator sekretaris bendahara lokasi "
            "pos rekening anggota"
        ),
        Field.OTHER,
    ),
}
_PERSONAL = set(words_of("hp handphone hape ponsel wa whatsapp seluler genggam selular"))
_AUTHOR = set(
    words_of("penulis penulisnya oleh by pengirim penyusun pengarang kontributor pembuat tulis ditulis")
)
ORGANISATIONS = set(
    words_of(
        "bkm lkm ksm upk upl ups kpp kube pokmas koperasi yayasan lsm posyandu pkk gapoktan "
        "poktan paguyuban kpb fkabkm kelompok komunitas forum lembaga organisasi sanggar bumdes "
        "baznas puskesmas"
    )
)
_INSTITUTION = ORGANISATIONS | set(words_of("pelaku narasumber aktor tokoh institusi sekretariat"))
_HEADING = set(words_of("info informasi data identitas biodata profil tentang mengenai keterangan"))
_FILLERS = set(
    words_of(
        "no nomor nomer nmr lengkap dan atau yang yg bisa dapat aktif pribadi person rumah "
        "kantor dari untuk adalah ialah genggam selular mobile number gelar tulisan artikel "
        "naskah ini lain terkait tugas kerja masuk kirim dikirim diserahkan penyerahan "
        "pengiriman penulisan pembuatan disusun dilaporkan serta fasilitator asli media "
        "berita atas silakan silahkan kode lainnya langsung didampingi pelaksana penerima manfaat "
        "diceritakan dibuat dituliskan dikirimkan sekarang saat singkat"
    )
)
# What an owner did: `Pelaku kegiatan`, `Penulis cerita`, `Pelaku Best Practice`; alone it is no label.
_DEEDS = set(
    words_of(
        "kegiatan cerita kisah best practice practices praktik praktek baik terbaik program usaha inovasi"
    )
)
_DOERS = _AUTHOR | set(words_of("pelaku narasumber aktor tokoh lembaga institusi"))
# `Penulis 2`, `Penulis II`, `Penulis Pendamping`
_NUMBERS = {"1": 1, "2": 2, "3": 3, "4": 4, "i": 1, "ii": 2, "iii": 3, "pertama": 1, "kedua": 2, "ketiga": 3}
_NUMBERS |= {"utama": 1, "pendamping": 2}
_COUNTED = _AUTHOR | _PERSONAL | {"nama", "kontak", "telp", "telepon"}
_KNOWN = _FIELDS.keys() | _AUTHOR | _INSTITUTION | _HEADING | _FILLERS

_ASIDE = re.compile(r"\([^()]*\)")
_NUMBER_ASIDE = re.compile(r"\(([0-9]|I{1,3})\)")
_TWO_WORDS = re.compile(
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
_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_BOTH = re.compile(r"^\W*(\w+)\s*(?:/|&|,|\+|dan\b)\s*", re.I)


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
    if not 0 < len(words) <= MOST_WORDS or not all(word in _KNOWN for word in words):
        return None
    fields, owner = _fields(words), _owner(words)
    if not fields and owner is None:
        return None
    first = _BOTH.match(text)
    if first and fields and first[1].lower() in _AUTHOR | _INSTITUTION and not named:
        # `Penulis/Jabatan`: the owner's name and a field. `Lembaga/Pelaku` has no field, and stays an owner.
        fields = tuple(dict.fromkeys((Field.NAME, *fields)))
    heading, personal = not _HEADING.isdisjoint(words), not _PERSONAL.isdisjoint(words)
    return Label(fields, owner, named, heading, personal, number)


def begins_with_label(text: str) -> bool:
    """Whether a line begins with a label and a colon."""
    before, colon, _ = text.strip().partition(":")
    return bool(colon) and read_label(before) is not None


def _without_deeds(words: list[str]) -> list[str]:
    """The words without what stands behind an owner and only tells what he did."""
    doer = next((index for index, word in enumerate(words) if word in _DOERS), len(words))
    return [word for index, word in enumerate(words) if index < doer or word not in _DEEDS]


def _counted(typed: list[str]) -> tuple[list[str], int]:
    """The words without the number of `Penulis 1` or `HP 2`, and that number."""
    if len(typed) > 1 and typed[-1].lower() in _NUMBERS and typed[-2].lower() in _COUNTED:
        return typed[:-1], _NUMBERS[typed[-1].lower()]
    return typed, 0


def _own_name(typed: list[str]) -> tuple[list[str], str]:
    """Splits `Alamat BKM Maju Jaya` into the label and `BKM Maju Jaya`."""
    for index, word in enumerate(typed[:-1]):
        if word.lower() in ORGANISATIONS:
            rest = typed[index + 1 :]
            own = all(other.lower() not in _KNOWN and not other[0].islower() for other in rest)
            if own and len(rest) <= LONGEST_OWN_NAME:
                return typed[: index + 1], " ".join(typed[index:])
    return typed, ""


def _fields(words: list[str]) -> tuple[Field, ...]:
    found = list(dict.fromkeys(_FIELDS[word] for word in _asking(words) if word in _FIELDS))
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
    if Field.WORK in found and any(word in _AUTHOR for word in words):  # `Tim Penulis`
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
    if any(word in _AUTHOR for word in words):
        return Owner.AUTHOR
    return Owner.INSTITUTION if any(word in _INSTITUTION for word in words) else None
