"""Criteria scored in phases, with evidence and words: working papers, surveys, panels, the year before.

What is asked comes from the programme file: `wajib` of items, `ketentuan` for the phases, `sampel` of a
survey, `menuntut` of columns, `panel`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path

from .. import sealing
from ..figures import apart, exact, two_decimals
from ..model.place import Place
from ..model.problems import DecimalText, Listed, Problem
from ..model.programs import EVIDENCE, Item, Program, Scheme, Sitting, VoiceKind
from ..model.rounds import Answer, Judgement, Round, Row, Unit, Value
from ..model.units import Severity, fold
from .registry import Context, Subject, also, rule
from .rounds import (
    called,
    fields_lacking,
    hides,
    missing_evidence,
    program_of,
    sheets_with_schemes,
    unit_title,
)

FIRST_PHASE, LAST_PHASE = "tahap_rencana", "tahap_tindak_lanjut"  # of `ketentuan`

Block = tuple[Path, Item, list[tuple[Item, Answer]]]  # a sheet, a branch, the answers to the items in it


# Working papers --------------------------------------------------------------------------------------


@rule("BP821", Severity.ERROR, on=Subject.UNIT)
def score_without_evidence(unit: Unit, context: Context) -> Iterator[Problem]:
    """What is scored says which evidence it stands on."""
    for path, branch, given in _blocks(unit, context):
        bare = [(item, one) for item, one in given if EVIDENCE in fields_lacking(item, one)]
        if bare:
            yield _of_phases(path, branch, bare)


@rule("BP822", Severity.ERROR, on=Subject.UNIT)
def evidence_absent(unit: Unit, context: Context) -> Iterator[Problem]:
    """Evidence that a working paper names lies in the unit's `bukti/`; each is said once a sheet."""
    together: dict[tuple[Path, str], tuple[Place | None, list[str]]] = {}
    for path, place, about, name in missing_evidence(unit, context):
        together.setdefault((path, name), (place, []))[1].append(about)
    for (path, name), (place, items) in together.items():
        yield Problem(path, name, place=place, values={"item": Listed.of(dict.fromkeys(items))})


@rule("BP823", Severity.WARNING, on=Subject.UNIT)
def synthesis_missing(unit: Unit, context: Context) -> Iterator[Problem]:
    """What is scored comes with the words that its item asks for."""
    for path, branch, given in _blocks(unit, context):
        lacking = {item.code: [c for c in fields_lacking(item, one) if c != EVIDENCE] for item, one in given}
        silent = [(item, one) for item, one in given if lacking[item.code]]
        if silent:
            fields = dict.fromkeys(code for item, _ in silent for code in lacking[item.code])
            yield _of_phases(path, branch, silent, fields=Listed.of(fields))


@rule("BP841", Severity.WARNING, on=Subject.UNIT)
def act_without_plan(unit: Unit, context: Context) -> Iterator[Problem]:
    """Nobody acts on what was never planned: the last phase has no score without the first."""
    phases = program_of(context).parameters
    first, last = phases.get(FIRST_PHASE, ""), phases.get(LAST_PHASE, "")
    for path, branch, given in _blocks(unit, context) if first and last else ():
        scheme = next(s for s in program_of(context).schemes if branch in tuple(s.root.walk()))
        found = {item.code.rpartition(".")[2]: (item, one) for item, one in given}
        act, plan = found.get(last), found.get(first)
        if (
            act
            and act[1].value
            and not _stands(act[1].value, plan[1].value if plan else None, scheme, branch)
        ):
            values = {"item": called(branch), "first": first, "last": last}
            typed = plan[1].text if plan else ""
            yield Problem(path, act[1].text, typed, act[1].place, "" if plan else "blank", values)


def _stands(act: Fraction, plan: Fraction | None, scheme: Scheme, branch: Item) -> bool:
    """Whether a score of the last phase has one of the first below it; the lowest band is none."""
    if not plan:
        return False
    bands = sorted(_bands(scheme, branch.code))
    return len(bands) < 2 or act < bands[1] or plan >= bands[1]


def _bands(scheme: Scheme, code: str) -> list[Fraction]:
    bands = scheme.bands
    for item in scheme.root.walk():
        if item.bands is not None and any(one.code == code for one in item.walk()):
            bands = item.bands
    return [band.least for band in bands]


