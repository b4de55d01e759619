"""OpenDocument texts."""

import io
import zipfile
from pathlib import Path

import pytest
from make.contents import kinds, texts
from make.oldformats import odt, odt_content, odt_picture
from make.pictures import picture

from bpkit.model.problems import Kind
from bpkit.reading.documents.content import DocumentContent, DocumentPart, DocumentTable, Paragraph
from bpkit.reading.documents.odt import read_odt

FILE = Path("tulisan.odt")
JPEG = picture(640, 480)
TITLE = (
    '<office:styles><style:style style:name="Title" style:family="paragraph">'
    '<style:paragraph-properties fo:text-align="center"/>'
    '<style:text-properties fo:font-size="18pt" fo:font-weight="bold"/></style:style></office:styles>'
)


def read(body: str, styles: str = "", automatic: str = "", **files: bytes) -> DocumentContent:
    return read_odt(
        FILE, odt(body, styles, automatic, {f"Pictures/{name}.jpg": data for name, data in files.items()})
    )


def test_paragraphs_headings_and_lists_come_in_reading_order() -> None:
    body = (
        '<text:h text:outline-level="1">Judul</text:h><text:p>Satu</text:p><text:list><text:list-item>'
        "<text:p>Butir</text:p></text:list-item></text:list><text:section><text:p>Bagian</text:p></text:section>"
    )
    content = read(body)
    assert texts(content) == ["Judul", "Satu", "Butir", "Bagian"]
    assert isinstance(content.blocks[0], Paragraph)
    assert content.blocks[0].style == "heading 1"


def test_blanks_count_as_one_unless_they_are_said() -> None:
    body = '<text:p>satu\n   dua<text:s text:c="3"/>tiga<text:tab/>empat<text:line-break/>lima</text:p>'
    assert texts(read(body)) == ["satu dua   tiga\tempat\nlima"]


def test_an_automatic_style_goes_by_the_name_and_look_of_its_parent() -> None:
    automatic = '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/>'
    (block,) = read('<text:p text:style-name="P1">Judul</text:p>', TITLE, automatic).blocks
    assert block == Paragraph("Judul", "title", bold=True, centred=True, size_pt=18.0, marks=((0, 5, "b"),))


def test_a_paragraph_is_bold_where_all_of_its_words_are() -> None:
    bold = '<style:text-properties fo:font-weight="bold"/>'
    automatic = f'<style:style style:name="T1" style:family="text">{bold}</style:style>'
    whole = '<text:p><text:span text:style-name="T1">semua</text:span> </text:p>'
    part = '<text:p><text:span text:style-name="T1">sebagian</text:span> saja</text:p>'
    found = read(whole + part, automatic=automatic).blocks
    assert [isinstance(block, Paragraph) and block.bold for block in found] == [True, False]


def test_a_table_keeps_its_rows_and_cells() -> None:
    def row(*cells: str) -> str:
        inside = "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in cells)
        return f"<table:table-row>{inside}</table:table-row>"

    head = f"<table:table-header-rows>{row('Nama', 'Isi')}</table:table-header-rows>"
    (table,) = read(f"<table:table>{head}{row('Penulis', 'Siti')}</table:table>").blocks
    assert isinstance(table, DocumentTable)
    assert [[cell[0].text for cell in row] for row in table.rows] == [["Nama", "Isi"], ["Penulis", "Siti"]]


def test_text_boxes_and_notes_follow_their_paragraph() -> None:
    body = (
        "<text:p>Isi<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Catatan</text:p>"
        "</text:note-body></text:note><draw:frame><draw:text-box><text:p>Penulis : Siti</text:p>"
        "</draw:text-box></draw:frame> lanjut</text:p>"
    )
    content = read(body)
    assert [(b.text, b.part) for b in content.blocks if isinstance(b, Paragraph)] == [
        ("Isi lanjut", DocumentPart.BODY),
        ("Catatan", DocumentPart.NOTE),
        ("Penulis : Siti", DocumentPart.TEXT_BOX),
    ]


def test_headers_and_footers_come_from_the_styles() -> None:
    styles = (
        "<office:master-styles><style:master-page><style:header><text:p>Kepala</text:p></style:header>"
        "<style:footer><text:p>Kaki</text:p></style:footer></style:master-page></office:master-styles>"
    )
    content = read("<text:p>Isi</text:p>", styles)
    assert texts(content, DocumentPart.HEADER) == ["Kepala"]
    assert texts(content, DocumentPart.FOOTER) == ["Kaki"]


