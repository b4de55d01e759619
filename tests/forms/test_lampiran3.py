"""Lampiran 3 says of every submission what is known, and of the city what it owed and gave."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from make.city_forms import KMW, OCTOBER, city, error, form, writing
from make.formbooks import beside, headers, table, texts
from make.levels import PROVINCE_LEVEL
from make.panel_table import judge
from msgspec.structs import replace

from bpkit.model.facts import Folder, Identity, Medium
from bpkit.model.outcomes import Checked
from bpkit.model.problems import Finding, Problem
from bpkit.model.settings import Settings
from bpkit.model.units import Severity
from bpkit.office import width_of

SMALL = 0.9  # the size of the form's letters beside Excel's own


def rows(sheet: Any) -> list[dict[str, Any]]:
    return table(sheet, "No")


def test_the_header_has_the_columns_of_the_form_in_their_order() -> None:
    assert headers(form(city("Semarang", [writing("A")])), "No") == [
        "No",
        "Judul Tulisan",
        "Jenis Produk",
        "Bentuk Media",
        "Penulis",
        "Jabatan",
        "Sumber",
        "Kontak",
        "Tanggal Masuk",
        "Jumlah Halaman",
        "Jumlah Foto",
        "Kelengkapan Syarat",
        "Kekurangan",
        "Nilai Akhir",
        "Diusulkan",
        "Keterangan",
    ]


def test_a_complete_writing_stands_there_with_all_its_facts() -> None:
    one = writing("Dari Sampah Menjadi Berkah", "TF-03")
    assert rows(form(city("Semarang", [one]), proposed=[one.path])) == [
        {
            "No": 1,
            "Judul Tulisan": "Dari Sampah Menjadi Berkah",
            "Jenis Produk": "Best practice",
            "Bentuk Media": "Tulisan",
            "Penulis": "Siti Rahma",
            "Jabatan": "Fasilitator Sosial",
            "Sumber": "TF-03",
            "Kontak": "0812-3456-7890",
            "Tanggal Masuk": datetime(2010, 10, 14),
            "Jumlah Halaman": 3.2,
            "Jumlah Foto": 2,
            "Kelengkapan Syarat": "Lengkap",
            "Kekurangan": None,
            "Nilai Akhir": None,
            "Diusulkan": "Ya",
            "Keterangan": "artikel",
        }
    ]


def test_what_is_missing_is_named_once_and_in_words() -> None:
    one = writing("A")
    problems = [error("BP301", one), error("BP403", one), error("BP403", one)]
    row = rows(form(city("Semarang", [one], *problems)))[0]
    assert (row["Kelengkapan Syarat"], row["Kekurangan"]) == (
        "Tidak Lengkap",
        "foto kurang dari 2; kontak penulis",
    )


def test_a_warning_leaves_a_writing_complete() -> None:
    one = writing("A")
    row = rows(form(city("Semarang", [one], Finding("BP301", Severity.WARNING, Problem(one.path)))))[0]
    assert (row["Kelengkapan Syarat"], row["Kekurangan"]) == ("Lengkap", None)


def test_a_waived_error_leaves_a_writing_complete_and_is_told_with_its_reason() -> None:
    one = writing("A")
    row = rows(form(city("Semarang", [one], error("BP301", one, waiver="komik"))))[0]
    assert row["Kelengkapan Syarat"] == "Lengkap"
    assert row["Keterangan"] == "artikel; dikecualikan: foto kurang dari 2 (komik)"


def test_a_long_reason_of_a_waiver_is_a_note_that_its_row_points_to() -> None:
    one, reason = writing("Komik"), "Disetujui KMW dalam rapat tanggal 12 Oktober, lihat notulennya. " * 2
    sheet = form(city("Semarang", [one], error("BP301", one, waiver=reason)))
    assert rows(sheet)[0]["Keterangan"] == "artikel; dikecualikan: foto kurang dari 2 *)"
    assert any(
        f"*) No. 1 dikecualikan: foto kurang dari 2 – {reason}".strip() in text for text in texts(sheet)
    )


def test_a_recording_has_its_length_and_neither_pages_nor_photos() -> None:
    one = writing("Suara", medium=Medium.AUDIO, document=None, photos=(), minutes=17.4, identity=Identity())
    row = rows(form(city("Semarang", [one])))[0]
    assert (row["Bentuk Media"], row["Jumlah Halaman"], row["Jumlah Foto"]) == ("Audio", None, None)
    assert row["Keterangan"] == "durasi 17 menit"


def test_a_writing_without_photos_has_zero_of_them() -> None:
    assert rows(form(city("Semarang", [writing("A", photos=())])))[0]["Jumlah Foto"] == 0


def test_a_final_value_is_the_panels_own_and_exact() -> None:
    result = judge({"A": (700, 700, 690)}).results[0]
    one = writing("A")
    sheet = form(city("Semarang", [one]), results={one.path: result})
    row = rows(sheet)[0]
    assert row["Nilai Akhir"] == pytest.approx(2090 / 3, abs=1e-12)
    assert row["Keterangan"] == "artikel"


def test_a_provisional_value_says_so() -> None:
    result = replace(judge({"A": (700, 700, 690)}).results[0], provisional=True)
    one = writing("A")
    row = rows(form(city("Semarang", [one]), results={one.path: result}))[0]
    assert row["Keterangan"] == "artikel; nilai sementara"


def test_the_foot_counts_what_the_city_owed_and_gave() -> None:
    mine = [
        writing("A", "TF-01"),
        writing("B", "Tim Fasilitator 1"),
        writing("C", "TF 3"),
        writing("D", "korkot"),
    ]
    sheet = form(city("Semarang", mine), proposed=[one.path for one in mine[1:]])
    assert beside(sheet, "Jumlah Tim Fasilitator (TF)") == 3
    assert beside(sheet, "Kewajiban produksi bulan ini") == 4
    assert beside(sheet, "Produksi bulan ini") == 4
    assert beside(sheet, "Persentase produksi") == 1
    assert beside(sheet, "Diusulkan ke KMW") == "2 dari kuota 2, ditambah 1 tulisan Tim Korkot"
    assert beside(sheet, "TF yang belum berproduksi") == "TF-02"


def test_a_knowledge_product_is_listed_but_is_nothing_that_a_team_owes() -> None:
    product = writing("Gang", "TA KMW", product="produk pengetahuan")
    sheet = form(city("Semarang", [writing("A"), product]))
    assert rows(sheet)[1]["Jenis Produk"] == "Produk pengetahuan"
    assert beside(sheet, "Produksi bulan ini") == 1


def test_teams_without_names_are_counted() -> None:
    mine = [
        writing("A", "TF-01", "Surakarta"),
        writing("B", "TF-01", "Surakarta"),
        writing("C", "BKM", "Surakarta"),
    ]
    sheet = form(city("Surakarta", mine))
    assert beside(sheet, "TF yang belum berproduksi").startswith("8 TF")


def test_without_a_roster_the_foot_says_what_it_cannot_know() -> None:
    sheet = form(city("Semarang", [writing("A")]), settings=Settings())
    assert beside(sheet, "Produksi bulan ini") == 1
    assert "daftar TF belum ada" in beside(sheet, "Kewajiban produksi bulan ini")


def test_the_head_names_program_city_province_and_month() -> None:
    sheet = form(city("Semarang", [writing("A")]))
    assert "PNPM MANDIRI PERKOTAAN" in texts(sheet)
    assert [beside(sheet, label) for label in ("Korkot/Kota", "Propinsi", "Bulan")] == [
        "Semarang",
        "Jawa Tengah",
        "Oktober 2010",
    ]


def test_the_date_is_the_one_that_was_given_or_a_dotted_line() -> None:
    one = city("Semarang", [writing("A")])
    assert "Semarang, 15 Oktober 2010" in texts(form(one, day=date(2010, 10, 15)))
    assert any(text.startswith("Semarang, ....") for text in texts(form(one)))


def test_a_folder_without_submissions_says_nihil() -> None:
    sheet = form(city("Semarang", []))
    assert [row["Judul Tulisan"] for row in rows(sheet)] == ["NIHIL"]
    assert beside(sheet, "TF yang belum berproduksi") == "TF-01, TF-02, TF-03"


def province() -> Checked:
    cities = (
        city("Semarang", [writing("A", "TF-01"), writing("B", "korkot")]),
        city("Surakarta", [writing("C", "TF-04", "Surakarta")]),
    )
    products = (writing("Gang", "TA KMW", product="produk pengetahuan"),)
    folder = Folder(KMW, PROVINCE_LEVEL, "Jawa Tengah", OCTOBER, products=products)
    return Checked(folder, (), children=cities)


def test_the_provinces_form_lists_every_city_under_its_own_heading() -> None:
    sheet = form(province())
    column = [cell.value for cell in sheet["A"]]
    start = column.index("No") + 1
    assert column[start : start + 9] == [
        "Korkot Semarang (3 TF)",
        1,
        2,
        "Korkot Surakarta (9 TF)",
        3,
        "Korkot Salatiga (2 TF)",
        None,
        "Produk pengetahuan tenaga ahli KMW Jawa Tengah",
        4,
    ]


def test_the_provinces_form_rolls_up_by_city() -> None:
    sheet = form(province(), proposed=[writing("A").path])
    start = [cell.value for cell in sheet["A"]].index("REKAPITULASI PER KORKOT/KOTA") + 3
    found = [[cell.value for cell in sheet[row]][:10] for row in range(start, start + 3)]
    assert found == [
        [1, "Semarang", 3, 4, 2, 0.5, 2, 1, 2, "TF-02, TF-03"],
        [2, "Surakarta", 9, 10, 1, 0.1, 1, 0, 3, "8 TF (namanya belum terdaftar)"],
        [3, "Salatiga", 2, 3, 0, 0, 0, 0, 2, "2 TF (namanya belum terdaftar)"],
    ]
    assert beside(sheet, "Kewajiban produksi bulan ini") == 17


def test_no_heading_of_the_table_of_cities_is_torn() -> None:
    sheet = form(province(), proposed=[writing("A").path])
    row = [cell.value for cell in sheet["A"]].index("REKAPITULASI PER KORKOT/KOTA") + 2
    heading = next(cell for cell in sheet[row] if cell.value == "Kewajiban")
    assert sheet.column_dimensions[heading.column_letter].width > width_of("Kewajiban") * SMALL


def test_a_citys_form_has_no_table_of_cities() -> None:
    assert "REKAPITULASI PER KORKOT/KOTA" not in texts(form(city("Semarang", [writing("A")])))


def test_everything_that_people_typed_is_text() -> None:
    one = writing("=1+1")
    sheet = form(city("Semarang", [one]))
    cell = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "=1+1")
    assert cell.data_type == "s"


def test_its_header_stays_in_sight_and_its_filter_covers_every_row() -> None:
    sheet = form(city("Semarang", [writing(f"Judul {number}") for number in range(60)]))
    assert sheet.print_title_rows == "$9:$9"
    assert sheet.freeze_panes == "C10"
    assert sheet.auto_filter.ref == "A9:P69"


def test_the_foot_begins_a_page_rather_than_be_torn() -> None:
    sheet = form(city("Semarang", [writing(f"Judul {number}") for number in range(30)]))
    labels = [cell.value for cell in sheet["A"]]
    breaks = [brk.id for brk in sheet.row_breaks.brk]
    assert breaks
    assert breaks[-1] < labels.index("REKAPITULASI") + 1


def test_long_titles_get_rows_that_are_high_enough() -> None:
    long = "Ketika Warga Bantaran Kali Babon Membangun Tanggul Bersama Mahasiswa dan Koramil di Musim Hujan"
    sheet = form(city("Semarang", [writing(long), writing("Pendek")]))
    assert sheet.row_dimensions[10].height > 3 * 11
    assert sheet.row_dimensions[11].height < 2 * 15
