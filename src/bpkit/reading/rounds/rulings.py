"""What a panel decided in a round: `keputusan.yaml` with order, values of its own and their reasons.

Or `Keputusan.xlsx`: what stands beside the labels of its head, and a table with a row for each value: what is
judged, item, value, reason, and the number in the order where the panel gives one.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from ... import share
from ...model.dates import parse_date
from ...model.extensions import WORKBOOKS, YAML
from ...model.place import Place
from ...model.problems import Kind, Problem, UnreadableError, sheet_problem
from ...model.programs import Item, Program, Scheme
from ...model.rounds import Origin, Ruling
from ...model.scores import SEAL, Seal
from ...model.sheet_words import (
    ANSWER,
    ANSWERS,
    CODES,
    ITEMS,
    ITSELF,
    MAIN_FOLDER,
    RULED,
    RULING_LABELS,
    THING,
    THINGS,
)
from ...model.signs import plain
from ...model.units import fold
from ...people.names import listed
from ...sealing import UNSEEN, load
from ...yamlfile import Text
from ..fields import Fields, meant, place_of, with_decimals
from ..folders import InForce, as_found
from ..panel.workbooks import open_workbook
from ..panel.workbooks.cells import Spreadsheet
from ..panel.workbooks.labels import Labels, said_where
from .files import UnitFiles, is_yaml
from .grids import HeadedTable, find_grid
from .items import Items

DECISION = "keputusan"
KEYS = (
    "urutan", "nilai", "alasan", "nomor_surat", "tanggal", "disetujui", "catatan", "unit", "periode",
    "tingkat",
)  # fmt: skip
HEAD = Labels(
    RULING_LABELS,
    others={"disetujui": ("disetujui",), "alasan": ("alasan putusan",)},
    also=("unit", "periode"),
)
TOTAL = ("total", "nilai", "nilai_akhir", "akhir", "jumlah")  # the value at the root


def read_ruling(folder: Path, program: Program, unit_files: UnitFiles | None = None) -> Ruling | None:
    """The ruling in a unit's folder, or in its `penilaian/`; None where there is none."""
    unit_files = unit_files or UnitFiles()
    places = [folder, *unit_files.named(folder, MAIN_FOLDER)]
    files = [file for place in places for file in unit_files.named(place, DECISION, (*YAML, *WORKBOOKS))]
    if not files:
        return None
    files.sort(key=lambda one: (places.index(one.parent), not is_yaml(one), one))
    return _one_of([_read(file, program, unit_files) for file in files])


def _read(file: Path, program: Program, unit_files: UnitFiles) -> Ruling:
    data = unit_files.data_of(file)
    if isinstance(data, Problem):
        return Ruling(file, problems=(data,))
    draft = _Draft(file, program)
    ruling = draft.of_yaml(data) if is_yaml(file) else draft.of_workbook(data)
    return replace(
        ruling,
        values=draft.values,
        reasons=draft.reasons,
        sha256=hashlib.sha256(data).hexdigest(),
        problems=(*ruling.problems, *draft.problems),
    )


def _one_of(found: Sequence[Ruling]) -> Ruling:
    """What all rulings of a panel say; nothing where they differ. One that is still blank says nothing."""
    blank = Ruling(found[0].path).says
    said = [one for one in found if one.problems or one.says != blank]
    first = next(iter(said), found[0])
    files = tuple(one.path for one in found)
    if all(one.says == first.says and not one.problems for one in said[1:]):
        return replace(first, files=files)
    told = [
        Problem(
            one.path, one.path.name, other.name, None, "second_ruling", {"file": other.name}, kind=Kind.SHEET
        )
        for one in said
        for other in [next(each.path for each in said if each is not one)]
    ]
    return Ruling(first.path, problems=(*(p for one in said for p in one.problems), *told), files=files)


