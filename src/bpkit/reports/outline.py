"""What any report says, before it becomes a page, a workbook or lines on a screen."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

from msgspec import Struct

from ..model.facts import Fact, Folder, Submission
from ..model.levels import Level
from ..model.outcomes import Checked, Judged
from ..model.place import PhotoName, Place
from ..model.problems import Finding
from ..model.units import Period, Severity
from ..rules.catalogue import photo_in_words, render
from ..wording import decimal, language, say

if TYPE_CHECKING:
    from ..schemas import SummaryJson

Thumbnails = Mapping[tuple[Path, str], str]  # by file and photo: the picture as a `data:` link

FIRST = 5  # what to do first
_HIDING = ("BP1", "BP9")  # what is wrong with a name or a whole file hides what is wrong inside


class Recipient(StrEnum):
    """Whom messages are for."""

    CITY = "city"
    AUTHOR = "author"


class Message(Struct, frozen=True):
    """One message; `contact` is an author's, as he typed it."""

    to: Recipient
    name: str
    unit: str
    folder: Path
    period: Period | None
    text: str
    contact: str = ""


def relative(path: Path, given: Path) -> str:
    """The path as seen from the given one, with `/`; a path elsewhere (`--compare`) stays whole."""
    # As text: asked for every finding and fact, pathlib's own way takes most of a report's time.
    whole, base = path.as_posix(), given.as_posix()
    if whole == base:
        return "."
    return whole.removeprefix(base if base.endswith("/") else f"{base}/")


def shown(path: Path, given: Path) -> str:
    """The same for people: the given path itself is `this folder`."""
    return say("report.this_folder") if path == given else relative(path, given)


Made = TypeVar("Made")


class Each(Sequence[Made]):
    """Items that are made when they are asked for, of what there is anyway."""

    def __init__(self, things: Sequence[Any], make: Callable[[Any], Made]) -> None:
        self._things, self._make = things, make

    def __len__(self) -> int:
        return len(self._things)

    def __getitem__(self, place: Any) -> Any:
        return self._make(self._things[place])


class Links(Struct, frozen=True):
    """Links as seen from the folder that the report lies in."""

    folder: Path

    def to(self, path: Path) -> str:
        """What to write into `href`: `../Semarang/Dari%20Sampah.docx`."""
        try:
            steps = Path(os.path.relpath(path.absolute(), self.folder.absolute())).parts
        except ValueError:  # another drive of Windows
            return path.absolute().as_uri()
        # A first step with a colon would read as a scheme.
        start = "./" if steps and ":" in steps[0] else ""
        return start + "/".join(quote(os.fsencode(step), safe="()") for step in steps) or "./"


def in_words(place: Place | None) -> str | None:
    """`line 12, column 3` or `sheet Penilaian, cell F7` in the language of the run."""
    if place is None:
        return None
    parts = [
        photo_in_words(value) if isinstance(value, PhotoName) else say(f"report.place_{name}", value=value)
        for name in ("sheet", "cell", "line", "column", "page", "part")
        if (value := getattr(place, name)) is not None
    ]
    return ", ".join(parts) or None


def where(finding: Finding, message: str) -> str | None:
    """The place in words, unless the message names it already, at its beginning or further on."""
    place = in_words(finding.problem.place)
    return None if place is None or place.casefold() in message.casefold() else place


def level_name(level: Level) -> str:
    """What reports call a level, or the share."""
    return say("report.level_share") if level.is_share else level.title(language())


def unit_name(folder: Folder) -> str:
    """`Korkot Semarang`."""
    return f"{level_name(folder.level)} {folder.unit or ''}".strip()


def title_of(folder: Folder) -> str:
    """`Korkot Semarang, Oktober 2010`."""
    name = unit_name(folder)
    return f"{name}, {folder.period.in_words}" if folder.period else name


def heading_of(checked: Checked) -> str:
    """The same; of a writing that is checked alone the name of its file."""
    return lone_file(checked) or title_of(checked.folder)


def titles_of(checked: Iterable[Checked]) -> str:
    """What several are called."""
    return ", ".join(map(heading_of, checked))


def lone_file(checked: Checked) -> str | None:
    """The file that its author checks alone; the folder that it lies in is nothing itself then."""
    folder = checked.folder
    named = folder.unit or folder.period or folder.children or folder.level.is_share
    if named or len(folder.submissions) != 1:
        return None
    about_folder = any(finding.problem.path == folder.path for finding in checked.findings)
    return None if about_folder else folder.submissions[0].path.name


