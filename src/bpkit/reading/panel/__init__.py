"""What lies in `penilaian/`: score sheets, decisions, and what was meant as one of them."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from ...model.problems import Problem
from ...model.scores import Decision, Sheet


class PanelFacts(Struct, frozen=True):
    """What was read of a panel's folder and looked for around it."""

    sheets: tuple[Sheet, ...] = ()
    decision: Decision | None = None
    uncounted: tuple[Problem, ...] = ()
    unsafe: tuple[Problem, ...] = ()
    papers: tuple[Path, ...] = ()  # of other kinds, under a sheet's extension
