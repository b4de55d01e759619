"""Which candidates' final values are provisional: shown, but never passed, ranked or selected."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ..model.findings import Fault
from .panelfaults import gaps, small_panels
from .rowfaults import doubles, missing_scores, scores_off_scale, unknown_instruments
from .sheetfaults import broken_sheets, mixed_rubrics
from .table import Table

PROVISIONAL: tuple[Callable[[Table], Iterable[Fault]], ...] = (
    broken_sheets,
    missing_scores,
    scores_off_scale,
    unknown_instruments,
    doubles,
    small_panels,
    mixed_rubrics,
    gaps,
)


def provisional_keys(table: Table) -> frozenset[str]:
    """The candidates whose final value may not be passed, ranked or selected."""
    return frozenset(key for predicate in PROVISIONAL for fault in predicate(table) for key in fault.titles)
