"""Reads a round: the folders of a programme whose units are judged, and what lies in them.

What answer sheets, lists and rulings say is read by the modules `answers`, `lists` and `rulings`.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from ...model.problems import Problem
from ...model.programs import Program, Scheme, Table
from ...model.rounds import AnswerSheet, Listing, Ruling


def read_answers(
    folder: Path, scheme: Scheme, program: Program
) -> tuple[tuple[AnswerSheet, ...], tuple[Problem, ...]]:
    """The sheets of one scheme in a unit's folder, and what looks like one and does not count."""
    read: Any = _module("answers").read_answers
    return read(folder, scheme, program)  # type: ignore[no-any-return]


def read_listing(folder: Path, table: Table) -> Listing | None:
    """A list in a unit's folder; None where there is none."""
    read: Any = _module("lists").read_listing
    return read(folder, table)  # type: ignore[no-any-return]


def read_ruling(folder: Path, program: Program) -> Ruling | None:
    """What the panel of a unit's folder decided; None where it has not."""
    read: Any = _module("rulings").read_ruling
    return read(folder, program)  # type: ignore[no-any-return]


def _module(name: str) -> Any:
    return import_module(f".{name}", __package__)
