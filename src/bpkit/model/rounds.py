"""What lies in the folders of a programme whose units are judged, as it was read, and what comes of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from fractions import Fraction
from pathlib import Path

from msgspec import Struct, field

from .facts import Submission
from .place import Place
from .problems import Finding, Problem
from .programs import Cycle, Level, Program, Scheme
from .scores import Seal
from .units import fold, worth

PARTS_OF_YEAR = {Cycle.MONTH: 12, Cycle.QUARTER: 4, Cycle.HALF_YEAR: 2, Cycle.YEAR: 1}


class Span(Struct, frozen=True, order=True):
    """One period of any cycle; `year` is 0 where periods are counted from the programme's start."""

    year: int
    number: int  # month 1–12, quarter 1–4, half 1–2, year 1, meeting or month n
    cycle: Cycle = Cycle.MONTH

    @property
    def is_counted(self) -> bool:
        """Whether it is a number from the programme's start, and no time of a year."""
        return self.cycle not in PARTS_OF_YEAR

    def up_to(self, other: Span) -> Iterator[Span]:
        """This period and those after it, before another of the same cycle.

        >>> [one.number for one in Span(2012, 4, Cycle.QUARTER).up_to(Span(2013, 2, Cycle.QUARTER))]
        [4, 1]
        """
        parts = PARTS_OF_YEAR.get(self.cycle, 0)
        for at in range(self.year * parts + self.number, other.year * parts + other.number):
            year, number = divmod(at - 1, parts) if parts else (0, at - 1)
            yield Span(year, number + 1, self.cycle)


class Symbol(StrEnum):
    """The answers to a yes-or-no item."""

    YES = "ya"
    NO = "tidak"
    NOT_APPLICABLE = "tidak berlaku"


class Origin(Struct, frozen=True):
    """Where a number comes from: the file, the place in it, and what was typed there."""

    path: Path
    place: Place
    text: str
    who: str = ""  # who said it, where a person or a unit did


class Answer(Struct, frozen=True):
    """What somebody answered to one item: as typed, and as a value or a symbol where it is one.

    Blank answers are not there at all. `fields` are what stands beside it (sintesis, alasan, …) by code.
    """

    text: str
    place: Place
    value: Fraction | None = None
    symbol: Symbol | None = None
    evidence: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    day: date | None = None


class AnswerSheet(Struct, frozen=True):
    """One sheet: the answers of one person, or those that were agreed on, by what is judged and by item."""

    path: Path
    scheme: str
    voice: str
    who: tuple[str, ...] = ()  # one assessor, or those who agreed
    answers: Mapping[str, Mapping[str, Answer]] = field(default_factory=dict)  # judged: item: answer
    day: date | None = None
    sha256: str = ""
    problems: tuple[Problem, ...] = ()


class Row(Struct, frozen=True):
    """One row of a list, by the code of the column; what is blank is not there."""

    path: Path
    place: Place
    cells: Mapping[str, str]
    places: Mapping[str, Place] = field(default_factory=dict)


class Listing(Struct, frozen=True):
    """A list as it was read from one file or several."""

    table: str
    rows: tuple[Row, ...] = ()
    files: Mapping[Path, str] = field(default_factory=dict)  # with the SHA-256 of each
    problems: tuple[Problem, ...] = ()


class Report(Struct, frozen=True):
    """A document that is owed: its headings as typed, and its text."""

    paper: str
    path: Path
    headings: tuple[str, ...] = ()
    text: str = ""
    sha256: str = ""
    problems: tuple[Problem, ...] = ()


class Ruling(Struct, frozen=True):
    """`keputusan.yaml` or `Keputusan.xlsx`: what a panel decided; its own values have their reasons."""

    path: Path
    order: tuple[tuple[str, Place], ...] | None = None
    values: Mapping[tuple[str, str], Origin] = field(default_factory=dict)  # (judged, item): as typed
    reason: str = ""
    reasons: Mapping[tuple[str, str], str] = field(default_factory=dict)
    letter: str = ""
    day: date | None = None
    approved_by: tuple[str, ...] = ()
    sha256: str = ""
    problems: tuple[Problem, ...] = ()
    files: tuple[Path, ...] = ()  # all that say it: a twin in the other format may

    @property
    def says(self) -> tuple[object, ...]:
        """What is decided, whatever the format: two rulings that say the same are one."""
        order = None if self.order is None else tuple(fold(name) for name, _ in self.order)
        values = {key: worth(source.text) for key, source in self.values.items()}
        names = tuple(map(fold, self.approved_by))
        reasons = {key: fold(reason) for key, reason in self.reasons.items()}
        return (order, values, fold(self.reason), reasons, fold(self.letter), self.day, names)


