"""What the Excel templates have in common: styles, named places, the page, the foot with its signatures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.chart.text import RichText
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

FONT = "Arial"
GREY = "D9D9D9"
GREEN = "E2EFDA"
DARK_GREEN = "A9D08E"
RED = "FCE4D6"
DARK_RED = "C00000"
AFTER_COLON = '": "0;": "-0;": "0;": "@'  # the value keeps to itself, the form shows a colon before it
DOTS = "(" + "." * 44 + ")"

_thin = Side(style="thin", color="000000")
BOX = Border(left=_thin, right=_thin, top=_thin, bottom=_thin)


def font(size: float = 9, *, bold: bool = False, italic: bool = False, color: str = "000000") -> Font:
    """The font of every form."""
    return Font(name=FONT, size=size, bold=bold, italic=italic, color=color)


def align(horizontal: str = "left", vertical: str = "center", *, wrap: bool = False) -> Alignment:
    """An alignment in short."""
    return Alignment(horizontal=horizontal, vertical=vertical, wrap_text=wrap)


def new_workbook(first_sheet: str) -> Workbook:
    """A workbook whose normal font is the forms' own, so that widths count in its digits."""
    book = Workbook()
    book._fonts[0].name, book._fonts[0].sz = FONT, 10  # type: ignore[attr-defined]
    book.properties.creator = "bpkit"
    sheet: Any = book.active
    sheet.title = first_sheet
    return book


def name(book: Workbook, sheet: Worksheet, place: str, cells: str) -> None:
    """Make a cell or range a named place."""
    first, _, last = cells.partition(":")
    absolute = ":".join(_absolute(half) for half in (first, last) if half)
    book.defined_names[place] = DefinedName(place, attr_text=f"{quote_sheetname(sheet.title)}!{absolute}")


def _absolute(cell: str) -> str:
    letters = cell.rstrip("0123456789")
    return f"${letters}${cell[len(letters) :]}"


