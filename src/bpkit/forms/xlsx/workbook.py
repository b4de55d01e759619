"""A template of Excel: named places that take a value, and model rows that are repeated.

A person may copy a template, add a letterhead and move things about. bpkit finds its places by their names
(Formulas > Name Manager in Excel), so wherever they went, they are filled; pictures move with the cells under
them, and charts follow their data.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from ...errors import UserError
from ...model.place import letters_of
from ...office import parse, path, related, serialise, tag, to_bytes, width_of
from ...wording import say
from ..templates import looking_at, require, template_parts
from .cells import INDENT, CellStyles, Shift, Value, corners, needed_height, shown_style, unquoted
from .drawings import follow_chart, follow_drawing, follow_table, scale_chart, shorten_chart
from .sheet import BOLDER, ModelRow, TemplateSheet, TextColumn, fit_width, keep_together

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_FOLLOWING = re.compile(r"xl/(drawings/drawing|charts/chart|tables/table)[0-9]+\.xml").fullmatch
_PLACE = re.compile(r"('(?:[^']|'')+'!|[^!']+!)(\$?[A-Z]+\$?[0-9]+(?::\$?[A-Z]+\$?[0-9]+)?)")


DIGIT_POINTS = 5.25  # a digit of the normal font in Excel
HIGHEST_HEADING = 160.0  # points
FOUR_FIGURES = 5.2  # digits of width that a total takes, with what Excel keeps free beside it


class NamedPlace(Struct, frozen=True):
    """Where a name points: a worksheet, the first row and column, the last row and column."""

    sheet: str
    row: int
    column: int
    last_row: int
    last_column: int


class Workbook:
    """A workbook that began as a template."""

    def __init__(self, file: Path, names: Iterable[str]) -> None:
        """Open a template that must have these named places; what fills it is marked by `fills`.

        Raises:
            UserError: a part of it is damaged, or one of the places is missing; the nearest name is told.
            ShareError: it can't be read.
        """
        self.file = file
        self._parts = template_parts(file)
        looking_at("xl/workbook.xml")
        self._book = parse(self._parts["xl/workbook.xml"])
        self._sheet_parts = self._find_sheets()
        self.sheets = {name: self._sheet(name, part) for name, part in self._sheet_parts.items()}
        self._others = {name: parse(data) for name, data in self._parts.items() if _FOLLOWING(name)}
        looking_at("xl/styles.xml")
        self.styles = CellStyles(self._parts["xl/styles.xml"])
        looking_at("xl/workbook.xml")
        self.places = self._find_places()
        require(file, names, self.places, "forms.place_missing_remedy")

    def _sheet(self, name: str, part: str) -> TemplateSheet:
        looking_at(part)
        return TemplateSheet(name, self._parts[part])

    def put(self, name: str, value: Value) -> None:
        """Put a value into a named place; its row grows where the text needs more lines."""
        self.put_across(name, [value])

    def put_below(self, row: str, column: str, value: Value) -> None:
        """Put a value into the row of one place and the column of another."""
        self._put(replace(self.places[column], row=self.places[row].row), value)

    def put_across(self, name: str, values: Sequence[Value]) -> None:
        """Put values side by side into a place whose column was repeated.

        Headings whose words are longer than their columns are wide run from below to above.
        """
        place = self._at(name)
        if len(values) > 1 and self._is_torn(place, values):
            self._put_turned(place, values)
            return
        for column, value in enumerate(values, start=place.column):
            self._put(replace(place, column=column), value)

    def _put(self, place: NamedPlace, value: Value) -> None:
        """Put a value into a cell, whose row grows where the text needs more lines."""
        sheet = self.sheets[place.sheet]
        style = shown_style(self.styles, sheet.style(place.row, place.column), value)
        if isinstance(value, str) and "\n" in value:
            style = self.styles.with_wrapping(style)  # as Excel does where somebody presses Alt+Enter
        sheet.set(place.row, place.column, value, style)
        last = sheet.merges_in(place.row).get(place.column, place.column)
        need = needed_height(self.styles, style, sheet.width(place.column, last), value)
        if need > sheet.height(place.row):
            sheet.set_height(place.row, need)

    def _is_torn(self, place: NamedPlace, values: Sequence[Value]) -> bool:
        """Whether a word of a heading is longer than its column is wide."""
        sheet = self.sheets[place.sheet]
        size = self.styles.size(sheet.style(place.row, place.column)) / self.styles.normal_size
        room = sheet.width(place.column, place.column) - 0.7
        words = (word for value in values if isinstance(value, str) for word in value.split())
        return any(width_of(word) * size * BOLDER > room for word in words)

    def _put_turned(self, place: NamedPlace, values: Sequence[Value]) -> None:
        """Put headings that run from below to above, in a line or two, into a row as high as they are."""
        sheet = self.sheets[place.sheet]
        style = self.styles.turned(sheet.style(place.row, place.column))
        for column, value in enumerate(values, start=place.column):
            sheet.set(place.row, column, value, style)
        size = self.styles.size(style)
        texts = [value for value in values if isinstance(value, str)]
        widths = sorted(map(width_of, texts))
        lines = max(int(sheet.width(place.column, place.column) * DIGIT_POINTS / (size * 1.3)), 1)
        letters, free = widths[-1], 10
        if lines > 1:
            words = max(width_of(word) for text in texts for word in text.split())
            letters = max(widths[-1] / lines * 1.25, words)
        for width in widths:  # where one line just has room, programs take it: from border to border
            if letters < width <= letters * 1.2:
                letters, free = width, 5
        need = letters * size * 0.556 * BOLDER + free
        if need > sheet.height(place.row):
            sheet.set_height(place.row, min(need, HIGHEST_HEADING))

    def fit_width(
        self,
        texts: Sequence[str],
        rows: Sequence[Sequence[Value]],
        names: Sequence[str],
        further: Sequence[str] = (),
    ) -> None:
        """Let a worksheet print with letters of 8 points or more; before it is filled with these rows.

        `texts` are the places whose columns may become narrower or wider, for their text goes on in further
        lines; `names` are the places of a row's values, in whose order they come. `further` are places of
        another table on the worksheet, whose headings must stay whole as well.
        """
        first = self._at(texts[0])
        sheet = self.sheets[first.sheet]
        printed = (area.last_column for area in self._printed() if area.sheet == first.sheet)
        # A place whose column was repeated takes several values.
        wide = [self.places[name].last_column - self.places[name].column + 1 for name in names]
        headed: dict[int, list[str]] = {}
        for name in further:
            headed.setdefault(self.places[name].column, []).append(name)
        columns = []
        for name in texts:
            place, at = self.places[name], sum(wide[: names.index(name)])
            style = sheet.style(place.row, place.column)
            columns.append(
                TextColumn(
                    place.column,
                    " ".join([self._heading(name), *map(self._heading, headed.get(place.column, ()))]),
                    [value if isinstance(value := row[at], str) else "" for row in rows],
                    self.styles.size(style) / self.styles.normal_size,
                    INDENT * self.styles.indent(style),
                )
            )
        fit_width(sheet, self.styles, next(printed, sheet.last_column), columns)

    def _heading(self, name: str) -> str:
        """What the template has above a place, one row up or, where nothing stands there, two."""
        place = self._at(name)
        sheet = self.sheets[place.sheet]
        return sheet.text(place.row - 1, place.column) or sheet.text(place.row - 2, place.column)

    def is_one_line(self, name: str, text: str) -> bool:
        """Whether a text fits into a place without being wrapped; on the safe side."""
        place = self._at(name)
        sheet = self.sheets[place.sheet]
        style, room = sheet.style(place.row, place.column), sheet.width(place.column, place.last_column)
        return needed_height(self.styles, style, room, text) <= needed_height(self.styles, style, room, "A")

    def _at(self, name: str) -> NamedPlace:
        """Where a name points; what goes wrong from here on is told of it."""
        looking_at(f"{self.places[name].sheet} ({name})")
        return self.places[name]

    def stretch(self, name: str, points: float) -> None:
        """Give the row of a place a height."""
        place = self._at(name)
        self.sheets[place.sheet].set_height(place.row, points)

    def keep_together(self, header: str, starts: Sequence[str], end: str) -> None:
        """Keep the foot of a form on one page: it begins at the places `starts` and ends at `end`.

        `header` is a place in the row under the one that is repeated on every page.
        """
        place = self.places[header]
        area = next((area for area in self._printed() if area.sheet == place.sheet), place)
        rows = [self.places[name].row for name in starts]
        sheet = self.sheets[place.sheet]
        keep_together(sheet, area.last_column, place.row - 1, rows, max(area.last_row, self.places[end].row))

    def _printed(self) -> Iterator[NamedPlace]:
        for name in self._book.iterfind(path("definedNames/definedName")):
            if name.get("name") == "_xlnm.Print_Area" and (place := self._place(name.text)):
                yield place

    def repeat_titles(self, name: str) -> None:
        """Print the columns up to a place again on every page, of a worksheet that is wider than one."""
        place = self._at(name)
        for one in self._book.iterfind(path("definedNames/definedName")):
            sheet, _, rows = (one.text or "").rpartition("!")
            if one.get("name") == "_xlnm.Print_Titles" and unquoted(sheet) == place.sheet:
                one.text = f"{sheet}!$A:${letters_of(place.last_column)},{sheet}!{rows}"

    def repeat_column(self, name: str, count: int) -> None:
        """Repeat the column in which a place lies, so that it takes so many values; none takes it out."""
        place = self._at(name)
        shift = Shift(place.sheet, place.column, place.column, count, columns=True)
        self.sheets[place.sheet].repeat_column(shift)
        self._follow(shift)

    def share_width(self, name: str, most: float) -> None:
        """Let the repeated columns of a place take so many digits together at most, but four numbers each."""
        place = self._at(name)
        sheet, count = self.sheets[place.sheet], place.last_column - place.column + 1
        if sheet.width(place.column, place.last_column) > most:
            for column in range(place.column, place.last_column + 1):
                sheet.set_width(column, max(round(most / count, 2), FOUR_FIGURES))

    def remove_rows(self, name: str) -> None:
        """Take out the rows of a place."""
        place = self._at(name)
        shift = Shift(place.sheet, place.row, place.last_row, 0)
        self.sheets[place.sheet].replace_rows(shift, (), ())
        self._follow(shift)

    def fill(self, models: Mapping[str, Sequence[str]], rows: Sequence[tuple[str, Sequence[Value]]]) -> None:
        """Repeat model rows, each row by the model it names.

        A model is known by the names of its places, whose values come in the same order; they stand in one
        row of the template, and the models' rows stand together. Fill a worksheet from top to bottom.

        Raises:
            UserError: the places of one model stand in different rows.
        """
        made = {kind: self._model(names) for kind, names in models.items()}
        at = [model.row for model in made.values()]
        sheet = next(iter(made.values())).sheet
        shift = Shift(sheet.name, min(at), max(at), len(rows))
        merges: list[str] = []
        filled = []
        for row, (kind, values) in enumerate(rows, start=shift.first):
            filled.append(made[kind].filled(row, values))
            merges += made[kind].merges_at(row)
        sheet.replace_rows(shift, filled, merges)
        self._follow(shift)

    def shape_charts(self, rows: int, most: str, line: str) -> None:
        """Let the charts show the first so many rows, on an axis to `most` with one line across at `line`."""
        for name, root in self._others.items():
            if name.startswith("xl/charts/"):
                shorten_chart(root, rows)
                scale_chart(root, most, line)

    def to_bytes(self) -> bytes:
        """The workbook; Excel recalculates its formulas when it opens it."""
        calculation = self._book.find(tag("calcPr"))
        if calculation is not None:
            calculation.set("fullCalcOnLoad", "1")
        parts = dict(self._parts)
        _forget_calculation_order(parts)
        changed = {"xl/workbook.xml": self._book, "xl/styles.xml": self.styles.root, **self._others}
        parts |= {name: serialise(root) for name, root in changed.items()}
        parts |= {part: self.sheets[name].to_bytes() for name, part in self._sheet_parts.items()}
        return to_bytes(parts)

    def _model(self, names: Sequence[str]) -> ModelRow:
        first = self._at(names[0])
        columns: list[int] = []
        for name in names:
            place = self.places[name]
            if (place.sheet, place.row) != (first.sheet, first.row):
                values = {"file": self.file, "name": name, "other": names[0]}
                raise UserError(say("forms.place_row", **values), say("forms.place_row_remedy", **values))
            columns += range(place.column, place.last_column + 1)
        return ModelRow(self.sheets[first.sheet], first.row, columns, self.styles)

    def _follow(self, shift: Shift) -> None:
        """Let all that is outside the shifted worksheet follow it."""
        for sheet in self.sheets.values():
            if sheet.name != shift.sheet:
                sheet.follow(shift)
        for name in self._book.findall(path("definedNames/definedName")):
            name.text = shift.formula(name.text or "", "")
            if "#REF!" in name.text:
                name.getparent().remove(name)
        own = set(related(self._parts, self._sheet_parts[shift.sheet]).values())
        for part, root in self._others.items():
            if part.startswith("xl/charts/"):
                follow_chart(root, shift)
            elif part in own:
                (follow_table if part.startswith("xl/tables/") else follow_drawing)(root, shift)
        self.places = {name: _moved(place, shift) for name, place in self.places.items()}

    def _find_sheets(self) -> dict[str, str]:
        """The parts of the worksheets by their names; a sheet that is all chart has no cells."""
        targets = related(self._parts, "xl/workbook.xml")
        listed = (
            (s.get("name"), targets[s.get(_RELATION)]) for s in self._book.iterfind(path("sheets/sheet"))
        )
        return {name: part for name, part in listed if part.startswith("xl/worksheets/")}

    def _find_places(self) -> dict[str, NamedPlace]:
        """The names that point to a cell or range; those that a copied worksheet brought along come last."""
        places: dict[str, NamedPlace] = {}
        names = self._book.findall(path("definedNames/definedName"))
        for name in sorted(names, key=lambda found: found.get("localSheetId") is not None):
            if place := self._place(name.text):
                places.setdefault(name.get("name").lower(), place)  # case makes no difference in Excel
        return places

    def _place(self, text: str | None) -> NamedPlace | None:
        match = _PLACE.fullmatch((text or "").strip())
        if match is None or (sheet := unquoted(match[1])) not in self.sheets:
            return None
        return NamedPlace(sheet, *corners(match[2]))


def _moved(place: NamedPlace, shift: Shift) -> NamedPlace:
    if place.sheet != shift.sheet:
        return place
    if shift.columns:
        return replace(place, column=shift.start(place.column), last_column=shift.end(place.last_column))
    return replace(place, row=shift.start(place.row), last_row=shift.end(place.last_row))


def _forget_calculation_order(parts: dict[str, bytes]) -> None:
    """Excel's own list of formulas is wrong once rows were put in; without it Excel makes a new one."""
    if parts.pop("xl/calcChain.xml", None) is None:
        return
    for name in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels"):
        root = parse(parts[name])
        for entry in list(root):
            if (entry.get("PartName") or entry.get("Target") or "").endswith("calcChain.xml"):
                root.remove(entry)
        parts[name] = serialise(root)
