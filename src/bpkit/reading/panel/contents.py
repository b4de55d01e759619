"""What a file of the panel's folder holds, whatever it is called: scores, a decision, or another paper.

Panels keep attendance lists, budgets, timetables and lists of titles beside their sheets. They are workbooks
or YAML as sheets are, and none may keep a panel from its selection: they are astray (BP105). Whatever may
hold scores is taken for a sheet, and what can't be read of it is said (BP801).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum, auto
from fractions import Fraction
from pathlib import Path

from ... import yamlfile
from ...model.hints import nearest
from ...model.problems import UnreadableError
from ..file_kinds import kind_of
from .filenames import LARGEST_YAML, YAML, extension_of, is_called_paper
from .score_form import has_titles, is_form, is_meant
from .sheets import DECISION_KEYS, score_value
from .sheets import KEYS as SHEET_KEYS
from .workbooks.cells import Cell, CellKind, Spreadsheet, Worksheet
from .workbooks.opening import open_workbook

_OF_SHEETS_ALONE = {"nilai", "penilai", "kesepakatan", "berhalangan"}
_OF_DECISIONS_ALONE = {"urutan", "nomor_surat", "alasan", "ditarik"}
KEYS = frozenset({*SHEET_KEYS, *DECISION_KEYS})
_KEY_LINE = re.compile(r"^[\"'“”]?([a-z_]+)[\"'“”]?[ \t\u00a0]*:", re.MULTILINE)

RUN = 3  # numbers side by side that may be scores; budgets have units between theirs
HIGHEST, HIGHEST_ON_SCALE = 100, 10  # of scores on any scale, and of those that the POB knows


class PanelContent(Enum):
    """What a file says, whatever it is called."""

    SHEET = auto()
    DECISION = auto()
    WORKBOOK = auto()


def content_of(data: bytes, path: Path) -> PanelContent | None:
    """What a file says; None for anything but a sheet, a decision or a workbook."""
    kind = kind_of(data, path.name)
    if kind in ("xlsx", "ods", "xls"):
        return PanelContent.WORKBOOK
    if kind != "text" or len(data) > LARGEST_YAML:
        return None
    keys = _keys(data)
    known = keys & KEYS
    if len(known) < 2 and known != keys:  # notes may well have a line that begins with `alasan:`
        return None
    if keys & _OF_SHEETS_ALONE:
        return PanelContent.SHEET
    return PanelContent.DECISION if keys & _OF_DECISIONS_ALONE else None


def _keys(data: bytes) -> set[str]:
    """The outermost keys of a YAML; of one that can't be read, whatever looks like them."""
    try:
        typed = yamlfile.read_again(data)
    except UnreadableError:
        return set(_KEY_LINE.findall(yamlfile.decode(data)))
    return {str(key) for key in typed} if isinstance(typed, dict) else set()


def holds_form(data: bytes, path: Path) -> bool:
    """Whether a workbook has a tab that is a score form."""
    try:
        return is_form(open_workbook(data, path))
    except UnreadableError:
        return False


def is_paper(data: bytes, path: Path) -> bool:
    """Whether a file whose extension is a sheet's holds nothing that may be scores."""
    if extension_of(path) in YAML:
        return _is_other_yaml(data)
    try:
        return _is_other_book(open_workbook(data, path), is_called=is_called_paper(path))
    except UnreadableError:
        return False


def _is_other_yaml(data: bytes) -> bool:
    """Whether no key is one of a sheet's or a decision's, or nearly."""
    try:
        typed = yamlfile.read(data)
    except UnreadableError:
        return False
    keys = [key.casefold() for key in typed] if isinstance(typed, dict) else []
    return bool(keys) and not any(nearest(key, KEYS) for key in keys)


def _is_other_book(book: Spreadsheet, *, is_called: bool) -> bool:
    return not is_meant(book) and not any(
        _may_hold_scores(worksheet, is_called=is_called) for worksheet in book.worksheets
    )


def _may_hold_scores(worksheet: Worksheet, *, is_called: bool) -> bool:
    """Whether numbers stand side by side; `is_called`: by its name the file is another paper."""
    titled = has_titles(worksheet)
    if is_called and not titled:
        return False
    most = HIGHEST_ON_SCALE if is_called else None if titled else HIGHEST
    return any(_has_run(cells, most) for cells in worksheet.rows.values())


def _has_run(cells: Mapping[int, Cell], most: int | None) -> bool:
    """Whether a row has `RUN` numbers side by side; those that number the columns from 1 are none."""
    run: list[int] = []
    for column, cell in cells.items():
        near = [*run, column] if run and run[-1] == column - 1 else [column]
        run = near if _is_number(cell, most) else []
        if len(run) >= RUN and not _is_count([cells[one] for one in run]):
            return True
    return False


def _is_number(cell: Cell, most: int | None) -> bool:
    value = _value(cell)
    return cell.kind is CellKind.FORMULA or (value is not None and (most is None or value <= most))


def _is_count(cells: list[Cell]) -> bool:
    return [_value(cell) for cell in cells] == list(range(1, len(cells) + 1))


def _value(cell: Cell) -> Fraction | None:
    return score_value(cell.text) if cell.kind is CellKind.TEXT else cell.number
