"""Lays a panel's sheets on the table: whose they are, which candidate every row means, what it totals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import lcm
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from ..figures import fraction
from ..model.place import Place
from ..model.problems import Problem
from ..model.scores import Candidate, Panel, Rubric, Sheet, SheetRow
from ..model.units import fold, fold_alike
from ..people.names import people, person, same_person, unmarked
from .candidates import Miss, TitleIndex

AGREED = "kesepakatan"  # the voice of a panel that agreed on one score (POB slide 21)


class PanelVoice(Struct, frozen=True):
    """One assessor, or the agreed voice of a panel, under which totals are kept."""

    id: str  # by the panel's roll, or AGREED
    name: str  # as typed
    sheets: tuple[Sheet, ...]


class Entry(Struct, frozen=True, gc=False):
    """One row with scores of one sheet on one candidate; `total` is None where a score is missing or off."""

    sheet: Sheet
    row: SheetRow
    total: Fraction | None

    @property
    def is_blank(self) -> bool:
        """Whether the row holds no score at all."""
        return self.total is None and is_blank(self.row)


class PanelTable(Struct, frozen=True):
    """Everything that was handed in, by candidate (its key) and voice (its id)."""

    panel: Panel
    rubric: Rubric
    keys: tuple[str, ...]
    titles: TitleIndex
    sheets: tuple[Sheet, ...]  # whose rows count, in the order of their paths
    misplaced: tuple[Sheet, ...]  # of another level or month
    blank: tuple[Sheet, ...]  # handed out and not filled in yet
    voices: Mapping[str, PanelVoice]
    entries: Mapping[tuple[str, str], tuple[Entry, ...]]
    aside: frozenset[tuple[str, str]]
    roll: Roll
    authors: Mapping[str, frozenset[str]]  # who of the roll wrote the candidate
    namesakes: Mapping[str, frozenset[str]]  # who only bears its author's name, as was approved
    lost: tuple[Problem, ...]  # titles that mean no candidate; `expected` has the keys that may be meant

    @property
    def scored(self) -> bool:
        """Whether anybody handed in a sheet that he began."""
        return bool(self.sheets or self.misplaced)

    def seated(self, key: str, voice: str) -> bool:
        """Whether this voice has a say on this candidate: it did not stand aside and is not its author."""
        return (key, voice) not in self.aside and voice not in self.authors[key]

    def heard(self, key: str) -> dict[str, Entry]:
        """The entries that count on this candidate: complete, on the scale, and one of each voice."""
        return {
            voice: entries[0]
            for voice in self.voices
            if (entries := self.entries.get((key, voice)))
            and self.seated(key, voice)
            and entries[0].total is not None
            and all(alike(entries[0], other) for other in entries[1:])
        }

    def status(self, key: str, voice: str, entry: Entry) -> str:
        """Whether a row counts, or why not: counted, own, stood_aside, double, incomplete or different."""
        heard = self.heard(key).get(voice)
        if entry is heard:
            return "counted"
        if voice in self.authors[key]:
            return "own"
        if (key, voice) in self.aside:
            return "stood_aside"
        if heard is not None:
            return "double"
        return "incomplete" if entry.total is None else "different"

    def size(self, key: str) -> int:
        """How many assessors sit on this candidate's panel; those who agreed count by their names."""
        waiting = {self.roll.id(sheet.assessor) for sheet in self.blank if sheet.assessor}
        alone = {voice for voice in {*self.voices, *waiting} - {AGREED} if self.seated(key, voice)}
        return len(alone | (self._agreeing(key) - self.authors[key]))

    def _agreeing(self, key: str) -> set[str]:
        if AGREED not in self.voices or (key, AGREED) in self.aside:
            return set()
        entries = self.entries.get((key, AGREED), ())
        sheets = [entry.sheet for entry in entries] or self.voices[AGREED].sheets
        return {self.roll.id(name) for sheet in sheets for name in sheet.agreed}


def alike(one: Entry, other: Entry) -> bool:
    """Whether two rows say the same, however it is typed."""
    return _said(one.row) == _said(other.row)


def _said(row: SheetRow) -> dict[str, Fraction | str]:
    return {
        code: score.text if score.value is None else score.value
        for code, score in row.scores.items()
        if score.text
    }


def is_blank_copy(sheet: Sheet) -> bool:
    """Whether nobody has scored anything on it yet, though a name may stand on it."""
    filled = any(row.abstained or not is_blank(row) for row in sheet.rows)
    return not (filled or sheet.abstained or sheet.problems)


def is_blank(row: SheetRow) -> bool:
    """Whether the row holds no score at all."""
    return not any(score.text for score in row.scores.values())


def panel_folder(table: PanelTable) -> Path:
    """Where the panel's sheets lie."""
    return table.panel.folder / "penilaian"