def test_a_text_box_in_a_header_is_the_headers() -> None:
    logo = odt_picture("Pictures/logo.jpg")
    box = f"<draw:frame><draw:text-box><text:p>{logo}</text:p></draw:text-box></draw:frame>"
    styles = (
        f"<office:master-styles><style:master-page><style:header><text:p>{box}</text:p></style:header>"
        "</style:master-page></office:master-styles>"
    )
    content = read("<text:p>Isi</text:p>", styles, logo=JPEG)
    parts = {block.part for block in content.blocks if isinstance(block, Paragraph) and block.pictures}
    assert parts == {DocumentPart.HEADER}


def test_tracked_deletions_and_comments_are_no_text() -> None:
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>buang</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
        "<text:p>tetap<office:annotation><text:p>komentar</text:p></office:annotation></text:p>"
    )
    assert texts(read(body)) == ["tetap"]


def test_a_photo_has_its_pixels_its_place_and_its_description() -> None:
    frame = odt_picture("Pictures/a.jpg", "8cm", "2in", "<svg:desc>Warga memilah</svg:desc>")
    (block,) = read(f"<text:p>{frame}</text:p>", a=JPEG).blocks
    assert isinstance(block, Paragraph)
    (photo,) = block.pictures
    assert (photo.kind, photo.width, photo.height, photo.alt_text) == ("jpeg", 640, 480, "Warga memilah")
    assert photo.placed_cm == pytest.approx((8, 5.08))


def test_the_replacement_picture_of_a_chart_is_a_drawing() -> None:
    frame = odt_picture("Pictures/a.jpg", more="<draw:object/>")
    (block,) = read(f"<text:p>{frame}</text:p>", a=JPEG).blocks
    assert isinstance(block, Paragraph)
    assert [photo.kind for photo in block.pictures] == ["drawing"]


def test_a_photo_that_is_only_linked_is_damaged() -> None:
    (block,) = read(f"<text:p>{odt_picture('../foto.jpg')}</text:p>").blocks
    assert isinstance(block, Paragraph)
    damage = block.pictures[0].damage
    assert damage is not None
    assert damage.kind is Kind.PHOTO


def test_the_page_size_is_told_in_centimetres() -> None:
    layout = (
        '<office:automatic-styles><style:page-layout style:name="p"><style:page-layout-properties '
        'fo:page-width="8.5in" fo:page-height="27.94cm"/></style:page-layout></office:automatic-styles>'
    )
    assert read("<text:p>Isi</text:p>", layout).page_cm == pytest.approx((21.59, 27.94))


def test_an_encrypted_document_is_protected() -> None:
    manifest = "<manifest><file-entry><encryption-data/></file-entry></manifest>"
    assert kinds(read_odt(FILE, odt("<text:p>Isi</text:p>", manifest=manifest))) == [Kind.PROTECTED]


def test_a_document_with_macros_is_read_and_said_to_have_them() -> None:
    content = read_odt(FILE, odt("<text:p>Isi</text:p>", files={"Basic/Standard/Module1.xml": b"<x/>"}))
    assert texts(content) == ["Isi"]
    assert kinds(content) == [Kind.MACROS]


def test_a_document_type_declaration_is_unsafe() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        entity = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
        package.writestr("content.xml", entity + odt_content("<text:p>&a;</text:p>"))
    assert kinds(read_odt(FILE, file.getvalue())) == [Kind.UNSAFE]


def test_broken_styles_leave_the_text() -> None:
    content = read_odt(FILE, odt("<text:p>Isi</text:p>", styles="<tak tertutup>"))
    assert texts(content) == ["Isi"]
    assert kinds(content) == [Kind.BROKEN]


@pytest.mark.parametrize("body", ["<text:p>tak tertutup", "<text:p>" * 2000 + "</text:p>" * 2000])
def test_broken_and_endlessly_nested_content_is_damaged(body: str) -> None:
    assert kinds(read(body)) == [Kind.BROKEN]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"bukan zip"])
def test_what_is_no_package_is_damaged(data: bytes) -> None:
    assert kinds(read_odt(FILE, data)) == [Kind.BROKEN]
