"""How a rule is made known: its code, severity, subject and slide stand at the function that checks it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from ..model.agenda import AgendaBook, Gone
from ..model.facts import Folder
from ..model.matches import Match
from ..model.problems import Problem
from ..model.scores import Rubric
from ..model.settings import Settings
from ..model.units import Severity

if TYPE_CHECKING:
    from ..model.rounds import Round

# Errors about sheets and papers that leave every value as it is, and keep no panel from deciding.
OF_NO_VALUE = ("BP833", "BP834", "BP835", "BP836")
# What is found while a unit's values are worked out: answers, numbers and rulings that can't be followed.
RECKONED = ("BP824", "BP825", "BP826")


class Subject(StrEnum):
    """What a rule looks at."""

    FOLDER = "folder"  # model.facts.Folder
    SUBMISSION = "submission"  # model.facts.Submission, of any medium
    WRITING = "writing"  # model.facts.Submission with a document
    PANEL = "panel"  # model.scores.Panel
    ASSESSMENT = "assessment"  # model.scores.Assessment
    ROUND = "round"  # model.rounds.Round: a programme's units, below one folder
    UNIT = "unit"  # model.rounds.Unit
    JUDGEMENT = "judgement"  # model.rounds.Judgement


OF_UNITS = (Subject.ROUND, Subject.UNIT, Subject.JUDGEMENT)
# The families that look at nothing else, and have no part in a run over writings.
_FAMILIES_OF_UNITS = ("checklists", "criteria", "indicators", "needs", "rounds")


class Context(Struct, frozen=True):
    """What a rule may know besides its subject.

    `folder` is the folder that is checked or that a submission lies in, `rubric` is there for panels and
    assessments, `root` is the share that paths are counted from, `today` the day on which waivers are judged,
    `now` the moment for what may be late (None: nothing is), `matches` what each submission has in common
    with others, by the submission's path. `round` is there for units and judgements, with every other unit of
    their programme; `tallied` for units: what their needs and stages lack, by code. `book` is the register
    with what this look adds to it, `gone` what it misses, by the nearest folder that is there.
    """

    settings: Settings
    rubric: Rubric | None = None
    folder: Folder | None = None
    root: Path | None = None
    today: date | None = None
    matches: Mapping[Path, tuple[Match, ...]] = field(default_factory=dict)
    round: Round | None = None
    tallied: tuple[tuple[str, Problem], ...] = ()
    now: datetime | None = None
    book: AgendaBook = field(default_factory=AgendaBook)
    gone: Mapping[Path, tuple[Gone, ...]] = field(default_factory=dict)
    asked: dict[tuple[date, timedelta], bool] = field(default_factory=dict)  # of the clock, and answered

    def is_past(self, day: date, zone: timezone) -> bool:
        """Whether a day is over where the people are who had to keep it.

        The only way in which a rule may ask what time it is: what it yields is kept with what it asked.
        """
        past = self.now is not None and self.now.astimezone(zone).date() > day
        self.asked[day, zone.utcoffset(None)] = past
        return past


Check = Callable[[Any, Context], Iterable[Problem]]


class Rule(Struct, frozen=True):
    """One rule of the catalogue."""

    code: str
    severity: Severity
    subjects: tuple[Subject, ...]
    slide: int | None  # of the POB; None where the POB is silent
    family: str
    needs_roster: bool
    check: Check


_rules: dict[str, Rule] = {}
_more: list[Rule] = []  # what rules look for in further subjects


def rule(
    code: str,
    severity: Severity,
    on: Subject | tuple[Subject, ...],
    *,
    slide: int | None = None,
    needs_roster: bool = False,
) -> Callable[[Check], Check]:
    """Make the decorated function the check of this code."""
    subjects = (on,) if isinstance(on, Subject) else on

    def register(check: Check) -> Check:
        if code in _rules:
            raise ValueError(f"{code} is taken by {_rules[code].check.__name__}")
        family = check.__module__.rpartition(".")[2]
        _rules[code] = Rule(code, severity, subjects, slide, family, needs_roster, check)
        return check

    return register


def also(code: str, on: Subject | tuple[Subject, ...]) -> Callable[[Check], Check]:
    """Let the decorated function find, in further subjects, what the rule of this code says.

    Whether there is a roster for it, it sees itself: other subjects have other rosters.
    """
    subjects = (on,) if isinstance(on, Subject) else on

    def register(check: Check) -> Check:
        rule = _rules[code]
        _more.append(Rule(code, rule.severity, subjects, rule.slide, rule.family, False, check))
        return check

    return register


def families() -> tuple[str, ...]:
    """The families of rules: every catalogue in this folder has the module of its name beside it."""
    return tuple(sorted(file.stem for file in Path(__file__).parent.glob("*.yaml")))


@cache
def all_rules() -> Mapping[str, Rule]:
    """Every rule by its code, in the order of the codes."""
    return _loaded(families())


@cache
def rules_on_writings() -> Mapping[str, Rule]:
    """The rules that look at anything but the units of a programme: all that need a roster are here."""
    return _loaded([family for family in families() if family not in _FAMILIES_OF_UNITS])


def _loaded(wanted: Collection[str]) -> Mapping[str, Rule]:
    for family in wanted:
        import_module(f"{__package__}.{family}")
    return {code: rule for code, rule in sorted(_rules.items()) if rule.family in wanted}


def rule_of(code: str) -> Rule | None:
    """The rule of this code, if there is one."""
    return rules_on_writings().get(code) or all_rules().get(code)


class Codes(Collection[str]):
    """The codes of all rules, which are loaded when somebody looks: most bpkit.yaml name none."""

    def __contains__(self, code: object) -> bool:
        return code in all_rules()

    def __iter__(self) -> Iterator[str]:
        return iter(all_rules())

    def __len__(self) -> int:
        return len(all_rules())


@cache
def rules_on(subject: Subject) -> tuple[Rule, ...]:
    """The rules that look at such a subject."""
    rules = (*all_rules().values(), *_more) if subject in OF_UNITS else rules_on_writings().values()
    return tuple(rule for rule in rules if subject in rule.subjects)
