"""PDF."""

from pathlib import Path

import pytest
from make.contents import kinds, texts
from make.oldformats import assembled, pdf, pdf_image, pdf_text, pdf_with_forms, turned
from make.pictures import picture

from bpkit.model.problems import Kind
from bpkit.reading.documents.content import DocumentContent, DocumentPart, DocumentTable, Paragraph
from bpkit.reading.documents.pdf import read_pdf

FILE = Path("tulisan.pdf")
JPEG, PNG = picture(640, 480), picture(60, 80, "PNG")
LONG = "warga memilah sampah setiap hari bersama fasilitator dan kader di kelurahan Tandang ini"


def photos(content: DocumentContent) -> list[tuple[int | None, int | None]]:
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
    assert isinstance(table, DocumentTable)
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
    assert texts(content, DocumentPart.HEADER) == ["PNPM Mandiri"]
    assert texts(content, DocumentPart.FOOTER) == ["hal. 1"]
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
    assert texts(content, DocumentPart.NOTE) == ["1 Catatan kaki."]


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
    row, after = content.blocks
    assert isinstance(row, DocumentTable) and isinstance(after, Paragraph)
    cells = [[paragraph.text or "foto" for paragraph in cell] for cell in row.rows[0]]
    assert (cells, after.text) == ([["foto", "Foto 1. Kiri"], ["foto", "Foto 2. Kanan"]], LONG)


def test_a_full_line_ends_its_paragraph_where_there_is_more_room_below_it() -> None:
    heights = (700, 676, 662, 648, 634, 620)
    page = "".join(pdf_text(72, height, LONG) for height in heights)
    assert texts(read_pdf(FILE, pdf([page]))) == [LONG, " ".join([LONG] * 5)]


def test_a_photo_that_a_printer_cut_into_strips_is_one_photo() -> None:
    strip = picture(600, 100)
    page = pdf_text(72, 700, LONG) + "".join(pdf_image("I0", 72, 500 - 50 * n, 300, 50) for n in range(4))
    assert photos(read_pdf(FILE, pdf([page], [strip]))) == [(600, 400)]


def test_a_scan_is_without_text_and_its_pages_are_no_photos() -> None:
    page = pdf_image("I0", 0, 0, 612, 792)
    content = read_pdf(FILE, pdf([page, page], [JPEG]))
    assert kinds(content) == [Kind.NO_TEXT]
    assert photos(content) == []


def test_a_scan_with_recognised_text_has_text_and_no_photo() -> None:
    content = read_pdf(FILE, pdf([pdf_image("I0", 0, 0, 612, 792) + pdf_text(72, 600, LONG)], [JPEG]))
    assert (texts(content), photos(content), kinds(content)) == ([LONG], [], [])


@pytest.mark.parametrize("degrees", [90, 180, 270])
@pytest.mark.parametrize("rotated", [False, True], ids=["content alone", "page too"])
def test_a_page_that_lies_on_its_side_is_read_upright(degrees: int, rotated: bool) -> None:
    text = pdf_text(72, 700, LONG) + pdf_text(72, 686, "sampai selesai.") + pdf_text(72, 640, "Nama")
    text += pdf_text(200, 640, ": Siti Rahma") + pdf_image("I0", 72, 400, 200, 150)
    data = pdf([turned(text, degrees)], [JPEG], (612, 792) if degrees == 180 else (792, 612))
    if rotated:
        data = data.replace(b"/Type/Page/", b"/Type/Page/Rotate %d/" % degrees)
    content = read_pdf(FILE, data)
    assert texts(content) == [f"{LONG} sampai selesai.", "Nama : Siti Rahma"]
    assert content.page_cm == pytest.approx((21.59, 27.94), abs=0.01)
    (shown,) = [p for b in content.blocks if isinstance(b, Paragraph) for p in b.pictures]
    assert shown.placed_cm == pytest.approx((7.06, 5.29), abs=0.01)


def test_a_page_whose_corner_is_not_at_zero_is_read_alike() -> None:
    page = "1 0 0 1 100 200 cm " + pdf_text(72, 700, LONG) + "q 300 0 0 225 100 300 cm /I0 Do Q"
    content = read_pdf(FILE, pdf_with_forms(page, [], JPEG, box="100 200 712 992"))
    assert (len(photos(content)), content.page_cm) == (1, (21.59, 27.94))


