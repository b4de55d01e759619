"""Workbooks of every make: what is typed in their cells, and what they can't do to the reader."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from make.oldbooks import Cells, bare_xls, cells_of, flat_ods, package, xls_95, xlsb
from make.oldformats import ole
from make.realfiles import office
from make.score_forms import SCORES, edited, read, scored, values

from bpkit.model.problems import UnreadableError
from bpkit.office import read_parts, to_bytes
from bpkit.reading.panel.workbooks import cells, open_workbook, parts
from bpkit.reading.panel.workbooks.cells import (
    CellKind,
    Spreadsheet,
    is_date_format,
    name_of,
    serial_cell,
)

CELLS: Cells = [
    (1, 1, "Judul - Kedua\nBaris"),  # an Excel 95 knows no long dash
    (2, 1, 8),
    (2, 2, 7.5),
    (2, 3, 7.1),
    (2, 4, -3.25),
    (2, 5, 123456789),
    (3, 1, datetime(2010, 10, 7)),
    (3, 2, True),
    (3, 3, "#DIV/0!"),
    (3, 4, b"=3+4"),
    (9, 7, "x" * 300),
    (9, 8, "Désirée " * 40),
]
REAL = ("xls", "ods", "fods")  # LibreOffice made these
MADE: dict[str, Callable[[dict[str, Cells]], bytes]] = {
    "xls 95": xls_95,
    "xls without a container": lambda pages: bare_xls(next(iter(pages.values()))),
    "xlsb": xlsb,
}
SHEETS = {name: office(f"sel.{name}") for name in REAL}
SHEETS |= {name: make({"Lembar": CELLS}) for name, make in MADE.items()}


def opened(data: bytes, name: str = "lembar.xlsx") -> Spreadsheet:
    return open_workbook(data, Path(name))


@pytest.mark.parametrize("kind", SHEETS)
def test_every_format_gives_what_was_typed(kind: str) -> None:
    (page,) = opened(SHEETS[kind]).worksheets
    assert page.title == ("" if "container" in kind else "Lembar")
    assert page.text(1, 1) == ("Judul – Kedua\nBaris" if kind in REAL else "Judul - Kedua\nBaris")
    numbers = [page.rows[2][column].number for column in range(1, 6)]
    assert numbers == [8, Fraction("7.5"), Fraction("7.1"), Fraction("-3.25"), 123456789]
    assert [page.text(2, column) for column in range(1, 6)] == ["8", "7.5", "7.1", "-3.25", "123456789"]
    if "container" in kind:  # has no styles, so a date is a number like 40458, which is on no scale
        return
    assert page.rows[3][1].day == date(2010, 10, 7)
    kinds = [page.rows[3][column].kind for column in range(1, 5)]
    # In what LibreOffice saves, an error is the result of a formula.
    error = CellKind.FORMULA if kind in REAL else CellKind.ERROR
    assert kinds == [CellKind.DATE, CellKind.BOOLEAN, error, CellKind.FORMULA]
    assert not any(page.rows[3][column].number for column in range(1, 5))
    assert page.text(9, 7) == "x" * 300
    assert page.text(9, 8) == ("Désirée " * 40).strip()


@pytest.mark.parametrize("kind", REAL)
def test_texts_that_are_cut_over_records_are_whole(kind: str) -> None:
    (page,) = opened(SHEETS[kind]).worksheets  # Excel 97 keeps 8 KB of its texts in one record
    for number in range(30):
        sentence = "Warga bergotong royong. " if number % 2 else "Ω naïf 日本 – "
        assert page.text(10 + number, 1) == f"{number}. {sentence * 16}".strip()


FORMS = {"xls": office("lembar.xls"), "ods": office("lembar.ods"), "xlsx": office("lembar.xlsx")}
FORMS |= {name: make(cells_of(edited(scored))) for name, make in MADE.items() if "container" not in name}


@pytest.mark.parametrize("kind", FORMS)
def test_a_form_reads_the_same_in_every_format(kind: str) -> None:
    sheet = read(FORMS[kind], "lembar.xls")
    assert values(sheet) == SCORES
    assert (sheet.assessor, sheet.rubric_sha256, sheet.problems) == ("Siti Rahma", "ab" * 32, ())


@pytest.mark.parametrize("kind", [kind for kind in MADE if "container" not in kind])
def test_a_formula_is_no_score_in_any_format(kind: str) -> None:
    def edit(form: Any, _: Any) -> None:
        scored(form)
        form["D11"] = "=3+4"

    score = read(MADE[kind](cells_of(edited(edit))), "lembar.ods").rows[0].scores["kondisi_riil"]
    assert score.value is None
    assert score.text.startswith("=")


# What other programs make of an .xlsx ------------------------------------------------------------------


def filled() -> dict[str, bytes]:
    return read_parts(edited(scored))


def renamed(rename: Callable[[str], str]) -> bytes:
    return package({rename(name): data for name, data in filled().items()})


def changed(part: str, *changes: tuple[str, str]) -> bytes:
    parts = filled()
    text = parts[part].decode()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return to_bytes({**parts, part: text.encode()})


def without(*names: str) -> bytes:
    return to_bytes({name: data for name, data in filled().items() if not name.startswith(names)})


def strict() -> bytes:
    """Every namespace as `Strict Open XML Workbook` has it."""
    spaces = (
        (b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/spreadsheetml/main"),
        (
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        ),
    )  # fmt: skip
    parts = filled()
    for old, new in spaces:
        parts = {name: data.replace(old, new) for name, data in parts.items()}
    return to_bytes(parts)


def prefixed() -> bytes:
    """Elements with a prefix, as Open XML's own library writes them."""
    parts = filled()
    for name in [name for name in parts if name.startswith("xl/worksheets/sheet")]:
        text = parts[name].decode()
        for tag in ("worksheet", "sheetData", "row", "c", "v", "is", "t"):
            text = text.replace(f"<{tag} ", f"<x:{tag} ").replace(f"<{tag}>", f"<x:{tag}>")
            text = text.replace(f"</{tag}>", f"</x:{tag}>")
        parts[name] = text.replace("xmlns=", "xmlns:x=", 1).encode()
    return to_bytes(parts)


