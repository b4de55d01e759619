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
from ...office import parse, path, related, serialise, tag, to_bytes
from ...wording import say
from ..templates import looking_at, require, template_parts
from .cells import CellStyles, Shift, Value, corners, needed_height, shown_style, unquoted
from .drawings import follow_chart, follow_drawing, follow_table, scale_chart, shorten_chart
from .sheet import ModelRow, TemplateSheet, keep_together

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_FOLLOWING = re.compile(r"xl/(drawings/drawing|charts/chart|tables/table)[0-9]+\.xml").fullmatch
_PLACE = re.compile(r"('(?:[^']|'')+'!|[^!']+!)(\$?[A-Z]+\$?[0-9]+(?::\$?[A-Z]+\$?[0-9]+)?)")


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

    def put_across(self, name: str, values: Sequence[Value]) -> None:
        """Put values side by side into a place whose column was repeated."""
        place = self._at(name)
        sheet = self.sheets[place.sheet]
        merges = sheet.merges_in(place.row)
        for column, value in enumerate(values, start=place.column):
            style = shown_style(self.styles, sheet.style(place.row, column), value)
            if isinstance(value, str) and "\n" in value:
                style = self.styles.with_wrapping(style)  # as Excel does where somebody presses Alt+Enter
            sheet.set(place.row, column, value, style)
            width = sheet.width(column, merges.get(column, column))
            need = needed_height(self.styles, style, width, value)
            if need > sheet.height(place.row):
                sheet.set_height(place.row, need)

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
        keep_together(sheet, area.last_column, place.row - 1, rows, self.places[end].row)

    def _printed(self) -> Iterator[NamedPlace]:
        for name in self._book.iterfind(path("definedNames/definedName")):
            if name.get("name") == "_xlnm.Print_Area" and (place := self._place(name.text)):
                yield place

    def repeat_column(self, name: str, count: int) -> None:
        """Repeat the column in which a place lies, so that it takes so many values; none takes it out."""
        place = self._at(name)
        shift = Shift(place.sheet, place.column, place.column, count, columns=True)
        self.sheets[place.sheet].repeat_column(shift)
        self._follow(shift)

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
