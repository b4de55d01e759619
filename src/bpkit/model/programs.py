"""What a programme file says: levels, cycle, what is judged, the tree that is scored, lists, forms, tasks.

A programme is data. The engine knows the kinds that are named here, and no programme, level or item.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from pathlib import Path

from msgspec import Struct, field

from .levels import Forward as Forward  # noqa: PLC0414 - part of this vocabulary
from .levels import Level as Level  # noqa: PLC0414
from .scores import Scale
from .tallies import NeedPlan, StagePlan
from .tallies import Rounding as Rounding  # noqa: PLC0414

MAIN = "utama"  # code of the scheme at the top of the file
WRITINGS, UNIT = "tulisan", "unit"  # what is judged, where it is no list
EVIDENCE = "bukti"  # the folder of a unit's evidence, and the field of an answer that names what lies there
LONGEST_HEADING = 12  # words of a line that still heads a part of a document
ITEM_COLUMN, NUMBER_COLUMN = "butir", "nilai"  # of a list whose rows are numbers of items
LISTS_NAMED = (
    "peserta",
    "penutup",
)  # of `ketentuan`: which list is of people, which ends all
WHOLE_WORDS = ("", "semua", "seluruhnya", "keseluruhan")  # of a row that is not about one part: the whole


class Cycle(StrEnum):
    """For what span of time something is handed in; the last two are counted, not dated."""

    MONTH = "bulan"
    QUARTER = "triwulan"
    HALF_YEAR = "semester"
    YEAR = "tahun"
    MEETING = "pertemuan"
    MONTH_OF_PROGRAM = "bulan-ke"


class LeafKind(StrEnum):
    """What an item without items of its own is answered with."""

    SCORE = "nilai"  # a number on a scale
    YES_NO = "ya-tidak"  # yes, no or, where the item allows it, does not apply
    ACHIEVEMENT = "capaian"  # an actual against a target
    NEED = "kebutuhan"  # a load ÷ a duty, rounded by a table


class Combine(StrEnum):
    """How the values of siblings make that of what they stand under."""

    WEIGHTED = "jumlah-berbobot"  # Σ value × weight
    MEAN = "rata-rata"  # the mean; with weights, the weighted mean
    SUM = "jumlah"
    SHARE_OF_YES = "bagian-ya"  # yes ÷ (items − does not apply)
    NONE = "tidak"  # the source gives no way to add them up: no total


class VoiceKind(StrEnum):
    """How the sheets of one source of voices become one value."""

    ASSESSORS = "penilai"  # the mean of the people
    AGREED = "sepakat"  # one sheet that everybody agreed on
    SURVEY = "survei"  # the mean of the rows of a list, one a respondent
    UNITS = "unit"  # the mean of what the units below have, item by item
    LIST = "daftar"  # numbers in a list: column `butir` names the item, rows of one item add up in `nilai`

    @property
    def has_sheets(self) -> bool:
        """Whether people answer on sheets; the others take what lists and the units below say."""
        return self in (VoiceKind.ASSESSORS, VoiceKind.AGREED)


class Band(Struct, frozen=True):
    """What a value is called from `least` (inclusive) up to the next band."""

    least: Fraction
    name: str


class Target(Struct, frozen=True):
    """What an achievement is held against; None where the source names none: shown, never dropped."""

    unit: str = ""  # of measurement: orang, rupiah, kali
    baseline: Fraction | None = None
    value: Fraction | None = None  # at the end
    by_period: Mapping[int, Fraction] = field(default_factory=dict)  # number of the period: target
    lower_is_better: bool = False
    over_time: str = "terakhir"  # jumlah | terakhir | rasio: how the periods' numbers make one
    cumulative: bool = False  # whether the number counts what came before too, and can't fall
    parts_add: bool = True  # whether numbers of groups make that of the whole; a percentage has to be stated
    every: int = 1  # in every so many periods a number is owed, in others it may be given
    until: int | None = None  # after this period none is owed

    def is_owed(self, period: int | None) -> bool:
        """Whether a number is owed for this period, by its number; where nobody knows it, always.

        >>> Target(every=6, until=12).is_owed(18)
        False
        """
        if period is None:
            return True
        return period % max(self.every, 1) == 0 and (self.until is None or period <= self.until)


class Item(Struct, frozen=True, dict=True):
    """An item of the tree: a branch with items, or a leaf that is answered."""

    code: str
    name: str
    short_name: str = ""
    description: str = ""
    hints: tuple[str, ...] = ()  # the source's guiding questions or conditions
    weight: Fraction | None = None
    combine: Combine = Combine.MEAN  # of its items
    items: tuple[Item, ...] = ()
    kind: LeafKind = LeafKind.SCORE
    scale: Scale | None = None  # of a score
    conditional: bool = False  # whether "does not apply" is an answer
    required: tuple[str, ...] = ()  # beside the answer: codes of fields, such as bukti, sintesis
    due: str = ""  # code of a task: by when a yes is owed
    target: Target | None = None  # of an achievement
    voices: Mapping[str, Fraction] | None = None  # weights of voices where they differ from the scheme's
    assumed: bool = False  # the source does not say so
    bands: tuple[Band, ...] | None = None  # here and below, where they are not the scheme's

    @property
    def is_leaf(self) -> bool:
        """Whether it is answered itself."""
        return not self.items

    def walk(self) -> Iterator[Item]:
        """This item and all below it, in order."""
        yield self
        for item in self.items:
            yield from item.walk()

    def leaves(self) -> Iterator[Item]:
        """The items at and below this one that are answered."""
        return (item for item in self.walk() if item.is_leaf)

    def reach(self) -> tuple[Fraction, Fraction] | None:
        """The least and the greatest value that it can have; None where nothing bounds it, or it has none.

        >>> Item("x", "X", items=(Item("a", "A", kind=LeafKind.YES_NO),)).reach()
        (Fraction(0, 1), Fraction(1, 1))
        """
        return self._reach

    @cached_property
    def _reach(self) -> tuple[Fraction, Fraction] | None:
        """Reckoned once: every answer of every respondent is held against it."""
        if self.is_leaf:
            if self.kind is LeafKind.YES_NO:
                return Fraction(0), Fraction(1)
            return (self.scale.least, self.scale.most) if self.scale and self.kind is LeafKind.SCORE else None
        if self.combine is Combine.SHARE_OF_YES:
            return Fraction(0), Fraction(1)
        parts = [item.reach() for item in self.items]
        ends = [part for part in parts if part is not None]
        if self.combine is Combine.NONE or len(ends) < len(parts):
            return None
        factors = self._factors()
        return (
            sum((factor * least for factor, (least, _) in zip(factors, ends, strict=True)), Fraction()),
            sum((factor * most for factor, (_, most) in zip(factors, ends, strict=True)), Fraction()),
        )

    def _factors(self) -> list[Fraction]:
        """By what each item's value is multiplied before they are added."""
        if self.combine is Combine.SUM:
            return [Fraction(1) for _ in self.items]
        weights = [Fraction(1) if item.weight is None else item.weight for item in self.items]
        return weights if self.combine is Combine.WEIGHTED else [one / sum(weights) for one in weights]