def shared() -> bytes:
    """Texts in a part of strings by another name, the most of them rich and read aloud."""
    book = openpyxl.load_workbook(io.BytesIO(edited(scored)))
    texts: list[str] = []
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            texts += [cell.value for cell in row if cell.data_type == "s" and isinstance(cell.value, str)]
    parts = filled()
    items = []
    for number, text in enumerate(dict.fromkeys(texts)):
        escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "_x000A_")
        half = len(text) // 2 if "&" not in text and "\n" not in text else 0
        bold = f"<r><rPr><b/></rPr><t>{escaped[half:]}</t></r>"
        runs = f"<r><t xml:space='preserve'>{escaped[:half]}</t></r>{bold}"
        items.append(
            f"<si>{runs}<rPh sb='0' eb='1'><t>x</t></rPh></si>" if half else f"<si><t>{escaped}</t></si>"
        )
        for name in ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"):
            parts[name] = _with_shared(parts[name], text, number)
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts["xl/Texte.xml"] = f"<sst xmlns='{main}'>{''.join(items)}</sst>".encode()
    rel = (
        '<Relationship Id="rIdX" Target="Texte.xml" Type="http://schemas.openxmlformats.org/'
        'officeDocument/2006/relationships/sharedStrings"/></Relationships>'
    )
    rels = "xl/_rels/workbook.xml.rels"
    return to_bytes({**parts, rels: parts[rels].replace(b"</Relationships>", rel.encode())})


def _with_shared(part: bytes, text: str, number: int) -> bytes:
    from lxml import etree

    root = etree.fromstring(part)
    space = f"{{{root.nsmap[None]}}}"
    for cell in root.iter(f"{space}c"):
        if cell.get("t") == "inlineStr" and "".join(map(str, cell.itertext())) == text:
            for child in list(cell):
                cell.remove(child)
            cell.set("t", "s")
            etree.SubElement(cell, f"{space}v").text = str(number)
    return bytes(etree.tostring(root))


def upper(name: str) -> str:
    return name.replace("worksheets", "WorkSheets").replace("workbook.xml", "Workbook.xml")


