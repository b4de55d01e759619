"""What a Lampiran 2 tells: every writing that a panel had before it, its totals and its outcome."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction

from msgspec import Struct

from ..levels import levels_of
from ..model.dates import in_words
from ..model.levels import Level
from ..model.scores import Assessment, Instrument, Result
from ..model.settings import Settings
from ..panels.table import AGREED, Entry, PanelTable, lay
from ..wording import say
from .common import (
    Signatures,
    place_and_date,
    signatures,
)


class ScoreLine(Struct, frozen=True):
    """One row of one sheet: what an assessor gave a writing."""

    title: str
    city: str
    assessor: str
    scores: tuple[Fraction | str | None, ...]  # in the rubric's order; text where it is no usable score
    total: Fraction | None
    status: str  # whether it counts, or why not
    remark: str
    file: str


class OutcomeRow(Struct, frozen=True):
    """One writing as a row of the form. `lines` says which `ScoreLine` each assessor's total comes from."""

    rank: int | None
    rank_by_value: int | None
    title: str
    author: str
    city: str
    totals: tuple[Fraction | None, ...]
    lines: tuple[int | None, ...]
    final: Fraction | None
    passed: bool
    selected: bool
    remark: str
    instruments: tuple[Fraction | None, ...]

    @property
    def total(self) -> Fraction | None:
        """The sum of the assessors' totals."""
        known = [total for total in self.totals if total is not None]
        return sum(known, Fraction()) if known else None


class Member(Struct, frozen=True):
    """One person of the panel."""

    name: str
    position: str


class Recap2(Struct, frozen=True):
    """Everything that stands on a Lampiran 2."""

    level: Level
    unit: str
    program: str
    period: str
    rubric: str
    place_date: str
    signatures: Signatures
    assessors: tuple[str, ...]  # whose totals the columns hold
    members: tuple[Member, ...]
    instruments: tuple[Instrument, ...]
    tie_break: tuple[str, ...]
    passing: Fraction
    most: Fraction  # what a writing can reach
    seats: int | None
    decision: str
    outcomes: tuple[OutcomeRow, ...]
    lines: tuple[ScoreLine, ...]


def recap2(
    assessment: Assessment, settings: Settings, reason_of: Callable[[str], str], day: date | None = None
) -> Recap2:
    """The recap of one panel's outcome.

    `reason_of` says why what a rule finds makes a value provisional; `day` is the date to print where the
    decision has none.
    """
    panel, rubric = assessment.panel, assessment.rubric
    table, office = lay(panel, rubric), settings.office(panel.level, panel.unit)
    voices = {voice.id: voice.name for voice in table.voices.values()} | _missing(assessment)
    voices = voices or {"": say("forms.assessor")}
    reasons = _reasons(assessment, reason_of)
    lines: list[ScoreLine] = []
    outcomes = []
    for result in assessment.results:
        places = _add_lines(lines, table, result)
        outcomes.append(_outcome(assessment, table, result, voices, places, reasons))
    return Recap2(
        level=panel.level,
        unit=panel.unit,
        program=settings.program,
        period=panel.period.in_words if panel.period else "",
        rubric=rubric.name,
        place_date=place_and_date(panel.level, panel.unit, _day(assessment) or day, office),
        signatures=signatures(panel.level, office),
        assessors=tuple(name.capitalize() if name == AGREED else name for name in voices.values()),
        members=tuple(Member(assessor.name, assessor.position) for assessor in assessment.assessors),
        instruments=rubric.instruments,
        tie_break=rubric.tie_break,
        passing=rubric.passing,
        most=rubric.scale.most * sum(instrument.weight for instrument in rubric.instruments),
        seats=panel.seats,
        decision=_decision(assessment),
        outcomes=tuple(outcomes),
        lines=tuple(lines),
    )


def _missing(assessment: Assessment) -> dict[str, str]:
    """Who of the panel handed in nothing: their columns stay empty, and so everybody sees it."""
    return {assessor.name: assessor.name for assessor in assessment.assessors if not assessor.sheets}


