"""Units of a programme and what is judged in them: names, periods, panels, evidence, due dates.

These hold for every programme that judges units. What only one kind of programme needs stands in the family
of its own codes.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from msgspec.structs import replace

from ..model.calendar import due, last_day
from ..model.dates import parse_date
from ..model.folder_pattern import FolderPattern, pattern_for
from ..model.place import Place
from ..model.problems import OUT_OF_SIGHT, Kind, Listed, Problem
from ..model.programs import EVIDENCE, UNIT, ColumnKind, Item, LeafKind, Program, Scheme, Task
from ..model.rounds import Answer, AnswerSheet, Judgement, Round, Span, Symbol, Unit
from ..model.settings import RosterUnit, Settings
from ..model.sheet_words import OPENING
from ..model.spans import COUNTED, name_of, span_from
from ..model.units import Severity, among, fold
from ..people.names import person

# Their codes speak of a round as well.
from . import roster as _roster  # noqa: F401
from . import sheets as _sheets  # noqa: F401
from .registry import RECKONED, Context, Subject, also, rule

EVIDENCE_IN_PAPERS = "BP82"  # the family that says more exactly what an answer owes


# Names and periods -----------------------------------------------------------------------------------


@rule("BP110", Severity.ERROR, on=Subject.UNIT)
def unread_unit_name(unit: Unit, context: Context) -> Iterator[Problem]:
    """The name of a unit's folder can be read by the pattern of its level."""
    pattern = _pattern(unit, context)
    read = pattern.parse(unit.path.name) if pattern else None
    if pattern and read and read.wrong:
        suggested = pattern.suggestion(unit.path.name, unit.name, unit.span)
        values = {"pattern": unit.level.folder}
        yield Problem(unit.path, unit.path.name, suggested, variant=read.wrong, values=values)


@rule("BP111", Severity.WARNING, on=Subject.UNIT)
def inexact_unit_name(unit: Unit, context: Context) -> Iterator[Problem]:
    """A readable name stands in a valid form, the unit spelt as in the roster."""
    pattern = _pattern(unit, context)
    read = pattern.parse(unit.path.name) if pattern else None
    if not pattern or read is None or read.wrong:
        return
    valid = pattern.written(unit.name or read.unit, read.said, read.style)
    if not read.exact or (unit.name != read.unit and pattern.has_unit):
        yield Problem(unit.path, unit.path.name, valid)


@rule("BP112", Severity.ERROR, on=Subject.UNIT)
def wrong_period(unit: Unit, context: Context) -> Iterator[Problem]:
    """The period is one that the programme has, and that of the folders above."""
    pattern, program = _pattern(unit, context), program_of(context)
    read = pattern.parse(unit.path.name) if pattern else None
    if unit.span is None:
        if read is None or not read.wrong:
            yield Problem(unit.path, variant="unknown")
        return
    own = span_from(read.said, program.cycle, unit.span.year) if read and read.said else None
    if pattern and own and own != unit.span:
        values = {"new_name": pattern.format(unit.name, unit.span, read.style) if read else ""}
        yield Problem(unit.path, name_of(own), name_of(unit.span), variant="above", values=values)
    if program.count and unit.span.number > program.count and own:
        yield Problem(unit.path, name_of(unit.span), str(program.count))


@rule("BP113", Severity.ERROR, on=Subject.ROUND)
def unit_twice(found: Round, _: Context) -> Iterator[Problem]:
    """A unit has one folder for a period."""
    groups: dict[object, list[Path]] = defaultdict(list)
    for above, unit in _with_above(found.units):
        if unit.span:
            groups[unit.level.code, fold(above), fold(unit.name), unit.span].append(unit.path)
    for paths in groups.values():
        for path in paths if len(paths) > 1 else ():
            yield Problem(path, ", ".join(other.name for other in paths if other is not path))


@rule("BP114", Severity.WARNING, on=Subject.UNIT)
def unit_not_in_the_roster(unit: Unit, context: Context) -> Iterator[Problem]:
    """The unit stands in the roster of bpkit.yaml, where there is one."""
    known = [one.name for one in _at_level(unit.level.code, context)]
    if known and unit.name and among(unit.name, known) is None:
        names = Listed.of(known)
        yield Problem(unit.path, unit.name, names, values={"names": names})