def widths(sheet: Worksheet, values: Sequence[float]) -> None:
    """The widths of the columns from the first on."""
    for column, width in enumerate(values, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width


def heights(sheet: Worksheet, values: dict[int, float]) -> None:
    """The heights of rows in points."""
    for row, height in values.items():
        sheet.row_dimensions[row].height = height


def text(  # noqa: PLR0913
    sheet: Worksheet,
    cells: str,
    value: str | None,
    *,
    size: float = 9,
    bold: bool = False,
    italic: bool = False,
    horizontal: str = "left",
    vertical: str = "center",
    wrap: bool = False,
) -> None:
    """A text in a cell or in a merged range."""
    first = cells.partition(":")[0]
    if ":" in cells:
        sheet.merge_cells(cells)
    cell = sheet[first]
    cell.value = value
    cell.font = font(size, bold=bold, italic=italic)
    cell.alignment = align(horizontal, vertical, wrap=wrap)


def provisional_line(book: Workbook, sheet: Worksheet, cells: str) -> None:
    """Where a form that was made from a disturbed view says so, across its head; else a thin empty row."""
    text(sheet, cells, None, bold=True, horizontal="center", wrap=True)
    first = cells.partition(":")[0]
    sheet[first].font = font(9, bold=True, color=DARK_RED)
    name(book, sheet, "sementara", first)


def boxed(sheet: Worksheet, row: int, first: int, last: int) -> None:
    """Draw a box round every cell of a row."""
    for column in range(first, last + 1):
        sheet.cell(row, column).border = BOX


def header(sheet: Worksheet, row: int, titles: Sequence[str], height: float = 27) -> None:
    """A grey header row from the first column on."""
    for column, title in enumerate(titles, start=1):
        cell = sheet.cell(row, column, title)
        cell.font = font(9, bold=True)
        cell.alignment = align("center", wrap=True)
        cell.fill = PatternFill("solid", start_color=GREY)
        cell.border = BOX
    sheet.row_dimensions[row].height = height


def model_row(book: Workbook, sheet: Worksheet, row: int, columns: Iterable[tuple[str, str, str]]) -> None:
    """A model row: per column the place's name, how its text lies and the pattern of its numbers."""
    for column, (place, horizontal, pattern) in enumerate(columns, start=1):
        cell = sheet.cell(row, column)
        cell.font = font(9)
        cell.alignment = align(horizontal, "top", wrap=True)
        cell.number_format = pattern
        cell.border = BOX
        name(book, sheet, place, f"{get_column_letter(column)}{row}")
    sheet.row_dimensions[row].height = 15


def colour(sheet: Worksheet, cells: str, formula: str, fill: str, *, bold: bool = False) -> None:
    """Colour cells where a formula is true."""
    style = DifferentialStyle(
        fill=PatternFill(bgColor=fill, fill_type="solid"), font=Font(bold=True) if bold else None
    )
    sheet.conditional_formatting.add(cells, Rule(type="expression", dxf=style, formula=[formula]))


def page(sheet: Worksheet, titles: str, area: str, left: str) -> None:
    """A4 landscape, as wide as the page, its header row on every page and the page's number at the foot."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    properties: Any = sheet.sheet_properties.pageSetUpPr
    properties.fitToPage = True
    sheet.print_title_rows = titles
    sheet.print_area = area
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.45
    margins.top, margins.bottom, margins.header, margins.footer = 0.55, 0.65, 0.3, 0.35
    foot: Any = sheet.oddFooter
    foot.left.text, foot.left.size = left, 8
    foot.right.text, foot.right.size = "Halaman &P dari &N", 8
    sheet.sheet_view.showGridLines = False


def head_lines(  # noqa: PLR0913
    book: Workbook,
    sheet: Worksheet,
    row: int,
    lines: Sequence[tuple[str, str]],
    *,
    last: str,
    labels: str = "B",
) -> None:
    """Lines such as `Propinsi : …` under the title; the value stands in a named place."""
    for offset, (label, place) in enumerate(lines):
        at = row + offset
        text(sheet, f"A{at}:{labels}{at}", label)
        value = chr(ord(labels) + 1)
        text(sheet, f"{value}{at}:{last}{at}", None, bold=True)
        sheet[f"{value}{at}"].number_format = AFTER_COLON
        name(book, sheet, place, f"{value}{at}")
        sheet.row_dimensions[at].height = 13


def signatures(
    book: Workbook, sheet: Worksheet, row: int, left: tuple[str, str], right: tuple[str, str]
) -> int:
    """The foot: place and date, who knows of it and who made it, and room to sign. Gives its last row."""
    text(sheet, f"{right[0]}{row}:{right[1]}{row}", None, horizontal="center")
    name(book, sheet, "tempat_tanggal", f"{right[0]}{row}")
    signers = ((left, "Mengetahui,", "jabatan_mengetahui"), (right, "Dibuat oleh,", "jabatan_pembuat"))
    for (first, last), words, place in signers:
        text(sheet, f"{first}{row + 1}:{last}{row + 1}", words, horizontal="center")
        text(sheet, f"{first}{row + 2}:{last}{row + 2}", None, horizontal="center")
        name(book, sheet, place, f"{first}{row + 2}")
        text(sheet, f"{first}{row + 4}:{last}{row + 4}", DOTS, horizontal="center")
    name(book, sheet, "tanda_tangan", f"{left[0]}{row + 4}")
    heights(sheet, {row: 14, row + 1: 14, row + 2: 14, row + 3: 40, row + 4: 14})
    return row + 4


def small_chart_text(chart: Any) -> None:
    """Let a chart's words be as small as the form's."""
    small = CharacterProperties(sz=700)
    words = RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=small), endParaRPr=small)])
    chart.x_axis.txPr = chart.y_axis.txPr = chart.series[0].dLbls.txPr = words
    bold = CharacterProperties(sz=900, b=True)
    for paragraph in chart.title.tx.rich.p:
        paragraph.pPr = ParagraphProperties(defRPr=bold)
