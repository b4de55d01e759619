"""`Daftar Wilayah.xlsx` read back, whatever program saved it: what bpkit.yaml would say, and every fault.

A table is known by its headings, on whichever worksheet and from whichever row on. A province that stands
once above its cities, or was joined over them, counts for all of them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from .. import limits, share
from ..levels import default_levels
from ..model.dates import parse_date
from ..model.hints import nearest
from ..model.levels import Levels
from ..model.place import Place
from ..model.problems import Kind, Problem, UnreadableError
from ..model.settings import SEVERITY_WORDS, City, Province, RosterUnit, Settings, Waiver
from ..model.sheet_words import (
    EVERYWHERE,
    EXPERTS,
    GENERAL,
    LETTERHEADS,
    OBLIGATION,
    PANELS,
    REGIONS,
    ROLES,
    ROSTER_WORDS,
    SEVERITIES,
    SIGNERS,
    UNITS,
    WAIVERS,
    deadline_columns,
)
from ..model.signs import plain
from ..model.sources import team_among
from ..model.units import Period, Severity, among, are_twins, fold
from ..model.zones import ZONE_NAMES, ZONES
from ..naming import period_in
from ..patterns import is_pattern
from ..people.names import is_degree, person, teams_in
from .panel.workbooks import open_workbook
from .panel.workbooks.cells import DIGITS, CellKind, Worksheet
from .rounds.grids import HeadedTable, find_grid

MOST_TEAMS, MOST_OWED, LAST_DAY = 999, 9999, 31
GUIDE = "petunjuk"


Papers = dict[str, dict[str, dict[str, Any]]]


class TypedValue(Struct, frozen=True):
    """What stands at the right of a label; empty where that cell is blank."""

    text: str
    place: Place


class RosterBook(Struct, frozen=True):
    """What the workbook says, as settings; `first` is the month to begin with.

    `typed` are the single values by their key in bpkit.yaml (`situs.surel`), not looked into yet. A label
    that the workbook does not have is not among them: one that was made before there was such a label.
    """

    settings: Settings
    papers: Papers = field(default_factory=dict)  # `penandatangan` and `kop` as bpkit.yaml has them
    first: Period | None = None
    problems: tuple[Problem, ...] = ()
    is_blank: bool = True  # nobody has filled in a city or unit yet
    typed: Mapping[str, TypedValue] = field(default_factory=dict)


def read_roster_book(path: Path, codes: Collection[str], levels: Levels | None = None) -> RosterBook:
    """The workbook at this path; `codes` are the rules there are, `levels` the programme's.

    Raises:
        OSError: it can't be read at the moment.
    """
    try:
        worksheets = open_workbook(share.read(path, limits.TABLE), path).worksheets
    except (UnreadableError, share.TooLargeError) as error:
        is_protected = isinstance(error, UnreadableError) and error.variant.endswith("protected")
        kind, variant = (Kind.PROTECTED, "protected") if is_protected else (Kind.BROKEN, "damaged")
        return RosterBook(Settings(), problems=(Problem(path, variant=f"book_{variant}", kind=kind),))
    return _Reader(path, worksheets, codes, levels or default_levels()).read()


class _ProvinceDraft(Struct):
    """A province while its rows are read."""

    zone: str | None = None
    cities: list[City] = field(default_factory=list)
    deadlines: dict[str, int] = field(default_factory=dict)
    owed: int | None = None

    def province(self, name: str) -> Province:
        return Province(name, tuple(self.cities), self.zone, self.deadlines)


class _Reader:
    def __init__(
        self, path: Path, worksheets: Iterable[Worksheet], codes: Collection[str], levels: Levels
    ) -> None:
        self.path = path
        self.codes = {code.upper() for code in codes}
        self.worksheets = [
            one for one in worksheets if fold(one.title) != GUIDE
        ]  # its examples are none of theirs
        self.levels = levels
        self.problems: list[Problem] = []
        self.drafts: dict[str, _ProvinceDraft] = {}
        self.paths: list[tuple[str, ...]] = []  # of the units of a programme, from the highest down

    def read(self) -> RosterBook:
        regions = self._grids(REGIONS, {"propinsi", "kota"})
        units = self._roster()
        if not regions and not self._grids(UNITS, {"unit1"}):
            self.problems.append(Problem(self.path, variant="book_no_table", kind=Kind.BROKEN))
        for grid in regions:
            self._take_regions(grid)
        days = deadline_columns(self.levels)
        everybody: dict[str, int] = {}
        columns = {"propinsi": REGIONS["propinsi"], **days, **OBLIGATION}
        for grid in self._grids(columns, {"propinsi", self.levels.lowest.code}):
            self._take_deadlines(grid, everybody)
        panels, experts = (
            self._people(PANELS, "wilayah", "penilai"),
            self._people(EXPERTS, "propinsi", "ahli"),
        )
        typed, first = self._general()
        defaults = {level.code: level.due for level in self.levels}
        settings = Settings(
            year=first.year if first else None,
            units=units or None,
            provinces=tuple(
                Province(name, tuple(one.cities), one.zone, one.deadlines)
                for name, one in self.drafts.items()
            ),
            panels=panels,
            experts=experts,
            obligations={name: one.owed for name, one in self.drafts.items() if one.owed is not None},
            deadlines={code: day for code, day in everybody.items() if day != defaults[code]},
            severities=self._severities(),
            waivers=tuple(self._waivers()),
        )
        papers = {"penandatangan": self._signers(), "kop": self._heads()}
        kept = {key: units for key, units in papers.items() if units}
        is_blank = not self.drafts and not units
        return RosterBook(settings, kept, first, tuple(self.problems), is_blank, typed)

    # Tables -------------------------------------------------------------------------------------------

    def _grids(self, columns: Mapping[str, str], enough: set[str]) -> list[HeadedTable]:
        """Every table that has these columns."""
        named = {fold(heading): code for code, heading in columns.items() if heading}

        def meaning(heading: str) -> str | None:
            said = fold(heading).rstrip(" :*")
            known, _, _ = said.partition(":")  # `Unit 2: Kabupaten` has the level's name for the reader
            code = named.get(said) or ROSTER_WORDS.get(said) or named.get(known)
            return code if code in columns else None

        found = (find_grid(self.path, one, meaning, enough.issubset) for one in self.worksheets)
        return [grid for grid in found if grid is not None]

    def _rows(self, grid: HeadedTable) -> Iterator[int]:
        """The rows that hold anything, without those where a cell holds what nobody typed."""
        for row in grid.rows():
            filled = [what for what in grid.columns if grid.text(row, what)]
            bad = {what: fault for what in filled if (fault := self._not_typed(grid, row, what))}
            for what, fault in bad.items():
                self._add(grid, row, what, fault)
            if filled and not bad:
                yield row

    def _not_typed(self, grid: HeadedTable, row: int, what: str) -> str:
        """Why a cell does not hold what somebody typed: a formula, or a NIP that became a number.

        A NIP has eighteen digits, of which a spreadsheet keeps fifteen.
        """
        cell = grid.cell(row, what)
        if cell is None:
            return ""
        if cell.number is not None and abs(cell.number) >= 10**DIGITS:
            return "book_digits"
        return "book_formula" if cell.kind in (CellKind.FORMULA, CellKind.ERROR) else ""

    def _add(
        self, grid: HeadedTable, row: int, what: str, variant: str, expected: str = "", **values: str
    ) -> None:
        found = self._text(grid, row, what)
        place = grid.place(row, what)
        self.problems.append(Problem(self.path, found, expected, place, variant, values, kind=Kind.BROKEN))

    def _text(self, grid: HeadedTable, row: int, what: str) -> str:
        return " ".join(plain(grid.text(row, what)).split())

    def _number(self, grid: HeadedTable, row: int, what: str, least: int, most: int) -> int | None:
        """A whole number; None where the cell is blank, or holds something else, which is a problem."""
        text = self._text(grid, row, what)
        if not text:
            return None
        if re.fullmatch("[0-9]{1,4}", text) and least <= int(text) <= most:
            return int(text)
        self._add(grid, row, what, "book_number", f"{least}–{most}")
        return None

    # Provinces and cities -----------------------------------------------------------------------------

    def _take_regions(self, grid: HeadedTable) -> None:
        name = ""
        places: dict[tuple[str, str], Place] = {}
        for row in self._rows(grid):
            name = self._text(grid, row, "propinsi") or name
            city = self._text(grid, row, "kota")
            if not name:
                self._add(grid, row, "kota", "book_no_province")
                continue
            name = among(name, self.drafts) or name
            draft = self.drafts.setdefault(name, _ProvinceDraft())
            self._take_zone(grid, row, draft)
            if not city:
                if self._text(grid, row, "jumlah") or self._text(grid, row, "tf"):
                    self._add(grid, row, "kota", "book_no_city")
                continue
            if known := among(city, [one.name for one in draft.cities]):
                first = places.get((name, known))
                self._add(grid, row, "kota", "book_twice", first=(first.cell or "") if first else "")
                continue
            places[name, city] = grid.place(row, "kota")
            draft.cities.append(self._city(grid, row, city))

    def _take_zone(self, grid: HeadedTable, row: int, draft: _ProvinceDraft) -> None:
        text = self._text(grid, row, "zona")
        if not text:
            return
        zone = {fold(name): str(one.tzname(None)) for name, one in ZONES.items()}.get(fold(text))
        if zone is None:
            near = nearest(text.upper(), ZONE_NAMES) or ""
            self._add(grid, row, "zona", "book_zone", ", ".join(ZONE_NAMES), near=near)
        elif draft.zone not in (None, zone):
            self._add(grid, row, "zona", "book_zones", draft.zone or "")
        else:
            draft.zone = zone

    def _city(self, grid: HeadedTable, row: int, name: str) -> City:
        typed = grid.text(row, "tf")
        teams = [" ".join(plain(one).split()) for one in teams_in(typed)]
        for number, team in enumerate(teams):
            if team_among(team, teams[:number]):
                self._add(grid, row, "tf", "book_team_twice", team=team)
        before = len(self.problems)
        count = self._number(grid, row, "jumlah", 0, MOST_TEAMS)
        if len(self.problems) > before:
            return City(name, 0)
        if teams and count not in (None, len(teams)):
            self._add(grid, row, "jumlah", "book_count", str(len(teams)))
        if not teams and count is None:
            self._add(grid, row, "jumlah", "book_no_count", f"0–{MOST_TEAMS}")
        return City(name, len(teams) if teams else count or 0, tuple(teams))

    # Deadlines ----------------------------------------------------------------------------------------

    def _take_deadlines(self, grid: HeadedTable, everybody: dict[str, int]) -> None:
        for row in self._rows(grid):
            name = self._text(grid, row, "propinsi")
            days = {
                level.code: day
                for level in self.levels
                if level.code in grid.columns
                and (day := self._number(grid, row, level.code, 1, LAST_DAY)) is not None
            }
            owed = self._number(grid, row, "kewajiban", 0, MOST_OWED) if "kewajiban" in grid.columns else None
            if not name or fold(name) in (fold(EVERYWHERE), "semua"):
                everybody |= days
                if owed is not None:
                    self._add(grid, row, "kewajiban", "book_owed")
            elif draft := self.drafts.get(self._unit(grid, row, "propinsi", list(self.drafts)) or ""):
                draft.deadlines |= days
                draft.owed = owed

    # People -------------------------------------------------------------------------------------------

    def _people(self, columns: Mapping[str, str], where: str, who: str) -> dict[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        known = self._units() if where == "wilayah" else list(self.drafts)
        for grid in self._grids(columns, set(columns)):
            unit: str | None = None
            for row in self._rows(grid):
                if self._text(grid, row, where):
                    unit = self._unit(grid, row, where, known)
                elif unit is None and not found:
                    self._add(grid, row, where, "book_no_unit")
                name = self._text(grid, row, who)
                if unit and name and self._is_person(grid, row, who, found.get(unit, [])):
                    found.setdefault(unit, []).append(name)
        return {unit: tuple(names) for unit, names in found.items()}

    def _is_person(self, grid: HeadedTable, row: int, who: str, before: list[str]) -> bool:
        """Whether the cell holds one name that is not there yet."""
        name = self._text(grid, row, who)
        if ";" in name or "\n" in grid.text(row, who):
            self._add(grid, row, who, "book_several")
        elif is_degree(name):
            self._add(grid, row, who, "book_degree")
        elif person(name) in map(person, before):
            self._add(grid, row, who, "book_person_twice")
        else:
            return True
        return False

    def _unit(self, grid: HeadedTable, row: int, what: str, known: list[str]) -> str | None:
        """The unit of the roster that a cell names."""
        typed = self._text(grid, row, what)
        if unit := among(typed, known):
            return unit
        folded = {fold(one): one for one in known}
        near = folded.get(nearest(fold(typed), folded) or "", "")
        self._add(grid, row, what, "book_stranger", near=near)
        return None

    def _units(self) -> list[str]:
        """Every unit that may have a panel, signers and a letterhead."""
        cities = [city.name for one in self.drafts.values() for city in one.cities]
        return [*self.drafts, *cities, *(name for path in self.paths for name in path), self.levels.top.name]

    # Units of a programme -----------------------------------------------------------------------------

    def _roster(self) -> tuple[RosterUnit, ...]:
        """The units of a programme that judges units; a name stands for the rows below it that are blank."""
        for grid in self._grids(UNITS, {"unit1"}):
            above: tuple[str, ...] = ()
            columns = [what for what in UNITS if what in grid.columns]
            for row in self._rows(grid):
                names = [self._text(grid, row, what) for what in columns]
                first = next(index for index, name in enumerate(names) if name)
                said = [name for name in names[first:] if name]
                if first > len(above) or not all(names[first : first + len(said)]):
                    self._add(grid, row, columns[first], "book_no_unit_above")
                    continue
                above = (*above[:first], *said)
                if above in self.paths or self._is_twin(above):
                    self._add(grid, row, columns[len(above) - 1], "book_unit_twice")
                self.paths.append(above)
        return _tree([path for path in self.paths if path])

    def _is_twin(self, path: tuple[str, ...]) -> bool:
        """Whether a unit beside this one, or beside one above it, has its name typed otherwise."""
        return any(
            other[:depth] == path[:depth] and depth < len(other) and other[depth] != name
            and are_twins(other[depth], name)
            for other in self.paths
            for depth, name in enumerate(path)
        )  # fmt: skip

    # Paper --------------------------------------------------------------------------------------------

    def _signers(self) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for grid, row, unit in self._of_units(SIGNERS, {"wilayah", "peran", "nama"}):
            role = fold(self._text(grid, row, "peran"))
            said = {key: self._text(grid, row, key) for key in ("nama", "jabatan", "nip")}
            if role not in ROLES:
                self._add(grid, row, "peran", "book_role", ", ".join(ROLES))
            elif role in found.get(unit, {}):
                self._add(grid, row, "peran", "book_role_twice", unit=unit)
            elif any(said.values()):
                found.setdefault(unit, {})[role] = {key: text for key, text in said.items() if text}
        return found

    def _heads(self) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for grid, row, unit in self._of_units(LETTERHEADS, {"wilayah", "nama"}):
            lines = {key: self._lines(grid, row, key) for key in ("nama", "alamat")}
            said: dict[str, Any] = {key: texts for key, texts in lines.items() if texts}
            if place := self._text(grid, row, "tempat"):
                said["tempat"] = place
            if unit in found:
                self._add(grid, row, "wilayah", "book_head_twice")
            elif said:
                found[unit] = said
        return found

    def _of_units(
        self, columns: Mapping[str, str], enough: set[str]
    ) -> Iterator[tuple[HeadedTable, int, str]]:
        """The rows of a table whose first column names a unit; one that names none goes on with the last."""
        for grid in self._grids(columns, enough):
            unit: str | None = None
            for row in self._rows(grid):
                if self._text(grid, row, "wilayah"):
                    unit = self._unit(grid, row, "wilayah", self._units())
                elif unit is None:
                    self._add(grid, row, "wilayah", "book_no_unit")
                if unit:
                    yield grid, row, unit

    def _lines(self, grid: HeadedTable, row: int, what: str) -> list[str]:
        """The lines of a cell, parted by Alt+Enter or a semicolon."""
        typed = re.split(r"[;\n]", grid.text(row, what))
        return [text for one in typed if (text := " ".join(plain(one).split()))]

    # Rules --------------------------------------------------------------------------------------------

    def _severities(self) -> dict[str, Severity | None]:
        found: dict[str, Severity | None] = {}
        for grid in self._grids(SEVERITIES, set(SEVERITIES)):
            for row in self._rows(grid):
                code, word = self._code(grid, row), fold(self._text(grid, row, "tingkat"))
                if word not in SEVERITY_WORDS:
                    self._add(grid, row, "tingkat", "book_severity", ", ".join(SEVERITY_WORDS))
                elif code in found:
                    self._add(grid, row, "aturan", "book_rule_twice")
                elif code:
                    found[code] = SEVERITY_WORDS[word]
        return found

    def _waivers(self) -> Iterator[Waiver]:
        for grid in self._grids(WAIVERS, {"aturan", "berkas", "alasan"}):
            for row in self._rows(grid):
                before = len(self.problems)
                code, until = self._code(grid, row), self._day(grid, row, "sampai")
                said = [self._text(grid, row, what) for what in ("berkas", "alasan", "disetujui")]
                for what, text in zip(("berkas", "alasan", "disetujui"), said, strict=True):
                    if not text:
                        self._add(grid, row, what, "book_waiver")
                if said[0] and not is_pattern(said[0]):
                    self._add(grid, row, "berkas", "book_pattern")
                if len(self.problems) == before:
                    yield Waiver(code, said[0], said[1], said[2], until)

    def _code(self, grid: HeadedTable, row: int) -> str:
        code = self._text(grid, row, "aturan").upper()
        if code in self.codes:
            return code
        self._add(grid, row, "aturan", "book_rule", near=nearest(code, self.codes) or "")
        return ""

    def _day(self, grid: HeadedTable, row: int, what: str) -> date | None:
        cell = grid.cell(row, what)
        day = cell.day or parse_date(self._text(grid, row, what)) if cell else None
        if cell and day is None:
            self._add(grid, row, what, "book_day")
        return day

    # What stands once ---------------------------------------------------------------------------------

    def _general(self) -> tuple[dict[str, TypedValue], Period | None]:
        """What stands once, each at the right of its label, by its key; and the first month."""
        labels = {fold(label): code for code, label in GENERAL.items()}
        found: dict[str, TypedValue] = {}
        first = None
        for sheet in self.worksheets:
            for row, cells in sheet.rows.items():
                for column, cell in list(cells.items()):
                    code = labels.get(fold(cell.text[:100]).rstrip(" :"))
                    if code is None or code in found:
                        continue
                    beside, place = sheet.cell(row, column + 1), sheet.place(row, column + 1)
                    text = " ".join(plain(beside.text).split()) if beside else ""
                    if beside and beside.kind in (CellKind.FORMULA, CellKind.ERROR):
                        self._add_at(place, text, "book_formula")
                    elif beside and code == "bulan":
                        first = Period(beside.day.year, beside.day.month) if beside.day else period_in(text)
                        if first is None:
                            self._add_at(place, beside.text, "book_month")
                    elif code != "bulan":
                        day = beside.day.isoformat() if beside and beside.day else ""
                        found[code] = TypedValue(day or text, place)
        return found, first

    def _add_at(self, place: Place, found: str, variant: str) -> None:
        self.problems.append(Problem(self.path, found, "", place, variant, kind=Kind.BROKEN))


def _tree(paths: Sequence[tuple[str, ...]]) -> tuple[RosterUnit, ...]:
    """The units of these paths, in their order."""
    below: dict[str, list[tuple[str, ...]]] = {}
    for name, *rest in paths:
        below.setdefault(name, []).extend([tuple(rest)] if rest else [])
    return tuple(RosterUnit(name, _tree(rest)) for name, rest in below.items())