def lay(panel: Panel, rubric: Rubric) -> PanelTable:
    """The panel's table. The order of sheets and rows makes no difference to it."""
    mine, misplaced, blank = _sorted_out(panel)
    decided = panel.decision.withdrawn if panel.decision else ()
    titles = TitleIndex(panel.candidates, panel.others, (title for title, _ in decided))
    roll = call_roll((*mine, *blank), panel.expected)
    rows = _Rows(titles, rubric, roll)
    for sheet in mine:
        rows.add(sheet)
    writers = {one.key: roll.writers(one, panel.told_apart) for one in panel.candidates}
    return PanelTable(
        panel=panel,
        rubric=rubric,
        keys=tuple(candidate.key for candidate in panel.candidates),
        titles=titles,
        sheets=mine,
        misplaced=misplaced,
        blank=blank,
        voices=_voices(panel, mine, roll),
        entries=rows.entries(),
        aside=frozenset(rows.aside),
        roll=roll,
        authors={key: authors for key, (authors, _) in writers.items()},
        namesakes={key: apart for key, (_, apart) in writers.items()},
        lost=tuple(rows.lost),
    )


def _sorted_out(panel: Panel) -> tuple[tuple[Sheet, ...], tuple[Sheet, ...], tuple[Sheet, ...]]:
    """The sheets that are this panel's, those of another level or month, and named blank copies."""
    mine: list[Sheet] = []
    misplaced: list[Sheet] = []
    blank: list[Sheet] = []
    for sheet in sorted(panel.sheets, key=lambda sheet: sheet.path):
        if is_blank_copy(sheet):
            blank += [sheet] if sheet.agreed or sheet.assessor.strip() else []
        elif wrong_level(sheet, panel) or wrong_month(sheet, panel):
            misplaced.append(sheet)
        else:
            mine.append(sheet)
    return tuple(mine), tuple(misplaced), tuple(blank)


def wrong_level(sheet: Sheet, panel: Panel) -> bool:
    """Whether the sheet says that it is of another level."""
    return sheet.level not in (None, panel.level.code)


def wrong_month(sheet: Sheet, panel: Panel) -> bool:
    """Whether the sheet says that it is of another month."""
    return None not in (sheet.period, panel.period) and sheet.period != panel.period


def fits_rubric(sheet: Sheet, table: PanelTable) -> bool:
    """Whether the sheet names the panel's rubric, by its id or its file; one that names none says nothing."""
    rubric = table.rubric
    names = set(map(fold_alike, (rubric.id, rubric.file.stem, rubric.file.name)))
    return not sheet.rubric or not names.isdisjoint(map(fold_alike, (sheet.rubric, Path(sheet.rubric).name)))


def voice_of(sheet: Sheet, roll: Roll) -> str:
    """The id under which a sheet's scores are kept; empty where it does not say whose it is."""
    return AGREED if sheet.agreed else roll.id(sheet.assessor)


def _voices(panel: Panel, sheets: Iterable[Sheet], roll: Roll) -> dict[str, PanelVoice]:
    """The voices, those of `panel:` first in its order, then by name."""
    mine: dict[str, list[Sheet]] = defaultdict(list)
    for sheet in sheets:
        mine[voice_of(sheet, roll)].append(sheet)
    mine.pop("", None)
    wanted = [roll.id(name) for name in panel.expected]
    order = sorted(mine, key=lambda id_: (wanted.index(id_) if id_ in wanted else len(wanted), id_))
    return {id_: PanelVoice(id_, mine[id_][0].assessor or AGREED, tuple(mine[id_])) for id_ in order}


class _Rows:
    """Gathers the rows of all sheets under candidate and voice."""

    def __init__(self, titles: TitleIndex, rubric: Rubric, roll: Roll) -> None:
        self._titles = titles
        self._roll = roll
        self._headings = Headings(rubric)
        self._worth = Worth(rubric)
        self._found: dict[tuple[str, str], list[Entry]] = defaultdict(list)
        self.aside: set[tuple[str, str]] = set()
        self.lost: list[Problem] = []

    def add(self, sheet: Sheet) -> None:
        """Take the rows of one sheet."""
        voice = voice_of(sheet, self._roll)
        for title, place in sheet.abstained:
            if found := self._candidate(sheet, title, "", place):
                self.aside.add((found.key, voice))
        for row in map(self._headings.by_code, sheet.rows):
            if found := self._candidate(sheet, row.title, row.city, row.place):
                self._found[found.key, voice].append(Entry(sheet, row, self._worth.total(row)))
                if row.abstained:
                    self.aside.add((found.key, voice))

    def entries(self) -> dict[tuple[str, str], tuple[Entry, ...]]:
        """The entries; a blank row counts only where the voice has no other on that candidate."""
        return {
            where: tuple(entry for entry in entries if not entry.is_blank) or (entries[0],)
            for where, entries in self._found.items()
        }

    def _candidate(self, sheet: Sheet, title: str, city: str, place: Place) -> Candidate | None:
        found = self._titles.find(title, city)
        if isinstance(found, Miss):
            if found.variant == "withdrawn":
                return None  # scored, and taken back since: nothing is wrong with the sheet
            self.lost.append(found.problem(sheet.path, title, place))
            return None
        return found


