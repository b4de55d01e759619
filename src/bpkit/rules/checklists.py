"""Checklists, the actions that follow from rankings, and reports that are owed: of meetings and the like.

What is asked stands in the programme's file: which items may be out of play and what a yes comes with, which
list is carried until it is done, what a document must hold and who gets it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from ..model.calendar import first_day, last_day
from ..model.carrying import carried_into, deadline_of, earlier_of, line_of, standing_at_last
from ..model.dates import parse_date
from ..model.problems import Listed, Problem
from ..model.programs import EVIDENCE, LONGEST_HEADING, Paper, Program, Scheme, Table
from ..model.rounds import Answer, AnswerSheet, Judgement, Report, Row, Symbol, Unit
from ..model.sheet_words import CLOSING, OPENING, PUBLISHED, SENT
from ..model.units import Severity, fold, fold_alike
from .registry import Context, Subject, rule
from .rounds import called, evidence_name, hides, names_in_evidence, program_of, round_of

NOT_YET = ("", "-", "–", "tidak", "belum", "no")


# Answers ---------------------------------------------------------------------------------------------


@rule("BP831", Severity.WARNING, on=Subject.UNIT)
def unanswered(unit: Unit, context: Context) -> Iterator[Problem]:
    """Every item of a checklist has an answer, and the day that its due dates count from is known."""
    for scheme in _checklists(unit, context):
        sheets = _sheets(unit, scheme)
        said = {code for _, answers in _answers(sheets) for code in answers}
        lacking = [item for item in scheme.root.leaves() if item.code not in said]
        if lacking and not hides(unit):
            names = Listed.of(called(item) for item in lacking)
            whole = str(len(list(scheme.root.leaves())))
            values = {"scheme": scheme.name, "count": str(len(lacking)), "whole": whole, "names": names}
            path = sheets[0].path if sheets else unit.path
            yield Problem(path, names, whole, values=values)
    yield from _day_problems(unit, context)


def _day_problems(unit: Unit, context: Context) -> Iterator[Problem]:
    days: dict[str, date] = {}
    for key in (OPENING, CLOSING):
        fact = unit.facts.get(key)
        day = parse_date(fact.text) if fact else None
        if fact and fact.text.strip() and day is None:
            yield Problem(fact.path, fact.text, "2010-06-11", fact.place, "bad_day", {"key": key})
        elif day:
            days[key] = day
    if len(days) == 2 and days[CLOSING] < days[OPENING]:
        fact = unit.facts[CLOSING]
        yield Problem(fact.path, fact.text, days[OPENING].isoformat(), fact.place, "ends_first")
    opening = unit.facts.get(OPENING)
    if (opening is None or not opening.text.strip()) and _counts_from_opening(unit, context):
        yield Problem(unit.path, "", f"{unit.level.code}.yaml", None, "no_day", {"key": OPENING})


def _counts_from_opening(unit: Unit, context: Context) -> bool:
    """Whether due dates hang on a day that nobody but the unit's own YAML can tell."""
    program = program_of(context)
    dated = unit.span is None or first_day(unit.span, context.settings.start) is not None
    return not dated and any(task.level == unit.level.code for task in program.tasks)


@rule("BP832", Severity.ERROR, on=Subject.UNIT)
def always_applies(unit: Unit, context: Context) -> Iterator[Problem]:
    """Only an item with a condition may be out of play."""
    for scheme in _checklists(unit, context):
        items = {item.code: item for item in scheme.root.leaves()}
        for sheet, answers in _answers(_sheets(unit, scheme)):
            for code, answer in answers.items():
                item = items.get(code)
                if item and answer.symbol is Symbol.NOT_APPLICABLE and not item.conditional:
                    values = {"item": called(item)}
                    yield Problem(sheet.path, answer.text, "", answer.place, "", values)


@rule("BP833", Severity.ERROR, on=Subject.UNIT)
def yes_without_evidence(unit: Unit, context: Context) -> Iterator[Problem]:
    """A yes that owes evidence names some, and what it names lies in `bukti/`."""
    there = names_in_evidence(unit)
    for scheme in _checklists(unit, context):
        items = {item.code: item for item in scheme.root.leaves()}
        for sheet, answers in _answers(_sheets(unit, scheme)):
            for code, answer in answers.items():
                item = items.get(code)
                if item is None or hides(unit):
                    continue
                values = {"item": called(item)}
                owes = EVIDENCE in item.required and answer.symbol is Symbol.YES
                if owes and not answer.evidence:
                    yield Problem(sheet.path, EVIDENCE, "", answer.place, "", values)
                for name in map(evidence_name, answer.evidence):
                    if name and fold(name) not in there:
                        yield Problem(sheet.path, name, "", answer.place, "not_there", values)


# Reports ---------------------------------------------------------------------------------------------