def read_rulings(
    folder: Path, level: str, program: Program, own: Ruling | None, unit_files: UnitFiles | None = None
) -> dict[str, Ruling]:
    """The rulings of the panels that sit at a level, by their codes; the first may use the unit's own."""
    unit_files = unit_files or UnitFiles()
    found: dict[str, Ruling] = {}
    for number, sitting in enumerate(one for one in program.sittings if one.level == level):
        places = unit_files.named(folder, sitting.code)
        ruling = next((one for place in places if (one := read_ruling(place, program, unit_files))), None)
        ruling = ruling or (own if not number else None)
        if ruling is not None:
            found[sitting.code] = ruling
    return found


def home_of(
    folder: Path, level: str, program: Program, code: str, unit_files: UnitFiles | None = None
) -> Path:
    """The folder in which a panel keeps its ruling and its seal."""
    first = next((one.code for one in program.sittings if one.level == level), "")
    own = (unit_files or UnitFiles()).named(folder, code)
    return own[0] if own else folder if code == first else folder / code


def read_seals(
    folder: Path,
    level: str,
    program: Program,
    unit_files: UnitFiles | None = None,
    in_force: InForce = as_found,
) -> tuple[dict[str, Seal], tuple[Problem, ...]]:
    """The seals of a level's panels, by their codes, and where they do not fit the share's chain of seals.

    One that can't be read now is `UNSEEN`.
    """
    unit_files = unit_files or UnitFiles()
    found: dict[str, Seal] = {}
    misfits: list[Problem] = []
    for sitting in (one for one in program.sittings if one.level == level):
        file = home_of(folder, level, program, sitting.code, unit_files) / SEAL
        try:
            data = unit_files.data_of(file) if share.exists(file) else None
        except OSError as error:
            data = share.damage_of(error, file)
        if isinstance(data, Problem):
            unit_files.damages[file] = data
        seal = None if data is None else UNSEEN if isinstance(data, Problem) else load(data)
        seal, misfit = in_force(file, seal)
        found |= {sitting.code: seal} if seal else {}
        misfits += [misfit] if misfit else []
    return found, tuple(misfits)


