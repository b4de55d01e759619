"""Lists saved as text: whatever program saved them, the same rows are read."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from bpkit.model.programs import Column, ColumnKind, Table
from bpkit.model.rounds import Listing
from bpkit.reading.rounds.lists import read_listing

SURVEY = Table(
    "survei",
    "Survei",
    "unit",
    (
        Column("pimpinan", "Kepemimpinan", ColumnKind.NUMBER),
        Column("sdm", "SDM Aparatur", ColumnKind.NUMBER),
        Column("pesan", "Pesan"),
    ),
)
ROWS = [("62.5", "60", "José – “baik”"), ("70", "55.5", "cukup")]
SEMICOLONS = "pimpinan;sdm;pesan\n62,5;60;José – “baik”\n70;55,5;cukup\n"
COMMAS = 'pimpinan,sdm,pesan\n62.5,60,José – “baik”\n70,"55,5",cukup\n'
TABS = SEMICOLONS.replace(";", "\t")


def listing(folder: Path, data: bytes, name: str = "survei.csv") -> Listing:
    (folder / name).write_bytes(data)
    found = read_listing(folder, SURVEY)
    assert found is not None
    return found


def cells(found: Listing) -> list[tuple[str, ...]]:
    return [tuple(row.cells.get(column.code, "") for column in SURVEY.columns) for row in found.rows]


@pytest.mark.parametrize("text", [SEMICOLONS, COMMAS, TABS], ids=["semicolons", "commas", "tabs"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
def test_every_way_to_save_it_gives_the_same_rows(tmp_path: Path, text: str, encoding: str, end: str) -> None:
    found = listing(tmp_path, text.replace("\n", end).encode(encoding))
    assert (cells(found), found.problems) == (ROWS, ())


def test_a_big_endian_unicode_text_is_read(tmp_path: Path) -> None:
    assert cells(listing(tmp_path, b"\xfe\xff" + TABS.encode("utf-16-be"))) == ROWS


def test_a_file_of_tabs_may_be_called_tsv(tmp_path: Path) -> None:
    assert cells(listing(tmp_path, TABS.encode(), "survei.tsv")) == ROWS


def test_the_sign_that_excel_names_is_taken_though_the_header_has_more_of_another(tmp_path: Path) -> None:
    text = "sep=;\npimpinan;sdm;pesan, kesan, saran\n62,5;60;baik\n"
    (row,) = listing(tmp_path, text.encode()).rows
    assert (row.cells["pimpinan"], row.cells["sdm"]) == ("62.5", "60")


def test_columns_may_be_called_by_their_names_and_blank_lines_are_passed_over(tmp_path: Path) -> None:
    found = listing(tmp_path, b"\nKepemimpinan;SDM Aparatur\n\n62,5;60\n;\n")
    assert [(row.cells["pimpinan"], row.cells["sdm"]) for row in found.rows] == [("62.5", "60")]


def test_many_rows_are_counted_and_added_exactly(tmp_path: Path) -> None:
    text = "pimpinan;sdm\n" + "".join(f"{n},1;{n}\n" for n in range(95))
    rows = listing(tmp_path, text.encode()).rows
    total = sum((Fraction(row.cells["pimpinan"]) for row in rows), Fraction())
    assert (len(rows), total) == (95, Fraction(95 * 94, 2) + Fraction(95, 10))


def test_what_is_no_number_is_told_with_its_place(tmp_path: Path) -> None:
    found = listing(tmp_path, b"pimpinan;sdm\n62,5;enam puluh\n")
    (problem,) = found.problems
    assert (problem.variant, problem.found) == ("not_number", "enam puluh")
    assert problem.place and problem.place.cell == "B2"


@pytest.mark.parametrize("data", [b"pimpinan;sdm\n6\0;7\n", b"PK\x03\x04\x00\x00"], ids=["nul", "zip"])
def test_what_is_no_text_is_told_and_ends_nothing(tmp_path: Path, data: bytes) -> None:
    found = listing(tmp_path, data)
    assert (found.rows, [problem.variant for problem in found.problems]) == ((), ["form_damaged"])