@pytest.mark.parametrize(
    ("page", "forms"),
    [
        ("q /X0 Do Q", [("q 300 0 0 225 72 300 cm /I0 Do Q", "1 0 0 1 0 0")]),
        ("q .375 0 0 .375 72 300 cm /X0 Do Q", [("q 800 0 0 600 0 0 cm /I0 Do Q", "1 0 0 1 0 0")]),
        ("q /X0 Do Q", [("/I0 Do", "300 0 0 225 72 300")]),
        (
            "q .5 0 0 .5 72 300 cm /X0 Do Q",
            [("q 2 0 0 2 0 0 cm /X1 Do Q", "1 0 0 1 0 0"), ("300 0 0 225 0 0 cm /I0 Do", "1 0 0 1 0 0")],
        ),
    ],
    ids=["plain", "scaled", "its own matrix", "one in the other"],
)
def test_a_photo_in_a_form_has_its_size_on_the_page(page: str, forms: list[tuple[str, str]]) -> None:
    content = read_pdf(FILE, pdf_with_forms(pdf_text(72, 700, LONG) + page, forms, JPEG))
    (shown,) = [p for b in content.blocks if isinstance(b, Paragraph) for p in b.pictures]
    assert (shown.width, shown.height, shown.page) == (640, 480, 1)
    assert shown.placed_cm == pytest.approx((10.58, 7.94), abs=0.01)


def test_a_form_that_is_drawn_twice_shows_its_photo_twice() -> None:
    page = "q 300 0 0 225 72 400 cm /X0 Do Q q 300 0 0 225 72 100 cm /X0 Do Q"
    content = read_pdf(FILE, pdf_with_forms(page, [("/I0 Do", "1 0 0 1 0 0")], JPEG))
    assert len(photos(content)) == 2


def test_what_is_drawn_without_a_size_or_beside_the_page_is_no_photo() -> None:
    page = "q 0 0 0 0 0 0 cm /I0 Do Q q 300 0 0 225 900 300 cm /I0 Do Q" + pdf_text(72, 700, LONG)
    assert photos(read_pdf(FILE, pdf_with_forms(page, [], JPEG))) == []


def test_a_stencil_of_one_bit_is_a_drawing() -> None:
    mask = f"BI /W 200 /H 200 /IM true /F /AHx ID {'F0' * 5000}> EI"
    page = pdf_text(72, 700, LONG) + f"q 300 0 0 225 72 300 cm {mask} Q"
    content = read_pdf(FILE, pdf([page]))
    assert [p.kind for b in content.blocks if isinstance(b, Paragraph) for p in b.pictures] == ["drawing"]


def test_strips_side_by_side_are_one_photo() -> None:
    strip = picture(100, 600)
    page = pdf_text(72, 700, LONG) + "".join(pdf_image("I0", 72 + 50 * n, 300, 50, 300) for n in range(4))
    assert photos(read_pdf(FILE, pdf([page], [strip]))) == [(400, 600)]


WATERMARKS = [
    "Scanned with CamScanner",
    "Dipindai dengan CamScanner",
    "Scanned by TapScanner",
    "2",
    "Adobe Scan",
]


@pytest.mark.parametrize("words", WATERMARKS)
@pytest.mark.parametrize("count", [1, 3])
def test_what_a_scanner_prints_in_the_margin_is_no_text(words: str, count: int) -> None:
    page = pdf_image("I0", 0, 0, 612, 792) + pdf_text(400, 12, words, 9)
    content = read_pdf(FILE, pdf([page] * count, [JPEG]))
    assert (kinds(content), texts(content), photos(content)) == ([Kind.NO_TEXT], [], [])


