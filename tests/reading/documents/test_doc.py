"""Word 97 to 2003."""

import struct
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from make.oldformats import doc, doc_picture, ole, picture

from bpkit.model.problems import Kind
from bpkit.reading.documents.content import DocumentContent, DocumentPart, DocumentTable, Paragraph
from bpkit.reading.documents.doc import read_doc

FILE = Path("tulisan.doc")
BOLD = struct.pack("<HB", 0x0835, 1)
DELETED = struct.pack("<HB", 0x0800, 1)
HIDDEN = struct.pack("<HB", 0x083C, 1)
SIZE_14 = struct.pack("<HH", 0x4A43, 28)
IN_TABLE = struct.pack("<HB", 0x2416, 1)
ENDS_ROW = IN_TABLE + struct.pack("<HB", 0x2417, 1)
CENTRED = struct.pack("<HB", 0x2403, 1)
SPECIAL = struct.pack("<HB", 0x0855, 1)
WHOLE = (Path(__file__).parents[2] / "data" / "semua.doc").read_bytes()


def paragraphs(content: DocumentContent, part: DocumentPart = DocumentPart.BODY) -> list[str]:
    return [block.text for block in content.blocks if isinstance(block, Paragraph) and block.part is part]


def kinds(content: DocumentContent) -> list[Kind | None]:
    return [damage.kind for damage in content.damages]


@pytest.mark.parametrize("wide", [False, True])
def test_text_comes_by_paragraphs_in_narrow_and_wide_letters(wide: bool) -> None:
    content = read_doc(FILE, doc("Judul – “Berkah”\rAlinea kedua, naïf.\r", wide=wide))
    assert paragraphs(content) == ["Judul – “Berkah”", "Alinea kedua, naïf."]
    assert content.damages == ()


def test_letters_beyond_western_europe_are_read() -> None:
    assert paragraphs(read_doc(FILE, doc("Ω и 日本\r", wide=True))) == ["Ω и 日本"]


def test_a_line_break_and_a_hyphen_that_never_breaks_are_kept_and_a_soft_hyphen_is_not() -> None:
    assert paragraphs(read_doc(FILE, doc("satu\x0bdua ibu\x1eibu ma\x1fsyarakat\r"))) == [
        "satu\ndua ibu-ibu masyarakat"
    ]


def test_of_a_field_only_its_result_is_text() -> None:
    text = "Lihat \x13 HYPERLINK http://x \x14situs kami\x15, \x13 PAGE \x15selesai.\r"
    assert paragraphs(read_doc(FILE, doc(text))) == ["Lihat situs kami, selesai."]


def test_fields_inside_fields_are_followed() -> None:
    text = "A\x13 IF \x13 DATE \x142010\x15 \x14hasil \x13 PAGE \x147\x15\x15Z\r"
    assert paragraphs(read_doc(FILE, doc(text))) == ["Ahasil 7Z"]


@pytest.mark.parametrize("codes", [DELETED, HIDDEN])
def test_deleted_and_hidden_text_is_left_out(codes: bytes) -> None:
    assert paragraphs(read_doc(FILE, doc("tetap buang tetap\r", looks=[(6, 12, codes)]))) == ["tetap tetap"]


def test_bold_and_size_and_alignment_of_a_title_are_seen() -> None:
    found = read_doc(FILE, doc("Judul\rIsi\r", looks=[(0, 6, BOLD + SIZE_14)], shapes={0: CENTRED})).blocks
    assert found == (Paragraph("Judul", bold=True, centred=True, size_pt=14.0), Paragraph("Isi"))


def test_a_table_has_rows_and_cells_with_their_paragraphs() -> None:
    text = "Nama\x07Siti\x07\x07Alamat\x07Jl. Mawar\rTandang\x07\x07Sesudah\r"
    ends = [index for index, letter in enumerate(text) if letter in "\r\x07"][:-1]
    rows = [second for first, second in pairwise(ends) if second == first + 1]
    shapes = {place: ENDS_ROW if place in rows else IN_TABLE for place in ends}
    table, after = read_doc(FILE, doc(text, shapes=shapes)).blocks
    assert isinstance(table, DocumentTable)
    assert [[[p.text for p in cell] for cell in row] for row in table.rows] == [
        [["Nama"], ["Siti"]],
        [["Alamat"], ["Jl. Mawar", "Tandang"]],
    ]
    assert after == Paragraph("Sesudah")


def test_a_row_whose_properties_stand_elsewhere_ends_all_the_same() -> None:
    elsewhere = struct.pack("<HI", 0x6646, 4)
    pictures = bytes(4) + struct.pack("<H", len(ENDS_ROW)) + ENDS_ROW
    shapes = {4: IN_TABLE, 9: IN_TABLE, 10: elsewhere}
    table, _ = read_doc(FILE, doc("Nama\x07Siti\x07\x07Isi\r", shapes=shapes, pictures=pictures)).blocks
    assert isinstance(table, DocumentTable)
    assert [[cell[0].text for cell in row] for row in table.rows] == [["Nama", "Siti"]]


