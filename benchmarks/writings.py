"""Writings by number, as Word documents made fast: the same number always gives the same writing.

What does not differ between documents (styles, theme, settings …) is made and deflated once, from a document
of python-docx; a photo is one of a pool, made another by a number in a comment. So a writing takes one
deflated part and some bytes put together: about a millisecond.
"""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, zip_longest

import docx
from docx.shared import Cm
from PIL import Image

PARAGRAPHS, WORDS, PHOTOS = 10, 70, 3
POOL = 24  # photos that differ by more than their number
SLOT = "@"  # where a document differs from the next
CHANCE = random.Random(2010)
VOCABULARY = ["".join(CHANCE.choices("abdegiklmnoprstu", k=CHANCE.randint(3, 9))) for _ in range(6000)]
# Words are as frequent as those of a language.
FREQUENCY = list(accumulate(1 / (place + 1) for place in range(len(VOCABULARY))))
TITLES = (
    "Dari Sampah Menjadi Berkah di Kampung",
    "Warga Membangun Jembatan Sendiri di Desa",
    "Air Bersih untuk Seratus Rumah di Lorong",
    "Ibu-Ibu Mengelola Simpan Pinjam di Dusun",
    "Pemuda Menanam Bakau di Pesisir",
)
FIRST = ("Siti", "Budi", "Dewi", "Agus", "Rina", "Joko", "Wati", "Hadi", "Lestari", "Bambang", "Yuli")
LAST = ("Rahma", "Santoso", "Lestari", "Wibowo", "Hartati", "Susilo", "Utami", "Nugroho", "Astuti", "Gunawan")
JFIF = 20  # bytes of a JPEG until its header ends
STAMP = struct.pack("<HH", 0, 33)  # the first day that a zip can name


@dataclass(frozen=True, slots=True)
class Weight:
    """What the photos of a document weigh, and whether they are deflated in it once more."""

    width: int
    height: int
    quality: int
    deflated: bool


