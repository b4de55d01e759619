"""The levels of a programme, from the lowest up, with what each of them is asked for; and the share.

Code asks a level's properties and never which one it is: whether it is the lowest, whether its folders have
names of their own, whether the passing grade is a condition there.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from msgspec import Struct

CITY, PROVINCE = "kota", "provinsi"  # what the roster of bpkit.yaml has


class Forward(StrEnum):
    """What a level sends to the one above it."""

    ALL = "semua"  # everything, unless its panel or its decision selects
    SELECTED = "terpilih"
    NOTHING = "tidak"


class Level(Struct, frozen=True):
    """One level; `folder` is the pattern of its folder's name, with `{unit}` and `{periode}` in it."""

    code: str
    name: str
    folder: str = ""  # "" where the folder of a period stands for it
    panel_minimum: int = 1
    forwards: Forward = Forward.ALL
    seats: int | None = None  # how many its panel names
    gated: bool = False  # whether the passing grade is a condition for being named
    number: int = 0  # from the lowest up; -1 is the share
    depth: int = 0  # from the top down
    words: tuple[str, ...] = ()  # others that name it in a folder's name
    titles: tuple[tuple[str, str], ...] = ()  # language and name, where reports say more than `name`
    name_on_forms: str = ""
    roster: str = ""  # whether its units are those of the roster: `CITY`, `PROVINCE` or neither
    unit_words: str = ""  # what stands for the unit in a suggested name: `nama kota`
    quota: bool = False  # whether the roster says how many it proposes, instead of seats
    own_writing: bool = False  # whether its team owes a writing of its own, which goes beside the quota
    due: int | None = None  # day of the month
    signers: tuple[str, ...] = ()  # of forms: who knows of it and who made it
    place: str = ""  # where forms are signed; `{unit}` is the unit's name; "" where nobody told
    letter: str = ""  # template of its decision letter
    hosted: bool = False  # whether the name in its folder is that of a host who changes with the period

    def __str__(self) -> str:
        return self.code

    @property
    def is_share(self) -> bool:
        """Whether it is no level but the share, which holds the folders of all."""
        return self.number < 0

    @property
    def is_lowest(self) -> bool:
        """Whether writings are handed in here."""
        return self.number == 0

    @property
    def is_top(self) -> bool:
        """Whether nothing is sent on from here."""
        return self.depth == 0 and not self.is_share

    @property
    def is_fed(self) -> bool:
        """Whether what lies before its panel comes from the level below."""
        return self.number > 0

    @property
    def is_named(self) -> bool:
        """Whether its folders have names of their own."""
        return bool(self.folder)

    @property
    def sends_unseen(self) -> bool:
        """Whether it sends everything up where its panel neither scored nor decided."""
        return self.forwards is Forward.ALL and not self.is_share

    @property
    def head(self) -> str:
        """The name of its folders up to the unit: `best practice_korkot`."""
        return self.folder.partition("{unit}")[0].rstrip(" (_")

    @property
    def prefix(self) -> str:
        """What its folders' names begin with, before the word for the level: `best practice`, or nothing."""
        return self.head.rpartition("_")[0]

    @property
    def word(self) -> str:
        """What it is called in names of folders and files."""
        return self.head.rpartition("_")[2] or self.name

    @property
    def on_forms(self) -> str:
        """What it is called on a recapitulation."""
        return self.name_on_forms or self.name

    def title(self, language: str) -> str:
        """What reports call it."""
        return dict(self.titles).get(language, self.name)


SHARE = Level("share", "", forwards=Forward.NOTHING, number=-1)


class Levels(Struct, frozen=True):
    """All levels of a programme, from the lowest up."""

    all: tuple[Level, ...]

    def __iter__(self) -> Iterator[Level]:
        return iter(self.all)

    @property
    def lowest(self) -> Level:
        """Where writings are handed in."""
        return self.all[0]

    @property
    def top(self) -> Level:
        """The last one."""
        return self.all[-1]

    @property
    def named(self) -> tuple[Level, ...]:
        """Those whose folders have names of their own."""
        return tuple(level for level in self.all if level.is_named)

    @property
    def codes(self) -> tuple[str, ...]:
        """What they are called on sheets and in JSON."""
        return tuple(level.code for level in self.all)

    def of(self, code: str) -> Level | None:
        """The level of that code."""
        return next((level for level in self.all if level.code == code), None)

    def above(self, level: Level) -> Level | None:
        """The next one up; None of the top and of the share."""
        return next((one for one in self.all if one.number == level.number + 1 and not level.is_share), None)

    def below(self, level: Level) -> Level | None:
        """The next one down; None of the lowest."""
        return next((one for one in self.all if one.number == level.number - 1), None)
