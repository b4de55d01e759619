"""What any report says, before it becomes a page, a workbook or lines on a screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..model.facts import Fact, Submission
from ..model.outcomes import Checked, Judged
from ..model.problems import Finding
from ..model.units import Severity
from ..rules.catalogue import render
from ..wording import decimal, say
from .places import in_words, named_in, relative

GENERATOR = b'<meta name="generator" content="bpkit">'  # in the head of pages
MARK = b"[//]: # (bpkit)\n"  # at the end of Markdown, where readers don't see it
COMMENT = b"bpkit report"  # of the zip that a workbook is; Excel and LibreOffice drop it when they save


FIRST = 5  # what to do first
_HIDING = ("BP1", "BP9")  # what is wrong with a name or a whole file hides what is wrong inside


@dataclass(frozen=True, slots=True)
class Block:
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
        """The weight of the heaviest of its findings."""
        return max(finding.severity for finding in self.findings)

    @property
    def waived(self) -> bool:
        """Whether it is waived; a block's findings are so all or none."""
        return self.findings[0].waived

    @property
    def label(self) -> str:
        """Its severity in words."""
        return say("report.waived") if self.waived else say(f"report.{self.severity.label}")

    @property
    def kind(self) -> str:
        """`error`, `warning`, `info` or `waived`."""
        return "waived" if self.waived else self.severity.label

    @property
    def remedies(self) -> tuple[str, ...]:
        """What to do, each thing once; the reason where it is waived."""
        said = (f.waiver or "" if f.waived else render(f).remedy for f in self.findings)
        return tuple(dict.fromkeys(text for text in said if text))


@dataclass(frozen=True, slots=True)
class Group:
    """One file or folder with its blocks; `submission` where it is one."""

    name: str
    path: Path
    submission: Submission | None
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One folder with all that was found about it and about what lies in it."""

    checked: Checked
    groups: tuple[Group, ...]

    @property
    def blocks(self) -> list[Block]:
        """Every block of the folder in reading order."""
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
    for index, (name, submission, findings) in enumerate(groups(checked, checked.folder.path), start=1):
        path = submission.path if submission else findings[0].problem.path
        found.append(Group(name, path, submission, tuple(blocks(findings, f"{number}.{index}"))))
    return Section(checked, tuple(found))


def blocks(findings: Iterable[Finding], anchor: str) -> list[Block]:
    """The findings put together by file and rule, the heaviest first and the waived last."""
    together: dict[tuple[Path, str, bool], list[Finding]] = {}
    for finding in findings:
        together.setdefault((finding.problem.path, finding.code, finding.waived), []).append(finding)
    ordered = sorted(together.values(), key=lambda found: (found[0].waived, -max(f.severity for f in found)))
    return [
        Block(f"t{anchor}.{number}", found[0].code, tuple(found))
        for number, found in enumerate(ordered, start=1)
    ]


def do_first(found: Iterable[Block]) -> list[Block]:
    """The errors in the order in which mending them helps most."""
    errors = [block for block in found if block.severity is Severity.ERROR and not block.waived]
    return sorted(errors, key=lambda block: not block.code.startswith(_HIDING))


def where(finding: Finding, message: str) -> str | None:
    """The place in words, unless the message names it already."""
    place = in_words(finding.problem.place)
    return place if place and not named_in(place, message) else None


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


@dataclass(frozen=True, slots=True)
class Target:
    """A cell that opens a file or folder."""

    text: str
    path: Path


Cell = str | int | Target | None


@dataclass(frozen=True, slots=True)
class Column:
    """A heading and, in digits, the width of its column on a worksheet."""

    heading: str
    width: int = 12
    number: bool = False


@dataclass(frozen=True, slots=True)
class ReportListing:
    """A table under its title, `warnings` above it, `notes` below; `empty` is said where it has no rows."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str = ""
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportContents:
    """What a report holds, in this order; `value` makes its JSON."""

    title: str
    name: str
    value: Callable[[], Any]
    listings: tuple[ReportListing, ...] = ()
    checked: Sequence[Checked] = ()
    judged: Judged | None = None
    closing: tuple[ReportListing, ...] = ()


def text_of(cell: Cell) -> str:
    """A cell as text; nothing for None."""
    if isinstance(cell, Target):
        return cell.text
    return "" if cell is None else str(cell)


def headline(checked: Checked) -> str:
    """`Korkot Semarang, Oktober 2010`."""
    folder = checked.folder
    name = f"{say(f'report.level_{folder.level}')} {folder.unit or ''}".strip()
    return f"{name}, {folder.period.in_words}" if folder.period else name


def groups(checked: Checked, given: Path) -> Iterator[tuple[str, Submission | None, list[Finding]]]:
    """A folder's findings: first those about itself, then those of each submission, then of other files."""
    by_path: dict[Path, list[Finding]] = {}
    for submission in checked.submissions:
        by_path[submission.path] = checked.findings_on(submission)
    taken = {id(finding) for found in by_path.values() for finding in found}
    rest = [finding for finding in checked.findings if id(finding) not in taken]
    own = [finding for finding in rest if finding.problem.path == checked.folder.path]
    if own:
        yield say("report.about_folder"), None, own
    for submission in checked.submissions:
        yield relative(submission.path, given), submission, by_path[submission.path]
    for path in sorted({finding.problem.path for finding in rest} - {checked.folder.path}):
        yield relative(path, given), None, [finding for finding in rest if finding.problem.path == path]
