"""`Daftar Wilayah.xlsx`, the Excel twin of bpkit.yaml: provinces, cities, TFs, panels, experts, deadlines.

It is blank, with drop-downs and an example on a page of its own, or says what a bpkit.yaml says already.
`reading/roster_book.py` reads it back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from ..levels import levels_of
from ..model.levels import Levels
from ..model.settings import SEVERITY_WORDS, City, Province, RosterUnit, Settings, SiteContacts
from ..model.sheet_words import (
    EVERYWHERE,
    EXPERTS,
    GENERAL,
    LANGUAGES,
    LETTERHEADS,
    OBLIGATION,
    PANELS,
    REGIONS,
    ROLES,
    SEVERITIES,
    SIGNERS,
    UNITS,
    WAIVERS,
    deadline_columns,
)
from ..model.zones import ZONE_NAMES, ZONES
from ..wording import say
from .blank_forms import BOLD, TITLE, WRAP, bytes_of, grow, make_input, put, put_heading

HEADER = 4  # the row of the headings; above it stand the title and what is asked
ROWS = {  # at least
    "Pengecualian": 15, "Tingkat Aturan": 12, "Unit": 60,
    "Wilayah": 60, "Tim Penilai": 40, "Tenaga Ahli": 30, "Tenggat": 12, "Penandatangan": 20, "Kop Surat": 12,
}  # fmt: skip
WIDTHS = {
    "propinsi": 26,
    "zona": 10,
    "kota": 28,
    "jumlah": 12,
    "tf": 60,
    "wilayah": 28,
    "penilai": 42,
    "ahli": 42,
}
WIDTHS |= dict.fromkeys(UNITS, 34)
WIDTHS |= {"nama": 40, "jabatan": 34, "nip": 24, "alamat": 60, "tempat": 20}
WIDTHS |= {"berkas": 44, "alasan": 40, "disetujui": 28}
FORMATS = {"nip": "@", "sampai": "dd/mm/yyyy"}  # or Excel rounds a number of 18 digits
_NARROW = 16
NOTE = 80  # of the column that says what a value is for

Rows = Sequence[Sequence[str | int]]
Papers = Mapping[str, Mapping[str, Mapping[str, Any]]]  # key of bpkit.yaml, unit, what stands there


def roster_book(
    settings: Settings,
    papers: Papers,
    single: Mapping[str, str],
    programs: Sequence[str],
    units: Sequence[str] = (),
) -> bytes:
    """The form with what these settings say filled in; the same arguments give the same bytes.

    `papers` is what stands under `penandatangan` and `kop` in bpkit.yaml, `single` its values that stand
    alone, by key. `programs` are the names that `rubrik` may have. `units` are the names of the levels of a
    programme that judges units, from the highest down: it has no provinces and cities.
    """
    book = Workbook()
    guide: Any = book.worksheets[0]
    guide.title = "Petunjuk"
    general = {code: label for code, label in GENERAL.items() if not units or code != "bulan"}
    _fill_general(book.create_sheet("Umum"), general, single, programs)
    if units:
        _add_units(book, settings, units)
        names = f"Unit!$A${HEADER + 1}:$A${HEADER + ROWS['Unit']}"
    else:
        names = _add_regions(book, settings)
    panels = _table(book, "Tim Penilai", PANELS, _pairs(settings.panels))
    signers = _table(book, "Penandatangan", SIGNERS, list(_signers(papers.get("penandatangan", {}))))
    _choose(signers, "B", ROLES)
    heads = _table(book, "Kop Surat", LETTERHEADS, list(_heads(papers.get("kop", {}))))
    _table(book, "Pengecualian", WAIVERS, list(_waivers(settings)))
    severities = _table(book, "Tingkat Aturan", SEVERITIES, list(_severities(settings)))
    _choose(severities, "B", list(SEVERITY_WORDS))
    if not units:
        _add_units(book, settings, units)
    for sheet in (panels, signers, heads):
        _choose_from(sheet, "A", names)
    _fill_guide(guide, "units" if units else "help")
    return bytes_of(book)


def _add_regions(book: Workbook, settings: Settings) -> str:
    """What a programme of provinces and cities has; gives the cells that name the provinces."""
    regions = _table(book, "Wilayah", REGIONS, _regions(settings.provinces or ()))
    _choose(regions, "B", ZONE_NAMES)
    levels = levels_of(settings)
    experts = _table(book, "Tenaga Ahli", EXPERTS, _pairs(settings.experts))
    columns = {"propinsi": REGIONS["propinsi"], **deadline_columns(levels), **OBLIGATION}
    deadlines = _table(book, "Tenggat", columns, list(_deadlines(settings, levels)))
    names = f"Wilayah!$A${HEADER + 1}:$A${regions.max_row}"
    for sheet in (experts, deadlines):
        _choose_from(sheet, "A", names)
    return names


def _add_units(book: Workbook, settings: Settings, names: Sequence[str]) -> None:
    depth = max((unit.depth for unit in settings.units or ()), default=1)
    count = min(max(depth, len(names) or 3), len(UNITS))
    columns = dict(list(UNITS.items())[:count])
    heads = dict(
        zip(
            columns,
            (f"{columns[code]}: {name}" for code, name in zip(columns, names, strict=False)),
            strict=False,
        )
    )
    _table(book, "Unit", columns | heads, list(_unit_rows(settings.units or (), 0, count)))


def _unit_rows(units: Iterable[RosterUnit], depth: int, count: int) -> Iterable[Sequence[str]]:
    for unit in units:
        yield [*[""] * depth, unit.name, *[""] * (count - depth - 1)]
        yield from _unit_rows(unit.below, depth + 1, count)


def _fill_general(
    sheet: Any, labels: Mapping[str, str], single: Mapping[str, str], programs: Sequence[str]
) -> None:
    """What stands once: label, value, and what it is for."""
    put(sheet, 1, 1, say("start.book_general"), TITLE)
    choices = {"bahasa": list(LANGUAGES.values()), "rubrik": programs, "situs.kontak": list(SiteContacts)}
    for row, (code, label) in enumerate(labels.items(), start=HEADER):
        put(sheet, row, 1, label, BOLD)
        put(sheet, row, 2, single.get(code, ""))
        note = say(f"start.book_{code}")
        put(sheet, row, 3, note)
        grow(sheet, row, [(note, NOTE)])
        make_input(sheet.cell(row, 2))
        sheet.cell(row, 2).number_format = "@"  # or Excel makes a day of `Oktober 2010`
        sheet.cell(row, 1).alignment = sheet.cell(row, 3).alignment = WRAP
        if words := choices.get(code):
            choice = DataValidation("list", formula1=f'"{",".join(words)}"', allow_blank=True)
            choice.showErrorMessage = code != "rubrik"  # which may be a file of their own
            choice.add(f"B{row}")
            sheet.add_data_validation(choice)
    for letter, width in zip("ABC", (30, 46, NOTE), strict=True):
        sheet.column_dimensions[letter].width = width


def _table(book: Workbook, title: str, columns: Mapping[str, str], rows: Rows) -> Any:
    """A worksheet with a table to fill in, and the rows that are known already."""
    last = HEADER + max(ROWS[title], len(rows) + ROWS[title] // 3)
    sheet: Any = book.create_sheet(title)
    put(sheet, 1, 1, title, TITLE)
    put(sheet, 2, 1, say(f"start.book_{title.rsplit(maxsplit=1)[-1].casefold()}"))
    for column, (code, heading) in enumerate(columns.items(), start=1):
        put_heading(sheet, HEADER, column, heading)
        sheet.column_dimensions[get_column_letter(column)].width = WIDTHS.get(
            code, max(_NARROW, len(heading) + 3)
        )
        for row in range(HEADER + 1, last + 1):
            make_input(sheet.cell(row, column))
            sheet.cell(row, column).number_format = FORMATS.get(code, "General")
    for row, values in enumerate(rows, start=HEADER + 1):
        for column, value in enumerate(values, start=1):
            _fill(sheet, row, column, value)
        widths = (
            sheet.column_dimensions[get_column_letter(number)].width for number in range(1, len(values) + 1)
        )
        grow(sheet, row, [(str(value), width) for value, width in zip(values, widths, strict=True)])
    sheet.freeze_panes = f"A{HEADER + 1}"
    sheet.print_title_rows = f"{HEADER}:{HEADER}"
    return sheet


def _fill(sheet: Any, row: int, column: int, value: str | int) -> None:
    if isinstance(value, int):
        sheet.cell(row, column).value = value
    else:
        put(sheet, row, column, value)


def _regions(provinces: Iterable[Province]) -> Rows:
    return [
        [province.name, _zone(province), *_city(city)]
        for province in provinces
        for city in province.cities or (City("", 0),)
    ]


def _zone(province: Province) -> str:
    zone = ZONES.get(province.zone or "")
    return str(zone.tzname(None)) if zone else ""


def _city(city: City) -> tuple[str | int, ...]:
    return (city.name, city.team_count if city.name else "", "; ".join(city.teams))


def _pairs(people: Mapping[str, Sequence[str]]) -> Rows:
    return [[unit, name] for unit, names in people.items() for name in names]


def _deadlines(settings: Settings, levels: Levels) -> Iterable[Sequence[str | int]]:
    """Everybody's days first, the programme's own where nobody set others; then those of single provinces."""
    yield [EVERYWHERE, *(settings.due(level) or "" for level in levels)]
    for province in settings.provinces or ():
        owed = settings.obligations.get(province.name, "")
        if province.deadlines or owed != "":
            yield [province.name, *(province.deadlines.get(level.code, "") for level in levels), owed]


def _signers(units: Mapping[str, Mapping[str, Any]]) -> Iterable[Sequence[str]]:
    for unit, roles in units.items():
        for role, said in roles.items():
            yield [unit, role, *(str(said.get(key) or "") for key in ("nama", "jabatan", "nip"))]


def _heads(units: Mapping[str, Mapping[str, Any]]) -> Iterable[Sequence[str]]:
    for unit, said in units.items():
        joined = ["\n".join(map(str, said.get(key) or ())) for key in ("nama", "alamat")]
        yield [unit, *joined, str(said.get("tempat") or "")]


def _waivers(settings: Settings) -> Iterable[Sequence[str]]:
    for one in settings.waivers:
        yield [one.rule, one.pattern, one.reason, one.approved_by, str(one.until or "")]


def _severities(settings: Settings) -> Iterable[Sequence[str]]:
    words = {severity: word for word, severity in SEVERITY_WORDS.items()}
    return ([code, words[severity]] for code, severity in settings.severities.items())


def _choose(sheet: Any, letter: str, words: Sequence[str]) -> None:
    choice = DataValidation("list", formula1=f'"{",".join(words)}"', allow_blank=True)
    choice.add(f"{letter}{HEADER + 1}:{letter}{sheet.max_row}")
    sheet.add_data_validation(choice)


def _choose_from(sheet: Any, letter: str, cells: str) -> None:
    """The names of another worksheet to choose from; a city's or the nation's may be typed as well."""
    choice = DataValidation("list", formula1=cells, allow_blank=True)
    choice.showErrorMessage = False
    choice.add(f"{letter}{HEADER + 1}:{letter}{sheet.max_row}")
    sheet.add_data_validation(choice)


def _fill_guide(sheet: Any, kind: str) -> None:
    """How to fill it in, and a small example of every table."""
    for letter, width in zip("ABCDE", (22, 42, 28, 18, 26), strict=True):
        sheet.column_dimensions[letter].width = width
    row = 1
    put(sheet, row, 1, say("start.book_title"), TITLE)
    for row, line in enumerate(say(f"start.book_{kind}").splitlines(), start=2):
        put(sheet, row, 1, line)
    is_heading = False
    for line in say("start.book_example" if kind == "help" else "start.book_units_example").splitlines():
        row += 1
        cells = [part.strip() for part in line.split("|")]
        for column, text in enumerate(cells, start=1):
            if is_heading:
                put_heading(sheet, row, column, text)
            else:
                put(sheet, row, column, text, BOLD if len(cells) == 1 else None)
            if len(cells) > 1:
                sheet.cell(row, column).alignment = WRAP
        is_heading = bool(line.strip()) and len(cells) == 1