@rule("BP834", Severity.ERROR, on=Subject.UNIT)
def report_not_whole(unit: Unit, context: Context) -> Iterator[Problem]:
    """A document that is owed is there once its period is over, has its parts, and went where it must."""
    is_over = _is_over(unit, context)
    for paper in program_of(context).papers:
        report = unit.reports.get(paper.code)
        if paper.level != unit.level.code:
            continue
        if report is None:
            if paper.required and is_over and not hides(unit):
                values = {"paper": paper.name}
                yield Problem(unit.path, "", f"{paper.code}.docx", None, "missing", values)
            continue
        yield from _part_problems(paper, report)
        if is_over is not False:
            yield from _unsent(paper, report, unit)


def _is_over(unit: Unit, context: Context) -> bool | None:
    """Whether the period's last day has passed; None where nobody can tell."""
    days = [parse_date(unit.facts[key].text) for key in (CLOSING, OPENING) if key in unit.facts]
    day = next((one for one in days if one), None)
    if day is None and unit.span is not None:
        day = last_day(unit.span, context.settings.start)
    return None if day is None or context.today is None else context.today > day


def _part_problems(paper: Paper, report: Report) -> Iterator[Problem]:
    if report.problems and not report.text.strip():
        return  # damage has a finding of its own
    found = parts_of(paper, report)
    missing = [part for part in paper.parts if part not in found]
    empty = [part for part in paper.parts if found.get(part) is False]
    for parts, variant in ((missing, ""), (empty, "empty")):
        if parts:
            names = Listed.of(parts)
            values = {"paper": paper.name, "count": str(len(parts)), "names": names}
            yield Problem(report.path, names, "", None, variant, values)


def _unsent(paper: Paper, report: Report, unit: Unit) -> Iterator[Problem]:
    for key, owed, variant in (
        (SENT, paper.recipients, "unsent"),
        (PUBLISHED, paper.published, "unpublished"),
    ):
        lacking = [name for name in owed if not _is_told(f"{paper.code}.{key}", name, owed, unit)]
        if lacking:
            names = Listed.of(lacking)
            values = {"paper": paper.name, "count": str(len(lacking)), "names": names, "key": key}
            yield Problem(
                report.path, names, "", None, variant, {**values, "code": paper.code},
                severity=Severity.WARNING,
            )  # fmt: skip


def _is_told(key: str, name: str, owed: Sequence[str], unit: Unit) -> bool:
    """Whether the unit's own YAML says so: `dikirim: {MCPM: 2010-06-20}`, `dikirim: [MCPM]`, or one alone."""
    for code, fact in unit.facts.items():
        said = fact.text.strip()
        if fold_alike(said) in NOT_YET:
            continue
        rest = code.removeprefix(key)
        if rest == code or (rest and not rest.startswith(".")):
            continue
        named = {fold_alike(rest[1:]), fold_alike(said)} if rest else {fold_alike(said)}
        if fold_alike(name) in named or (not rest and len(owed) == 1):
            return True
    return False


def parts_of(paper: Paper, report: Report) -> dict[str, bool]:
    """The parts that a report has, by its headings; False for one with nothing but dots below it.

    A heading is of every part that it names; where the words of one part's name are all among those of
    another's, it is of the latter alone.
    """
    title = fold(paper.name).split()[:1]
    lines = [" ".join(line.split()) for line in report.text.splitlines() if line.strip()]
    headings = set(report.headings) or {one for one in lines if len(one.split()) <= LONGEST_HEADING}
    named = [
        (n, parts)
        for n, line in enumerate(lines)
        if line in headings and _words(line)[:1] != title and (parts := _named(paper, line))
    ]
    said = headings.intersection(lines)
    found: dict[str, bool] = {}
    for heading in headings - said:
        found |= dict.fromkeys(_named(paper, heading) if _words(heading)[:1] != title else (), True)
    ends = [n for n, _ in named[1:]] + [len(lines)]
    for (n, parts), end in zip(named, ends, strict=True):
        below = lines[n + 1 : end]
        is_last = end == len(lines)
        is_filled = any(map(_says_something, below)) or (not below and is_last)
        for part in parts:
            found[part] = found.get(part, False) or is_filled or len(parts) > 1
    return found


def _named(paper: Paper, heading: str) -> list[str]:
    words = _words(heading)
    phrases = [
        (part, set(_words(phrase)))
        for part in (*paper.parts, *paper.optional_parts)
        for phrase in (part, *paper.headings.get(part, ()))
        if _are_in(_words(phrase), words)
    ]
    kept = [part for part, own in phrases if not any(own < other for of, other in phrases if of != part)]
    return list(dict.fromkeys(kept))


