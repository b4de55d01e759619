"""`Data Tulisan.xlsx`: a row says what the YAML beside a writing says."""

from __future__ import annotations

import datetime
import io
import json
from pathlib import Path
from typing import Any

import docx
import pytest
from make.disturbed import failing
from make.pictures import photo_of
from make.shares import KMW, Run, korkot, write_document
from openpyxl import load_workbook

from bpkit.forms.blank_forms import COLUMNS, PAGES_OF_FACTS, facts_book
from bpkit.model.facts import Medium
from bpkit.work.request import Request
from bpkit.work.running import Work

CITY = korkot("Semarang")
HEADINGS = [name for name, _ in COLUMNS]
WHOLE = {
    "Penulis": "Rina Wati",
    "Jabatan": "Fasilitator Sosial",
    "Kontak": "0812-3456-7890",
    "Lembaga": "BKM Maju",
    "Alamat Lembaga": "Jl. Melati 4, Kel. Tandang",
    "Kontak Lembaga": "024-7654321",
    "Sumber": "TF-04",
    "Jenis": "artikel",
    "Tanggal": datetime.datetime(2010, 10, 14),
}
YAML = """\
penulis: {nama: Rina Wati, jabatan: Fasilitator Sosial, kontak: 0812-3456-7890}
lembaga: {nama: BKM Maju, alamat: "Jl. Melati 4, Kel. Tandang", kontak: 024-7654321}
sumber: TF-04
jenis: artikel
tanggal: 2010-10-14
"""


def table(share: Path, *rows: dict[str, Any], name: str = "Data Tulisan.xlsx") -> Path:
    """The table in the city's folder, a row a mapping."""
    book = load_workbook(io.BytesIO(facts_book([])))
    for number, row in enumerate(rows, start=2):
        for heading, value in row.items():
            book["Data Tulisan"].cell(number, HEADINGS.index(heading) + 1).value = value
    book.save(share / CITY / name)
    return share / CITY / name


@pytest.fixture
def bare(share: Path) -> Path:
    """A share with a writing that says nothing of its author."""
    document = docx.Document(str(share / CITY / "Jalan.docx"))
    for paragraph in document.paragraphs[-7:]:
        paragraph.text = ""
    document.save(str(share / CITY / "Jalan.docx"))
    return share


def jalan(share: Path) -> Any:
    folder = Work(Request(share / CITY)).folder
    return next(one for one in folder.submissions if one.title == "Jalan")


def texts(submission: Any) -> list[str | None]:
    identity = submission.identity
    author, institution = identity.author, identity.institution
    facts = [author.name, author.position, author.contact, institution.name, institution.address]
    facts += [institution.contact, identity.source, identity.kind, identity.submitted]
    return [fact and fact.text for fact in facts]


@pytest.mark.parametrize(
    ("typed", "read"),
    [(81234567890, "081234567890"), (247654321, "0247654321"), (6281234567890, "6281234567890")],
)
def test_a_telephone_kept_as_a_number_gets_its_0_back(bare: Path, typed: int, read: str) -> None:
    table(bare, {"Judul Tulisan": "Jalan", **WHOLE, "Kontak": typed})
    assert jalan(bare).identity.author.contact.text == read


def found(run: Run, share: Path, code: str) -> list[dict[str, Any]]:
    report = json.loads(run("validate", share / CITY, "--format", "json")[1])
    return [one for one in report["findings"] if one["code"] == code]


def test_a_row_says_what_the_yaml_says(bare: Path) -> None:
    table(bare, {"Judul Tulisan": "Jalan", **WHOLE})
    from_table = jalan(bare)
    (bare / CITY / "Data Tulisan.xlsx").unlink()
    (bare / CITY / "Jalan.yaml").write_text(YAML, encoding="utf-8")
    assert texts(from_table) == texts(jalan(bare)) and None not in texts(from_table)
    assert from_table.submitted == datetime.date(2010, 10, 14)


def test_a_month_is_complete_with_excel_alone(run: Run, bare: Path) -> None:
    assert {one["code"] for one in found(run, bare, "BP401")} == {"BP401"}
    table(bare, {"Judul Tulisan": "jalan", **WHOLE})
    report = json.loads(run("validate", bare / CITY, "--format", "json")[1])
    assert report["summary"]["complete"] == 3
    assert not [one for one in report["findings"] if one["code"] in ("BP105", "BP401", "BP901")]


