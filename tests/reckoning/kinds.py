"""The kinds of rounds that are reckoned a second time, by name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from .programmes import checklist, criteria, indicators, needs
from .rounds import invent

KINDS: dict[str, Callable[[int, Path], int]] = {
    "acak": invent,
    "fpk-2010": checklist,
    "tablolong": indicators,
    "pmprb-2012": criteria,
    "kinerja-dgp": needs,
}


def reckoned(kind: str, seed: int, root: Path) -> int:
    """One round, laid out and reckoned twice; how many values agree.

    Raises:
        AssertionError: bpkit comes to something else.
    """
    return KINDS[kind](seed, root)
