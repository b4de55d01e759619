"""What a programme file says of needs and of stages, and what a unit's lists come to.

A need is reckoned for every place (a school) and every field (a subject): people served ÷ ratio, rounded up
group by group (a grade), are classes; classes × hours are a load; load ÷ duty, rounded by a table, is a need.
Stages say how far a unit has come.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import ceil
from pathlib import Path

from msgspec import Struct, field

from .place import Place
from .problems import Problem

STAGE_COLUMN, STATE_COLUMN, PROOF_COLUMN = "tahap", "keadaan", "bukti"  # of a list of stages
DONE = "selesai"  # the one state of a stage that names none


class Rounding(Struct, frozen=True, omit_defaults=True):
    """One row of a rounding table: from `least` on a need counts as `counts`.

    `above` leaves `least` itself to the row before. With `each`, as in the last row, every further full step
    counts one more.
    """

    least: Fraction
    counts: Fraction
    above: bool = False
    each: Fraction | None = None

    def holds(self, share: Fraction) -> bool:
        """Whether a need has come as far as this row.

        >>> Rounding(Fraction(5, 3), Fraction(2), above=True).holds(Fraction(40, 24))
        False
        """
        return share > self.least if self.above else share >= self.least


def rounded_need(share: Fraction, table: tuple[Rounding, ...]) -> Fraction | None:
    """What a need of load ÷ duty counts as; itself without a table, None where the table begins above it.

    >>> table = (Rounding(Fraction(0), Fraction(0)), Rounding(Fraction(0), Fraction(1), above=True))
    >>> rounded_need(Fraction(1, 9), (*table, Rounding(Fraction(2), Fraction(2), each=Fraction(1))))
    Fraction(1, 1)
    """
    if not table:
        return share
    rows = [row for row in table if row.holds(share)]
    if not rows:
        return None
    last = rows[-1]
    return last.counts if last.each is None else last.counts + (share - last.least) // last.each


def classes_for(served: Fraction, ratio: Fraction) -> Fraction:
    """How many classes so many people make: none for nobody, a class begun is a class.

    >>> [int(classes_for(Fraction(n), Fraction(32))) for n in (110, 100, 120, 0)]
    [4, 4, 4, 0]
    """
    return Fraction(ceil(served / ratio))


class ListColumns(Struct, frozen=True):
    """A list, and which of its columns says what: place, field, group, amount, …"""

    table: str
    columns: Mapping[str, str] = field(default_factory=dict)

    def column(self, role: str) -> str:
        """The code of the column with that role; "" where the list has none."""
        return self.columns.get(role, "")


class NeedPlan(Struct, frozen=True):
    """How a need is reckoned from the lists of a unit."""

    code: str
    name: str
    level: str
    ratio: Fraction  # people served that make a class
    duty: Fraction  # what one full load is
    rounding: tuple[Rounding, ...]
    posts: ListColumns  # who is there: place, field, amount; load where it was counted already
    served: ListColumns | None = None  # place, group, amount; ratio where a place has one of its own
    hours: ListColumns | None = None  # field, group, amount
    moves: ListColumns | None = None  # from, to, field, amount


class Stage(Struct, frozen=True):
    """One stage: its states from the first to the one that ends it, and the numbers that go with it."""

    code: str
    name: str
    states: tuple[str, ...] = (DONE,)
    figures: tuple[str, ...] = ()  # columns of the list that are owed once it is done
    proven: bool = True  # whether evidence is owed


class StagePlan(Struct, frozen=True):
    """The stages that units of a level go through; a list of theirs says how far each has come."""

    code: str
    name: str
    level: str
    table: str
    stages: tuple[Stage, ...]
    fact: str = ""  # of the unit's own YAML: only units that say `ya` take part


# What comes of it -------------------------------------------------------------------------------------


class ServedGroup(Struct, frozen=True):
    """One group of a place: how many it has and what classes they make; None where nobody tells."""

    place: str
    name: str
    served: Fraction | None
    ratio: Fraction
    classes: Fraction | None


class Post(Struct, frozen=True):
    """One field of one place: what it needs and what it has; None where something is missing."""

    place: str
    field: str
    load: Fraction | None
    share: Fraction | None  # load ÷ duty, before it is rounded
    need: Fraction | None
    there: Fraction | None
    missing: tuple[str, ...] = ()
    typed: bool = False  # whether the load was typed and not reckoned
    parts: tuple[tuple[Fraction, Fraction], ...] = ()  # classes and hours of every group

    @property
    def gap(self) -> Fraction | None:
        """More than is needed, or less where it is below zero."""
        return None if self.need is None or self.there is None else self.there - self.need

    @property
    def surplus(self) -> Fraction | None:
        """What it can spare; 0 where it lacks something."""
        return None if self.gap is None else max(self.gap, Fraction())

    @property
    def shortage(self) -> Fraction | None:
        """What it lacks; 0 where it has enough."""
        return None if self.gap is None else max(-self.gap, Fraction())

    @property
    def classes(self) -> Fraction | None:
        """The classes of all its groups; None where none are told."""
        return sum((classes for classes, _ in self.parts), Fraction()) if self.parts else None


class Sum(Struct, frozen=True):
    """Posts added up; surplus and shortage are never set off against each other.

    `missing` counts posts without a number: they are in none of the sums.
    """

    name: str
    need: Fraction
    there: Fraction
    surplus: Fraction
    shortage: Fraction
    missing: int = 0


class Move(Struct, frozen=True):
    """A move that somebody proposes, or that bpkit found; `fault` says why it is not followed."""

    source: str
    target: str
    field: str
    count: Fraction | None
    fault: str = ""  # variant of a wording
    room: Fraction | None = None  # the surplus that was left for it


class Need(Struct, frozen=True):
    """A need reckoned in one unit."""

    plan: NeedPlan
    groups: tuple[ServedGroup, ...] = ()
    posts: tuple[Post, ...] = ()
    moves: tuple[Move, ...] = ()
    proposals: tuple[Move, ...] = ()  # what could still be moved, after the moves that were followed
    after: tuple[Post, ...] = ()  # the posts once those were made
    faults: tuple[tuple[str, Problem], ...] = ()  # by the code of the rule that says it

    @property
    def provisional(self) -> bool:
        """Whether a number is missing."""
        return any(post.gap is None for post in self.posts)


class Step(Struct, frozen=True):
    """How far a unit is with one stage: the state as typed, and whether it is one of the stage's own."""

    stage: Stage
    state: str = ""
    evidence: tuple[str, ...] = ()
    figures: Mapping[str, Fraction] = field(default_factory=dict)
    path: Path | None = None
    place: Place | None = None

    @property
    def done(self) -> bool | None:
        """Whether the stage has come to its end; None where nobody tells."""
        return self.state == self.stage.states[-1] if self.state else None


class StageStanding(Struct, frozen=True):
    """How far one unit has come; `takes_part` is None where its own YAML does not say it."""

    unit: str
    above: tuple[str, ...]  # the names of the units that it lies in, from the lowest up
    path: Path
    takes_part: bool | None
    steps: tuple[Step, ...] = ()
    faults: tuple[tuple[str, Problem], ...] = ()  # by the code of the rule that says it


class StageCount(Struct, frozen=True):
    """How many of the units that take part are in each state of a stage."""

    stage: Stage
    of: int
    states: Mapping[str, tuple[str, ...]]  # each of the stage's own states: names of units
    untold: tuple[str, ...] = ()
    figures: Mapping[str, Fraction] = field(default_factory=dict)  # of the units that are done

    @property
    def done(self) -> int:
        """How many have come to the end of it."""
        return len(self.states[self.stage.states[-1]])


class Progress(Struct, frozen=True):
    """Stages counted over all units below a folder."""

    plan: StagePlan
    standings: tuple[StageStanding, ...]
    counts: tuple[StageCount, ...]