# Who is who ---------------------------------------------------------------------------------------


class Roll(Struct, frozen=True):
    """Everybody named on the panel's sheets."""

    ids: Mapping[str, str]  # what `person` makes of a name -> the id under which that person goes
    sheets: Mapping[str, frozenset[Path]]  # by id
    unclear: Mapping[str, tuple[str, ...]]  # a name that may be either of several namesakes

    def id(self, name: str) -> str:
        """The id of whoever goes by this name."""
        who = person(name)
        return self.ids.get(who, who)

    def among(self, name: str, others: Iterable[str]) -> bool:
        """Whether somebody of these ids may be meant by the name."""
        who = self.id(name)
        return any(same_person(who, other) for other in others)

    def writers(
        self, candidate: Candidate, cleared: frozenset[Path]
    ) -> tuple[frozenset[str], frozenset[str]]:
        """Who of the roll is the candidate's author, and who only bears the name, as somebody approved."""
        authors = people(candidate.author)
        named = {who for who in self.sheets if any(same_person(who, author) for author in authors)}
        apart = named if candidate.path in cleared else {who for who in named if self.sheets[who] & cleared}
        return frozenset(named - apart), frozenset(apart)


def call_roll(sheets: Iterable[Sheet], expected: Iterable[str]) -> Roll:
    """The roll of those who scored or agreed on these sheets; `expected` are the names under `panel:`."""
    named = [
        (person(name), sheet.path) for sheet in sheets for name in (sheet.assessor, *sheet.agreed) if name
    ]
    namesakes: dict[str, set[str]] = {}
    for who in (*(who for who, _ in named), *map(person, expected)):
        namesakes.setdefault(unmarked(who), set()).add(who)
    ids: dict[str, str] = {}
    unclear: dict[str, tuple[str, ...]] = {}
    for bare, found in namesakes.items():
        marked = sorted(found - {bare})
        ids |= {who: marked[0] if len(marked) == 1 else who for who in found}
        if bare in found and len(marked) > 1:
            unclear[bare] = tuple(marked)
    paths: dict[str, set[Path]] = {}
    for who, path in named:
        paths.setdefault(ids[who], set()).add(path)
    return Roll(ids, {who: frozenset(found) for who, found in paths.items()}, unclear)


# The rubric's instruments -------------------------------------------------------------------------


class Headings:
    """Knows instruments by code, name and short name.

    Forms by `bpkit sheets` carry a list of them; a table that people made themselves has nothing else.
    """

    def __init__(self, rubric: Rubric) -> None:
        self._codes = frozenset(rubric.codes)
        self._meant = {
            fold(name): instrument.code
            for instrument in rubric.instruments
            for name in (instrument.name, instrument.short_name, instrument.code)
        }

    def by_code(self, row: SheetRow) -> SheetRow:
        """The row with its scores under codes; a second column for an instrument stays unknown."""
        if row.place.cell is None or row.scores.keys() | row.blanks.keys() <= self._codes:
            return row
        scores = {code: score for code, score in row.scores.items() if code in self._codes}
        for heading, score in row.scores.items():
            if heading not in self._codes:
                code = self._meant.get(fold(heading), heading)
                scores[heading if code in scores else code] = score
        blanks = {self._meant.get(fold(heading), heading): place for heading, place in row.blanks.items()}
        return replace(row, scores=scores, blanks=blanks)


class Worth:
    """What a row totals (POB slide 26).

    Scores repeat, so each is weighed once, in whole parts of the least step's worth.
    """

    def __init__(self, rubric: Rubric) -> None:
        self._scale = rubric.scale
        self._weights = {instrument.code: instrument.weight for instrument in rubric.instruments}
        steps = (rubric.scale.least, rubric.scale.step)
        self._parts = lcm(
            *((weight * step).denominator for weight in self._weights.values() for step in steps)
        )
        # By code and by the ratio that a score is: its own hash and comparison are many times slower.
        self._weighed: dict[str, dict[tuple[int, int], int | None]] = {code: {} for code in self._weights}

    def total(self, row: SheetRow) -> Fraction | None:
        """Σ score × weight; None where one is missing or not on the scale."""
        total = 0
        for code, weighed in self._weighed.items():
            score = row.scores.get(code)
            if score is None or score.value is None:
                return None
            ratio = score.value.as_integer_ratio()
            try:
                parts = weighed[ratio]
            except KeyError:
                parts = weighed[ratio] = self._worth(code, score.value)
            if parts is None:
                return None
            total += parts
        return fraction(total, self._parts)

    def _worth(self, code: str, value: Fraction) -> int | None:
        return int(value * self._weights[code] * self._parts) if self._scale.holds(value) else None
