"""Answer sheets in workbooks: as `bpkit sheets` makes them, and as people change them or make their own.

The sheet explains itself: labels hold the head, the header says which column is what, the words
`Cara mengisi` end the table. A row is an item, or a row is what is judged and a column an item.
"""

from __future__ import annotations

import re
from datetime import date

from ...model.dates import parse_date
from ...model.place import Place
from ...model.problems import Kind, Problem, UnreadableError
from ...model.programs import Item
from ...model.rounds import AnswerSheet
from ...model.sheet_words import (
    ANSWER,
    ANSWERS,
    CODES,
    ITEMS,
    ITSELF,
    LABELS,
    SCALE,
    THING,
    THINGS,
    TOGETHER,
    field_name,
    fields_asked,
)
from ...model.signs import plain
from ...model.units import fold, fold_alike
from ...people.names import split_names
from ..panel.workbooks import open_workbook
from ..panel.workbooks.cells import Cell, CellKind, Spreadsheet, Worksheet
from ..panel.workbooks.labels import Labels, said_where
from .drafts import SPOKEN_KEYS, Beside, SheetDraft, SheetReader
from .grids import HeadedTable, find_grid, is_number_heading, is_total
from .values import files_named

HEAD = Labels(
    LABELS,
    others={"penilai": ("nama penilai", "nama"), "unit": ("nama unit",)},
    elsewhere=("sidik_program",),
)


class FormReader(SheetReader, frozen=True):
    """Reads the tabs of one workbook."""

    def read(self, data: bytes) -> list[AnswerSheet]:
        """The sheets of a workbook, one a tab."""
        try:
            book = open_workbook(data, self.path)
        except UnreadableError as fault:
            return [
                self.sheet(SheetDraft(self.path, self.items, problems=[fault.problem(self.path)]), "", ())
            ]
        grids = [grid for one in book.worksheets if (grid := self._grid(one))]
        if not grids:
            problem = Problem(self.path, variant="form_no_sheet", kind=Kind.SHEET)
            return [self.sheet(SheetDraft(self.path, self.items, problems=[problem]), "", ())]
        return [self._tab(book, grid) for grid in grids]

    def _grid(self, worksheet: Worksheet) -> HeadedTable | None:
        leaves = len(self.items.leaves)

        def rows(named: set[str]) -> bool:
            return ANSWER in named and bool({"kode", "butir"} & named)

        def columns(named: set[str]) -> bool:
            items = sum(one.startswith("item:") for one in named)
            return ANSWER not in named and items >= min(2, leaves) and (items > 1 or THING in named)

        by_rows = find_grid(self.path, worksheet, self._row_heading, rows)
        by_columns = find_grid(self.path, worksheet, self._column_heading, columns)
        return by_rows or by_columns if self.scheme.judged == "unit" else by_columns or by_rows

    def _row_heading(self, text: str) -> str | None:
        folded = fold(text)
        fields = {
            fold(field_name(code)): code for code in (*fields_asked(self.scheme), "bukti", *SPOKEN_KEYS)
        }
        if folded in self._things() and self.scheme.judged != "unit":
            return THING
        if folded in CODES:
            return "kode"
        if folded in ITEMS:
            return "butir"
        return ANSWER if folded in ANSWERS else f"field:{fields[folded]}" if folded in fields else None

    def _column_heading(self, text: str) -> str | None:
        if fold(text) in self._things():
            return THING
        head, _, rest = text.rpartition(":")
        item = self.items.of(_bare(head)) if rest.strip() else None
        if item and item.is_leaf:
            fields = {
                fold(field_name(code)): code for code in (*item.required, "bukti", "tanggal", *SPOKEN_KEYS)
            }
            if fold(rest) in fields:
                return f"field:{fields[fold(rest)]}:{item.code}"
        item = self.items.of(text) or self.items.of(_bare(text))
        return f"item:{item.code}" if item and item.is_leaf else None

    def _things(self) -> set[str]:
        table = self.program.table(self.scheme.judged)
        named = (table.name, table.code) if table else ("tulisan",)
        return {*THINGS, *map(fold, named)}

    def _tab(self, book: Spreadsheet, grid: HeadedTable) -> AnswerSheet:
        draft = SheetDraft(self.path, self.items, problems=grid.problems)
        head = _Head(book, grid)
        if ANSWER in grid.columns:
            self._take_rows(draft, grid)
        else:
            self._take_columns(draft, grid)
        self._stray_columns(grid)
        names = head.text("penilai")
        together = fold(head.text("cara_menilai")) == fold(TOGETHER)
        who = (split_names(names) if together else (names,)) if names else ()
        if not draft.answers and not grid.problems:
            return self.sheet(
                SheetDraft(self.path, self.items), self.voice_code(head.text("suara")) or "", who
            )
        self.check_scheme(draft, head.text("penilaian"), head.place("penilaian"))
        voice = self.voice(draft, head.text("suara"), head.place("suara"), together=together)
        self.check_program(draft, head.text("sidik_program"), head.place("sidik_program"))
        if not who:
            draft.add("form_no_assessor", "", head.place("penilai"), label=LABELS["penilai"])
        day = head.day("tanggal")
        if day is None and head.text("tanggal"):
            draft.add("form_head", head.text("tanggal"), head.place("tanggal"), label=LABELS["tanggal"])
        return self.sheet(draft, voice, who, day)

    def _take_rows(self, draft: SheetDraft, grid: HeadedTable) -> None:
        for row in grid.rows():
            cell = grid.cell(row, ANSWER)
            if cell is None or not cell.text:
                continue
            item = self._item_of_row(grid, row)
            if grid.is_shared(row, ANSWER):
                if grid.joined.worksheet.cell(row, grid.columns[ANSWER]):
                    grid.add("form_merged", row, ANSWER)
            elif item is None:
                code = grid.text(row, "kode") or grid.text(row, "butir")
                if code and not is_total(code):
                    self.add_unknown(draft, code, grid.place(row, "kode"))
                elif not code:
                    grid.add("no_item", row, ANSWER)
            elif not item.is_leaf:
                grid.add("branch_answered", row, ANSWER, item=item.code or item.name)
            elif self.scheme.judged != "unit" and not grid.text(row, THING):
                grid.add("no_judged", row, ANSWER)
            else:
                judged = ITSELF if self.scheme.judged == "unit" else grid.text(row, THING)
                draft.put(judged, item, cell, grid.place(row, ANSWER), _beside(draft, grid, row, ""))

    def _item_of_row(self, grid: HeadedTable, row: int) -> Item | None:
        cell = grid.cell(row, "kode")
        name = self.items.of(grid.text(row, "butir").partition("\n")[0])
        if cell is None or not cell.text:
            return name
        if cell.kind is CellKind.NUMBER and cell.number is not None:
            several = self.items.numbered(cell.number)
            if len(several) > 1:  # 1.1 or 1.10? the name tells
                return name if name in several else None
            return several[0] if several else self.items.of(cell.text)
        found = self.items.of(cell.text)
        return found or (name if cell.kind is CellKind.DATE else None)  # Excel takes 1.2 for a day of January

    def _take_columns(self, draft: SheetDraft, grid: HeadedTable) -> None:
        answered = [what for what in grid.columns if what.startswith("item:")]
        thing = THING if THING in grid.columns else self._first_text(grid)
        for row in grid.rows():
            cells = {what: cell for what in answered if (cell := grid.cell(row, what)) and cell.text}
            judged = grid.text(row, thing) if thing else ""
            if not cells or is_total(judged):
                continue
            if not judged:
                grid.add("no_judged", row, next(iter(cells)))
                continue
            if fold_alike(judged) in draft.keys:
                grid.add("judged_twice", row, thing, judged=judged)
                draft.answers[draft.keys[fold_alike(judged)]].clear()
                continue
            for what, cell in cells.items():
                code = what.removeprefix("item:")
                item = next(one for one in self.items.leaves if one.code == code)
                if grid.is_shared(row, what):
                    grid.add("form_merged", row, what)
                else:
                    draft.put(judged, item, cell, grid.place(row, what), _beside(draft, grid, row, code))

    def _first_text(self, grid: HeadedTable) -> str:
        """The column before the answers that is no number of rows, where none is called what is judged."""
        first = min(column for what, column in grid.columns.items() if what.startswith("item:"))
        for column in range(1, first):
            heading = grid.headings.get(column, "")
            if heading and not is_number_heading(heading) and column not in grid.columns.values():
                grid.columns = {**grid.columns, THING: column}
                return THING
        return ""

    def _stray_columns(self, grid: HeadedTable) -> None:
        """Columns that mean no item, though somebody wrote numbers there."""
        known = {fold(one) for one in (SCALE, THING, "unit", "keterangan", "uraian", "petunjuk")}
        taken = set(grid.columns.values())
        for column, text in grid.headings.items():
            if column in taken or is_number_heading(text) or fold(text) in known:
                continue
            values = [c for row in grid.rows() if (c := grid.joined.worksheet.cell(row, column))]
            if any(cell.number is not None for cell in values):
                near = self.items.near(text)
                place = grid.joined.worksheet.place(grid.header, column)
                variant = "unknown_column" if near else "stray_column"
                grid.problems.append(
                    Problem(self.path, text, near, place, variant, {"near": near}, kind=Kind.SHEET)
                )