class Block(Struct, frozen=True):
    """What one rule says about one file; `anchor` names it on its page."""

    anchor: str
    code: str
    findings: tuple[Finding, ...]

    @property
    def path(self) -> Path:
        """The file or folder it is about."""
        return self.findings[0].problem.path

    @property
    def severity(self) -> Severity:
        """The highest severity among its findings."""
        return max(finding.severity for finding in self.findings)

    @property
    def waived(self) -> bool:
        """Whether it is waived; a block's findings are so all or none."""
        return self.findings[0].waived

    @property
    def label(self) -> str:
        """Its severity in words."""
        return say(f"report.{self.kind}")

    @property
    def kind(self) -> str:
        """`error`, `warning`, `info` or `waived`."""
        return "waived" if self.waived else self.severity.label

    @property
    def remedies(self) -> tuple[str, ...]:
        """What to do, each thing once; the reason where it is waived."""
        said = (f.waiver or "" if f.waived else render(f).remedy for f in self.findings)
        return tuple(dict.fromkeys(text for text in said if text))


class Group(Struct, frozen=True):
    """One file or folder with its blocks; `submission` where it is one."""

    name: str
    path: Path
    submission: Submission | None
    blocks: tuple[Block, ...]

    @property
    def heading(self) -> str:
        """What it is called above its findings."""
        return self.submission.path.name if self.submission else self.name


class Section(Struct, frozen=True):
    """One folder with all that was found about it and about what lies in it."""

    checked: Checked
    groups: tuple[Group, ...]

    @property
    def blocks(self) -> list[Block]:
        """Every block of the folder in reading order."""
        return [block for group in self.groups for block in group.blocks]


class PanelPart(Struct, frozen=True):
    """One panel with its findings by file."""

    judged: Judged
    given: Path  # that paths are shown from
    anchor: str
    groups: tuple[Group, ...]

    @property
    def blocks(self) -> list[Block]:
        """Every block of the panel in reading order."""
        return [block for group in self.groups for block in group.blocks]


def sections(checked: Sequence[Checked]) -> list[Section]:
    """A section for every folder at and below the given ones that has anything in it."""
    made: list[Section] = []
    for given in checked:
        for one in given.walk():
            if one.findings or one.submissions:
                made.append(_section(one, f"{len(made) + 1}"))
    return made


def _section(checked: Checked, number: str) -> Section:
    found = []
    for index, (name, submission, findings) in enumerate(groups(checked), start=1):
        path = submission.path if submission else findings[0].problem.path
        found.append(Group(name, path, submission, tuple(blocks(findings, f"{number}.{index}"))))
    return Section(checked, tuple(found))


def blocks_of(found: Iterable[Section | PanelPart]) -> list[Block]:
    """Every block of the sections or panels in reading order."""
    return [block for part in found for block in part.blocks]


def groups(checked: Checked) -> Iterator[tuple[str, Submission | None, list[Finding]]]:
    """A folder's findings: first those about itself, then those of each submission, then of other files."""
    given = checked.folder.path
    by_path = {one.path: checked.findings_on(one) for one in checked.submissions}
    taken = {id(finding) for found in by_path.values() for finding in found}
    rest = [finding for finding in checked.findings if id(finding) not in taken]
    if own := [finding for finding in rest if finding.problem.path == given]:
        yield given.name, None, own
    for submission in checked.submissions:
        yield relative(submission.path, given), submission, by_path[submission.path]
    for path in sorted({finding.problem.path for finding in rest} - {given}):
        yield relative(path, given), None, [finding for finding in rest if finding.problem.path == path]


def blocks(findings: Iterable[Finding], anchor: str) -> list[Block]:
    """The findings put together by file and rule, the gravest first and the waived last."""
    together: dict[tuple[Path, str, bool], list[Finding]] = {}
    for finding in findings:
        together.setdefault((finding.problem.path, finding.code, finding.waived), []).append(finding)
    ordered = sorted(together.values(), key=lambda found: (found[0].waived, -max(f.severity for f in found)))
    return [
        Block(f"t{anchor}.{number}", found[0].code, tuple(found))
        for number, found in enumerate(ordered, start=1)
    ]


Told = TypeVar("Told", Block, Finding)


def do_first(found: Iterable[Told]) -> list[Told]:
    """The errors in the order in which mending them helps most."""
    errors = [one for one in found if one.severity is Severity.ERROR and not one.waived]
    return sorted(errors, key=lambda one: not one.code.startswith(_HIDING))


def summary(checked: Checked, *, below: bool = True) -> SummaryJson:
    """Counts over this folder and, unless told otherwise, all below it."""
    folders = list(checked.walk()) if below else [checked]
    findings = [finding for one in folders for finding in one.findings]
    severities = Counter(finding.severity.label for finding in findings if not finding.waived)
    return {
        "submissions": sum(len(one.folder.submissions) + len(one.folder.products) for one in folders),
        "complete": sum(one.complete for one in folders),
        "errors": severities["error"],
        "warnings": severities["warning"],
        "infos": severities["info"],
        "waived": sum(finding.waived for finding in findings),
        "skipped": list(checked.skipped),
    }


