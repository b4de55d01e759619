"""One document in every format, as LibreOffice saved it, and what damage does to each."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from make.contents import kinds, shown, tables, texts
from make.oldformats import pdf, pdf_image, pdf_text
from make.pictures import picture
from make.realfiles import office

from bpkit.reading.documents.content import DocumentContent, DocumentPart
from bpkit.reading.documents.doc import read_doc
from bpkit.reading.documents.docx import read_docx
from bpkit.reading.documents.odt import read_odt
from bpkit.reading.documents.pdf import read_pdf
from bpkit.reading.documents.rtf import read_rtf

READERS = {"doc": read_doc, "docx": read_docx, "odt": read_odt, "pdf": read_pdf, "rtf": read_rtf}
REAL = ("doc", "docx", "odt")  # what they hold: tools/fixtures/semua.fodt
JPEG = picture(640, 480)
SOUND = {kind: office(f"semua.{kind}") for kind in REAL} | {
    "pdf": pdf([pdf_text(72, 700, "warga memilah sampah") + pdf_image("I0", 72, 400, 200, 150)], [JPEG]),
    "rtf": rb"{\rtf1\ansi\pard Satu {\b dua}\par{\pict\jpegblip " + JPEG.hex().encode() + rb"}\par}",
}
PACKAGES = ("docx", "odt")  # their index stands at the end


def read(kind: str, data: bytes | None = None) -> DocumentContent:
    return READERS[kind](Path(f"tulisan.{kind}"), SOUND[kind] if data is None else data)


@pytest.mark.parametrize("kind", REAL)
def test_the_text_comes_by_paragraphs(kind: str) -> None:
    found = [text for text in texts(read(kind)) if "tetap" not in text]  # hyphens differ by format
    assert found == [
        "Dari Sampah Menjadi Berkah",
        "Warga RW 03 mengumpulkan sampah – “bersama” dan tebal.\nBaris kedua\ttab.",
        "Judul Kecil",
        "Catatan di sini.",
        "Foto 1. Warga memilah sampah",
        "Alinea.",
        "Lihat situs kami, naïf 日本 Ω и.",
    ]
    assert kinds(read(kind)) == []


@pytest.mark.parametrize("kind", REAL)
def test_a_table_has_rows_and_cells_with_their_paragraphs(kind: str) -> None:
    assert tables(read(kind)) == [
        [[["Nama"], ["BKM Sejahtera"]], [["Alamat"], ["Jl. Mawar 3", "Tandang"]]],
    ]


@pytest.mark.parametrize("kind", REAL)
def test_notes_headers_footers_and_text_boxes_are_parts_of_their_own(kind: str) -> None:
    parts = (DocumentPart.NOTE, DocumentPart.HEADER, DocumentPart.FOOTER, DocumentPart.TEXT_BOX)
    assert [[text.strip() for text in texts(read(kind), part)] for part in parts] == [
        ["Isi catatan kaki."],
        ["Kepala halaman"],
        ["Kaki halaman"],
        ["Penulis : Siti Rahma", "Jabatan : Faskel TF-03"],
    ]


@pytest.mark.parametrize("kind", REAL)
def test_a_photo_has_its_pixels_and_its_size_on_the_page(kind: str) -> None:
    assert shown(read(kind)) == [("jpeg", 120, 160, (4.0, 5.0)), ("png", 64, 48, (4.0, 5.0))]


@pytest.mark.parametrize("kind", SOUND)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(drawn=st.data())
def test_no_changed_byte_makes_a_reader_fail(kind: str, drawn: st.DataObject) -> None:
    data = bytearray(SOUND[kind])
    changes = st.lists(st.tuples(st.integers(0, len(data) - 1), st.integers(0, 255)), min_size=1, max_size=12)
    for place, value in drawn.draw(changes):
        data[place] = value
    content = read(kind, bytes(data))
    assert kind not in PACKAGES or content.blocks or content.damages


@pytest.mark.parametrize("kind", SOUND)
@settings(max_examples=40, deadline=None)
@given(drawn=st.data())
def test_a_document_that_breaks_off_is_read_or_damaged(kind: str, drawn: st.DataObject) -> None:
    content = read(kind, SOUND[kind][: drawn.draw(st.integers(0, len(SOUND[kind]) - 1))])
    assert content.damages or (content.blocks and kind not in PACKAGES)