@rule("BP115", Severity.WARNING, on=Subject.ROUND)
def period_missing(found: Round, context: Context) -> Iterator[Problem]:
    """Where periods are counted, every one up to the last that is there or over has its folder."""
    if found.program.cycle not in COUNTED or _is_of_one_unit(found):
        return
    numbers = {unit.span.number for unit in found.units if unit.span}
    last = max([*numbers, _over(found.program, context)])
    lacking = [
        number for number in range(1, min(last, found.program.count or last) + 1) if number not in numbers
    ]
    if lacking and not hides(found):
        names = Listed.of(name_of(Span(0, number, found.program.cycle)) for number in lacking)
        yield Problem(found.root, names, values={"count": str(len(lacking)), "names": names})


@also("BP608", on=(Subject.ROUND, Subject.UNIT))
def unit_without_folder(found: Round | Unit, context: Context) -> Iterator[Problem]:
    """Every unit of the roster has its folder, in that of the unit that it hands in to."""
    if hides(found):
        return
    if isinstance(found, Unit):
        wanted = _below(found, context)
        yield from _missing(found.path, wanted, found.children, found.span)
        return
    top = [one for one in found.units if one.level.code == _top_level(context)]
    is_hosted = any(one.level.hosted for one in top)  # then nobody hands in, and the name is a host's
    spans = {one.span for one in top if one.span} if not (_is_of_one_unit(found) or is_hosted) else ()
    for span in sorted(spans):
        yield from _missing(
            found.root, context.settings.units or (), [u for u in top if u.span == span], span
        )


# Due dates -------------------------------------------------------------------------------------------


Done = tuple[str, date | None, Place | None]  # what was done, when, and where that stands


@rule("BP610", Severity.WARNING, on=Subject.UNIT)
def late(unit: Unit, context: Context) -> Iterator[Problem]:
    """What is due by a day was done by then; what has no date is late from the day after."""
    for task, day, (name, done, place) in due_tasks(unit, context):
        if done is not None and done > day:
            yield _late(task, name, unit, done, day, place)
        elif done is None and context.today and context.today > day:
            yield _late(task, name, unit, None, day, place)


def due_tasks(unit: Unit, context: Context) -> Iterator[tuple[Task, date, Done]]:
    """What a unit does by a day, and when it was done, if it was; not what was done nobody knows when."""
    for task in program_of(context).tasks:
        day = due_day(task, unit, context.settings)
        if day is None or task.level != unit.level.code:
            continue
        items = [one for one in _leaves(unit, context) if one.due == task.code]
        yield from ((task, day, done) for done in _done(task, items, unit))


def due_day(task: Task, unit: Unit, settings: Settings) -> date | None:
    """By when a unit owes a task; None where it does not come up, or nobody can tell."""
    opening = unit.facts.get(OPENING)
    day = parse_date(opening.text) if opening else None
    return due(task, unit.span, settings.start, day) if unit.span else None


# Sheets, lists, rulings ------------------------------------------------------------------------------


@also("BP801", on=Subject.UNIT)
def unusable_papers(unit: Unit, _: Context) -> Iterator[Problem]:
    """What of sheets, lists, rulings and the unit's own YAML can't be used as it stands."""
    return (problem for problem in problems_in(unit) if problem.kind in (None, Kind.SHEET))


@also("BP814", on=Subject.UNIT)
def uncounted(unit: Unit, _: Context) -> Iterator[Problem]:
    """What looks like a sheet or a ruling, and does not count where it lies."""
    return (problem for problem in problems_in(unit) if problem.kind is Kind.UNCOUNTED)


@rule("BP870", Severity.WARNING, on=Subject.JUDGEMENT)
def provisional(judgement: Judgement, _: Context) -> Iterator[Problem]:
    """A value that something is missing for is provisional, and says what is missing."""
    for outcome in judgement.outcomes:
        missing = tuple(dict.fromkeys(name for value in outcome.total.walk() for name in value.missing))
        if missing or outcome.total.provisional:
            values = {"judged": outcome.judged or unit_title(judgement.unit), "scheme": judgement.scheme.name}
            variant = "" if missing else "unsaid"
            found = Listed.of(missing) if missing else ""
            yield Problem(judgement.unit.path, found, "", None, variant, {**values, "names": found})


