"""Rubric, sheets, decisions and results. Every number is a `Fraction` and was never a binary float."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path

from msgspec import Struct, field

from .levels import Level, Levels
from .place import Place
from .problems import Problem
from .sources import is_own_team
from .units import Period


class Scale(Struct, frozen=True):
    """The scores a rubric allows: from `least` to `most` in steps of `step`."""

    least: Fraction
    most: Fraction
    step: Fraction

    def holds(self, score: Fraction) -> bool:
        """Whether the score is one of the scale's."""
        return self.least <= score <= self.most and (score - self.least) % self.step == 0


class Instrument(Struct, frozen=True):
    """One line of the POB's instrument table (slides 23–24) with its weight (slide 26)."""

    code: str
    short_name: str
    name: str
    description: str
    conditions: tuple[str, ...]
    weight: Fraction


class Rubric(Struct, frozen=True):
    """The instruments, their scale and what follows from the final value."""

    id: str
    name: str
    source: str
    note: str
    scale: Scale
    passing: Fraction
    panel_minimum: Mapping[str, int]  # by a level's code
    named: Mapping[str, int]  # how many a panel names, by a level's code
    quota_teams: int  # from this number of TFs on a city proposes `quota_many`
    quota_many: int
    quota_few: int
    tie_break: tuple[str, ...]  # codes of instruments, in order
    instruments: tuple[Instrument, ...]
    example: Example
    file: Path
    sha256: str  # of what it says, notes and layout aside: the same rubric has the same everywhere
    blind: bool = False  # whether forms keep the authors to themselves
    levels: Levels | None = None  # its own; None: those of the default programme

    @property
    def codes(self) -> tuple[str, ...]:
        """The instruments' codes in the rubric's order."""
        return tuple(instrument.code for instrument in self.instruments)

    def quota(self, teams: int) -> int:
        """How many TF writings a city of so many teams proposes (POB slide 15)."""
        return self.quota_many if teams >= self.quota_teams else self.quota_few


class Example(Struct, frozen=True):
    """A rubric's worked example: one row of scores per assessor and the final value they must give."""

    scores: tuple[Mapping[str, Fraction], ...]
    final: Fraction


class Score(Struct, frozen=True, gc=False):
    """A score as it was typed; `value` is None where it is no number at all."""

    text: str
    value: Fraction | None
    place: Place


class SheetRow(Struct, frozen=True, gc=False):
    """One title on one sheet."""

    title: str
    scores: Mapping[str, Score]  # by what was typed as the instrument's code
    place: Place
    remark: str = ""
    abstained: bool = False
    city: str = ""  # where the form has a column for it
    blanks: Mapping[str, Place] = field(default_factory=dict)  # cells for scores that a form leaves blank


class Sheet(Struct, frozen=True):
    """One assessor's sheet, or one that a panel agreed on: `agreed` names who, `assessor` is empty."""

    path: Path
    rubric: str = ""
    level: str | None = None  # code, as typed
    assessor: str = ""
    position: str = ""
    agreed: tuple[str, ...] = ()
    date: date | None = None
    period: Period | None = None
    rows: tuple[SheetRow, ...] = ()
    abstained: tuple[tuple[str, Place], ...] = ()  # titles under `berhalangan`
    problems: tuple[Problem, ...] = ()
    rubric_sha256: str | None = None  # forms made by `bpkit sheets` know their rubric
    sha256: str = ""
    listed: tuple[str, ...] = ()  # every title that stands on it, on a blank copy as well
    tab: str = ""  # where one workbook holds several sheets

    @property
    def place(self) -> Place | None:
        """Where in its file the sheet is."""
        return Place(sheet=self.tab) if self.tab else None


class Decision(Struct, frozen=True):
    """`keputusan.yaml`: what the panel decided; `order` None where it only records letter and date."""

    path: Path
    level: str | None = None  # code, as typed
    letter: str = ""
    date: date | None = None
    order: tuple[tuple[str, Place], ...] | None = None
    withdrawn: tuple[tuple[str, Place], ...] = ()  # titles taken back since they were scored
    reason: str = ""
    problems: tuple[Problem, ...] = ()
    sha256: str = ""


class Candidate(Struct, frozen=True):
    """A submission that a panel has before it. `key` is its title, or `city/title` where titles repeat."""

    key: str
    title: str
    city: str
    province: str
    path: Path
    author: str = ""
    source: str = ""  # as typed: a TF, the city's own team, …
    sha256: str = ""
    beside: tuple[tuple[Path, str], ...] = ()  # what else was handed in with it, as SHA-256
    complete: bool = True  # whether the writing itself has no error
    passed_below: bool | None = None  # at the panel of the level below; None where that gave no scores
    formerly: tuple[str, ...] = ()  # titles under which the register knows it

    @property
    def of_own_team(self) -> bool:
        """Whether the team of its own city wrote it: then it goes beside the quota (POB slides 12 and 15)."""
        return is_own_team(self.source)