def _blocks(unit: Unit, context: Context) -> Iterator[Block]:
    """The answers of every sheet, by the branch that their items stand in."""
    for sheet, scheme in sheets_with_schemes(unit, context):
        branches = [item for item in scheme.root.walk() if any(one.is_leaf for one in item.items)]
        for answers in sheet.answers.values():
            for branch in branches:
                given = [(one, answers[one.code]) for one in branch.items if one.code in answers]
                if given:
                    yield sheet.path, branch, given


def _of_phases(path: Path, branch: Item, given: Sequence[tuple[Item, Answer]], **values: str) -> Problem:
    names = Listed.of(item.short_name or item.name for item, _ in given)
    about = called(branch) or branch.name
    return Problem(path, names, "", given[0][1].place, "", {"item": about, "names": names, **values})


# Surveys ---------------------------------------------------------------------------------------------


@rule("BP842", Severity.WARNING, on=Subject.JUDGEMENT)
def survey_missing(judgement: Judgement, _: Context) -> Iterator[Problem]:
    """A survey that a value stands on has respondents."""
    for voice in judgement.scheme.voices:
        if voice.kind is VoiceKind.SURVEY and not respondents(judgement.unit, voice.table, voice.items):
            there = voice.table in judgement.unit.listings
            values = {"survey": voice.name, "file": voice.table, "weight": DecimalText(exact(voice.weight))}
            if not (hides(judgement.unit) and not there):
                variant = "empty" if there else ""
                yield Problem(judgement.unit.path, "", "", None, variant, values)


@rule("BP843", Severity.WARNING, on=Subject.JUDGEMENT)
def below_the_sample(judgement: Judgement, _: Context) -> Iterator[Problem]:
    """As many answer a survey as the sample asks for."""
    unit = judgement.unit
    for voice in judgement.scheme.voices:
        count = len(respondents(unit, voice.table, voice.items)) if voice.kind is VoiceKind.SURVEY else 0
        if not count or not voice.sample:
            continue
        said = unit.facts.get(voice.sample)
        asked = int(said.text) if said and said.text.isascii() and said.text.isdigit() else None
        values = {"survey": voice.name, "key": voice.sample, "file": f"{unit.level.code}.yaml"}
        if asked is None:
            path, place = (said.path, said.place) if said else (unit.path, None)
            yield Problem(path, said.text if said else "", "", place, "unsaid", values)
        elif count < asked:
            values |= {"share": DecimalText(two_decimals(Fraction(100 * count, asked)))}
            path = next(iter(unit.listings[voice.table].files), unit.path)
            yield Problem(path, str(count), str(asked), None, "", values)


def respondents(unit: Unit, table: str, items: Sequence[str]) -> list[Row]:
    """The rows of a survey in which anything is answered."""
    return [row for row in unit.rows(table) if any(row.cells.get(code) for code in items)]


# What follows ----------------------------------------------------------------------------------------


@rule("BP844", Severity.WARNING, on=Subject.UNIT)
def without_follow_up(unit: Unit, context: Context) -> Iterator[Problem]:
    """Where something is to be mended, the list says how, by whom and until when."""
    for table in program_of(context).tables:
        names = {column.code: column.name for column in table.columns}
        for row in unit.rows(table.code):
            for column in table.columns:
                asked = column.demands if row.cells.get(column.code) else ()
                lacking = [code for code in asked if not row.cells.get(code)]
                if lacking:
                    found = Listed.of(names[code] for code in lacking)
                    said = [row.cells.get(code, "") for code in table.key] or [row.cells[column.code]]
                    values = {"row": " – ".join(filter(None, said)), "column": column.name, "names": found}
                    yield Problem(row.path, found, "", row.place, "", values)


@rule("BP845", Severity.WARNING, on=Subject.UNIT)
def approval_missing(unit: Unit, context: Context) -> Iterator[Problem]:
    """What a panel has to approve was approved, by name."""
    program = program_of(context)
    for sitting in program.sittings:
        if sitting.level != unit.level.code or not _has_matter(sitting, unit, program):
            continue
        ruling = unit.rulings.get(sitting.code)
        count = len(ruling.approved_by) if ruling else 0
        if count < sitting.least:
            values = {"panel": sitting.name, "code": sitting.code}
            variant = "unruled" if ruling is None else "" if not count else "few"
            path = ruling.path if ruling else unit.path
            yield Problem(path, str(count), str(sitting.least), None, variant, values)