# About 90 KiB. python-docx deflates them, Word and LibreOffice don't.
HEAVY = Weight(600, 800, 80, deflated=True)
STORED = Weight(600, 800, 80, deflated=False)
# About 12 KiB, so that 36,000 documents take 2.7 GiB.
LIGHT = Weight(480, 640, 8, deflated=False)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a package, as it stands in the zip."""

    name: str
    method: int
    checksum: int
    size: int  # bytes, inflated
    data: bytes


def title(number: int) -> str:
    """A title as long as titles are, and no beginning of another."""
    return f"{TITLES[number % len(TITLES)]} {number:05d}"


def person(number: int) -> str:
    """A name without figures, which no name has."""
    initial = chr(65 + number // 26 % 26) + chr(97 + number % 26)
    return f"{FIRST[number % len(FIRST)]} {initial}a {LAST[number // 7 % len(LAST)]}"


def prose(number: int) -> list[str]:
    """The paragraphs of a writing. One in a hundred is copied, one in 150 copied but for three paragraphs."""
    if number % 100 == 99:
        return prose(number - 60)
    chance = random.Random(number)
    words = chance.choices(VOCABULARY, cum_weights=FREQUENCY, k=PARAGRAPHS * WORDS)
    made = [" ".join(words[at : at + WORDS]).capitalize() + "." for at in range(0, len(words), WORDS)]
    return [*made[:3], *prose(number - 60)[3:]] if number % 150 == 149 else made


def document(number: int, photos: int = PHOTOS, weight: Weight = HEAVY, edition: int = 0) -> bytes:
    """The writing of this number as .docx; another edition has another text."""
    template, constant = shell(photos)
    team = number % 11  # nine teams of facilitators, then the Korkot's own, then a team's second
    source = "korkot" if team == 9 else f"TF-{team % 9 + 1:02d}"
    facts = (
        person(number),
        f"Fasilitator Sosial TF-{team % 9 + 1:02d}",
        f"0812-{number % 9000 + 1000}-7890",
        source,
    )
    values = (title(number), *prose(number + 1_000_000 * edition), *facts)
    text = "".join(piece for pair in zip_longest(template, values, fillvalue="") for piece in pair)
    media = (
        media_part(f"word/media/image{at + 1}.jpg", number * PHOTOS + at, weight) for at in range(photos)
    )
    return package((*constant, deflated("word/document.xml", text.encode()), *media))


def media_part(name: str, number: int, weight: Weight) -> Part:
    """A photo in a document."""
    head, tail, packed_tail = halves(number, weight)
    checksum = zlib.crc32(tail, zlib.crc32(head))
    size = len(head) + len(tail)
    if not weight.deflated:
        return Part(name, zipfile.ZIP_STORED, checksum, size, head + tail)
    # What differs is a block of its own that is not deflated; the rest was deflated once for all.
    block = b"\0" + struct.pack("<HH", len(head), len(head) ^ 0xFFFF) + head
    return Part(name, zipfile.ZIP_DEFLATED, checksum, size, block + packed_tail)


def photo(number: int, weight: Weight = HEAVY) -> bytes:
    """A photo as a file of its own."""
    head, tail, _ = halves(number, weight)
    return head + tail


def halves(number: int, weight: Weight) -> tuple[bytes, bytes, bytes]:
    """Head and rest of a photo that no other number has, and the rest deflated.

    Those of a copied writing are copied too.
    """
    writing, at = divmod(number, PHOTOS)
    if writing % 100 == 99:
        writing -= 60
    own = f"{writing}-{at}".encode()
    header, tail, packed_tail = pool(weight)[(writing + at) % POOL]
    # A comment after the JFIF header, which comes first: same pixels, other content.
    return header + b"\xff\xfe" + struct.pack(">H", len(own) + 2) + own, tail, packed_tail


@cache
def pool(weight: Weight) -> tuple[tuple[bytes, bytes, bytes], ...]:
    """Photos with grain, so that they weigh what photos do."""
    chance = random.Random(2010)
    photos = [_grained(chance, weight) for _ in range(POOL)]
    return tuple((data[:JFIF], data[JFIF:], deflated("", data[JFIF:]).data) for data in photos)


def _grained(chance: random.Random, weight: Weight) -> bytes:
    smooth = Image.frombytes("RGB", (30, 40), chance.randbytes(3600))
    size = (weight.width, weight.height)
    smooth = smooth.resize(size, Image.Resampling.BICUBIC)
    grain = Image.frombytes("L", (300, 400), chance.randbytes(120_000)).resize(size).convert("RGB")
    stream = io.BytesIO()
    Image.blend(smooth, grain, 0.08).save(stream, "JPEG", quality=weight.quality)
    return stream.getvalue()


@cache
def shell(photos: int) -> tuple[list[str], tuple[Part, ...]]:
    """The text between the slots of document.xml, and every other part but the photos."""
    made = docx.Document()
    made.add_heading(SLOT, 0)
    for at in range(PARAGRAPHS):
        made.add_paragraph(SLOT)
        if at % 3 == 2 and at // 3 < photos:
            made.add_picture(io.BytesIO(photo(at, LIGHT)), width=Cm(8))
            made.add_paragraph(f"Foto {at // 3 + 1}. Warga memilah sampah", style="Caption")
    table = made.add_table(0, 2)
    for label, value in (
        ("Nama", SLOT),
        ("Jabatan", SLOT),
        ("Nomor kontak", SLOT),
        ("Sumber", SLOT),
        ("Nama lembaga", "BKM Sejahtera"),
        ("Alamat lembaga", "Jl. Mawar 3, Kel. Tandang"),
        ("Nomor kontak lembaga", "024-7654321"),
    ):
        cells = table.add_row().cells
        cells[0].text, cells[1].text = label, value
    stream = io.BytesIO()
    made.save(stream)
    with zipfile.ZipFile(stream) as opened:
        main = opened.read("word/document.xml").decode()
        names = (name for name in opened.namelist() if not name.startswith("word/media/"))
        constant = [deflated(name, opened.read(name)) for name in names if name != "word/document.xml"]
    return main.split(SLOT), tuple(constant)


def deflated(name: str, data: bytes) -> Part:
    """A part as programs store text."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    return Part(
        name, zipfile.ZIP_DEFLATED, zlib.crc32(data), len(data), packer.compress(data) + packer.flush()
    )


def package(parts: Iterable[Part]) -> bytes:
    """The zip of these parts."""
    pieces: list[bytes] = []
    directory: list[bytes] = []
    at = 0
    for part in parts:
        local, central = _records(part, at)
        pieces += (local, part.data)
        directory.append(central)
        at += len(local) + len(part.data)
    size = sum(map(len, directory))
    end = b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, len(directory), len(directory), size, at, 0)
    return b"".join((*pieces, *directory, end))


def _records(part: Part, at: int) -> tuple[bytes, bytes]:
    """What stands before a part, and what the directory says of it."""
    name = part.name.encode()
    sizes = struct.pack("<III", part.checksum, len(part.data), part.size)
    shared = struct.pack("<HHH", 20, 0, part.method) + STAMP + sizes + struct.pack("<HH", len(name), 0)
    tail = struct.pack("<HHHII", 0, 0, 0, 0, at)
    return b"PK\3\4" + shared + name, b"PK\1\2" + struct.pack("<H", 20) + shared + tail + name


def parts_of(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Names and contents of the parts of any package."""
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        for name in opened.namelist():
            yield name, opened.read(name)