def test_a_scan_in_tiles_is_a_scan() -> None:
    tiles = "".join(pdf_image("I0", 306 * n % 612, 396 * (n // 2), 306, 396) for n in range(4))
    content = read_pdf(FILE, pdf([tiles], [JPEG]))
    assert (kinds(content), photos(content)) == ([Kind.NO_TEXT], [])


def test_a_typed_cover_makes_no_text_of_a_scan() -> None:
    scan = pdf_image("I0", 0, 0, 612, 792)
    content = read_pdf(FILE, pdf([pdf_text(200, 500, "Dari Sampah Menjadi Berkah"), scan, scan], [JPEG]))
    assert kinds(content) == [Kind.NO_TEXT]


def test_a_scanned_letter_behind_a_typed_writing_is_no_damage() -> None:
    typed = "".join(pdf_text(72, 700 - 14 * n, LONG) for n in range(20))
    assert kinds(read_pdf(FILE, pdf([typed, typed, pdf_image("I0", 0, 0, 612, 792)], [JPEG]))) == []


def row(height: float, *cells: tuple[float, str]) -> str:
    return "".join(pdf_text(left, height, text) for left, text in cells)


def tables(content: DocumentContent) -> list[list[list[str]]]:
    found = (block for block in content.blocks if isinstance(block, DocumentTable))
    return [[["\n".join(p.text for p in cell) for cell in cells] for cells in table.rows] for table in found]


def test_two_lists_side_by_side_are_a_table_of_four_columns() -> None:
    """As LibreOffice writes it: cell by cell, with narrow gaps where an entry is long."""
    page = row(600, (72, "Nama"), (160, "Siti Rahma, S.Sos"), (290, "Nama"), (380, "BKM Sejahtera"))
    page += row(586, (72, "Jabatan"), (160, "Fasilitator Sosial")) + pdf_text(160, 572, "TF-03 Semarang")
    page += row(586, (290, "Alamat"), (380, "Jl. Mawar 3"))
    page += row(558, (72, "No. HP"), (160, "0812-3456-7890-1111"), (290, "Kontak"), (380, "024-7654321"))
    assert tables(read_pdf(FILE, pdf([pdf_text(72, 700, LONG) + page]))) == [
        [
            ["Nama", "Siti Rahma, S.Sos", "Nama", "BKM Sejahtera"],
            ["Jabatan", "Fasilitator Sosial TF-03 Semarang", "Alamat", "Jl. Mawar 3"],
            ["No. HP", "0812-3456-7890-1111", "Kontak", "024-7654321"],
        ]
    ]


def test_a_list_of_labels_and_one_of_answers_keep_their_lines() -> None:
    page = "".join(pdf_text(72, 600 - 14 * n, text) for n, text in enumerate(("Nama", "Jabatan", "No. HP")))
    answers = ("Siti Rahma", "Faskel TF-03", "0812-3456-7890")
    page += "".join(pdf_text(300, 600 - 14 * n, text) for n, text in enumerate(answers))
    content = read_pdf(FILE, pdf([pdf_text(72, 700, LONG) + page]))
    assert tables(content) == [[["Nama\nJabatan\nNo. HP", "\n".join(answers)]]]


def test_the_further_lines_of_an_answer_stand_below_its_first_word() -> None:
    page = row(600, (72, "Alamat"), (160, ":"), (172, "Jl. Mawar 3, Kelurahan Tandang,"))
    page += pdf_text(172, 586, "Semarang") + pdf_text(72, 560, "Sumber : TF-03")
    content = read_pdf(FILE, pdf([pdf_text(72, 700, LONG) + page]))
    assert texts(content)[1:] == ["Alamat : Jl. Mawar 3, Kelurahan Tandang, Semarang", "Sumber : TF-03"]


def test_cells_with_lines_around_them_keep_what_is_set_in_their_middle() -> None:
    """As Word centres a label beside an answer of two lines, which begins higher up."""
    rules = "".join(f"{x} 540 m {x} 620 l S " for x in (66, 150, 280))
    rules += "".join(f"66 {y} m 280 {y} l S " for y in (540, 580, 620))
    page = rules + pdf_text(72, 597, "Nama") + pdf_text(156, 604, "Siti Rahma,") + pdf_text(156, 590, "S.Sos")
    page += pdf_text(72, 557, "Jabatan") + pdf_text(156, 564, "Fasilitator") + pdf_text(156, 550, "TF-03")
    assert tables(read_pdf(FILE, pdf([pdf_text(72, 700, LONG) + page]))) == [
        [["Nama", "Siti Rahma,\nS.Sos"], ["Jabatan", "Fasilitator\nTF-03"]]
    ]


def test_a_frame_around_the_page_is_no_table() -> None:
    page = "20 20 572 752 re S " + pdf_text(72, 700, "Judul Tulisan") + pdf_text(72, 660, LONG)
    assert texts(read_pdf(FILE, pdf([page]))) == ["Judul Tulisan", LONG]


def test_labels_behind_whose_tab_there_is_hardly_room_are_labels_all_the_same() -> None:
    page = row(600, (72, "Nama"), (160, "Siti Rahma")) + row(586, (72, "Jabatan"), (160, "Faskel TF-03"))
    page += row(572, (72, "Alamat Lembaga"), (174, "Jl. Mawar 3, Kelurahan Tandang")) + pdf_text(
        160, 558, "Semarang"
    )
    page += row(544, (72, "No. HP"), (160, "0812-3456-7890"))
    assert tables(read_pdf(FILE, pdf([pdf_text(72, 700, LONG) + page]))) == [
        [
            ["Nama", "Siti Rahma"],
            ["Jabatan", "Faskel TF-03"],
            ["Alamat Lembaga", "Jl. Mawar 3, Kelurahan Tandang\nSemarang"],
            ["No. HP", "0812-3456-7890"],
        ]
    ]


def test_the_mark_of_a_list_is_no_text() -> None:
    page = "".join(pdf_text(90, 700 - 14 * n, "•") + pdf_text(108, 700 - 14 * n, LONG) for n in range(2))
    assert texts(read_pdf(FILE, pdf([page])))[0].startswith("warga memilah")


def test_two_columns_of_a_page_are_read_one_after_the_other() -> None:
    words = "warga memilah sampah setiap hari"
    left = "".join(pdf_text(72, 700 - 14 * n, f"{words} {n:02d}") for n in range(12))
    right = "".join(pdf_text(330, 700 - 14 * n, f"{words} {n:02d}") for n in range(12, 24))
    text = " ".join(texts(read_pdf(FILE, pdf([left + right]))))
    assert [int(word) for word in text.split() if word.isdigit()] == list(range(24))


def test_a_photo_in_a_column_stands_between_the_lines_of_that_column() -> None:
    def column(left: int, caption: str, image: str) -> str:
        above = [pdf_text(left, 700 - 14 * n, f"baris {n} yang di atas foto itu") for n in range(6)]
        below = [pdf_text(left, 440 - 14 * n, f"baris {n} yang di bawah foto") for n in range(6)]
        return "".join(above) + image + pdf_text(left, 480, caption) + "".join(below)

    left = column(72, "Foto 1. Warga memilah", pdf_image("I0", 72, 500, 160, 120))
    right = column(320, "Foto 2. Warga menimbang", pdf_image("I0", 320, 500, 160, 120))
    blocks = read_pdf(FILE, pdf([left + right], [JPEG])).blocks
    shown = [
        b.text or "foto" for b in blocks if isinstance(b, Paragraph) and (b.pictures or "Foto" in b.text)
    ]
    assert shown == ["foto", "Foto 1. Warga memilah", "foto", "Foto 2. Warga menimbang"]


def test_a_last_page_with_one_of_two_columns_has_its_lines_joined() -> None:
    short = "warga memilah sampah setiap hari"
    first = "".join(pdf_text(x, 700 - 14 * n, short) for x in (72, 320) for n in range(12))
    last = pdf_text(72, 600, short) + pdf_text(72, 586, short)
    assert texts(read_pdf(FILE, pdf([first, last])))[-1] == f"{short} {short}"


def test_a_title_with_space_between_its_letters_has_its_words() -> None:
    page = "".join(pdf_text(72 + 22 * n, 740, letter, 14) for n, letter in enumerate("DARI") if letter)
    page += "".join(pdf_text(200 + 22 * n, 740, letter, 14) for n, letter in enumerate("SAMPAH"))
    assert texts(read_pdf(FILE, pdf([page + pdf_text(72, 700, LONG)])))[0] == "DARI SAMPAH"


@pytest.mark.parametrize("number", ["1", "- 1 -", "Halaman 1 dari 1", "hal. 1"])
def test_the_number_of_a_lone_page_is_no_text(number: str) -> None:
    content = read_pdf(FILE, pdf([pdf_text(72, 700, LONG) + pdf_text(300, 30, number)]))
    assert (texts(content), texts(content, DocumentPart.FOOTER)) == ([LONG], [number])


def test_a_document_under_a_password_is_protected() -> None:
    lock = f"/Encrypt<</Filter/Standard/V 1/R 2/O<{'00' * 32}>/U<{'00' * 32}>/P -4>>/ID[<00><00>]"
    data = assembled([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 0/Kids[]>>"], lock)
    assert kinds(read_pdf(FILE, data)) == [Kind.PROTECTED]


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4", b"bukan pdf", b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Page"])
def test_what_is_no_pdf_is_damaged(data: bytes) -> None:
    content = read_pdf(FILE, data)
    assert (content.blocks, kinds(content)) == ((), [Kind.BROKEN])