class _Draft(Struct):
    """A ruling's own values while they are read."""

    path: Path
    program: Program
    values: dict[tuple[str, str], Origin] = field(default_factory=dict)
    reasons: dict[tuple[str, str], str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def of_yaml(self, data: bytes) -> Ruling:
        """The ruling of a YAML file, all but its values."""
        fields = Fields.of(self.path, data, KEYS)
        for key, value in with_decimals(fields.mapping("nilai")).items():
            item = self._item(key)
            if item is not None and self._is_value(value):
                self._take(ITSELF, item, key, value)
            elif isinstance(value, dict):
                self._take_judged(str(key), value)
            elif value != "":
                self._add_unknown(key)
        return Ruling(
            path=self.path,
            order=fields.texts("urutan"),
            reason=meant(fields.text("alasan")),
            letter=fields.text("nomor_surat"),
            day=fields.day("tanggal"),
            approved_by=fields.people("disetujui"),
            problems=fields.gathered(),
        )

    def of_workbook(self, data: bytes) -> Ruling:
        """The ruling of a workbook: its table of values."""
        try:
            book = open_workbook(data, self.path)
        except UnreadableError as fault:
            return Ruling(self.path, problems=(fault.problem(self.path),))
        order: list[tuple[int, str, Place]] = []
        for worksheet in book.worksheets:
            grid = find_grid(self.path, worksheet, _heading, lambda named: {ANSWER, "alasan"} <= named)
            for row in grid.rows() if grid else ():
                if grid:
                    self._take_row(grid, row)
                    if (number := grid.text(row, "urutan")).isdecimal():
                        order.append((int(number), grid.text(row, THING), grid.place(row, "urutan")))
        return self._with_head(book, tuple((name, place) for _, name, place in sorted(order)))

    def _take_row(self, grid: HeadedTable, row: int) -> None:
        text, code = grid.text(row, ANSWER), grid.text(row, "kode") or grid.text(row, "butir")
        item = self._item(code) if code else ""
        if not text:
            return
        if item is None:
            self._add("unknown_item", code, grid.place(row, "kode"))
            return
        key = (grid.text(row, THING), item)
        self.values[key] = Origin(self.path, grid.place(row, ANSWER), text)
        self.reasons |= {key: reason} if (reason := meant(grid.text(row, "alasan"))) else {}

    def _with_head(self, book: Spreadsheet, order: tuple[tuple[str, Place], ...]) -> Ruling:
        """The ruling with what stands beside the labels of its first worksheet."""
        sheet = book.worksheets[0]
        said = said_where(sheet)
        spots = {name: HEAD.find(book, sheet, said, name) for name in RULING_LABELS}
        cells = {name: spot[0].cell(spot[1], spot[2]) for name, spot in spots.items() if spot}
        texts = {name: plain(cell.text).strip() for name, cell in cells.items() if cell}
        day, names = cells.get("tanggal"), listed(re.split(r"[;\n]", texts.get("disetujui", "")))
        return Ruling(
            self.path,
            order=order or None,
            reason=meant(texts.get("alasan", "")),
            letter=texts.get("nomor_surat", ""),
            day=(day.day or parse_date(day.text)) if day else None,
            approved_by=tuple(name for name, _ in names),
        )

    def _take_judged(self, judged: str, typed: Mapping[Text, Any]) -> None:
        """The values of one judged thing; a lone `nilai` is that of the whole."""
        if self._is_value(typed):
            self._take(judged, "", next(iter(typed)), typed)
            return
        for key, value in with_decimals(dict(typed)).items():
            item = self._item(key)
            if item is None:
                self._add_unknown(key)
            else:
                self._take(judged, item, key, value)

    def _take(self, judged: str, item: str, key: Text, typed: Any) -> None:
        if isinstance(typed, Text):
            if typed.strip():
                self.values[judged, item] = Origin(self.path, place_of(typed), plain(typed).strip())
            return
        if not isinstance(typed, dict):
            self._add("not_mapping", "", place_of(key), key=str(key))
            return
        fields = Fields(self.path, with_decimals(typed), ("nilai", "alasan"), self.problems)
        if text := fields.text("nilai"):
            place = fields.place("nilai") or place_of(key)
            self.values[judged, item] = Origin(self.path, place, text)
        if reason := meant(fields.text("alasan")):
            self.reasons[judged, item] = reason

    @staticmethod
    def _is_value(typed: Any) -> bool:
        return (isinstance(typed, Text) and typed != "") or (isinstance(typed, dict) and "nilai" in typed)

    def _item(self, text: str) -> str | None:
        """The code of the item in any scheme; "" for the value of the whole."""
        found = [item.code for scheme in self.program.schemes if (item := _of(scheme, text))]
        if found:
            return found[0]
        return "" if fold(text).replace(" ", "_") in TOTAL else None

    def _add_unknown(self, key: Text) -> None:
        near = next((n for s in self.program.schemes if (n := Items(s).near(key))), "")
        self._add("unknown_item" if near else "stray_item", str(key), place_of(key), near=near)

    def _add(self, variant: str, found: str, place: Place, **values: str) -> None:
        near = values.get("near", "")
        self.problems.append(sheet_problem(self.path, variant, found, place, near, **values))


def _of(scheme: Scheme, text: str) -> Item | None:
    return Items(scheme).of(text)


def _heading(text: str) -> str | None:
    folded = fold(text)
    known = {**dict.fromkeys(THINGS, THING), **dict.fromkeys(CODES, "kode"), **dict.fromkeys(ITEMS, "butir")}
    known |= {**dict.fromkeys(ANSWERS, ANSWER), fold(RULED): ANSWER, "alasan": "alasan", "urutan": "urutan"}
    return known.get(folded)