def _has_matter(sitting: Sitting, unit: Unit, program: Program) -> bool:
    """Whether there is anything to approve: rows of the list, or answers to the scheme, here or below."""
    inside = [*unit.walk()]
    if program.table(sitting.about):
        return any(one.listings[sitting.about].rows for one in inside if sitting.about in one.listings)
    return any(sheet.answers for one in inside for sheet in one.sheets)


@rule("BP846", Severity.WARNING, on=Subject.JUDGEMENT)
def fell(judgement: Judgement, _: Context) -> Iterator[Problem]:
    """A value is no lower than that of the period before."""
    if judgement.earlier is None:
        return
    before = {fold(one.judged): _by_item(one.total) for one in judgement.earlier.outcomes}
    items = {item.code: item for item in judgement.scheme.root.walk()}
    for outcome in judgement.outcomes:
        known = before.get(fold(outcome.judged), {})
        for top in highest(outcome.total):
            lower = [one for one in top.walk() if one.item in known and _is_lower(one, known[one.item])]
            branches = [one for one in lower if one is top or not items[one.item].is_leaf]
            if branches:
                yield _fall(judgement.unit, branches, known, items, whole=branches[0] is top)


def _is_lower(now: Value, then: Value) -> bool:
    """Whether a settled value fell; what is provisional may still change."""
    if now.value is None or then.value is None or now.provisional or then.provisional:
        return False
    return now.value < then.value


def _fall(
    unit: Unit, lower: Sequence[Value], known: Mapping[str, Value], items: Mapping[str, Item], *, whole: bool
) -> Problem:
    first = lower[0]
    ends = [one.value or Fraction() for one in (first, known[first.item])]
    now, then = apart(*ends)
    others = Listed.of(one.item for one in lower[1:]) if lower[1:] else ""
    variant = ("several" if others else "") if whole else ("below_several" if others else "below")
    values = {"item": called(items[first.item]) or unit_title(unit), "names": others}
    return Problem(unit.path, DecimalText(now), DecimalText(then), None, variant, values)


def highest(total: Value) -> Iterator[Value]:
    """The value, or where there is none the highest ones below it."""
    if total.value is not None or not total.items:
        yield total
    else:
        for item in total.items:
            yield from highest(item)


def _by_item(total: Value) -> dict[str, Value]:
    return {one.item: one for one in total.walk()}


# Seals -----------------------------------------------------------------------------------------------


@also("BP813", on=Subject.UNIT)
def changed_after_the_panels_seal(unit: Unit, context: Context) -> Iterator[Problem]:
    """What a panel sealed stays as it was: sheets, lists, evidence, decisions, the programme."""
    program = program_of(context)
    for sitting in program.sittings:
        sealed = unit.seals.get(sitting.code)
        if sealed is None or sitting.level != unit.level.code or any(map(hides, unit.walk())):
            continue
        for change in sealing.sitting_changes(sealed, sealing.seal_of(program, sitting, unit)):
            yield Problem(unit.path / change.name, change.name, variant=f"{change.what}_{change.how}")


@also("BP815", on=(Subject.ROUND, Subject.UNIT))
def seals_and_chain(subject: Round | Unit, _: Context) -> Iterator[Problem]:
    """A seal is as the chain of seals has it, and the chain is whole."""
    yield from subject.seal_problems


@also("BP813", on=Subject.JUDGEMENT)
def result_after_the_panels_seal(judgement: Judgement, context: Context) -> Iterator[Problem]:
    """What a panel sealed still comes out the same."""
    unit, program = judgement.unit, program_of(context)
    for sitting in program.sittings:
        sealed = unit.seals.get(sitting.code)
        if sealed is None or sitting.about != judgement.scheme.code or hides(unit):
            continue
        names = sealing.changed_results(sealed, sealing.values_of(judgement))
        if names:
            shown, some = Listed.quoted(names), len(names) > 1
            values = {"titles": shown, "count": str(len(names))}
            variant = f"results_changed{'_several' if some else ''}"
            yield Problem(unit.path, shown if some else names[0], variant=variant, values=values)
