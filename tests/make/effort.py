"""How much work a call is, counted in lines of Python: on every machine, however busy, the same."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


def steps(work: Callable[[], object]) -> int:
    """The lines of Python that are executed."""
    count = 0

    def trace(_: FrameType, event: str, __: Any) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def grows_in_proportion(work: Callable[[int], object], size: int = 300) -> bool:
    """Whether twice as much to read is about twice the work, and not four times."""
    work(1)  # what is imported or cached at the first call is not counted
    once, twice = (steps(lambda: work(size)), steps(lambda: work(2 * size)))
    return twice < 2.7 * once