def _reasons(assessment: Assessment, reason_of: Callable[[str], str]) -> dict[str, list[str]]:
    """Why a candidate's value is provisional, by its key, each reason once."""
    codes: dict[str, dict[str, None]] = {}
    for code, problem in assessment.problems:
        for key in problem.titles:
            codes.setdefault(key, {})[code] = None
    return {key: [reason_of(code) for code in found] for key, found in codes.items()}


def _add_lines(lines: list[ScoreLine], table: PanelTable, result: Result) -> dict[str, int]:
    """Add a candidate's lines; says under which index the counted line of each voice stands."""
    places = {}
    for voice in table.voices:
        for entry in table.entries.get((result.candidate.key, voice), ()):
            status = table.status(result.candidate.key, voice, entry)
            if status == "counted":
                places[voice] = len(lines)
            lines.append(_line(table, result, voice, entry, status))
    return places


def _line(table: PanelTable, result: Result, voice: str, entry: Entry, status: str) -> ScoreLine:
    scale, path = table.rubric.scale, entry.sheet.path
    scores: list[Fraction | str | None] = []
    for code in table.rubric.codes:
        score = entry.row.scores.get(code)
        usable = score is not None and score.value is not None and scale.holds(score.value)
        scores.append(None if score is None else score.value if usable else score.text)
    name = table.voices[voice].name
    return ScoreLine(
        title=result.candidate.title,
        city=result.candidate.city,
        assessor=", ".join(entry.sheet.agreed) if voice == AGREED else name,
        scores=tuple(scores),
        total=entry.total,
        status=say(f"forms.counted_{status}"),
        remark=entry.row.remark,
        file=path.stem,
    )


def _outcome(  # noqa: PLR0913 - each is a fact of its own
    assessment: Assessment,
    table: PanelTable,
    result: Result,
    voices: Mapping[str, str],
    places: Mapping[str, int],
    reasons: Mapping[str, Sequence[str]],
) -> OutcomeRow:
    candidate = result.candidate
    return OutcomeRow(
        rank=result.rank,
        rank_by_value=result.rank_by_value,
        title=candidate.title,
        author=candidate.author,
        city=candidate.city,
        totals=tuple(result.totals.get(name) for name in voices.values()),
        lines=tuple(places.get(voice) for voice in voices),
        final=result.final,
        passed=result.passed,
        selected=result.selected,
        remark="; ".join(_remarks(assessment, result, reasons.get(candidate.key, ()))),
        instruments=tuple(result.instruments.get(code) for code in table.rubric.codes),
    )


def _remarks(assessment: Assessment, result: Result, reasons: Sequence[str]) -> Iterator[str]:
    candidate = result.candidate
    if assessment.panel.level.number > 1 and candidate.province:  # where writings of several provinces meet
        yield f"{levels_of(assessment.rubric).all[1].name} {candidate.province}"
    if result.provisional:
        yield say("forms.value_provisional", reasons=", ".join(reasons) or say("forms.reason_no_value"))
    if any(candidate.key in keys for keys in assessment.ties):
        yield say("forms.tie_to_decide")
    elif result.tied:
        yield say("forms.tie")
    if result.selected and not candidate.complete:
        yield say("forms.incomplete")
    if result.rank != result.rank_by_value:
        yield say("forms.rank_decided", rank=result.rank_by_value or "–")
    for one in result.set_aside:
        yield say(f"forms.aside_{one.reason}", name=one.name)


def _day(assessment: Assessment) -> date | None:
    """The day of the panel's decision, which its form bears as its letter does."""
    return assessment.panel.decision.date if assessment.panel.decision else None


def _decision(assessment: Assessment) -> str:
    decision = assessment.panel.decision
    if decision is None:
        return "–"
    parts = [
        say("forms.decision_number", number=decision.letter) if decision.letter else "",
        say("forms.decision_date", date=in_words(decision.date)) if decision.date else "",
    ]
    text = " ".join(filter(None, parts))
    return "; ".join(filter(None, (text, decision.reason))) or "–"