SEAL = "segel.json"  # in the folder of a panel


class SealEvent(Struct, frozen=True):
    """One act in a seal's history: `sealed` or `unsealed`, when, and the reason that unsealing needs."""

    action: str
    when: str  # ISO 8601
    reason: str = ""
    by: str = ""  # who did it; empty in seals of before that was noted


class Seal(Struct, frozen=True):
    """`segel.json`: what a decision was made on. Paths are relative to the unit's folder, with `/`."""

    rubric: str  # SHA-256, as all that follow
    sheets: Mapping[str, str]
    documents: Mapping[str, str]
    decision: Mapping[str, str]
    forms: Mapping[str, str]  # that went out with it
    results: tuple[Mapping[str, object], ...]
    history: tuple[SealEvent, ...]
    readable: bool = True  # False: the file is there, but damaged
    seen: bool = True  # False: it can't be read at the moment, so that nobody knows what it says
    about: str = ""  # whose decision of which month; empty in seals of before the chain
    beside: Mapping[str, str] = field(default_factory=dict)  # sidecars, tables of facts and loose photos
    link: str = ""  # the hash of its link in the share's chain of seals
    chain: str = ""  # which chain that is: the hash of its first link

    @property
    def closed(self) -> bool:
        """Whether it holds now; an opened seal keeps its history but holds nothing."""
        return not (self.readable and self.seen) or (
            bool(self.history) and self.history[-1].action == "sealed"
        )


class Panel(Struct, frozen=True):
    """Everything on one panel's table."""

    level: Level
    unit: str
    period: Period | None
    folder: Path  # the unit's folder; sheets lie in its `penilaian/`
    candidates: tuple[Candidate, ...]
    sheets: tuple[Sheet, ...]
    decision: Decision | None
    expected: tuple[str, ...]  # names under `panel:` in bpkit.yaml; empty if none
    seats: int | None  # how many may be selected; None where the roster would have to say
    others: tuple[Candidate, ...] = ()  # in the folder, but not proposed to this panel
    seal: Seal | None = None
    forms: Mapping[str, str] = field(default_factory=dict)  # sealed forms as they are now, by name: SHA-256
    withdrawn: tuple[Candidate, ...] = ()  # taken back, by the decision, since they were scored
    told_apart: frozenset[Path] = frozenset()  # sheets and writings for which BP808 is waived


class SetAside(Struct, frozen=True):
    """Somebody whose scores on a title are left out: `author`, `stood_aside` or `double` (counted once)."""

    name: str
    reason: str


class Result(Struct, frozen=True):
    """One candidate's outcome. `rank` is None where nothing may be ranked (provisional, or no score)."""

    candidate: Candidate
    totals: Mapping[str, Fraction]  # by assessor
    final: Fraction | None  # NA
    passed: bool
    selected: bool
    provisional: bool
    tied: bool
    rank: int | None
    rank_by_value: int | None  # before the panel's decision
    instruments: Mapping[str, Fraction]  # mean per instrument
    spread: Fraction | None = None
    variance: Fraction | None = None  # of the sample; its root is the deviation shown
    fragile: bool = False  # leaving one assessor out would flip the passing
    set_aside: tuple[SetAside, ...] = ()


class Assessor(Struct, frozen=True):
    """Who sits on the panel, on which sheets (none: not handed in), and how severe: mean difference."""

    name: str
    position: str
    sheets: tuple[Path, ...]
    severity: Fraction | None = None


class Agreement(Struct, frozen=True):
    """ICC(2,k) over the titles that every complete assessor scored."""

    icc2k: Fraction
    titles: int
    assessors: int


class Assessment(Struct, frozen=True):
    """The outcome of one panel: results in the order in which people read them."""

    panel: Panel
    rubric: Rubric
    mode: str  # "individual" or "agreed"
    assessors: tuple[Assessor, ...]
    results: tuple[Result, ...]
    agreement: Agreement | None = None
    ties: tuple[tuple[str, ...], ...] = ()  # keys tied across the edge of the seats (BP812)
    problems: tuple[tuple[str, Problem], ...] = ()  # each with the code of its rule

    def problems_of(self, code: str) -> Iterator[Problem]:
        """What stands against the panel by one rule, whether or not the rule is switched on."""
        return (problem for one, problem in self.problems if one == code)