@rule("BP871", Severity.ERROR, on=Subject.UNIT)
def panel_too_small(unit: Unit, context: Context) -> Iterator[Problem]:
    """As many people judge as the level's panel needs at least."""
    for scheme in _schemes(unit, context):
        voices = {voice.code for voice in scheme.voices if voice.kind.has_sheets}
        sheets = [one for one in unit.sheets if one.scheme == scheme.code and one.voice in voices]
        answered = [one for one in sheets if one.answers]
        # The unit's own YAML needs no name: whoever keeps it speaks for the unit.
        people = {person(name) for one in answered for name in one.who or (str(one.path),)}
        if any(one.answers for one in sheets) and len(people) < unit.level.panel_minimum:
            values = {"scheme": scheme.name}
            yield Problem(unit.path, str(len(people)), str(unit.level.panel_minimum), values=values)


@rule("BP872", Severity.ERROR, on=Subject.UNIT)
def evidence_not_there(unit: Unit, context: Context) -> Iterator[Problem]:
    """Evidence that somebody names lies in the unit's `bukti/`."""
    if not _says_more(EVIDENCE_IN_PAPERS, context):
        for path, place, about, name in missing_evidence(unit, context):
            yield Problem(path, name, place=place, values={"item": about})


def missing_evidence(unit: Unit, context: Context) -> Iterator[tuple[Path, Place | None, str, str]]:
    """The files that sheets and lists name and that are not in `bukti/`, with where and for what."""
    if hides(unit):
        return
    known = names_in_evidence(unit)
    for path, place, about, name in _named_evidence(unit, context):
        bare = evidence_name(name)
        if bare and fold(bare) not in known:
            yield path, place, about, bare


def names_in_evidence(unit: Unit) -> set[str]:
    """What lies in `bukti/`, with the folders in it and without."""
    return {fold(one) for name in unit.evidence for one in (name, name.rpartition("/")[2])}


def evidence_name(text: str) -> str:
    """The name of a file in `bukti/`, typed with or without the folder's name before it."""
    return re.sub(rf"^{EVIDENCE}[/\\]", "", text.strip(), flags=re.IGNORECASE).replace("\\", "/")


@rule("BP873", Severity.ERROR, on=Subject.UNIT)
def required_field_missing(unit: Unit, context: Context) -> Iterator[Problem]:
    """An answer comes with the evidence and the words that its item asks for."""
    for sheet, scheme in (
        sheets_with_schemes(unit, context) if not _says_more(EVIDENCE_IN_PAPERS, context) else ()
    ):
        items = {item.code: item for item in scheme.root.leaves()}
        for answers in sheet.answers.values():
            for code, answer in answers.items():
                item = items.get(code)
                lacking = fields_lacking(item, answer) if item else []
                if item and lacking:
                    values = {"item": called(item)}
                    yield Problem(sheet.path, Listed.of(lacking), "", answer.place, "", values)


@rule("BP875", Severity.ERROR, on=Subject.JUDGEMENT)
def tie_across_the_seats(judgement: Judgement, _: Context) -> Iterator[Problem]:
    """Where equals reach across the last seat, the panel decides."""
    seats = judgement.scheme.seats
    if seats is None and judgement.scheme.judged != UNIT:
        seats = judgement.unit.level.seats
    ranks = Counter(one.rank for one in judgement.outcomes if one.tied and one.rank)
    rank = next((rank for rank, equals in ranks.items() if rank <= (seats or 0) < rank + equals - 1), None)
    if rank is not None:
        tied = [one.judged for one in judgement.outcomes if one.tied and one.rank == rank]
        values = {"count": str(len(tied)), "scheme": judgement.scheme.name}
        yield Problem(judgement.unit.path, Listed.quoted(tied), str(seats), values=values)


def _say_reckoned(code: str) -> None:
    """Make what the evaluation came upon a rule of its own."""

    @rule(code, Severity.ERROR, on=Subject.JUDGEMENT)
    def found(judgement: Judgement, _: Context) -> Iterator[Problem]:
        for one, problem in judgement.problems:
            if one == code:
                said = problem.values
                item = " ".join(filter(None, (said.get("item"), said.get("name"))))
                about = " – ".join(filter(None, (said.get("judged"), item))) or unit_title(judgement.unit)
                yield replace(problem, values={**said, "about": about})