class Voice(Struct, frozen=True):
    """A source of voices and what it weighs; with one voice the weight does not matter."""

    code: str
    name: str
    kind: VoiceKind = VoiceKind.ASSESSORS
    weight: Fraction = Fraction(1)
    table: str = ""  # of a survey or numbers: the list; of units: the scheme whose values are taken
    items: tuple[str, ...] = ()  # of a survey: the items that its list has a column for
    sample: str = ""  # of a survey: the key of the unit's facts that says how many were asked


class Scheme(Struct, frozen=True):
    """One judgement: who is judged by which tree, by whom, and what follows from the value."""

    code: str  # "utama" for the one at the top of the file
    name: str
    judged: str  # tulisan, unit, or the code of a list whose rows are judged
    level: str  # code of the level in whose folders it is judged
    root: Item
    voices: tuple[Voice, ...]
    bands: tuple[Band, ...] = ()
    passing: Fraction | None = None
    ranked: bool = False
    seats: int | None = None
    override: bool = False  # whether a panel may put its own value, with a reason
    rounding: tuple[Rounding, ...] = ()
    duty: Fraction | None = None  # of needs: what one full load is
    every: int = 1  # it is judged in every so many periods

    def edges(self, code: str) -> tuple[Fraction, ...]:
        """Where the value of an item is called something else, or passes."""
        item = next((one for one in self.root.walk() if one.code == code), self.root)
        if item.is_leaf and item.kind is not LeafKind.ACHIEVEMENT:
            return ()
        passing = () if self.passing is None or code != self.root.code else (self.passing,)
        return (*(band.least for band in _bands_at(self.root, code, self.bands) or ()), *passing)

    @property
    def is_checklist(self) -> bool:
        """Whether it asks nothing of a unit but yes or no, and counts the yes."""
        leaves = tuple(self.root.leaves())
        asks = self.judged == UNIT and all(leaf.kind is LeafKind.YES_NO for leaf in leaves)
        return asks and bool(self.root.items) and self.root.combine is Combine.SHARE_OF_YES


def _bands_at(item: Item, code: str, above: Sequence[Band]) -> Sequence[Band] | None:
    """The bands that hold at the item with this code; None where it is not below."""
    bands = above if item.bands is None else item.bands
    if item.code == code:
        return bands
    found = (_bands_at(one, code, bands) for one in item.items)
    return next((one for one in found if one is not None), None)


class ColumnKind(StrEnum):
    """What stands in a column of a list."""

    TEXT = "teks"
    NUMBER = "angka"
    WHOLE = "bilangan"
    DATE = "tanggal"
    CHOICE = "pilihan"
    YES_NO = "ya-tidak"
    EVIDENCE = "bukti"  # names of files in the unit's `bukti/`
    PERSON = "orang"