class _Head:
    """The cells above the table."""

    def __init__(self, book: Spreadsheet, grid: HeadedTable) -> None:
        self._sheet = grid.joined.worksheet
        above = said_where(self._sheet, grid.header)
        self._spots = {name: HEAD.find(book, self._sheet, above, name) for name in LABELS}

    def cell(self, name: str) -> Cell | None:
        """The cell beside a label."""
        spot = self._spots[name]
        return spot[0].cell(spot[1], spot[2]) if spot else None

    def text(self, name: str) -> str:
        """What is typed there."""
        cell = self.cell(name)
        return plain(cell.text).strip() if cell and cell.kind is not CellKind.FORMULA else ""

    def day(self, name: str) -> date | None:
        """The day that is typed there."""
        cell = self.cell(name)
        return (cell.day or parse_date(cell.text)) if cell else None

    def place(self, name: str) -> Place:
        """Where it is, or would be."""
        spot = self._spots[name]
        return spot[0].place(spot[1], spot[2]) if spot else Place(sheet=self._sheet.title)


def _beside(draft: SheetDraft, grid: HeadedTable, row: int, code: str) -> Beside:
    """What stands in the columns beside an answer."""
    found: dict[str, str] = {}
    day = None
    for what in grid.columns:
        kind, _, rest = what.partition(":")
        name, _, of = rest.partition(":")
        cell = grid.cell(row, what) if kind == "field" and of == code else None
        if cell is None:
            continue
        if name == "tanggal":
            day = cell.day or parse_date(cell.text)
            if day is None:
                draft.add("not_date", cell.text, grid.place(row, what), key=field_name(name))
        else:
            found[name] = cell.text
    evidence = files_named(found.pop("bukti", ""))
    return Beside(evidence, found, day)


def _bare(heading: str) -> str:
    """A heading without the scale in brackets behind it."""
    return re.sub(r"\s*\([^()]*\)\s*$", "", heading)
