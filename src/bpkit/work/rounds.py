"""The order of work for a programme whose units are judged: folders, facts, judgements, findings."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import cached_property
from pathlib import Path

from msgspec.structs import replace

from ..cache.store import Cache, NoCache
from ..errors import ShareError, UserError
from ..model.calendar import comes_up, due, first_day
from ..model.carrying import earlier_of, homes_of, line_of, with_carried
from ..model.dates import parse_date
from ..model.facts import Submission
from ..model.matches import Match
from ..model.problems import OUT_OF_SIGHT, Finding, Problem
from ..model.programs import Program, Scheme, Task
from ..model.rounds import (
    AnswerSheet,
    Judgement,
    Listing,
    Report,
    Round,
    RoundResult,
    Ruling,
    Span,
    Unit,
    UnitResult,
)
from ..model.settings import Settings
from ..model.sheet_words import OPENING
from ..model.spans import COUNTED, SaidSpan, pattern_of, said_in, span_of
from ..model.units import Severity
from ..originality import IndexLostError, Texts, file_in
from ..reading.documents.writing import read_references
from ..reading.folders import ReadingOptions, Tick
from ..reading.known import PASSING
from ..reading.rounds.walker import RoundOptions, read_round
from ..resources import program_names, resource
from ..rules.checking import (
    Selection,
    check_judgement,
    check_round,
    check_unit,
    strict,
    told_once,
    weighed,
)
from ..rules.registry import OF_NO_VALUE, Codes, Context
from ..rules.rounds import absent_units, due_day
from ..scoring.evaluation import NOTHING, judge
from ..seal_chain import Chain, read_chain
from ..settings.config import find_config
from ..settings.proven import proven_program, proven_settings
from ..share.publishing import Register
from ..wording import language_for, say, use_language
from .program_trees import roster_misfits
from .request import Request, require_folder

DueTask = tuple[date, Task, Span, str]  # the day, what is due, in which period, whose it is
DECISIVE = ("BP8", "BP906", "BP908")  # their errors keep a panel from deciding


def load_program(name_or_path: str, base: Path | None) -> Program:
    """The programme of that name, or in that file. Raises UserError where anything in it is wrong."""
    return proven_program(Cache.open, name_or_path, base)


class RoundWork:
    """One given path of a programme whose units are judged; what is read is read once."""

    def __init__(self, request: Request, tick: Tick = lambda *_: None) -> None:
        self.request = request
        self.tick = tick
        self.path = Path(os.path.abspath(request.path))  # noqa: PTH100 - `resolve` would follow links
        use_language(language_for(request.language))
        require_folder(request.path, request.seen)
        self.settings = self._settings()
        use_language(language_for(request.language, self.settings.language))
        self.selection = Selection.of(request.select, request.ignore)
        file = self.settings.file
        self.program = load_program(self.settings.rubric, file.parent if file else None)

    @property
    def root(self) -> Path:
        """The programme's own folder: that of bpkit.yaml, else the given path."""
        return self.settings.root or self.path

    def cache(self) -> Cache:
        """What was read before; empty, and keeping nothing, where the request wants none."""
        return Cache.open() if self.request.cache else NoCache()

    @property
    def of_the_day(self) -> bool:
        """Whether the answer holds on the same day only: what is due and what is over hangs on it."""
        return True

    @property
    def steady(self) -> bool:
        """Whether everything could be seen, so that the same files give the same answer.

        Templates beside a programme file outside the share are seen by nobody who looks at the share.
        """
        beside = self.program.file.parent
        seen = beside == resource("rubrics") or beside.is_relative_to(self.root)
        if not seen and any(form.template for form in self.program.forms):
            return False
        told = [*self.whole.problems, *(one for unit in self.whole.walk() for one in _problems_of(unit))]
        return not any(one.kind in PASSING for one in told)

    @cached_property
    def whole(self) -> Round:
        """Every unit of the programme: what is judged in one period may hang on those before it."""
        return self._read(self.root)

    @cached_property
    def round(self) -> Round:
        """What lies at and below the given path."""
        if self.path == self.root:
            return self.whole
        units = tuple(_at_or_below(self.whole.units, self.path))
        above = (one for unit in self.whole.walk() for one in unit.problems if self._is_hidden_by(one))
        problems = tuple(one for one in self.whole.problems if one.path.is_relative_to(self.path))
        problems += (*filter(self._is_hidden_by, self.whole.problems), *above)
        strays = tuple(one for one in self.whole.strays if one.is_relative_to(self.path))
        return replace(self.whole, root=self.path, units=units, problems=problems, strays=strays)

    def _is_hidden_by(self, problem: Problem) -> bool:
        """Whether a folder above the given path could not be listed, in which it may be anything."""
        hides = problem.kind in OUT_OF_SIGHT and problem.path != self.path
        return hides and self.path.is_relative_to(problem.path)

    @cached_property
    def result(self) -> RoundResult:
        """The round with everything that was found in it and came of it."""
        context = self.context
        found = check_round(self.round, context, self.selection)
        units = tuple(self._result(unit, context) for unit in self.round.units)
        return RoundResult(self.round, tuple(found), units)

    def calendar(self) -> tuple[int, list[DueTask]]:
        """A year, and what is due in it; with the unit's name where the day hangs on its own first day.

        The year is that of `--period`, of bpkit.yaml, of the latest period there is, else this one.

        Raises:
            UserError: nothing is due in it.
        """
        start, units = self.settings.start, [one for one in self.round.walk() if one.span]
        days = [_begin_of(one, start) for one in units]
        typed = re.match("[0-9]{4}", self.request.period or "")
        latest = max((day.year for day in days if day), default=self.request.moment.year)
        year = int(typed[0]) if typed else self.settings.year or latest
        found = [one for one in self._due(units, year) if one[0].year == year]
        if not found:
            problem = say("round.no_calendar", name=self.program.name, year=year)
            raise UserError(problem, say("round.no_calendar_remedy"))
        return year, found

    def _due(self, units: Sequence[Unit], year: int) -> Iterator[DueTask]:
        program, start = self.program, self.settings.start
        of_year = (date(year, month, day) for month in range(1, 13) for day in (1, 28))
        spans = {span_of(day, program.cycle, start) for day in of_year}
        spans |= {unit.span for unit in units if unit.span}
        for task in program.tasks:
            for span in spans:
                is_over = program.count and span.cycle in COUNTED and span.number > program.count
                day = None if is_over else due(task, span, start)
                if day:
                    yield day, task, span, ""
            for unit in units:
                own = task.level == unit.level.code and OPENING in unit.facts
                day = due_day(task, unit, self.settings) if own else None
                if day and unit.span:
                    yield day, task, unit.span, unit.name

    @cached_property
    def context(self) -> Context:
        """What rules may know besides their subject."""
        return Context(
            self.settings, root=self.root, today=self.request.today, matches=self._matches, round=self.whole
        )

    def _result(self, unit: Unit, context: Context) -> UnitResult:
        judgements = self.judgements(unit)
        every = _every_finding(unit, judgements, strict(context))
        found = told_once(weighed(every, context, self.selection))
        causes = [one for one in told_once(every) if _decides(one)]
        children = tuple(self._result(child, context) for child in unit.children)
        return UnitResult(unit, tuple(found), judgements, tuple(causes), children)

    def judgements(self, unit: Unit) -> tuple[Judgement, ...]:
        """What came of every scheme that is judged in a unit's folder; reckoned once."""
        if unit.path not in self._reckoned:
            self._reckoned[unit.path] = tuple(
                self._judged(scheme, unit)
                for scheme in self.program.schemes
                if scheme.level == unit.level.code and _is_judged(unit, scheme)
            )
        return self._reckoned[unit.path]

    @cached_property
    def _reckoned(self) -> dict[Path, tuple[Judgement, ...]]:
        return {}

    def _judged(self, scheme: Scheme, unit: Unit) -> Judgement:
        """What comes of a scheme in a unit, beside what came of it for the last period before."""
        judgement = self._judged_alone(scheme, unit)
        last = next((one for one in reversed(self.earlier(unit)) if _is_judged(one, scheme)), None)
        if last is None or last.span == unit.span:
            return judgement
        return replace(judgement, earlier=self._judged_alone(scheme, last))

    def _judged_alone(
        self, scheme: Scheme, unit: Unit, imposed: Mapping[str, Fraction] = NOTHING
    ) -> Judgement:
        """The same without the period before: it is asked for its own sake, for the next one's and above.

        A unit that the roster names and that handed in nothing is a blank, and not left out of the mean.
        """
        key = (unit.path, scheme.code)
        if not imposed and key in self._alone:
            return self._alone[key]
        before = self.earlier(unit) if unit.path in self._homes else ()  # absent ones have no folders
        whole = self._with_absent(unit)
        judged = judge(self.program, scheme, whole, before, imposed=imposed, below=self._judged_alone)
        if not imposed:
            self._alone[key] = judged
        return judged

    def _with_absent(self, unit: Unit) -> Unit:
        """The unit with all that the roster names below it; what is absent is a unit without anything."""
        below = (*unit.children, *absent_units(unit, self.context))
        return replace(unit, children=tuple(self._with_absent(one) for one in below)) if below else unit

    @cached_property
    def _alone(self) -> dict[tuple[Path, str], Judgement]:
        return {}

    def earlier(self, unit: Unit) -> tuple[Unit, ...]:
        """The same unit's folders for the periods before, the first one first.

        Other folders of the same period are among them: they are second reports.
        """
        line = line_of(self.whole, unit, self._homes)
        return tuple(
            one for one in line if one.span and unit.span and one.span <= unit.span and one.path != unit.path
        )

    def with_carried(self, unit: Unit) -> Unit:
        """The unit with what its lists carry from the periods before."""
        before = earlier_of(self.whole, unit, self._homes)
        for table in self.program.tables:
            if table.carried and table.level == unit.level.code:
                unit = with_carried(table, unit, before)
        return unit

    @cached_property
    def _homes(self) -> Mapping[Path, str]:
        """The units that each unit's folder lies in, by their names."""
        return dict(homes_of(self.whole.units))

    @cached_property
    def chain(self) -> Chain:
        """The chain of the programme's seals."""
        return read_chain(self.root)

    def _read(self, path: Path) -> Round:
        own = Register(self.root).files()
        period = self._period()
        try:
            with self.cache() as cache:
                texts = self._texts
                reading = ReadingOptions(
                    cache,
                    texts,
                    self.request.workers,
                    None,
                    self.tick,
                    self.request.seen.files,
                    in_force=self.chain.in_force,
                )
                options = RoundOptions(reading, own, period)
                found = read_round(path, self.program, self.settings, options)
                problems = (*found.problems, *self.chain.unread, *roster_misfits(path, self.settings))
                return replace(found, problems=problems, seal_problems=self.chain.problems)
        except OSError as error:
            raise ShareError(say("run.unreadable", path=path), say("run.unreadable_remedy")) from error

    @cached_property
    def _texts(self) -> Texts:
        """The texts of all writings, to be compared."""
        with self.cache() as cache:
            return Texts(file_in(cache.folder))

    @cached_property
    def _matches(self) -> Mapping[Path, tuple[Match, ...]]:
        writings = {one.path: one for unit in self.whole.walk() for one in unit.writings}
        if not writings:
            return {}
        with self.cache() as cache:
            references = read_references(self.root, cache)
        try:
            return self._texts.matches(writings.values(), references.texts)
        except IndexLostError:
            self.request = replace(self.request, cache=False)
            for name in ("whole", "round", "_texts", "_homes"):
                self.__dict__.pop(name, None)
            fresh: dict[Path, Submission] = {one.path: one for u in self.whole.walk() for one in u.writings}
            return self._texts.matches(fresh.values(), references.texts)

    def _period(self) -> SaidSpan | None:
        """The period given with `--period`, in any form that a folder may say it."""
        text = self.request.period
        said = said_in(text, self.program.cycle) if text else None
        if text and (said is None or said.number is None):
            example = pattern_of(self.program.cycle)
            raise UserError(
                say("round.bad_period", period=text), say("round.bad_period_remedy", example=example)
            )
        return said

    def _settings(self) -> Settings:
        """The settings in force; the programme's folder is where the bpkit.yaml above the path lies."""
        config = self.request.config
        nearest = find_config(self.path, lenient=config is not None)
        used = Path(os.path.abspath(config)) if config else nearest  # noqa: PTH100 - as above
        settings = proven_settings(self.cache, used, Codes(), program_names())
        if settings.root is None or self.path.is_relative_to(settings.root):
            return settings
        return replace(settings, root=nearest.parent if nearest else None)