PROGRAMS: dict[str, Callable[[], bytes]] = {
    "strict": strict,
    "backslashes": lambda: renamed(lambda name: name.replace("/", "\\")),
    "another letter case": lambda: renamed(upper),
    "names from the root": lambda: renamed(lambda name: f"/{name}"),
    "prefixed namespaces": prefixed,
    "shared strings by another name": shared,
    "no styles, theme and properties": lambda: without("xl/styles", "xl/theme", "docProps"),
    "no content types": lambda: without("[Content_Types]"),
    "no relationships of the package": lambda: without("_rels/.rels"),
    "no relationships at all": lambda: without("_rels/.rels", "xl/_rels"),
    "a byte order mark": lambda: to_bytes(
        {name: b"\xef\xbb\xbf" + data if name.endswith(".xml") else data for name, data in filled().items()}
    ),
    "blanks in a date": lambda: to_bytes({**filled(), "docProps/core.xml": b"<a>2010-10- 2T</a>"}),
    "styles that are no XML": lambda: to_bytes({**filled(), "xl/styles.xml": b"<styleSheet><u val='1'>"}),
    "empty styles of cells": lambda: changed("xl/worksheets/sheet1.xml", (' s="', ' s="" x="')),
    "no names of cells": lambda: changed("xl/workbook.xml", ("definedName", "gone")),
    "alternate content": lambda: changed(
        "xl/workbook.xml",
        (
            "<sheets>",
            '<mc:AlternateContent xmlns:mc="m"><mc:Choice><a/></mc:Choice></mc:AlternateContent><sheets>',
        ),
    ),
    "relative targets": lambda: changed("xl/_rels/workbook.xml.rels", ("/xl/worksheets", "./worksheets")),
}


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_form_is_read_as_other_programs_save_it(program: str) -> None:
    sheet = read(PROGRAMS[program]())
    assert values(sheet) == SCORES
    assert (sheet.assessor, sheet.position, sheet.problems) == ("Siti Rahma", "TA Sosialisasi", ())


def test_cells_without_a_place_stand_one_after_the_other() -> None:
    first = "<row><c t='str'><v>a</v></c><c><v>1</v></c></row>"
    page = opened(bare(f"{first}<row r='5'><c><v>2</v></c></row><row><c><v>3</v></c></row>")).worksheets[0]
    found = {row: {column: cell.text for column, cell in cells.items()} for row, cells in page.rows.items()}
    assert found == {1: {1: "a", 2: "1"}, 5: {1: "2"}, 6: {1: "3"}}


@pytest.mark.parametrize(
    ("cell", "kind", "text"),
    [
        ("<c t='inlineStr'><is><r><t>ab</t></r><r><t>cd</t></r></is></c>", CellKind.TEXT, "abcd"),
        ("<c t='d'><v>2010-10-07T00:00:00</v></c>", CellKind.DATE, "2010-10-07"),
        ("<c t='b'><v>1</v></c>", CellKind.BOOLEAN, "TRUE"),
        ("<c t='e'><v>#N/A</v></c>", CellKind.ERROR, "#N/A"),
        ("<c><v>7.0999999999999996</v></c>", CellKind.NUMBER, "7.1"),
        ("<c><v>8.0</v></c>", CellKind.NUMBER, "8"),
        ("<c><f t='shared' si='0'/><v>8</v></c>", CellKind.FORMULA, "=…"),
        ("<c t='str'><f>A1&amp;\"x\"</f><v>8</v></c>", CellKind.FORMULA, '=A1&"x"'),
        ("<c><v>inf</v></c>", CellKind.ERROR, "inf"),
    ],
)
def test_a_cell_of_any_type_is_what_it_is(cell: str, kind: CellKind, text: str) -> None:
    found = opened(bare(f"<row>{cell}</row>")).worksheets[0].rows[1][1]
    assert (found.kind, found.text) == (kind, text)


def bare(rows: str, more: str = "") -> bytes:
    """The least that is a workbook."""
    return package(
        {
            "xl/workbook.xml": "<workbook><sheets><sheet name='A' id='1'/></sheets></workbook>",
            "xl/worksheets/sheet1.xml": f"<worksheet><sheetData>{rows}</sheetData>{more}</worksheet>",
        }
    )


