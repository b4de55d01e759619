"""Where a value comes from: from NA, or from any item of a round, down to the cell or line of every score."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path

from ..figures import exact
from ..model.outcomes import Trace
from ..model.rounds import Judgement, Outcome, Unit, Value
from ..model.scores import Assessment, Candidate, Result
from ..model.units import fold
from ..panels.candidates import TitleIndex
from ..panels.table import AGREED, Entry, PanelTable, lay


def trace_result(assessment: Assessment, title: str) -> Trace | None:
    """How a title's NA came about at one panel; None where this panel has nothing that the title means."""
    panel = assessment.panel
    found = TitleIndex(panel.candidates, panel.others).find(title)
    result = next((one for one in assessment.results if one.candidate == found), None)
    if not isinstance(found, Candidate) or result is None:
        return None
    table = lay(panel, assessment.rubric)
    heard = table.heard(found.key)
    totals = [entry.total or Fraction() for entry in heard.values()]
    voices = [
        _voice(table, found.key, voice, entry)
        for voice in table.voices
        for entry in table.entries.get((found.key, voice), ())
    ]
    decision = panel.decision
    ruled = (
        [Trace("decision", decision.letter, path=decision.path, sha256=decision.sha256)] if decision else []
    )
    rubric = Trace(
        "rubric", assessment.rubric.id, path=assessment.rubric.file, sha256=assessment.rubric.sha256
    )
    writing = Trace("writing", found.title, path=found.path, sha256=found.sha256)
    return Trace(
        "na",
        found.key,
        value=result.final,
        how=f"({' + '.join(map(exact, totals))}) / {len(totals)}" if totals else "",
        note=_standing(result),
        rank=result.rank,
        parts=(*voices, *ruled, rubric, writing),
    )


def _standing(result: Result) -> str:
    if result.provisional:
        return "provisional"
    return "selected" if result.selected else "passed" if result.passed else "failed"


def _voice(table: PanelTable, key: str, voice: str, entry: Entry) -> Trace:
    """One row of one sheet: counted, or why not."""
    scores = [_score(table, entry, code) for code in table.rubric.codes if code in entry.row.scores]
    name = ", ".join(entry.sheet.agreed) if voice == AGREED else table.voices[voice].name
    return Trace(
        "voice",
        name,
        value=entry.total,
        how=" + ".join(exact(one.value) for one in scores if one.value is not None),
        note=table.status(key, voice, entry),
        path=entry.sheet.path,
        sha256=entry.sheet.sha256,
        place=entry.row.place,
        parts=tuple(scores),
    )


def _score(table: PanelTable, entry: Entry, code: str) -> Trace:
    score = entry.row.scores[code]
    instrument = next(one for one in table.rubric.instruments if one.code == code)
    usable = score.value is not None and table.rubric.scale.holds(score.value)
    return Trace(
        "score",
        instrument.name,
        code=code,
        typed=score.text,
        value=score.value * instrument.weight if usable and score.value is not None else None,
        how=f"{exact(score.value)} × {exact(instrument.weight)}"
        if usable and score.value is not None
        else "",
        note="" if usable else "off_scale",
        path=entry.sheet.path,
        sha256=entry.sheet.sha256,
        place=score.place,
    )


# Rounds ----------------------------------------------------------------------------------------------


def trace_judgement(judgement: Judgement, title: str) -> Iterator[Trace]:
    """How the values of what a title names came about: of a writing or row, or of the unit itself."""
    named = fold(judgement.unit.name) == fold(title)
    for outcome in judgement.outcomes:
        if fold(outcome.judged) == fold(title) or (named and not outcome.judged):
            yield _outcome(judgement, outcome)


def _outcome(judgement: Judgement, outcome: Outcome) -> Trace:
    names = {item.code: item.name for item in judgement.scheme.root.walk()}
    digests = dict(_digests(judgement.unit))
    value = _value(outcome.total, names, digests)
    named = " · ".join(filter(None, (judgement.scheme.name, outcome.judged or judgement.unit.name)))
    return Trace(
        "na",
        named,
        code=judgement.scheme.code,
        value=value.value,
        how=value.how,
        note=value.note,
        rank=outcome.rank,
        parts=value.parts,
    )


def _value(value: Value, names: Mapping[str, str], digests: Mapping[Path, str]) -> Trace:
    """One item's value, what voices made of it, where each was typed, and the items below it."""
    voices = [Trace("voice", voice, value=number) for voice, number in value.by_voice.items()]
    sources = [
        Trace(
            "answer",
            one.who,
            typed=one.text,
            path=one.path,
            sha256=digests.get(one.path, ""),
            place=one.place,
        )
        for one in value.sources
    ]
    items = [_value(item, names, digests) for item in value.items]
    return Trace(
        "value",
        names.get(value.item, value.item),
        code=value.item,
        value=value.value,
        how=_of_items(items),
        note=f"ruled {value.ruled}" if value.ruled else "provisional" if value.provisional else "",
        parts=(*voices, *sources, *items),
    )


def _of_items(items: Sequence[Trace]) -> str:
    """The values below, which the scheme's rule puts together (weights, means, sums)."""
    return ", ".join(f"{one.code} {exact(one.value)}" for one in items if one.value is not None)


def _digests(unit: Unit) -> Iterator[tuple[Path, str]]:
    """The SHA-256 of every file that a value of a unit, or of units below it, may come from."""
    for one in unit.walk():
        yield from ((sheet.path, sheet.sha256) for sheet in one.sheets)
        for listing in one.listings.values():
            yield from listing.files.items()
        rulings: Iterable[object] = (one.ruling, *one.rulings.values())
        yield from ((ruling.path, ruling.sha256) for ruling in rulings if ruling)  # type: ignore[attr-defined]