def _every_finding(unit: Unit, judgements: Iterable[Judgement], context: Context) -> list[Finding]:
    """Whatever is found in a unit and its judgements, by every rule."""
    found = check_unit(unit, context)
    for judgement in judgements:
        found += check_judgement(judgement, context)
    return found


def _decides(finding: Finding) -> bool:
    decides = finding.code.startswith(DECISIVE) and finding.code not in OF_NO_VALUE
    return decides and finding.severity is Severity.ERROR


def _is_judged(unit: Unit, scheme: Scheme) -> bool:
    """Whether a scheme comes up in the period, and there is anything that it could be judged by."""
    if any(sheet.scheme == scheme.code for sheet in unit.sheets):
        return True
    return comes_up(scheme.every, unit.span) and bool(unit.listings or unit.ruling or unit.children)


def _problems_of(unit: Unit) -> Iterator[Problem]:
    """Whatever was wrong with anything that lies in a unit's folder."""
    yield from unit.problems
    things: list[AnswerSheet | Listing | Report | Ruling] = [*unit.sheets, *unit.listings.values()]
    things += [*unit.reports.values(), *([unit.ruling] if unit.ruling else [])]
    for thing in things:
        yield from thing.problems
    for writing in unit.writings:
        yield from (*writing.damages, *(photo.damage for photo in writing.photos if photo.damage))


def _at_or_below(units: Iterable[Unit], path: Path) -> Iterator[Unit]:
    for unit in units:
        if unit.path.is_relative_to(path):
            yield unit
        else:
            yield from _at_or_below(unit.children, path)


def _begin_of(unit: Unit, start: date | None) -> date | None:
    """The first day of a unit's period: its own, else the calendar's."""
    own = parse_date(unit.facts[OPENING].text) if OPENING in unit.facts else None
    return own or (first_day(unit.span, start) if unit.span else None)