def test_what_stays_blank_is_read_from_the_document(share: Path) -> None:
    table(share, {"Judul Tulisan": "Jalan", "Jenis": "narasi"})
    submission = jalan(share)
    assert submission.identity.author.name.text == "Penulis Jalan"
    assert submission.identity.kind.text == "narasi"
    assert submission.identity.kind.place.cell == "J2"


def test_a_caption_belongs_to_the_photo_of_its_number(share: Path) -> None:
    table(share, {"Judul Tulisan": "Jalan", "Foto 2": "Warga memecah batu"})
    assert [photo.caption.text for photo in jalan(share).photos][1] == "Warga memecah batu"


def test_the_yaml_counts_where_both_say_different_things_and_that_is_an_error(run: Run, share: Path) -> None:
    table(share, {"Judul Tulisan": "Jalan", "Penulis": "Dewi Lestari", "Sumber": "tf-04"})
    (share / CITY / "Jalan.yaml").write_text(YAML, encoding="utf-8")
    (finding,) = found(run, share, "BP901")
    assert (finding["found"], finding["expected"], finding["severity"]) == (
        "Dewi Lestari",
        "Rina Wati",
        "error",
    )
    assert "yang dihitung YAML-nya" in finding["message"] and "Data Tulisan.xlsx" in finding["message"]
    assert jalan(share).identity.author.name.text == "Rina Wati"


def test_two_that_say_the_same_in_other_letters_are_no_error(run: Run, share: Path) -> None:
    (share / CITY / "Jalan.yaml").write_text(YAML, encoding="utf-8")
    table(
        share, {"Judul Tulisan": "Jalan", **WHOLE, "Kontak": "0812 3456 7890", "Tanggal": "14 Oktober 2010"}
    )
    assert not found(run, share, "BP901")


@pytest.mark.parametrize(
    ("heading", "typed"),
    [("Tanggal", "kemarin"), ("Media", "koran"), ("Jenis Produk", "buku"), ("Penulis", "=A1")],
)
def test_a_cell_that_cannot_be_read_is_told_and_counts_as_blank(
    run: Run, share: Path, heading: str, typed: str
) -> None:
    table(share, {"Judul Tulisan": "Jalan", heading: typed})
    (finding,) = found(run, share, "BP901")
    assert finding["where"] and finding["path"] == "Data Tulisan.xlsx"
    assert jalan(share).identity.author.name.text == "Penulis Jalan"


def test_a_row_of_no_writing_is_told_with_the_nearest(run: Run, share: Path) -> None:
    table(share, {"Judul Tulisan": "Jalann", "Jenis": "artikel"}, {"Judul Tulisan": "Koperasi Nelayan"})
    first, second = found(run, share, "BP901")
    assert (first["found"], first["expected"], first["severity"]) == ("Jalann", "Jalan", "warning")
    assert (second["found"], second["expected"]) == ("Koperasi Nelayan", "")


def test_of_two_rows_for_one_writing_the_first_counts(run: Run, share: Path) -> None:
    table(
        share, {"Judul Tulisan": "Jalan", "Jenis": "artikel"}, {"Judul Tulisan": "Jalan", "Jenis": "narasi"}
    )
    assert jalan(share).identity.kind.text == "artikel"
    assert [one["found"] for one in found(run, share, "BP901")] == ["Jalan"]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 broken", b"Judul;Penulis"])
def test_a_damaged_table_is_told_once_and_hides_nothing(run: Run, share: Path, data: bytes) -> None:
    (share / CITY / "Data Tulisan.xlsx").write_bytes(data)
    assert [one["path"] for one in found(run, share, "BP901")] == ["Data Tulisan.xlsx"]
    assert jalan(share).identity.author.name.text == "Penulis Jalan"


def test_a_table_that_cannot_be_seen_now_lets_nobody_miss_a_fact(bare: Path) -> None:
    file = table(bare, {"Judul Tulisan": "Jalan", **WHOLE})
    with failing(file):
        checked = Work(Request(bare / CITY)).checked
    codes = {one.code for one in checked.findings if one.problem.path.stem == "Jalan"}
    assert not codes & {"BP401", "BP402", "BP403", "BP404", "BP405"}
    assert "BP908" in {one.code for one in checked.findings}


def test_what_was_read_before_is_read_anew_once_the_table_changes(run: Run, share: Path) -> None:
    table(share, {"Judul Tulisan": "Jalan", "Jenis": "artikel"})
    first = run("validate", share / CITY, "--format", "json")[1]
    table(share, {"Judul Tulisan": "Jalan", "Penulis": "Dewi Lestari"})
    assert "Dewi Lestari" not in first
    assert "Dewi Lestari" in run("validate", share / CITY, "--format", "json")[1]


