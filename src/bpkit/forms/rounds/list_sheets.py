"""Lists to keep and rulings to fill in, of any programme, as workbooks; `reading/rounds` reads them back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from openpyxl.utils import get_column_letter

from ...model.dates import parse_date
from ...model.programs import (
    UNIT,
    Column,
    ColumnKind,
    Combine,
    Level,
    Program,
    Scheme,
    Table,
)
from ...model.rounds import Judgement, Outcome, Value
from ...model.sheet_words import (
    CODE,
    FOOT,
    ITEM,
    KEY,
    LABELS,
    ORDER,
    REASON,
    RULED,
    RULING_LABELS,
    THING,
    TOTAL_NAME,
    AskedFact,
    facts_table,
)
from ...wording import say
from .layout import (
    BLANK_ROWS,
    CENTRE,
    CENTRE_INPUT,
    DAY_INPUT,
    INPUT,
    NOTE,
    SUBTITLE,
    TITLE,
    VALUE,
    WARNING,
    Book,
    CellStyle,
    Firm,
    Page,
    Put,
    pairs,
)
from .sheets import HEAD_DAY, HEAD_INPUT, YES_NO, about_page
from .words import code_width, pattern_of

SPARE_FACTS = 8  # blank rows for what a unit says besides
RULING_LABEL = Firm(17.0)  # "Disetujui oleh :" in one line
_WIDTHS = {
    ColumnKind.TEXT: 30.0, ColumnKind.NUMBER: 14.0, ColumnKind.WHOLE: 12.0, ColumnKind.DATE: Firm(12.0),
    ColumnKind.CHOICE: 16.0, ColumnKind.YES_NO: 10.0, ColumnKind.EVIDENCE: 26.0, ColumnKind.PERSON: 24.0,
}  # fmt: skip


def list_form(
    program: Program,
    table: Table,
    rows: Sequence[Mapping[str, str]] = (),
    *,
    unit: str = "",
    period: str = "",
) -> bytes:
    """A list as a workbook to be filled in, with the rows that are known already."""
    book = Book(f"{program.name}: {table.name}")
    page = list_page(book, table, rows, unit=unit, period=period, blank=BLANK_ROWS)
    page.space()
    page.across(f"{FOOT}:", CellStyle(9, bold=True, boxed=False))
    hints = [f"{column.name}: {column.hint}" for column in table.columns if column.hint]
    for line in (*say("round_forms.how_list").splitlines(), *hints):
        page.across(f"• {line}", NOTE)
    about_page(book, program)
    return book.to_bytes()


def facts_form(program: Program, level: Level, asked: Sequence[AskedFact], unit: str, period: str) -> bytes:
    """What a unit says of itself, as a workbook: a row for each key that is asked, and blank ones."""
    table = facts_table(level)
    book = Book(f"{program.name}: {table.name}")
    rows = [{KEY: one.key, "arti": asked_words(one)} for one in asked]
    page = list_page(book, table, rows, unit=unit, period=period, blank=SPARE_FACTS)
    first, said = page.row - SPARE_FACTS - len(rows) + 1, get_column_letter(len(table.columns) + 1)
    for row, one in enumerate(asked, start=first):
        cell = page.sheet[f"{said}{row}"]
        if one.kind is ColumnKind.DATE:
            cell.number_format = DAY_INPUT.pattern
        _allow_cell(page, Column(one.key, one.key, one.kind), cell.coordinate)
    page.space()
    page.across(f"{FOOT}:", CellStyle(9, bold=True, boxed=False))
    for line in say("round_forms.how_facts", file=f"{level.code}.yaml").splitlines():
        page.across(f"• {line}", NOTE)
    about_page(book, program)
    return book.to_bytes()


def asked_words(fact: AskedFact) -> str:
    """What is asked, in words."""
    return say(f"round_forms.fact_{fact.about}", name=fact.name)


def ruling_form(
    program: Program, judgements: Sequence[Judgement], panel: str, *, unit: str = "", period: str = ""
) -> bytes:
    """A panel's decision as a workbook: approval, order, and values of its own beside those reckoned.

    `judgements` are those that the panel may settle; none where it approves a list.
    """
    book = Book(f"{program.name}: {say('round_forms.ruling_title')}")
    things = any(one.scheme.judged != UNIT for one in judgements)
    ranked = any(one.scheme.ranked for one in judgements)
    settled = [(one, *row) for one in judgements for row in ruled_rows(one)]
    code = max((code_width(one.scheme) for one in judgements), default=RULING_LABEL)
    lead = [Firm(30.0), code] if things else [max(code, RULING_LABEL)]
    widths = [*lead, 48.0, 14.0, 14.0, *([10.0] if ranked else []), 40.0]
    page = book.page(say("round_forms.ruling"), widths, lying=True)
    page.across(say("round_forms.ruling_title"), TITLE)
    page.across(", ".join(filter(None, (program.name, panel, unit, period))), SUBTITLE)
    page.space(6)
    head = [(RULING_LABELS["nomor_surat"], Put(None, HEAD_INPUT), "nomor_surat")]
    head += [
        (LABELS["unit"], Put(unit, VALUE), ""),
        (RULING_LABELS["tanggal"], Put(None, HEAD_DAY), "tanggal"),
    ]
    head += [(LABELS["periode"], Put(period, VALUE), "")]
    head += [(RULING_LABELS[code], Put(None, HEAD_INPUT), code) for code in ("disetujui", "alasan")]
    rows = pairs(page, head, (1, 2, 2, page.count - 5) if things else (1, 1, 2, page.count - 4))
    page.allow_days(f"B{rows['tanggal']}", say("round_forms.only_days"))
    page.space(6)
    if settled:
        headings = [*([THING] if things else []), CODE, ITEM, say("round_forms.reckoned_value"), RULED]
        page.head([*headings, *([ORDER] if ranked else []), REASON])
    for judgement, outcome, value in settled:
        _lay_ruled(page, judgement, outcome, value, things=things, ranked=ranked)
    page.space()
    page.across(f"{FOOT}:", CellStyle(9, bold=True, boxed=False))
    for line in how_to_rule([judgement.scheme for judgement, *_ in settled], "ruling"):
        page.across(f"• {line}", NOTE)
    page.protect()
    about_page(book, program)
    return book.to_bytes()


def ruled_rows(judgement: Judgement) -> Iterator[tuple[Outcome, Value]]:
    """Every value that a panel may put itself, or whose place in the order it may settle."""
    scheme = judgement.scheme
    items = {item.code: item for item in scheme.root.walk()}
    is_flat = all(item.is_leaf for item in scheme.root.items)
    for outcome in judgement.outcomes:
        for value in outcome.total.walk() if scheme.override else [outcome.total]:
            item = items[value.item]
            if not (item.is_leaf and not is_flat) and item.combine is not Combine.NONE:
                yield outcome, value


def how_to_rule(schemes: Sequence[Scheme], words: str) -> Iterator[str]:
    """How a decision is filled in, as far as there is anything to put or to order."""
    approving, values, order, blank = say(f"round_forms.how_{words}").splitlines()
    yield approving
    if any(scheme.override for scheme in schemes):
        yield values
    if any(scheme.ranked for scheme in schemes):
        yield order
    if schemes:
        yield blank


def reckoned_number(value: Value) -> Fraction | None:
    """What was reckoned, also where a panel put something else in its place."""
    return value.reckoned if value.reckoned is not None else value.value


def _lay_ruled(  # noqa: PLR0913 - a value, and which columns there are
    page: Page, judgement: Judgement, outcome: Outcome, value: Value, *, things: bool, ranked: bool
) -> None:
    """A row for a value that a panel may put, and for the place that it may give."""
    scheme = judgement.scheme
    item = next(item for item in scheme.root.walk() if item.code == value.item)
    number = reckoned_number(value)
    reckoned = CellStyle(across="right", pattern=pattern_of(item, number, judgement.edges(item.code)))
    puts = [Put(outcome.judged if scheme.judged != UNIT else "")] if things else []
    puts += [Put(item.code, CENTRE), Put(item.name if item.code else TOTAL_NAME), Put(number, reckoned)]
    puts.append(Put(None, CENTRE_INPUT if scheme.override else CENTRE))
    if ranked:
        is_whole = value is outcome.total
        puts.append(Put(None, CENTRE_INPUT if scheme.ranked and is_whole else CENTRE))
    page.add([*puts, Put("", INPUT)], growing=True)


def list_page(  # noqa: PLR0913 - a list, and whose it is
    book: Book,
    table: Table,
    rows: Sequence[Mapping[str, str]],
    *,
    unit: str = "",
    period: str = "",
    blank: int = 0,
    warning: str = "",
) -> Page:
    """A list on a worksheet of its own: its header, its rows, and blank ones to go on with."""
    widths = [5.0, *(_WIDTHS[column.kind] for column in table.columns)]
    page = book.page(table.name, widths, lying=sum(widths) > 100)
    page.across(f"{say('round_forms.list_title')}: {table.name}", TITLE)
    page.across(", ".join(filter(None, (book.title, unit, period))), SUBTITLE)
    page.space(6)
    if warning:
        page.across(warning, WARNING)
    header = page.head(["No", *(f"{c.name} *" if c.required and blank else c.name for c in table.columns)])
    for number, cells in enumerate((*rows, *({} for _ in range(blank))), start=1):
        puts = [_list_put(column, cells.get(column.code, ""), blank=blank) for column in table.columns]
        page.add([Put(number, CENTRE), *puts], growing=True, least=16)
    for number, column in enumerate(table.columns, start=2):
        if blank:
            letter = get_column_letter(number)
            _allow_cell(page, column, f"{letter}{header + 1}:{letter}{page.row}")
    return page


def _list_put(column: Column, text: str, *, blank: int) -> Put:
    fill = "FFF9DB" if blank else ""
    if column.kind is ColumnKind.DATE:
        return Put(parse_date(text) or text, CellStyle(fill=fill, across="center", pattern="dd/mm/yyyy"))
    if column.kind in (ColumnKind.NUMBER, ColumnKind.WHOLE):
        pattern = "#,##0" if column.kind is ColumnKind.WHOLE else "#,##0.##"
        number = _number(text)
        whole = number is not None and number.denominator == 1
        style = CellStyle(fill=fill, across="right", pattern="#,##0" if whole else pattern)
        return Put(text if number is None else number, style)
    return Put(text, CellStyle(fill=fill))


def _number(text: str) -> Fraction | None:
    """The number in a cell of a list; 84/90 is no number but two, which nobody divides before their sum."""
    if "/" in text:
        return None
    try:
        return Fraction(text.replace(",", "."))
    except (ValueError, ZeroDivisionError):
        return None


def _allow_cell(page: Page, column: Column, area: str) -> None:
    if column.kind is ColumnKind.YES_NO:
        page.allow(area, YES_NO, say("round_forms.only_choices", choices=", ".join(YES_NO)))
    elif column.choices:
        page.allow(area, column.choices, say("round_forms.only_choices", choices=", ".join(column.choices)))
    elif column.kind is ColumnKind.DATE:
        page.allow_days(area, say("round_forms.only_days"))
    elif column.kind is ColumnKind.WHOLE:
        page.allow_numbers(area, None, None, say("round_forms.only_numbers", scale=""))
