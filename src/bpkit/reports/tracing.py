"""How a value came about, as lines on a screen and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ..figures import exact, two_decimals
from ..model.outcomes import Trace
from ..wording import decimal, say
from .outline import in_words, relative

if TYPE_CHECKING:
    from .. import schemas as shapes


def trace_lines(whose: str, trace: Trace, given: Path) -> Iterator[str]:
    """The trace from the value down, each step deeper by two blanks."""
    yield say("report.trace_whose", name=trace.name, whose=whose)
    yield from _lines(trace, given, 1)


def _lines(trace: Trace, given: Path, deep: int, before: Path | None = None) -> Iterator[str]:
    """A step and those below it; a file is named where it is another than that of the step `before`."""
    indent = "  " * deep
    yield indent + " · ".join(_pieces(trace))
    if trace.path and trace.path != before:
        yield f"{indent}  {relative(trace.path, given)}, SHA-256 {trace.sha256 or '–'}"
    last = trace.path
    for part in trace.parts:
        yield from _lines(part, given, deep + 1, last)
        last = part.path or last


def _pieces(trace: Trace) -> Iterator[str]:
    """What is said of one step, as far as it is there."""
    named = trace.code if trace.code and trace.what in ("value", "score") else ""
    yield " ".join(filter(None, (say(f"report.trace_{trace.what}"), named, trace.name)))
    if trace.typed:
        yield say("report.trace_typed", typed=trace.typed)
    if trace.value is not None:
        yield (
            f"{trace.how} = {number_words(trace)}"
            if trace.how and trace.what != "value"
            else number_words(trace)
        )
    if trace.rank is not None:
        yield say("report.trace_rank", rank=trace.rank)
    if trace.note:
        yield _note(trace.note)
    if (place := in_words(trace.place)) is not None:
        yield place


def _note(note: str) -> str:
    word, _, reason = note.partition(" ")
    return say(f"report.trace_{word}", reason=reason)


def number_words(trace: Trace) -> str:
    """The value exactly, and with two decimals where they never end: `2380/3 (793,33)`."""
    if trace.value is None:
        return "–"
    whole = exact(trace.value)
    return f"{whole} ({decimal(two_decimals(trace.value))})" if "/" in whole else decimal(whole)


def traces_json(traces: Iterable[tuple[str, Path, Trace]], given: Path, title: str) -> shapes.TracesJson:
    """Every trace of a title; paths are relative to the given one."""
    return {
        "path": str(given),
        "title": title,
        "traces": [
            {"whose": whose, "folder": relative(folder, given), "trace": _as_json(trace, given)}
            for whose, folder, trace in traces
        ],
    }


def _as_json(trace: Trace, given: Path) -> shapes.TraceJson:
    place = trace.place
    return {
        "what": trace.what,
        "name": trace.name,
        "code": trace.code,
        "exact": None if trace.value is None else f"{trace.value.numerator}/{trace.value.denominator}",
        "decimal": None if trace.value is None else two_decimals(trace.value),
        "how": trace.how,
        "note": trace.note,
        "rank": trace.rank,
        "typed": trace.typed,
        "file": None if trace.path is None else relative(trace.path, given),
        "sha256": trace.sha256,
        "sheet": place.sheet if place else None,
        "cell": place.cell if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
        "parts": [_as_json(part, given) for part in trace.parts],
    }
