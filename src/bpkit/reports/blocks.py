"""The findings as the pages lay them out: by folder, by file, and what one rule says of a file together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..model.facts import Submission
from ..model.findings import Finding
from ..model.outcomes import Checked
from ..model.units import Severity
from ..rules.catalogue import render
from ..wording import say
from .places import in_words, named_in
from .screen.validation import groups

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
        return self.findings[0].fault.path

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
        path = submission.path if submission else findings[0].fault.path
        found.append(Group(name, path, submission, tuple(blocks(findings, f"{number}.{index}"))))
    return Section(checked, tuple(found))


def blocks(findings: Iterable[Finding], anchor: str) -> list[Block]:
    """The findings put together by file and rule, the heaviest first and the waived last."""
    together: dict[tuple[Path, str, bool], list[Finding]] = {}
    for finding in findings:
        together.setdefault((finding.fault.path, finding.code, finding.waived), []).append(finding)
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
    place = in_words(finding.fault.place)
    return place if place and not named_in(place, message) else None
