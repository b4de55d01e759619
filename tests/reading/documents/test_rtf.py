"""Rich Text Format."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from make.contents import kinds, texts
from make.pictures import picture

from bpkit.model.problems import Kind
from bpkit.reading.documents.content import DocumentContent, DocumentPart, DocumentTable, Paragraph
from bpkit.reading.documents.rtf import read_rtf

FILE = Path("tulisan.rtf")
FONTS = rb"{\fonttbl{\f0\fcharset0 Times;}{\f1\fcharset204 Arial CYR;}{\f2\fcharset128 MS;}}"
HEAD = rb"{\rtf1\ansi\ansicpg1252\deff0" + FONTS
JPEG = picture(640, 480)


def read(body: bytes) -> DocumentContent:
    return read_rtf(FILE, HEAD + body + b"}")


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        (rb"Alinea satu\par", "Alinea satu"),
        (rb"na\'efve \'93kata\'94", "naïve “kata”"),
        (rb"{\f1 \'ee\'ed}", "он"),
        (rb"{\f2 \'93\'fa\'96\'7b}", "日本"),
        (rb"\u26085?\u26412? ya", "日本 ya"),
        (rb"\u8211\'96 x", "– x"),
        (rb"\uc2\u26085\'93\'fa\u26412\'96\'7b!", "日本!"),
        (rb"\uc0\u26085\u26412 ya", "日本ya"),
        (rb"\u-10179?\u-8704? senyum", "😀 senyum"),
        (rb"\u-8704?", "�"),
        (rb"kurung \{kurawal\} dan \\ miring", "kurung {kurawal} dan \\ miring"),
        (rb"satu\line dua\tab tiga\~empat\_lima", "satu\ndua\ttiga\xa0empat-lima"),
        (b"kata ter\r\nputus", "kata terputus"),
        (rb"\ldblquote kata\rdblquote\emdash\bullet", "“kata”—•"),
        (rb"tetap {\v sembunyi}{\deleted hapus}tetap", "tetap tetap"),
        (rb"{\field{\*\fldinst HYPERLINK x}{\fldrslt situs}}", "situs"),
        (rb"{\*\entahapa rahasia {dalam}}tampak{\info{\title tak tampak}}", "tampak"),
        (rb"{\listtext 1.\tab}Butir", "Butir"),
    ],
)
def test_text_is_read_as_it_shows(typed: bytes, read_as: str) -> None:
    assert texts(read(typed)) == [read_as]


def test_styles_alignment_weight_and_size_are_seen() -> None:
    body = rb"{\stylesheet{\s0 Normal;}{\s5\b Title;}}\pard\s5\qc{\b\fs36 Judul}\par\pard\plain Isi\par"
    assert read(body).blocks == (
        Paragraph("Judul", "title", bold=True, centred=True, size_pt=18.0, marks=((0, 5, "b"),)),
        Paragraph("Isi", "normal"),
    )


def test_a_table_has_rows_and_cells_with_their_paragraphs() -> None:
    body = (
        rb"\trowd\pard\intbl Nama\cell Siti\cell\row\pard\intbl Alamat\cell Jl. Mawar\par Tandang\cell\row"
        rb"\pard Sesudah\par"
    )
    table, after = read(body).blocks
    assert isinstance(table, DocumentTable)
    assert [[[p.text for p in cell] for cell in row] for row in table.rows] == [
        [["Nama"], ["Siti"]],
        [["Alamat"], ["Jl. Mawar", "Tandang"]],
    ]
    assert isinstance(after, Paragraph)
    assert after.text == "Sesudah"


def test_headers_notes_and_text_boxes_are_told_apart() -> None:
    body = (
        rb"{\header\pard Kepala\par}{\footer Kaki\par}Isi{\footnote\pard Catatan}"
        rb"{\shp{\*\shpinst{\sp{\sn x}{\sv 5}}{\shptxt\pard Penulis : Siti\par}}"
        rb"{\shprslt{\*\do lama}}} lanjut\par"
    )
    content = read(body)
    assert [(block.part, block.text) for block in content.blocks if isinstance(block, Paragraph)] == [
        (DocumentPart.HEADER, "Kepala"),
        (DocumentPart.FOOTER, "Kaki"),
        (DocumentPart.BODY, "Isi lanjut"),
        (DocumentPart.NOTE, "Catatan"),
        (DocumentPart.TEXT_BOX, "Penulis : Siti"),
    ]


def test_a_text_box_in_a_header_is_the_headers() -> None:
    body = rb"{\header{\shp{\*\shpinst{\shptxt\pard Kotak{\pict\wmetafile8 01}\par}}}\par}Isi\par"
    parts = {block.part for block in read(body).blocks if isinstance(block, Paragraph) and block.pictures}
    assert parts == {DocumentPart.HEADER}


def test_a_photo_has_its_pixels_its_place_and_its_description() -> None:
    said = rb"{\*\picprop{\sp{\sn wzDescription}{\sv Warga memilah}}}"
    goal = rb"\picwgoal2835\pichgoal5670\picscalex100\picscaley50\jpegblip" + b"\r\n"
    digits = b"\r\n".join(JPEG.hex().encode()[at : at + 128] for at in range(0, 2 * len(JPEG), 128))
    body = rb"{\*\shppict{\pict" + said + goal + digits + rb"}}{\nonshppict{\pict\wmetafile8 0100}}\par"
    (block,) = read(body).blocks
    assert isinstance(block, Paragraph)
    (photo,) = block.pictures
    assert (photo.kind, photo.width, photo.height) == ("jpeg", 640, 480)
    assert (photo.placed_cm, photo.alt_text) == ((5.0, 5.0), "Warga memilah")


def test_a_photo_may_stand_as_bytes_in_the_file() -> None:
    (block,) = read(rb"{\pict\jpegblip\bin" + str(len(JPEG)).encode() + b" " + JPEG + rb"}\par").blocks
    assert isinstance(block, Paragraph)
    assert [(photo.width, photo.height) for photo in block.pictures] == [(640, 480)]


def test_a_metafile_is_a_drawing() -> None:
    (block,) = read(rb"{\pict\wmetafile8\picwgoal100\pichgoal100 0100090000}\par").blocks
    assert isinstance(block, Paragraph)
    assert [photo.kind for photo in block.pictures] == ["drawing"]


def test_a_bitmap_from_the_clipboard_is_measured() -> None:
    header = (
        (40).to_bytes(4, "little") + (2).to_bytes(4, "little") + (3).to_bytes(4, "little") + b"\1\0\x18\0"
    )
    (block,) = read(rb"{\pict\dibitmap0 " + (header + bytes(24 + 24)).hex().encode() + rb"}\par").blocks
    assert isinstance(block, Paragraph)
    assert [(photo.kind, photo.width, photo.height) for photo in block.pictures] == [("bmp", 2, 3)]


def test_the_page_size_is_told_in_centimetres() -> None:
    assert read(rb"\paperw12240\paperh15840 Isi").page_cm == (21.59, 27.94)


def test_a_file_that_breaks_off_is_damaged_and_read_as_far_as_it_goes() -> None:
    content = read_rtf(FILE, HEAD + rb"Satu\par Dua {\b ti")
    assert texts(content) == ["Satu", "Dua ti"]
    assert kinds(content) == [Kind.BROKEN]


@pytest.mark.parametrize("data", [b"", b"hanya teks", b"{\\html x}"])
def test_what_is_no_rtf_is_damaged(data: bytes) -> None:
    content = read_rtf(FILE, data)
    assert (content.blocks, kinds(content)) == ((), [Kind.BROKEN])


def test_groups_without_end_are_damaged() -> None:
    assert read_rtf(FILE, HEAD + b"{" * 100_000).damages


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=200))
def test_no_content_makes_the_reader_fail(body: bytes) -> None:
    assert isinstance(read_rtf(FILE, HEAD + body), DocumentContent)


def test_words_without_end_are_unsafe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bpkit.reading.documents.rtf.MOST_TOKENS", 1000)
    assert read(rb"\u26085?" * 100).damages == ()
    assert [damage.kind for damage in read(rb"\u26085?" * 1000).damages] == [Kind.UNSAFE]
