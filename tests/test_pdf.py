"""PDF."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oldformats import assembled, pdf, pdf_image, pdf_text, picture

from bpkit.model.facts import DamageKind
from bpkit.reading.content import Content, Paragraph, Part, Table
from bpkit.reading.pdf import read_pdf

FILE = Path("tulisan.pdf")
JPEG, PNG = picture(640, 480), picture(60, 80, "PNG")
LONG = "warga memilah sampah setiap hari bersama fasilitator dan kader di kelurahan Tandang ini"
SOUND = pdf([pdf_text(72, 700, LONG) + pdf_image("I0", 72, 400, 200, 150)], [JPEG])


def texts(content: Content, part: Part = Part.BODY) -> list[str]:
    return [
        block.text
        for block in content.blocks
        if isinstance(block, Paragraph) and block.part is part and block.text
    ]


def kinds(content: Content) -> list[DamageKind]:
    return [damage.kind for damage in content.damages]


def photos(content: Content) -> list[tuple[int | None, int | None]]:
    return [(p.width, p.height) for b in content.blocks if isinstance(b, Paragraph) for p in b.pictures]


def test_lines_that_were_wrapped_are_one_paragraph_again() -> None:
    page = pdf_text(72, 700, LONG) + pdf_text(72, 686, LONG) + pdf_text(72, 672, "sampai selesai.")
    page += pdf_text(72, 640, "Alinea baru.")
    assert texts(read_pdf(FILE, pdf([page]))) == [f"{LONG} {LONG} sampai selesai.", "Alinea baru."]


def test_short_lines_stay_lines_of_their_own() -> None:
    page = (
        pdf_text(72, 700, "Penulis : Siti Rahma")
        + pdf_text(72, 686, "Jabatan : Faskel")
        + pdf_text(72, 500, LONG)
    )
    assert texts(read_pdf(FILE, pdf([page])))[:2] == ["Penulis : Siti Rahma", "Jabatan : Faskel"]


def test_a_title_is_seen_to_be_bold_centred_and_large() -> None:
    page = pdf_text(230, 740, "Judul Tulisan Ini", 18, 2) + pdf_text(72, 700, LONG)
    (title, _) = read_pdf(FILE, pdf([page], size=(612, 842))).blocks
    assert isinstance(title, Paragraph)
    assert (title.text, title.bold, title.centred, title.size_pt) == ("Judul Tulisan Ini", True, True, 18.0)


def test_words_in_two_columns_are_a_table() -> None:
    rows = (("Nama", "BKM Sejahtera"), ("Alamat", "Jl. Mawar 3"))
    page = "".join(
        pdf_text(72, 600 - 14 * n, left) + pdf_text(300, 600 - 14 * n, right)
        for n, (left, right) in enumerate(rows)
    )
    page += pdf_text(300, 572, "Kel. Tandang")
    (table,) = read_pdf(FILE, pdf([page])).blocks
    assert isinstance(table, Table)
    assert [[cell[0].text for cell in row] for row in table.rows] == [
        ["Nama", "BKM Sejahtera"],
        ["Alamat", "Jl. Mawar 3 Kel. Tandang"],
    ]


def test_a_label_and_its_value_are_one_line_however_far_apart() -> None:
    page = pdf_text(72, 600, "Nama") + pdf_text(200, 600, ": Siti Rahma") + pdf_text(72, 500, LONG)
    assert texts(read_pdf(FILE, pdf([page])))[0] == "Nama : Siti Rahma"


def test_a_running_head_is_given_once_and_page_numbers_are_footers() -> None:
    pages = [
        pdf_text(72, 760, "PNPM Mandiri")
        + pdf_text(72, 600, f"Isi {n} {LONG}")
        + pdf_text(300, 30, f"hal. {n}")
        for n in range(1, 4)
    ]
    content = read_pdf(FILE, pdf(pages))
    assert texts(content, Part.HEADER) == ["PNPM Mandiri"]
    assert texts(content, Part.FOOTER) == ["hal. 1"]
    assert len(texts(content)) == 3


def lines_apart(step: int) -> str:
    return "".join(pdf_text(72, 700 - step * n, LONG) for n in range(10))


@pytest.mark.parametrize(
    ("step", "size", "pages"),
    [(28, (612, 792), 2), (14, (612, 792), None), (28, (595, 842), None)],
    ids=["as the POB asks", "single spaced", "A4"],
)
def test_the_page_count_is_told_where_pages_are_quarto_and_double_spaced(
    step: int, size: tuple[int, int], pages: int | None
) -> None:
    content = read_pdf(FILE, pdf([lines_apart(step)] * 2, size=size))
    assert content.page_count == pages
    assert content.page_cm == pytest.approx((size[0] * 2.54 / 72, size[1] * 2.54 / 72), abs=0.01)


def test_footnotes_stand_behind_the_text_they_interrupt() -> None:
    first = pdf_text(72, 700, LONG) + pdf_text(72, 130, "1 Catatan kaki.", 9)
    content = read_pdf(FILE, pdf([first, pdf_text(72, 600, "Halaman dua " + LONG)]))
    assert texts(content) == [LONG, f"Halaman dua {LONG}"]
    assert texts(content, Part.NOTE) == ["1 Catatan kaki."]


def test_photos_have_their_own_pixels_and_stand_before_what_is_below_them() -> None:
    page = (
        pdf_text(72, 700, "Di atas") + pdf_image("I0", 72, 450, 200, 150) + pdf_text(72, 430, "Foto 1. Warga")
    )
    page += pdf_image("I1", 72, 250, 60, 80)
    content = read_pdf(FILE, pdf([page], [JPEG, PNG]))
    shown = [block.text or block.pictures[0].kind for block in content.blocks if isinstance(block, Paragraph)]
    assert shown == ["Di atas", "jpeg", "Foto 1. Warga", "bitmap"]
    assert photos(content) == [(640, 480), (60, 80)]


def test_photos_side_by_side_come_each_with_the_caption_below_it() -> None:
    page = pdf_image("I0", 72, 450, 200, 150) + pdf_image("I0", 320, 450, 200, 150)
    page += pdf_text(72, 430, "Foto 1. Kiri") + pdf_text(320, 430, "Foto 2. Kanan") + pdf_text(72, 300, LONG)
    content = read_pdf(FILE, pdf([page], [JPEG]))
    shown = [block.text or "foto" for block in content.blocks if isinstance(block, Paragraph)]
    assert shown == ["foto", "Foto 1. Kiri", "foto", "Foto 2. Kanan", LONG]


def test_a_photo_that_a_printer_cut_into_strips_is_one_photo() -> None:
    strip = picture(600, 100)
    page = pdf_text(72, 700, LONG) + "".join(pdf_image("I0", 72, 500 - 50 * n, 300, 50) for n in range(4))
    assert photos(read_pdf(FILE, pdf([page], [strip]))) == [(600, 400)]


def test_a_scan_is_without_text_and_its_pages_are_no_photos() -> None:
    page = pdf_image("I0", 0, 0, 612, 792)
    content = read_pdf(FILE, pdf([page, page], [JPEG]))
    assert kinds(content) == [DamageKind.NO_TEXT]
    assert photos(content) == []


def test_a_scan_with_recognised_text_has_text_and_no_photo() -> None:
    content = read_pdf(FILE, pdf([pdf_image("I0", 0, 0, 612, 792) + pdf_text(72, 600, LONG)], [JPEG]))
    assert (texts(content), photos(content), kinds(content)) == ([LONG], [], [])


def test_a_document_under_a_password_is_protected() -> None:
    lock = f"/Encrypt<</Filter/Standard/V 1/R 2/O<{'00' * 32}>/U<{'00' * 32}>/P -4>>/ID[<00><00>]"
    data = assembled([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 0/Kids[]>>"], lock)
    assert kinds(read_pdf(FILE, data)) == [DamageKind.PROTECTED]


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4", b"bukan pdf", SOUND[:40]])
def test_what_is_no_pdf_is_damaged(data: bytes) -> None:
    content = read_pdf(FILE, data)
    assert (content.blocks, kinds(content)) == ((), [DamageKind.BROKEN])


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(SOUND) - 1), st.integers(0, 255)), min_size=1, max_size=8))
def test_no_changed_byte_makes_the_reader_fail(changes: list[tuple[int, int]]) -> None:
    data = bytearray(SOUND)
    for place, value in changes:
        data[place] = value
    assert isinstance(read_pdf(FILE, bytes(data)), Content)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, len(SOUND) - 1))
def test_a_file_that_breaks_off_never_makes_the_reader_fail(length: int) -> None:
    content = read_pdf(FILE, SOUND[:length])
    assert content.blocks or content.damages
