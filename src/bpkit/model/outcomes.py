"""What a run made of a tree: the same shape as the tree, with findings, or with assessments."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from .facts import Folder, Submission
from .place import Place
from .problems import Finding
from .scores import Assessment
from .sources import is_own_team
from .units import Severity


class Checked(Struct, frozen=True, dict=True):
    """A folder with the findings about it and its submissions; `children` have those about folders below."""

    folder: Folder
    findings: tuple[Finding, ...]
    skipped: tuple[str, ...] = ()
    children: tuple[Checked, ...] = ()

    def walk(self) -> Iterator[Checked]:
        """This folder and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def submissions(self) -> tuple[Submission, ...]:
        """What was handed in here: submissions, or at a higher level its knowledge products."""
        return (*self.folder.submissions, *self.folder.products)

    @cached_property
    def complete(self) -> int:
        """How many of the submissions here are complete."""
        return sum(map(self.is_complete, self.submissions))

    @cached_property
    def produced(self) -> tuple[int, int]:
        """How many best practices a folder of writings has, in any medium, and how many are complete."""
        made = best_practices(self.folder)
        return len(made), sum(map(self.is_complete, made))

    def with_more(self, findings: Iterable[Finding], children: tuple[Checked, ...]) -> Checked:
        """The same with further findings, and with these folders below it."""
        findings = tuple(findings)
        made = replace(self, findings=(*self.findings, *findings), children=children)
        if not any(map(_spoils, findings)):
            # To count anew is to look at every submission.
            made.__dict__.update(complete=self.complete, produced=self.produced)
        return made

    def findings_on(self, submission: Submission) -> list[Finding]:
        """The findings about this submission or one of its files."""
        return [finding for file in submission.files for finding in self._by_path.get(file, ())]

    @cached_property
    def _by_path(self) -> dict[Path, list[Finding]]:
        found: dict[Path, list[Finding]] = {}
        for finding in self.findings:
            found.setdefault(finding.problem.path, []).append(finding)
        return found

    def is_complete(self, submission: Submission) -> bool:
        """Whether nothing but warnings, waived findings and its panel's problems speaks against it."""
        # Every level above asks it again for its summary: of most folders nothing need be looked up.
        return not (self._spoiled and any(file in self._spoiled for file in submission.files))

    @cached_property
    def _spoiled(self) -> frozenset[Path]:
        """The files that an error speaks against."""
        return frozenset(finding.problem.path for finding in self.findings if _spoils(finding))


def _spoils(finding: Finding) -> bool:
    """Whether what it speaks of is not complete for it."""
    return finding.severity is Severity.ERROR and not finding.waived and not finding.of_panel


BEST_PRACTICE = "best practice"


def best_practices(folder: Folder) -> list[Submission]:
    """What counts as produced: best practices in any medium (POB slide 12)."""
    if not folder.level.is_lowest:
        return []
    return [one for one in folder.submissions if one.product == BEST_PRACTICE]


class Judged(Struct, frozen=True, dict=True):
    """A folder with its panel's assessment (None without sheets and decision) and what was found.

    `outcome` is the assessment, or what gives it whenever it is asked for.
    `findings` are what the run was asked to show. `errors` stand against the panel or its files whatever was
    asked for; `causes` are all that disturb its view, those below included, and while there are any the
    assessment selects nobody. `sends` is what it would select without them, so that the panel above is
    spared what follows from an error down here.
    """

    folder: Folder
    outcome: Assessment | Callable[[], Assessment] | None
    findings: tuple[Finding, ...] = ()
    children: tuple[Judged, ...] = ()
    errors: tuple[Finding, ...] = ()
    causes: tuple[Finding, ...] = ()
    sends: tuple[Path, ...] = ()

    @property
    def assessment(self) -> Assessment | None:
        """What the panel made of its sheets; not kept here, for a nation's year has thousands."""
        return self.outcome() if callable(self.outcome) else self.outcome

    @property
    def whole(self) -> bool:
        """Whether the panel sees everything that lies below it."""
        return not self.causes

    @cached_property
    def proposed(self) -> int:
        """How many TF writings a folder of writings proposes; none before its own view is whole."""
        if not self.folder.level.is_lowest or not self.whole:
            return 0
        sent = set(self.sends)
        return sum(one.path in sent and not _of_own_team(one) for one in self.folder.submissions)

    def walk(self) -> Iterator[Judged]:
        """This folder and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()


def _of_own_team(submission: Submission) -> bool:
    source = submission.identity.source
    return source is not None and is_own_team(source.text)


class Trace(Struct, frozen=True):
    """One step of how a value came about, with the steps below it.

    `what` is na, voice, score, value, answer, decision, rubric or writing; `how` is what was reckoned, in
    exact numbers; `typed` what stands in the file at `place`; `note` a word of the catalogue (`trace_…`).
    """

    what: str
    name: str = ""
    code: str = ""
    value: Fraction | None = None
    how: str = ""
    note: str = ""
    rank: int | None = None
    typed: str = ""
    path: Path | None = None
    sha256: str = ""
    place: Place | None = None
    parts: tuple[Trace, ...] = ()


class WrittenForm(Struct, frozen=True):
    """A form or letter and what became of it: `written`, `unchanged`, `beside`, `sealed` or `retired`."""

    path: Path
    status: str
    folder: Path | None = None  # what it is about, where it may lie elsewhere (`--output`)


class Recapped(Struct, frozen=True):
    """What a recap of a tree wrote, and what it was written from."""

    checked: Checked
    judged: Judged
    forms: tuple[WrittenForm, ...]
    without_scores: tuple[Folder, ...] = ()  # whose Lampiran 2 waits for sheets
    refused: tuple[str, ...] = ()  # why a form could not be written, one text a form


class Mend(Struct, frozen=True):
    """A line of what `bpkit fix` would do: a folder to rename, a writing to move, a zip to unpack.

    `moves` are the files and folders of it, or the names in the zip, each with where it goes; `why` is the
    key of the words for why nothing is done, "" where it can be, and `detail` what these words name.
    """

    kind: Literal["rename", "move", "unpack"]
    old: Path
    new: Path | None
    moves: tuple[tuple[str, Path], ...] = ()
    why: str = ""
    detail: str = ""

    @property
    def home(self) -> Path:
        """The folder into which everything of it goes."""
        if self.kind == "move" and self.new and self.moves:
            return self.new.parent
        return self.old.parent

    @property
    def refused(self) -> bool:
        """Whether it is left alone, and by nobody's wish."""
        return self.why not in ("", "declined", "unlisted", "unpacked")


class Mended(Struct, frozen=True):
    """What `bpkit fix` would do, did or took back; `problems` are by the path that was there before.

    `stale` are lines of a reviewed plan that hold no longer.
    """

    stage: Literal["plan", "apply", "undo"]
    given: Path
    lines: tuple[Mend, ...] = ()
    problems: Mapping[Path, str] = {}
    stale: tuple[str, ...] = ()

    def is_done(self, line: Mend) -> bool:
        """Whether this line was carried out."""
        return self.stage != "plan" and not line.why and line.old not in self.problems


class Sent(Struct, frozen=True):
    """What was sent where; `obstacles` are what it went out in spite of."""

    target: Path
    status: str  # written, unchanged, in_place
    files: tuple[str, ...] = ()
    obstacles: tuple[str, ...] = ()
    reason: str = ""


class Received(Struct, frozen=True):
    """Where a parcel is now; what differs from an earlier delivery of the same folder."""

    target: Path
    status: str  # written, unchanged, differs
    files: int = 0
    info: Mapping[str, str] = {}
    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
