"""What a panel writes in YAML: score sheets and its decision.

A sheet is one assessor's, or the one that a panel agreed on (POB slides 21 and 26); `keputusan.yaml` is
what the panel decided, with letter, date, order and reason (POB slides 15 and 18).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from ...levels import default_levels
from ...model.levels import Levels
from ...model.place import Place
from ...model.scores import Decision, Score, Sheet, SheetRow
from ...model.signs import plain
from ...people.names import names_several
from ...yamlfile import Text
from ..fields import Fields, meant, place_of, with_decimals
from .workbooks.cells import Cell, CellKind

KEYS = (
    "rubrik", "tingkat", "penilai", "kesepakatan", "tanggal", "periode", "nilai", "berhalangan", "catatan",
    "sidik_rubrik",
)  # fmt: skip
REMARK = "catatan"
_GLUED = re.compile(r"[a-z_]+ ?[:=]\S")

# A dash for "no score" is no YAML; in quotes it is a text, and BP803 can say which score it stands for.
_LONE_DASH = re.compile(rb"^([ \t]+[a-z_0-9]+:[ \t]+)-(?=[ \t\r]*$)", re.MULTILINE)


def read_sheet(path: Path, data: bytes, levels: Levels | None = None) -> Sheet:
    """The sheet that a YAML file holds; what can't be read of it is among its problems, never an exception.

    `levels` are the programme's. A sheet that nobody has begun (no name, no score, no remark) has neither
    rows nor problems.
    """
    fields = Fields.of(path, data, KEYS)
    if not fields:
        fields = Fields.of(path, _LONE_DASH.sub(rb'\1"-"', data), KEYS)
    assessor = fields.person("penilai", ("nama", "jabatan"))
    agreed = fields.people("kesepakatan")
    name = assessor.text("nama")
    if names_several(name):
        place, values = assessor.place("nama"), {"key": "penilai"}
        fields.add("several_names", name, place=place, values=values)
    rows = tuple(_rows(fields))
    sheet = Sheet(
        path=path,
        rubric=fields.text("rubrik"),
        level=fields.level("tingkat", (levels or default_levels()).codes),
        assessor=name,
        position=assessor.text("jabatan"),
        agreed=agreed,
        date=fields.day("tanggal"),
        period=fields.period("periode"),
        rows=rows,
        abstained=fields.texts("berhalangan") or (),
        rubric_sha256=fields.text("sidik_rubrik") or None,
        sha256=hashlib.sha256(data).hexdigest(),
        listed=tuple(row.title for row in rows),
    )
    if not fields.problems and not _begun(sheet):
        return Sheet(path, sha256=sheet.sha256, listed=sheet.listed)
    _demand(fields, sheet)
    return replace(sheet, problems=fields.gathered())


def score_value(text: str) -> Fraction | None:
    """The number that was typed, with a point or a comma; None where it is anything but digits.

    >>> score_value("7,5")
    Fraction(15, 2)
    """
    return _value(plain(text).strip())


def cell_value(cell: Cell) -> Fraction | None:
    """A score as a number; one that was typed as text (`7,5` where Excel wants `7.5`) counts too."""
    return score_value(cell.text) if cell.kind is CellKind.TEXT else cell.number


@lru_cache(maxsize=4096)
def _value(text: str) -> Fraction | None:
    if re.fullmatch(r"[0-9]{1,9}([.,][0-9]{1,9})?", text):
        return Fraction(text.replace(",", "."))
    return None


def _begun(sheet: Sheet) -> bool:
    """Whether anybody has written on it: blank copies lie about until somebody does."""
    typed = any(row.remark or any(score.text for score in row.scores.values()) for row in sheet.rows)
    return bool(sheet.assessor or sheet.agreed or sheet.abstained or typed)


def _demand(fields: Fields, sheet: Sheet) -> None:
    """Troubles for what a sheet can't do without."""
    if not fields:
        return
    fields.lacks("rubrik")
    fields.lacks("tingkat")
    fields.lacks("nilai", "berhalangan")
    if "penilai" in fields and "kesepakatan" in fields:
        fields.add_at("kesepakatan", "both")
    elif not fields.lacks("penilai", "kesepakatan") and not (
        sheet.assessor or sheet.agreed or fields.problems
    ):
        fields.add_at("penilai" if "penilai" in fields else "kesepakatan", "no_name")


def _rows(fields: Fields) -> Iterator[SheetRow]:
    for title, typed in fields.mapping("nilai").items():
        if isinstance(typed, dict):
            scores = with_decimals(typed)
            yield SheetRow(
                title=str(title),
                scores={str(code): _score(code, value) for code, value in scores.items() if code != REMARK},
                place=place_of(title),
                remark=_remark(scores),
            )
        elif typed == "":
            yield SheetRow(str(title), {}, place_of(title))
        else:
            _add_no_scores(fields, title, typed)


def _add_no_scores(fields: Fields, title: Text, typed: Any) -> None:
    """Note what stands below a title instead of scores; `inovasi:7` without a blank is no pair to YAML."""
    if isinstance(typed, Text) and _GLUED.match(typed):
        fields.add("colon", str(typed), place=place_of(typed))
    else:
        found = str(typed) if isinstance(typed, Text) else ""
        fields.add("no_scores", found, place=place_of(title), values={"title": title})


def _remark(typed: dict[Any, Any]) -> str:
    remark = typed.get(REMARK, "")
    return str(remark) if isinstance(remark, Text) else ""


def _score(code: Text, typed: Any) -> Score:
    if not isinstance(typed, Text):
        return Score("…", None, place_of(code))
    text = typed.strip()
    return Score(text, score_value(text), Place(typed.line, typed.column))


# Decisions -------------------------------------------------------------------------------------------

DECISION_KEYS = ("tingkat", "nomor_surat", "tanggal", "urutan", "ditarik", "alasan", "catatan")


def read_decision(path: Path, data: bytes, levels: Levels | None = None) -> Decision:
    """The decision that a file holds; what can't be read of it is among its problems, never an exception."""
    fields = Fields.of(path, data, DECISION_KEYS)
    return Decision(
        path=path,
        level=fields.level("tingkat", (levels or default_levels()).codes),
        letter=fields.text("nomor_surat"),
        date=fields.day("tanggal"),
        order=fields.texts("urutan"),
        withdrawn=fields.texts("ditarik") or (),
        reason=meant(fields.text("alasan")),
        problems=fields.gathered(),
        sha256=hashlib.sha256(data).hexdigest(),
    )
