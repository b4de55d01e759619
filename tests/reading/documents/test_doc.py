"""Word 97 to 2003."""

import struct
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from make.contents import kinds, texts
from make.oldformats import doc
from make.realfiles import office

from bpkit.model.problems import Kind
from bpkit.reading.documents.content import DocumentTable, Paragraph
from bpkit.reading.documents.doc import _pieces, read_doc

FILE = Path("tulisan.doc")
IN_TABLE = struct.pack("<HB", 0x2416, 1)
ENDS_ROW = IN_TABLE + struct.pack("<HB", 0x2417, 1)
EVERYTHING = read_doc(FILE, office("semua.doc"))  # what it holds: tools/fixtures/semua.fodt


def test_text_in_letters_of_one_byte_comes_by_paragraphs() -> None:
    content = read_doc(FILE, office("latin.doc"))
    assert texts(content) == ["Judul – “Berkah”", "Alinea kedua, naïf."]
    assert content.damages == ()


def test_letters_of_two_bytes_are_read() -> None:
    assert texts(EVERYTHING)[-1] == "Lihat situs kami, naïf 日本 Ω и."
    assert EVERYTHING.damages == ()


def test_a_line_break_and_a_tab_are_kept() -> None:
    assert texts(EVERYTHING)[1] == "Warga RW 03 mengumpulkan sampah – “bersama” dan tebal.\nBaris kedua\ttab."


def test_hidden_text_is_left_out_and_of_hyphens_and_fields_what_is_seen_stays() -> None:
    assert texts(EVERYTHING)[3] == "tetap tetap, ibu-ibu, masyarakat, halaman 1."


def test_deleted_text_is_left_out() -> None:
    assert "DIHAPUS" not in "".join(texts(EVERYTHING))


def test_style_bold_size_and_alignment_of_a_title_are_seen() -> None:
    title, _, small = (block for block in EVERYTHING.blocks[2:5] if isinstance(block, Paragraph))
    assert (title.text, title.style, title.centred) == ("Dari Sampah Menjadi Berkah", "title", True)
    assert (small.text, small.bold, small.centred, small.size_pt) == ("Judul Kecil", True, True, 14.0)


def test_a_row_whose_properties_stand_elsewhere_ends_all_the_same() -> None:
    elsewhere = struct.pack("<HI", 0x6646, 4)
    pictures = bytes(4) + struct.pack("<H", len(ENDS_ROW)) + ENDS_ROW
    shapes = {4: IN_TABLE, 9: IN_TABLE, 10: elsewhere}
    table, _ = read_doc(FILE, doc("Nama\x07Siti\x07\x07Isi\r", shapes=shapes, pictures=pictures)).blocks
    assert isinstance(table, DocumentTable)
    assert [[cell[0].text for cell in row] for row in table.rows] == [["Nama", "Siti"]]


def test_the_page_has_its_size() -> None:
    assert EVERYTHING.page_cm == (21.59, 27.94)


@pytest.mark.parametrize("name", ["terkunci.doc", "terkunci.docx"])
def test_a_document_with_a_password_is_protected_in_the_old_format_and_in_a_newer_one(name: str) -> None:
    assert kinds(read_doc(FILE, office(name))) == [Kind.PROTECTED]


@pytest.mark.parametrize(("signature", "version"), [(0xA5DC, 104), (0xA5EC, 101)])
def test_word_95_is_named_with_the_format_to_save_it_in(signature: int, version: int) -> None:
    (damage,) = read_doc(FILE, doc("x\r", signature=signature, version=version)).damages
    assert (damage.kind, damage.found, damage.expected) == (Kind.MISLABELLED, "Word 6/95", ".docx")


@pytest.mark.parametrize("data", [b"", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf1 x}", office("sel.xls")])
def test_what_is_no_word_document_is_damaged(data: bytes) -> None:
    content = read_doc(FILE, data)
    assert content.blocks == ()
    assert kinds(content) == [Kind.BROKEN]


# Tables that lead in circles, and sizes that no file has ------------------------------------------------

FAT, DIRECTORY, ENTRIES = 76, 48, 4  # where the header names the first sectors


def _sector(data: bytes, field: int) -> int:
    return 512 * (int(struct.unpack_from("<I", data, field)[0]) + 1)


def in_circles(data: bytes, *, size: int) -> bytes:
    """The file with every chain of sectors biting its tail, under streams of that many bytes."""
    made = bytearray(data)
    for index in range(128):
        at = _sector(data, FAT) + 4 * index
        if struct.unpack_from("<I", data, at)[0] < 0xFFFFFFF0:
            struct.pack_into("<I", made, at, index)
    for index in range(1, ENTRIES):
        struct.pack_into("<I", made, _sector(data, DIRECTORY) + 128 * index + 120, size)
    return bytes(made)


def tables_of(data: bytes, field: int) -> bytes:
    made = bytearray(data)
    struct.pack_into("<I", made, field, 0xFFFFFF)
    return bytes(made)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: in_circles(data, size=0xFFFFFFF0),
        *(lambda data, field=field: tables_of(data, field) for field in (44, 64, 72)),
    ],
)
def test_a_file_that_claims_more_than_it_could_hold_is_damaged_at_once(
    spoil: Callable[[bytes], bytes],
) -> None:
    begun = time.perf_counter()
    content = read_doc(FILE, spoil(doc("Bank Sampah. " * 200)))
    assert [damage.kind for damage in content.damages] == [Kind.BROKEN]
    assert time.perf_counter() - begun < 5


def test_pieces_that_share_one_text_are_no_writing() -> None:
    assert len(list(_pieces(pieces_sharing(500, 3), 2_000))) == 3
    with pytest.raises(ValueError, match="out of order"):
        list(_pieces(pieces_sharing(500, 6_000), 2_000))


def pieces_sharing(length: int, count: int) -> bytes:
    """A table of so many pieces of that length, all of which lie in one place."""
    ends = struct.pack(f"<{count + 1}I", *range(0, length * (count + 1), length))
    places = b"".join(struct.pack("<HIH", 0, 0x40000000 | 1024, 0) for _ in range(count))
    return b"\x02" + struct.pack("<I", len(ends) + len(places)) + ends + places