@pytest.mark.parametrize(
    ("number", "code", "expected"),
    [
        (14, "", True),
        (0, "", False),
        (165, "dd mmm yyyy", True),
        (165, "[$-421]d mmmm yyyy;@", True),
        (165, "[h]:mm", True),
        (165, "General", False),
        (165, '0.0 "hari"', False),
        (165, "[Red]0.00_);\\d0", False),
    ],
)
def test_a_format_of_dates_is_known(number: int, code: str, expected: bool) -> None:
    assert is_date_format(number, {number: code} if code else {}) is expected


def test_days_are_counted_from_1900_and_on_old_macs_from_1904() -> None:
    assert serial_cell(40458).day == date(2010, 10, 7)
    assert serial_cell(38996, from_1904=True).day == date(2010, 10, 7)
    assert serial_cell(0.25).text == "06:00:00"


@pytest.mark.parametrize(
    ("area", "expected"),
    [
        ("'Lembar ''A'''!$B$4:$C$4", ("Lembar 'A'", 4, 2)),
        ("$Penilaian.$B$4", ("Penilaian", 4, 2)),
        ("$'Dua kata'.$AB$12:.$AC$13", ("Dua kata", 12, 28)),
    ],
)
def test_a_named_cell_is_found_in_either_notation(area: str, expected: tuple[str, int, int]) -> None:
    name = name_of("x", area)
    assert name and (name.sheet, name.row, name.column) == expected


@pytest.mark.parametrize("area", ["#REF!", "=1+2", "Penilaian!SUM(A1)", ""])
def test_a_name_of_something_else_is_no_cell(area: str) -> None:
    assert name_of("x", area) is None


# OpenDocument ------------------------------------------------------------------------------------------


def table(body: str) -> Any:
    (page,) = opened(flat_ods(f'<table:table table:name="A">{body}</table:table>'), "a.ods").worksheets
    return page


def test_repeated_rows_and_cells_are_as_many_as_they_say() -> None:
    cell = (
        '<table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="7.5"/>'
    )
    page = table(f'<table:table-row table:number-rows-repeated="3">{cell}</table:table-row>')
    assert {row: list(cells) for row, cells in page.rows.items()} == {1: [1, 2], 2: [1, 2], 3: [1, 2]}


def test_what_a_merged_area_covers_is_not_there() -> None:
    cells = (
        '<table:table-cell table:number-columns-spanned="2" office:value-type="float" office:value="8"/>'
        '<table:covered-table-cell office:value-type="float" office:value="9"/>'
        '<table:table-cell office:value-type="float" office:value="5"/>'
    )
    page = table(f"<table:table-row>{cells}</table:table-row>")
    assert {column: cell.text for column, cell in page.rows[1].items()} == {1: "8", 3: "5"}
    assert page.merged == ((1, 1, 1, 2),)


def test_a_remark_on_a_cell_is_no_text_of_it() -> None:
    cell = (
        "<table:table-cell><office:annotation><text:p>Penulis</text:p></office:annotation>"
        '<text:p>Judul<text:s text:c="2"/><text:span>A</text:span></text:p></table:table-cell>'
    )
    assert table(f"<table:table-row>{cell}</table:table-row>").text(1, 1) == "Judul  A"


def test_an_error_without_a_formula_is_an_error() -> None:
    cell = '<table:table-cell office:value-type="string" calcext:value-type="error"><text:p>#N/A</text:p>'
    page = table(f"<table:table-row>{cell}</table:table-cell></table:table-row>")
    assert page.rows[1][1].kind is CellKind.ERROR


# What can't be read ------------------------------------------------------------------------------------


def zipped(change: Callable[[bytearray, int], None]) -> bytes:
    """A form whose first directory entry was changed; the place of the entry is handed over."""
    data = bytearray(to_bytes(filled()))
    change(data, data.index(b"PK\x01\x02"))
    return bytes(data)


def packed(method: int) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, part in filled().items():
            archive.writestr(name, part)
    return buffer.getvalue()


