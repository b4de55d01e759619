"""Cells that were met in another workbook: what is looked up is what would have been read."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path

import pytest

from bpkit.model.problems import UnreadableError
from bpkit.reading.panel.workbooks import open_workbook
from bpkit.reading.panel.workbooks.repeated_cells import cut, known_cells

RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
DATES = '<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
ROW = '<row r="1"><c r="A1" s="1"><v>40458</v></c><c r="B1" t="s"><v>0</v></c><c r="C1"><v>7.5</v></c></row>'


def workbook(sheet: str, strings: str = "", styles: str = "") -> bytes:
    """A workbook with one worksheet."""
    parts = {
        "xl/workbook.xml": '<workbook><sheets><sheet name="A" r:id="rId1" xmlns:r="r"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" '
        'Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet,
        "xl/sharedStrings.xml": f"<sst><si><t>{strings}</t></si></sst>",
        "xl/styles.xml": styles or "<styleSheet/>",
    }
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return data.getvalue()


def texts(sheet: str, strings: str = "", styles: str = "") -> dict[tuple[int, int], str]:
    """What is read of it, by row and column."""
    (worksheet,) = open_workbook(workbook(sheet, strings, styles), Path("lembar.xlsx")).worksheets
    return {(row, at): cell.text for row, cells in worksheet.rows.items() for at, cell in cells.items()}


def sheet(rows: str) -> str:
    return f"<worksheet><sheetData>{rows}</sheetData></worksheet>"


def test_a_part_that_was_met_is_damaged_where_its_sum_is_another() -> None:
    data = workbook(sheet(ROW), "Dewi")
    open_workbook(data, Path("lembar.xlsx"))
    sum_of_it = zlib.crc32(sheet(ROW).encode()).to_bytes(4, "little")
    assert data.count(sum_of_it) == 2  # before the part, and in the directory
    with pytest.raises(UnreadableError):
        open_workbook(data.replace(sum_of_it, b"\0\0\0\0"), Path("lembar.xlsx"))


def test_a_text_is_that_of_its_own_workbook() -> None:
    assert texts(sheet(ROW), "Dewi")[1, 2] == "Dewi"
    assert texts(sheet(ROW), "Rudi")[1, 2] == "Rudi"


def test_a_number_is_a_date_only_where_its_own_workbook_shows_one() -> None:
    assert texts(sheet(ROW), styles=DATES)[1, 1] == "2010-10-07"
    assert texts(sheet(ROW))[1, 1] == "40458"


def test_the_cells_of_all_rows_are_there_once() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"/><row r="3"><c r="A3"><v>2</v></c></row>'
    more = '<row r="4"><c r="A3"><v>3</v></c><c r="B4"/><c r="C4"><v>4</v></c></row>'
    assert texts(sheet(rows + more)) == {(1, 1): "1", (3, 1): "2", (4, 3): "4"}


@pytest.mark.parametrize(
    "row",
    [
        '<row r="2"><!-- <c r="A2"><v>8</v></c> --><c r="B2"><v>9</v></c></row>',
        '<row r="2"><c t="inlineStr"><is><t><![CDATA[<c r="A2">]]></t></is></c><c r="B2"><v>9</v></c></row>',
        '<row r="2"><c><v>5</v></c><c r="B2"><v>9</v></c></row>',
    ],
    ids=["commented out", "as text", "without a place"],
)
def test_what_only_looks_like_a_cell_is_none(row: str) -> None:
    read = texts(sheet(ROW + row + ROW.replace('1"', '3"')))
    assert read[2, 2] == "9"
    assert read.get((2, 1), "") in ("", '<c r="A2">', "5")


@pytest.mark.parametrize(
    "broken", ['<c r="A2"><v>1</c>', '<c r="A2"><v>1</v>', "<c r=A2><v>1</v></c>", "</row>"]
)
def test_a_sheet_with_a_broken_cell_is_damaged(broken: str) -> None:
    with pytest.raises(UnreadableError):
        texts(sheet(f'{ROW}<row r="2">{broken}<c r="B2"><v>2</v></c></row>{ROW}'))


def test_a_cell_that_was_met_is_not_parsed_again() -> None:
    root, pieces, rest = cut(sheet(ROW).encode()) or (b"", [], b"")
    cells = known_cells(root, "of this test")
    first = cells.of(pieces, lambda element: element.get("r"))
    assert first == [(1, 1, "A1"), (1, 2, "B1")]
    assert cells.of(pieces, lambda _: pytest.fail("parsed again")) == first
    assert rest == sheet('<row r="1"><c r="C1"><v>7.5</v></c></row>').encode()