def test_bpkit_sheets_makes_the_table_of_a_city_once(run: Run, share: Path) -> None:
    run("sheets", share / CITY)
    file = share / CITY / "Data Tulisan.xlsx"
    sheet = load_workbook(file)["Data Tulisan"]
    assert [sheet.cell(row, 1).value for row in (2, 3, 4)] == ["Bank Sampah", "Jalan", "Posyandu"]
    assert sheet["D2"].number_format == "@"
    assert not found(run, share, "BP901") and not found(run, share, "BP105")
    data = table(share, {"Judul Tulisan": "Jalan", **WHOLE}).read_bytes()
    run("sheets", share / CITY)
    assert file.read_bytes() == data


def test_the_products_of_a_province_have_a_table_of_their_own(share: Path) -> None:
    products = share / KMW / "produk pengetahuan"
    write_document(products / "Lima Pelajaran.docx")
    table(share, {"Judul Tulisan": "Lima Pelajaran", "Penulis": "Siti Rahma"}).rename(
        products / "Data Tulisan.xlsx"
    )
    folder = Work(Request(share / KMW)).folder
    (product,) = folder.products
    assert product.identity.author.name and product.identity.author.name.text == "Siti Rahma"
    assert not folder.strays


def test_a_picture_is_handed_in_as_a_graphic_by_its_row(run: Run, share: Path) -> None:
    (share / CITY / "Poster Air Bersih.jpg").write_bytes(photo_of("poster"))
    (share / CITY / "IMG_0012.jpg").write_bytes(photo_of("other"))
    table(share, {"Judul Tulisan": "Poster Air Bersih", "Penulis": "Rina Wati", "Media": "grafis"})
    folder = Work(Request(share / CITY)).folder
    poster = next(one for one in folder.submissions if one.title == "Poster Air Bersih")
    assert (poster.medium, str(poster.identity.author.name and poster.identity.author.name.text)) == (
        Medium.GRAPHIC,
        "Rina Wati",
    )
    assert [path.name for path in folder.strays] == ["IMG_0012.jpg"]
    assert not found(run, share, "BP901")


@pytest.mark.parametrize(
    ("yaml", "row", "keys"),
    [
        ("media: tulisan", {"Media": "audio"}, ["audio"]),
        ("media: tulisan", {"Media": "Tulisan"}, []),
        ("jenis_produk: best practice", {"Jenis Produk": "produk pengetahuan"}, ["produk pengetahuan"]),
        ("judul: Jalan Desa", {"Judul di Dalam Tulisan": "Jalan Kota"}, ["Jalan Kota"]),
        ("foto: {foto ke-1: Warga}", {"Foto 1": "Rapat"}, ["Rapat"]),
        ("foto: {1: Warga}", {"Foto 1": "Rapat", "Foto 2": "Jalan"}, ["Rapat"]),
    ],
)
def test_whatever_fact_differs_is_an_error_and_the_yaml_counts(
    run: Run, share: Path, yaml: str, row: dict[str, str], keys: list[str]
) -> None:
    (share / CITY / "Jalan.yaml").write_text(f"{yaml}\n", "utf-8")
    table(share, {"Judul Tulisan": "Jalan", **row})
    assert [one["found"] for one in found(run, share, "BP901")] == keys
    captions = [photo.caption.text for photo in jalan(share).photos if photo.caption]
    assert ("Warga" in captions, "Rapat" in captions) == ("Warga" in yaml, False)


def test_bpkit_sheets_makes_the_table_of_a_provinces_products(run: Run, share: Path) -> None:
    products = share / KMW / "produk pengetahuan"
    write_document(products / "Lima Pelajaran.docx")
    run("sheets", share / KMW)
    assert load_workbook(products / "Data Tulisan.xlsx")["Data Tulisan"]["A2"].value == "Lima Pelajaran"


def test_a_printed_table_names_the_writing_on_every_page_and_is_not_shrunk_to_one() -> None:
    sheet = load_workbook(io.BytesIO(facts_book(["Dari Sampah Menjadi Berkah"]))).worksheets[0]

    assert sheet.page_setup.fitToWidth == PAGES_OF_FACTS
    assert (sheet.print_title_cols, sheet.print_title_rows) == ("$A:$A", "$1:$1")