class Column(Struct, frozen=True):
    """A column of a list, and the key of a row in YAML."""

    code: str
    name: str
    kind: ColumnKind = ColumnKind.TEXT
    required: bool = False
    choices: tuple[str, ...] = ()
    hint: str = ""
    names: str = ""  # code of the list whose rows it names
    demands: tuple[str, ...] = ()  # columns that a row owes as well once this one is filled in


class Table(Struct, frozen=True):
    """A list that people keep in a unit's folder, in Excel or YAML: `<code>.xlsx` or `<code>.yaml`."""

    code: str
    name: str
    level: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()  # columns that tell one row from another
    required: bool = False
    carried: bool = False  # whether rows that are not done go on into the next period
    many: bool = False  # whether several files make it: `<code>/*.xlsx`
    done: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict
    )  # column: what it says once a row is done

    def column(self, code: str) -> Column | None:
        """The column of that code."""
        return next((column for column in self.columns if column.code == code), None)

    def row_name(self, cells: Mapping[str, str]) -> str:
        """What a row is called: its key, else its first column."""
        columns = self.key or tuple(column.code for column in self.columns[:1])
        return " / ".join(cells[code] for code in columns if code in cells)


class Paper(Struct, frozen=True):
    """A document that a unit owes, with the parts that it must hold."""

    code: str
    name: str
    level: str
    parts: tuple[str, ...] = ()
    optional_parts: tuple[str, ...] = ()
    required: bool = True
    headings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # part: what else it may be headed
    recipients: tuple[str, ...] = ()  # to whom it must be sent
    published: tuple[str, ...] = ()  # where it must be published


class Task(Struct, frozen=True):
    """What is due when: `day` of the period's month, or `before` days ahead of its first day."""

    code: str
    name: str
    level: str
    day: int | None = None
    month: int | None = None  # where the period is longer than a month
    before: int | None = None
    every: int = 1  # every so many periods


class Arrangement(StrEnum):
    """How a form lays out what it shows."""

    USUAL = "biasa"  # a row an item, or a row a thing that is judged
    WORKING_PAPER = "kertas-kerja"  # also handed out to be filled in: score, evidence, words, what follows
    BY_UNIT = "per-unit"  # a row a unit below, a column a branch
    ENTRY = "isian"  # the numbers to be typed into a system of somebody else


class Form(Struct, frozen=True):
    """A form or letter that bpkit writes into a unit's folder."""

    code: str
    name: str
    level: str
    kind: str  # xlsx | docx
    template: str = ""  # file in templates/; bpkit lays out the rest itself
    shows: str = ""  # code of a scheme, list or paper
    branch: str = ""  # code of an item of the scheme: that part of its tree alone
    arrangement: Arrangement = Arrangement.USUAL
    follows: str = ""  # of a working paper: the list that has what comes of each item
    every: int = 1  # it is written in every so many periods, and is about all of them
    when: Mapping[str, str] = field(default_factory=dict)  # of a list: about rows that say so
    recipients: tuple[str, ...] = ()  # of a letter
    ahead: bool = False  # whether it goes out before anything is judged

    def is_about(self, cells: Mapping[str, str]) -> bool:
        """Whether a row of the list is one that the form is about."""
        return all(cells.get(code, "").casefold() == said.casefold() for code, said in self.when.items())


class Sitting(Struct, frozen=True):
    """A panel that has to approve something: its ruling lies in a folder of its code, or in the unit's."""

    code: str
    name: str
    level: str
    about: str  # code of a scheme or of a list
    least: int = 1  # how many have to approve


class Worked(Struct, frozen=True):
    """A worked example: answers by voice, and the values that must come out by item."""

    scheme: str
    answers: Mapping[str, tuple[Mapping[str, str], ...]]  # voice: one mapping of item to answer a sheet
    values: Mapping[str, Fraction]  # item code (root: "") → value
    bands: Mapping[str, str] = field(default_factory=dict)


class Program(Struct, frozen=True):
    """A programme, whole."""

    id: str
    name: str
    source: str
    note: str
    assumptions: tuple[str, ...]
    cycle: Cycle
    count: int | None  # of periods, where the source fixes it
    levels: tuple[Level, ...]  # from the lowest up
    schemes: tuple[Scheme, ...]
    tables: tuple[Table, ...]
    papers: tuple[Paper, ...]
    tasks: tuple[Task, ...]
    forms: tuple[Form, ...]
    families: tuple[str, ...]  # of rules in force, by the beginning of their codes
    examples: tuple[Worked, ...]
    file: Path
    sha256: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)  # numbers that checks need: ages, sizes
    sittings: tuple[Sitting, ...] = ()
    needs: tuple[NeedPlan, ...] = ()
    stages: tuple[StagePlan, ...] = ()
    writing_parts: tuple[str, ...] = ()  # what every writing must hold; words parted by / are as good

    def level(self, code: str) -> Level | None:
        """The level of that code."""
        return next((level for level in self.levels if level.code == code), None)

    def scheme(self, code: str) -> Scheme | None:
        """The scheme of that code."""
        return next((scheme for scheme in self.schemes if scheme.code == code), None)

    def table(self, code: str) -> Table | None:
        """The list of that code."""
        return next((table for table in self.tables if table.code == code), None)