for _code in RECKONED:
    _say_reckoned(_code)


def problems_in(unit: Unit) -> Iterator[Problem]:
    """Whatever reading found wrong in a unit's folder, once."""
    yield from dict.fromkeys(
        (
            *unit.problems,
            *(problem for sheet in unit.sheets for problem in sheet.problems),
            *(problem for listing in unit.listings.values() for problem in listing.problems),
            *(problem for report in unit.reports.values() for problem in report.problems),
            *(unit.ruling.problems if unit.ruling else ()),
        )
    )


def unit_title(unit: Unit) -> str:
    """What people call a unit: its name, else its level's."""
    return unit.name or unit.level.name


# What the checks share -------------------------------------------------------------------------------


def round_of(context: Context) -> Round:
    """The round that what is checked is a part of."""
    if context.round is None:
        raise ValueError("a unit is checked with its round")
    return context.round


def program_of(context: Context) -> Program:
    """The programme of what is checked."""
    return round_of(context).program


def _says_more(family: str, context: Context) -> bool:
    """Whether the programme chose a family that says the same of its own kind, in fewer findings."""
    return any(one.startswith(family) for one in program_of(context).families)


def _pattern(unit: Unit, context: Context) -> FolderPattern | None:
    """The pattern of a unit's folder; None for the share itself, whose name is its own business."""
    return None if unit.path == context.settings.root else pattern_for(program_of(context), unit.level)


def _schemes(unit: Unit, context: Context) -> list[Scheme]:
    return [one for one in program_of(context).schemes if one.level == unit.level.code]


def _leaves(unit: Unit, context: Context) -> list[Item]:
    return [item for scheme in _schemes(unit, context) for item in scheme.root.leaves()]


def sheets_with_schemes(unit: Unit, context: Context) -> Iterator[tuple[AnswerSheet, Scheme]]:
    """The sheets in a unit's folder, each with the scheme that it answers."""
    schemes = {one.code: one for one in _schemes(unit, context)}
    return ((sheet, schemes[sheet.scheme]) for sheet in unit.sheets if sheet.scheme in schemes)


def _with_above(units: Sequence[Unit], above: str = "") -> Iterator[tuple[str, Unit]]:
    for unit in units:
        yield above, unit
        yield from _with_above(unit.children, f"{above}/{unit.name}/{unit.span}")


def hides(found: Round | Unit) -> bool:
    """Whether something in it can't be read now: nobody may miss what may well be there."""
    return any(problem.kind in OUT_OF_SIGHT for problem in found.problems)


def _is_of_one_unit(found: Round) -> bool:
    """Whether the given path is a unit's folder itself: then of others nothing can be said."""
    return any(unit.path == found.root for unit in found.units)


def called(item: Item) -> str:
    """Code and name of an item."""
    return f"{item.code} {item.short_name or item.name}".strip()


# The roster ------------------------------------------------------------------------------------------


def _floors(context: Context) -> dict[str, list[tuple[RosterUnit | None, RosterUnit]]]:
    """The roster's units by their level, each with the unit above; the leaves are the lowest level."""
    roster = context.settings.units or ()
    levels = [
        one.code for one in program_of(context).levels if pattern_for(program_of(context), one).has_unit
    ]
    depth = max((unit.depth for unit in roster), default=0)
    floors: dict[str, list[tuple[RosterUnit | None, RosterUnit]]] = {}
    here: list[tuple[RosterUnit | None, RosterUnit]] = [(None, unit) for unit in roster]
    for code in reversed(levels[:depth]):
        floors[code] = here
        here = [(unit, below) for _, unit in here for below in unit.below]
    return floors


def _top_level(context: Context) -> str:
    return next(iter(_floors(context)), "")


def _at_level(code: str, context: Context) -> list[RosterUnit]:
    return [unit for _, unit in _floors(context).get(code, ())]


def _below(unit: Unit, context: Context) -> Sequence[RosterUnit]:
    known = {one.name: one.below for one in _at_level(unit.level.code, context)}
    if (name := among(unit.name, known)) is not None:
        return known[name]
    if not pattern_for(program_of(context), unit.level).has_unit and not unit.name:
        top = _top_level(context)  # a period's folder that holds all units, such as `bulan-03`
        return context.settings.units or () if any(one.level.code == top for one in unit.children) else ()
    return ()