def version(data: bytearray, at: int) -> None:
    data[at + 6 : at + 8] = struct.pack("<H", 128)


def password(data: bytearray, at: int) -> None:
    data[at + 8] |= 1


def long_strings() -> bytes:
    cells = "<row><c t='s'><v>0</v></c></row>" * 20_000
    with zipfile.ZipFile(io.BytesIO(bare(cells))) as archive:
        parts: dict[str, bytes | str] = {name: archive.read(name) for name in archive.namelist()}
    return package({**parts, "xl/sharedStrings.xml": f"<sst><si><t>{'x' * 1_000_000}</t></si></sst>"})


def many_sheets() -> bytes:
    sheets = "".join(f"<sheet name='{number}' id='1'/>" for number in range(2_000))
    return package({"xl/workbook.xml": f"<workbook><sheets>{sheets}</sheets></workbook>"})


FULL = (
    '<table:table table:name="A"><table:table-row table:number-rows-repeated="1048576"><table:table-cell '
    'table:number-columns-repeated="16384" office:value-type="float" office:value="1"/>'
    "</table:table-row></table:table>"
)


@pytest.mark.parametrize(
    ("data", "variant"),
    [
        (zipped(version), "damaged"),
        (zipped(password), "protected"),
        (packed(zipfile.ZIP_LZMA), "damaged"),
        (packed(zipfile.ZIP_BZIP2), "damaged"),
        (bare("<row><c t='s'><v>5</v></c></row>"), "damaged"),
        (package({"xl/workbook.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><workbook/>"}), "damaged"),
        (flat_ods("", "<m:file-entry><m:encryption-data/></m:file-entry>"), "protected"),
        (flat_ods(FULL), "too_large"),
        (office("terkunci.xls"), "protected"),
        (office("terkunci.xlsx"), "protected"),
        (office("terkunci.ods"), "protected"),
        (office("sel.xls")[:3000], "damaged"),
        (ole({"Sesuatu": b"x"}), "damaged"),
        (long_strings(), "too_large"),
        (many_sheets(), "too_large"),
        (b"<html><table><tr><td>Judul Tulisan</td></tr></table></html>", "other_kind"),
        (
            b"<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'/>",
            "other_kind",
        ),
        (b"%PDF-1.4", "other_kind"),
    ],
)
def test_what_is_no_workbook_or_hostile_is_a_fault(data: bytes, variant: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        opened(data, "lembar.xls")
    assert caught.value.variant == f"form_{variant}"


@pytest.mark.parametrize("row", ["<row/>", "<row><c/></row>", "<row><c><v>1</v></c></row>"])
def test_rows_without_end_are_read_as_far_as_the_limits(row: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells, "MOST_CELLS", 1_000)
    monkeypatch.setattr(parts, "MOST_ELEMENTS", 5_000)
    opened(bare(row * 900))
    with pytest.raises(UnreadableError, match="too_large"):
        opened(bare(row * 5_000))


def test_a_million_empty_rows_take_no_memory() -> None:
    data = (f"<worksheet><sheetData>{'<row/>' * 300_000}</sheetData></worksheet>").encode()
    most = 0
    for _, row in parts.elements(data, "row"):
        most = max(most, len(row.getparent()))
    assert most < 10_000  # what one chunk of the parser holds


def test_an_area_merged_over_the_whole_sheet_costs_nothing() -> None:
    page = opened(bare("<row/>", "<mergeCells><mergeCell ref='A1:XFD1048576'/></mergeCells>")).worksheets[0]
    assert page.merged == ((1, 1 << 20, 1, 1 << 14),)


@pytest.mark.parametrize("kind", SHEETS)
@pytest.mark.parametrize("seed", range(30))
def test_no_damage_makes_a_reader_stumble(kind: str, seed: int) -> None:
    from random import Random

    random = Random(seed)
    data = bytearray(SHEETS[kind])
    for _ in range(6):
        data[random.randrange(len(data))] = random.randrange(256)
    try:
        opened(bytes(data), f"a.{kind[:4]}")
    except UnreadableError as fault:
        assert fault.variant in ("form_damaged", "form_too_large", "form_protected", "form_other_kind")