def test_notes_headers_and_text_boxes_are_stories_of_their_own() -> None:
    body, note, head, box = "Isi.\r", "\x02 Catatan.\r", "Kepala\rKaki\r", "Penulis : Siti\r"
    places = [0, 0, 0, 0, 0, 0, 0, 0, 7, 7, 12, 12, 12, 12]
    data = doc(
        body + note + head + box, lengths=[5, len(note), len(head), 0, 0, 0, len(box), 0], headers=places
    )
    content = read_doc(FILE, data)
    assert paragraphs(content) == ["Isi."]
    assert [text.strip() for text in paragraphs(content, DocumentPart.NOTE)] == ["Catatan."]
    assert paragraphs(content, DocumentPart.HEADER) == ["Kepala"]
    assert paragraphs(content, DocumentPart.FOOTER) == ["Kaki"]
    assert paragraphs(content, DocumentPart.TEXT_BOX) == ["Penulis : Siti"]


def test_an_inline_photo_has_its_pixels_and_its_size_on_the_page() -> None:
    codes = SPECIAL + struct.pack("<HI", 0x6A03, 0)
    data = doc("Foto:\x01\r", looks=[(5, 6, codes)], pictures=doc_picture(picture(640, 480)))
    (paragraph,) = read_doc(FILE, data).blocks
    assert isinstance(paragraph, Paragraph)
    (photo,) = paragraph.pictures
    assert (photo.kind, photo.width, photo.height, photo.placed_cm) == ("jpeg", 640, 480, (5.0, 5.0))


def test_an_encrypted_document_is_protected() -> None:
    assert kinds(read_doc(FILE, doc("x\r", flags=0x0100))) == [Kind.PROTECTED]


def test_an_encrypted_package_of_a_newer_office_is_protected() -> None:
    assert kinds(read_doc(FILE, ole({"EncryptedPackage": b"x"}))) == [Kind.PROTECTED]


@pytest.mark.parametrize(("signature", "version"), [(0xA5DC, 104), (0xA5EC, 101)])
def test_word_95_is_named_with_the_format_to_save_it_in(signature: int, version: int) -> None:
    (damage,) = read_doc(FILE, doc("x\r", signature=signature, version=version)).damages
    assert (damage.kind, damage.found, damage.expected) == (Kind.MISLABELLED, "Word 6/95", ".docx")


@pytest.mark.parametrize(
    "data", [b"", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf1 x}", ole({"Workbook": b"x"})]
)
def test_what_is_no_word_document_is_damaged(data: bytes) -> None:
    content = read_doc(FILE, data)
    assert content.blocks == ()
    assert kinds(content) == [Kind.BROKEN]


def test_a_document_of_libreoffice_is_read_whole() -> None:
    content = read_doc(FILE, WHOLE)
    body = paragraphs(content)
    assert body[0] == "Dari Sampah Menjadi Berkah"
    assert content.blocks[1].style == "title"  # type: ignore[union-attr]
    assert "DIHAPUS" not in "".join(body)
    assert "Warga RW 03 mengumpulkan sampah – “bersama” dan tebal.\nBaris kedua\ttab." in body
    assert "Lihat situs kami, naïf 日本 Ω и." in body
    assert paragraphs(content, DocumentPart.TEXT_BOX) == ["Penulis : Siti Rahma", "Jabatan : Faskel TF-03"]
    assert [text.strip() for text in paragraphs(content, DocumentPart.NOTE)] == ["Isi catatan kaki."]
    assert paragraphs(content, DocumentPart.HEADER) == ["Kepala halaman"]
    tables = [block for block in content.blocks if isinstance(block, DocumentTable)]
    assert [[cell[0].text for cell in row] for row in tables[0].rows] == [
        ["Nama", "BKM Sejahtera"],
        ["Alamat", "Jl. Mawar 3"],
    ]
    photos = [
        photo
        for b in content.blocks
        if isinstance(b, Paragraph)
        for photo in b.pictures
        if photo.kind != "drawing"
    ]
    assert [(photo.kind, photo.width, photo.height) for photo in photos] == [
        ("jpeg", 120, 160),
        ("png", 64, 48),
    ]
    assert content.page_cm == (21.59, 27.94)
    assert content.damages == ()


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), min_size=1, max_size=12))
def test_no_changed_byte_makes_the_reader_fail(changes: list[tuple[int, int]]) -> None:
    data = bytearray(WHOLE)
    for place, value in changes:
        data[place] = value
    assert isinstance(read_doc(FILE, bytes(data)), DocumentContent)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, len(WHOLE) - 1))
def test_a_document_that_breaks_off_is_read_or_damaged(length: int) -> None:
    content = read_doc(FILE, WHOLE[:length])
    assert content.blocks or content.damages