def named_facts(submission: Submission) -> list[tuple[str, Fact]]:
    """The facts that were found, each under the name of its label: `author.name`, `institution.address`, …"""
    identity = submission.identity
    facts = {
        "title": submission.heading,
        "author.name": identity.author.name,
        "author.position": identity.author.position,
        "author.contact": identity.author.contact,
        "institution.name": identity.institution.name,
        "institution.address": identity.institution.address,
        "institution.contact": identity.institution.contact,
        "source": identity.source,
        "kind": identity.kind,
        "submitted": identity.submitted,
    }
    return [(name, fact) for name, fact in facts.items() if fact]


def origin_words(fact: Fact, given: Path) -> str:
    """Where a fact was read, in words."""
    return say(f"report.from_{fact.source}", file=relative(fact.file, given))


def measures(submission: Submission) -> str:
    """`Siti Rahma · TF-03 · 3,2 halaman · 3 foto`: whatever is known."""
    identity = submission.identity
    said = [fact.text for fact in (identity.author.name, identity.source) if fact]
    if submission.pages is not None:
        said.append(say("page.pages", count=decimal(f"{submission.pages:.1f}")))
    if submission.is_writing:
        said.append(say("page.photos", count=len(submission.photos)))
    if submission.minutes is not None:
        minutes, seconds = divmod(round(submission.minutes * 60), 60)
        said.append(say("page.minutes", count=f"{minutes}:{seconds:02d}"))
    return " · ".join(said)


class LinkTarget(Struct, frozen=True):
    """A cell that opens a file or folder; `depth` says how far below the first it stands."""

    text: str
    path: Path
    depth: int = 0


class NestedText(Struct, frozen=True):
    """A cell that opens nothing; `depth` says how far below the first it stands."""

    text: str
    depth: int = 0


class Portion(Struct, frozen=True):
    """So many of what is owed: `9/10`, and the colour of how far that is."""

    count: int
    whole: int

    @property
    def text(self) -> str:
        """`9/10`."""
        return f"{self.count}/{self.whole}"

    @property
    def kind(self) -> str:
        """`good`, `warning` or `error`: all, some or none of it."""
        return "good" if self.count >= self.whole else "warning" if self.count else "error"


class MonthBar(Struct, frozen=True):
    """A month in a picture of the year; `due` is None while nothing is owed yet."""

    name: str
    due: int | None
    handed_in: int
    complete: int


Cell = str | int | LinkTarget | NestedText | Portion | None


class ReportColumn(Struct, frozen=True):
    """A heading and, in digits, the width of its column on a worksheet."""

    heading: str
    width: int = 12
    number: bool = False


class ReportListing(Struct, frozen=True):
    """A table under its title, `warnings` above it, `notes` below; `empty` is said where it has no rows.

    `bars` are the picture of the year that it tells.
    """

    title: str
    columns: tuple[ReportColumn, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str = ""
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    bars: tuple[MonthBar, ...] = ()


class NextStep(Struct, frozen=True):
    """Something to do next, and where: a file or folder, or a place on the page itself."""

    text: str
    path: Path | None = None
    anchor: str = ""


class ReportContents(Struct, frozen=True):
    """What a report holds, in this order; `value` makes its JSON.

    `figures`, `steps` and `messages` are for pages; `alone` says that of panels only the given one is told.
    """

    title: str
    name: str
    value: Callable[[], Any]
    listings: tuple[ReportListing, ...] = ()
    checked: Sequence[Checked] = ()
    judged: Judged | None = None
    closing: tuple[ReportListing, ...] = ()
    figures: Mapping[str, str | int] = {}
    steps: tuple[NextStep, ...] = ()
    messages: tuple[Message, ...] = ()
    alone: bool = False

    @property
    def full_title(self) -> str:
        """`Hasil Pemeriksaan – Korkot Semarang, Oktober 2010`."""
        return f"{self.title} – {self.name}" if self.name else self.title

    @property
    def single(self) -> bool:
        """Whether it holds one part alone, which needs no heading besides the report's own."""
        return len(self.listings) + len(self.closing) + bool(self.checked) + (self.judged is not None) == 1


def text_of(cell: Cell) -> str:
    """A cell as text; nothing for None."""
    if isinstance(cell, LinkTarget | NestedText | Portion):
        return cell.text
    return "" if cell is None else str(cell)