def absent_units(unit: Unit, context: Context) -> tuple[Unit, ...]:
    """The units below this one that the roster names and that have no folder, as units without anything."""
    levels = list(program_of(context).levels)
    at = levels.index(unit.level) if unit.level in levels else 0
    wanted = _below(unit, context) if at else ()
    there = [child.name for child in unit.children]
    lacking = [one for one in wanted if among(one.name, there) is None]
    return tuple(Unit(unit.path / one.name, levels[at - 1], one.name, unit.span) for one in lacking)


def _missing(
    path: Path, wanted: Sequence[RosterUnit], there: Sequence[Unit], span: Span | None
) -> Iterator[Problem]:
    known = [one.name for one in wanted]
    present = {among(unit.name, known) for unit in there}
    lacking = [name for name in known if name not in present]
    if lacking:
        names = Listed.of(lacking)
        values = {"period": name_of(span) if span else "?", "count": str(len(lacking)), "names": names}
        yield Problem(path, names, str(len(wanted)), variant="units", values=values)


def _over(program: Program, context: Context) -> int:
    """The number of the last period that is over by now; 0 where nobody can tell."""
    number = 0
    while context.today and context.settings.start and number < (program.count or 0):
        ends = last_day(Span(0, number + 1, program.cycle), context.settings.start)
        if ends is None or ends >= context.today:
            break
        number += 1
    return number


# Tasks and answers -----------------------------------------------------------------------------------


def _done(task: Task, items: Sequence[Item], unit: Unit) -> Iterator[Done]:
    """For every item that a task makes due, when it was done; without items, the unit's own YAML says it."""
    if not items and _is_there(task.code, unit):
        return  # handed in, and nobody says when
    if not items:
        fact = unit.facts.get(task.code)
        yield task.name, parse_date(fact.text) if fact else None, fact.place if fact else None
    for item in items:
        answers = [
            one for sheet in unit.sheets for by in sheet.answers.values() if (one := by.get(item.code))
        ]
        if any(one.symbol is Symbol.NOT_APPLICABLE for one in answers):
            continue
        yes = [one for one in answers if one.symbol is Symbol.YES or one.value is not None]
        dated = [one for one in yes if one.day]
        if yes and not dated:
            continue  # done, and nobody says when
        first = min(dated, key=lambda one: one.day or date.max, default=None)
        yield called(item), first.day if first else None, first.place if first else None


def _is_there(code: str, unit: Unit) -> bool:
    """Whether the document, the list or the sheets of this code were handed in."""
    schemes = {sheet.scheme for sheet in unit.sheets if sheet.answers}
    return code in unit.reports or code in unit.listings or code in schemes


def _late(  # noqa: PLR0913 - what is late, whose it is, and the two days
    task: Task, name: str, unit: Unit, done: date | None, day: date, place: Place | None
) -> Problem:
    values = {"item": name, "task": task.name}
    if done is None:
        return Problem(unit.path, "", day.isoformat(), None, "undone", values)
    days = str((done - day).days)
    return Problem(unit.path, done.isoformat(), day.isoformat(), place, "", {**values, "days": days})


def fields_lacking(item: Item, answer: Answer) -> list[str]:
    """The fields that an answer owes: of a yes-or-no item only a yes owes any."""
    if item.kind is LeafKind.YES_NO and answer.symbol is not Symbol.YES:
        return []
    there = {fold(code) for code, text in answer.fields.items() if text.strip()}
    there |= {EVIDENCE} if answer.evidence else set()
    return [code for code in item.required if fold(code) not in there]


def _named_evidence(unit: Unit, context: Context) -> Iterator[tuple[Path, Place | None, str, str]]:
    for sheet in unit.sheets:
        for answers in sheet.answers.values():
            for code, answer in answers.items():
                yield from ((sheet.path, answer.place, code, name) for name in answer.evidence)
    columns = {
        (table.code, column.code)
        for table in program_of(context).tables
        for column in table.columns
        if column.kind is ColumnKind.EVIDENCE
    }
    for code, listing in unit.listings.items():
        for row in listing.rows:
            for column, text in row.cells.items():
                if (code, column) in columns:
                    place = row.places.get(column, row.place)
                    yield from ((row.path, place, code, name) for name in re.split(r"[;\n]", text))