def _words(text: str) -> list[str]:
    """The words of a heading, without what numbers it."""
    bare = re.sub(r"^\s*(?:bab\s+)?(?:[IVXivx]+|[A-Za-z]|[0-9]+(?:\.[0-9]+)*)[.):]\s+", "", text)
    return re.findall(r"\w+", fold(bare))


def _are_in(words: Sequence[str], others: Iterable[str]) -> bool:
    """Whether all words are among the others in this order."""
    rest = iter(others)
    return bool(words) and all(word in rest for word in words)


def _says_something(line: str) -> bool:
    return any(map(str.isalnum, line))


# Actions ---------------------------------------------------------------------------------------------


@rule("BP835", Severity.WARNING, on=Subject.UNIT)
def action_open(unit: Unit, context: Context) -> Iterator[Problem]:
    """What is to be done says by whom and by when, and is done by then.

    Each is told where it was said last, and no more once a later period says it again.
    """
    found = round_of(context)
    for table in _carried(unit, context):
        line = line_of(found, unit)
        for standing in standing_at_last(table, line):
            if standing.unit.path == unit.path:
                yield from _row_problems(table, standing.row, context.today)
        yield from _strangers(table, unit, line, program_of(context))


def _row_problems(table: Table, row: Row, today: date | None) -> Iterator[Problem]:
    values = {"action": _action(table, row), "table": table.name}
    lacking = [column.name for column in table.columns if column.required and not row.cells.get(column.code)]
    if lacking:
        names = Listed.of(lacking)
        yield Problem(row.path, names, "", row.place, "", {**values, "names": names})
    column = deadline_of(table)
    day = parse_date(row.cells.get(column.code, "")) if column else None
    if column and day and today and day < today:
        place = row.places.get(column.code, row.place)
        days = str((today - day).days)
        yield Problem(row.path, day.isoformat(), "", place, "overdue", {**values, "days": days})


def _strangers(table: Table, unit: Unit, line: Sequence[Unit], program: Program) -> Iterator[Problem]:
    """Rows that name something in another list which is not there, in this period's folder or before."""
    until = [one for one in line if one.span and unit.span and one.span <= unit.span] or [unit]
    for column in table.columns:
        of = program.table(column.names)
        if of is None:
            continue
        known = {fold_alike(of.row_name(row.cells)) for one in until for row in one.rows(of.code)}
        for row in unit.rows(table.code):
            named = row.cells.get(column.code, "")
            if named and known and fold_alike(named) not in known:
                place = row.places.get(column.code, row.place)
                values = {"action": _action(table, row), "table": of.name, "column": column.name}
                yield Problem(row.path, named, "", place, "stranger", values)


@rule("BP836", Severity.WARNING, on=Subject.JUDGEMENT)
def first_without_action(judgement: Judgement, context: Context) -> Iterator[Problem]:
    """What comes first in a ranking has an action, here or carried from before."""
    unit, scheme, program = judgement.unit, judgement.scheme, program_of(context)
    of = program.table(scheme.judged)
    first = [one for one in judgement.outcomes if one.rank == 1]
    if of is None or not scheme.ranked or any(one.total.provisional for one in judgement.outcomes):
        return
    earlier = earlier_of(round_of(context), unit)
    for table in _carried(unit, context):
        columns = [column.code for column in table.columns if column.names == of.code]
        rows = [*unit.rows(table.code), *(one.row for one in carried_into(table, unit, earlier))]
        named = {fold_alike(row.cells.get(code, "")) for row in rows for code in columns}
        for outcome in first if columns else ():
            if fold_alike(outcome.judged) not in named:
                values = {"scheme": scheme.name, "table": table.name, "file": f"{table.code}.yaml"}
                yield Problem(unit.path, outcome.judged, "", None, "", values)


# What the checks share -------------------------------------------------------------------------------


def _checklists(unit: Unit, context: Context) -> Iterator[Scheme]:
    here = (one for one in program_of(context).schemes if one.level == unit.level.code)
    return (scheme for scheme in here if scheme.is_checklist)


def _sheets(unit: Unit, scheme: Scheme) -> list[AnswerSheet]:
    return [sheet for sheet in unit.sheets if sheet.scheme == scheme.code]


def _answers(sheets: Iterable[AnswerSheet]) -> Iterator[tuple[AnswerSheet, dict[str, Answer]]]:
    return ((sheet, dict(answers)) for sheet in sheets for answers in sheet.answers.values())


def _carried(unit: Unit, context: Context) -> Iterator[Table]:
    tables = program_of(context).tables
    return (table for table in tables if table.carried and table.level == unit.level.code)


def _action(table: Table, row: Row) -> str:
    """What is to be done: the last column of the key that is filled in, else whatever comes first."""
    codes = [code for code in reversed(table.key) if row.cells.get(code)]
    return row.cells[codes[0]] if codes else next(iter(row.cells.values()), table.name)
