"""The whole view: what decides is made only from a view of everything that lies below a folder.

A view is disturbed by what can't be read at the moment, by what should count and does not, by a title that is
named and not there, by a folder whose name leaves open whose or of which month it is, and by any error of the
panel or of a panel that it draws on. Then the numbers are shown, and nobody is selected; no seal, letter or
form that decides is made of it. A damaged writing is no disturbance: it may win, and is called incomplete
wherever it is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec.structs import replace

from ..model.extensions import AUDIO, DOCUMENTS, VIDEO, is_known
from ..model.facts import Folder
from ..model.outcomes import Judged
from ..model.problems import Finding
from ..model.scores import Assessment
from ..model.units import Severity, fold

UNREADABLE = ("BP906", "BP908")  # no permission, or the share's trouble: nobody knows what is in there
UNSAFE = ("BP904",)  # of a sheet or decision: a link out of the share, a pipe, a file too large to be one
_UNOPENED = ("link", "inner", "special")  # variants of it
NAMES = ("BP101", "BP103", "BP104", "BP106")  # of a folder: its unit, quota and month hang on it
LOOKED_FOR = ("BP8", *UNREADABLE, *UNSAFE)
_DISTURBING = (*LOOKED_FOR, *NAMES)
TIE = "BP812"  # a panel's own view of a tie is whole: it has everything, and has yet to decide


def errors(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings that keep a view from being whole, each once, as severe as their rules say."""
    disturbing = (one for one in findings if one.severity is Severity.ERROR and not one.waived)
    return tuple({one.key: one for one in disturbing if one.code.startswith(_DISTURBING)}.values())


def concerns(finding: Finding, folder: Folder) -> bool:
    """Whether a finding among `LOOKED_FOR` is about this folder's panel, or about what nobody can read."""
    unseen = is_unseen(finding, folder)
    return finding.of_panel or unseen or _is_of_panel(finding.problem.path, folder.path)


def is_unseen(finding: Finding, folder: Folder) -> bool:
    """Whether a finding is about what nobody can look into, and what may hold writings of this folder.

    So may a link out of the share or a pipe that goes by the name of a city or a writing: it is not opened.
    """
    if finding.code in UNREADABLE:
        return True
    path, variant = finding.problem.path, finding.problem.variant
    if finding.code not in UNSAFE or variant not in _UNOPENED or path.parent != folder.path:
        return False
    if folder.level.is_lowest:
        return path.suffix.casefold() in (*DOCUMENTS, *AUDIO, *VIDEO)
    return not is_known(path.suffix.casefold()) and not _is_of_panel(path, folder.path)


def _is_of_panel(path: Path, folder: Path) -> bool:
    inside = path.relative_to(folder).parts if path.is_relative_to(folder) else ()
    return bool(inside) and fold(inside[0]) == "penilaian"


def disturbances(own: Iterable[Finding], below: Sequence[Judged]) -> tuple[Finding, ...]:
    """Why a folder's panel does not see the whole: by its own errors first, then by those below it."""
    mine = (one for one in own if one.code != TIE)
    theirs = (one for judged in below for part in judged.walk() for one in part.errors)
    return (*mine, *theirs)


def unseen(judged: Judged) -> tuple[Finding, ...]:
    """What nobody can read at and below a folder, of all that disturbs it."""
    causes = disturbances(judged.errors, judged.children)
    return tuple({one.key: one for one in causes if one.code in UNREADABLE}.values())


def unsettled(judged: Judged) -> tuple[Finding, ...]:
    """Why nothing may be sealed or announced: what disturbs the view, and a tie that nobody settled."""
    return (*judged.causes, *(one for one in judged.errors if one.code == TIE))


def withheld(assessment: Assessment) -> Assessment:
    """The assessment with nobody selected."""
    return replace(assessment, results=tuple(replace(one, selected=False) for one in assessment.results))


def selected(assessment: Assessment) -> tuple[Path, ...]:
    """What the assessment selects."""
    return tuple(result.candidate.path for result in assessment.results if result.selected)