class Unit(Struct, frozen=True):
    """One unit's folder for one period, with everything that lies in it."""

    path: Path
    level: Level
    name: str
    span: Span | None
    children: tuple[Unit, ...] = ()
    sheets: tuple[AnswerSheet, ...] = ()
    listings: Mapping[str, Listing] = field(default_factory=dict)
    reports: Mapping[str, Report] = field(default_factory=dict)
    writings: tuple[Submission, ...] = ()
    ruling: Ruling | None = None
    rulings: Mapping[str, Ruling] = field(default_factory=dict)  # by the code of the panel that made them
    seals: Mapping[str, Seal] = field(default_factory=dict)  # likewise
    sealed_forms: Mapping[str, str] = field(default_factory=dict)  # as they are now, by name: SHA-256
    seal_problems: tuple[Problem, ...] = ()  # where a seal and the chain of seals do not fit
    facts: Mapping[str, Origin] = field(default_factory=dict)  # of the unit's own YAML, flat
    evidence: frozenset[str] = frozenset()  # names of the files in `bukti/`
    proofs: Mapping[str, str] = field(default_factory=dict)  # the same by path and SHA-256, where a seal asks
    strays: tuple[Path, ...] = ()
    problems: tuple[Problem, ...] = ()
    outlines: tuple[Report, ...] = ()  # of writings, where the programme says what they must hold

    @property
    def level_name(self) -> str:
        """What stands before its name: `Unit kerja`; "" where the name says it, as `Kota Makassar` does."""
        ways = self.level.name.split("/")
        return "" if len(ways) > 1 and self.name.partition(" ")[0] in ways else self.level.name

    def rows(self, table: str) -> tuple[Row, ...]:
        """The rows of its list of that code; none where there is no such list."""
        listing = self.listings.get(table)
        return listing.rows if listing else ()

    def walk(self) -> Iterator[Unit]:
        """This unit and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()


class Round(Struct, frozen=True):
    """Everything of one programme below one folder."""

    program: Program
    root: Path
    units: tuple[Unit, ...]
    problems: tuple[Problem, ...] = ()
    strays: tuple[Path, ...] = ()  # what belongs to no unit
    seal_problems: tuple[Problem, ...] = ()  # what is wrong with its chain of seals

    def walk(self) -> Iterator[Unit]:
        """Every unit."""
        for unit in self.units:
            yield from unit.walk()


class Value(Struct, frozen=True):
    """One item's outcome for one judged thing. `value` is None where there is nothing to reckon with.

    `missing` names what is blank below it (voice: item), for which it is provisional.
    """

    item: str
    value: Fraction | None
    provisional: bool = False
    missing: tuple[str, ...] = ()
    band: str = ""
    by_voice: Mapping[str, Fraction] = field(default_factory=dict)
    ruled: str = ""  # the reason, where a panel put its own value; `reckoned` is what it was
    reckoned: Fraction | None = None
    sources: tuple[Origin, ...] = ()
    items: tuple[Value, ...] = ()
    why: str = ""  # why there is no value: a word of scoring/item_values.Why
    actual: Fraction | None = None  # of an achievement: what was reached up to this period
    target: Fraction | None = None  # and what it is held against

    def walk(self) -> Iterator[Value]:
        """This value and all below it."""
        yield self
        for item in self.items:
            yield from item.walk()


class Outcome(Struct, frozen=True):
    """One judged thing's outcome under one scheme."""

    judged: str
    total: Value
    passed: bool | None = None
    rank: int | None = None
    tied: bool = False
    selected: bool = False


class Judgement(Struct, frozen=True):
    """The outcome of one scheme in one unit's folder, in the order in which people read it."""

    unit: Unit
    scheme: Scheme
    outcomes: tuple[Outcome, ...]
    problems: tuple[tuple[str, Problem], ...] = ()  # each with the code of its rule
    earlier: Judgement | None = None  # of the same unit by the same scheme, for the last period before

    def edges(self, item: str) -> tuple[Fraction, ...]:
        """What no shown number of an item may stand across: bands, the passing grade, what ranks beside."""
        totals = (outcome.total for outcome in self.outcomes if outcome.rank is not None)
        beside = {one.value for one in totals if one.item == item and one.value is not None}
        return (*self.scheme.edges(item), *beside)


class UnitResult(Struct, frozen=True):
    """A unit with what was found in its folder and what came of every scheme that is judged there."""

    unit: Unit
    findings: tuple[Finding, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    causes: tuple[Finding, ...] = ()  # what keeps its panel from deciding, whatever bpkit.yaml lets pass
    children: tuple[UnitResult, ...] = ()

    def walk(self) -> Iterator[UnitResult]:
        """This unit and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def provisional(self) -> bool:
        """Whether any value of it stands on something that is blank, or on what can't be used."""
        totals = (outcome.total for judgement in self.judgements for outcome in judgement.outcomes)
        return bool(self.causes) or any(total.provisional for total in totals)


HIDING = ("BP906", "BP908")


class RoundResult(Struct, frozen=True):
    """A round with what was found in it as a whole, and its units."""

    round: Round
    findings: tuple[Finding, ...]
    units: tuple[UnitResult, ...]

    def walk(self) -> Iterator[UnitResult]:
        """Every unit."""
        for unit in self.units:
            yield from unit.walk()

    @property
    def hidden(self) -> list[Finding]:
        """Folders that could not be listed and are no unit's: any unit may lie in them."""
        return [one for one in self.findings if one.code in HIDING and one.problem.variant == "folder"]

    @property
    def every_finding(self) -> list[Finding]:
        """What was found in the round and in its units."""
        return [*self.findings, *(finding for unit in self.walk() for finding in unit.findings)]
