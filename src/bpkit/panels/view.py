"""The whole view: what decides is made only from a view of everything that lies below a folder.

A view is disturbed by what can't be read at the moment, by what should count and does not, by a title that is
named and not there, and by any error of the panel or of a panel that it draws on. Then the figures are shown,
and nobody is selected; no seal, letter or form that decides is made of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from ..model.findings import Finding
from ..model.outcomes import Judged
from ..model.scores import Assessment
from ..model.units import Severity

UNREADABLE = ("BP906", "BP908")  # no permission, or the share's trouble: nobody knows what is in there
LOOKED_FOR = ("BP8", *UNREADABLE)  # the rules on panels, and those
TIE = "BP812"  # a panel's own view of a tie is whole: it has everything, and has yet to decide


def errors(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings that keep a view from being whole, each once; they weigh as their rules do."""
    weighty = (one for one in findings if one.severity is Severity.ERROR and not one.waived)
    return tuple({one.key: one for one in weighty if one.of_panel or one.code in UNREADABLE}.values())


def disturbances(own: Iterable[Finding], below: Sequence[Judged]) -> tuple[Finding, ...]:
    """Why a folder's panel does not see the whole: by its own errors first, then by those below it."""
    mine = (one for one in own if one.code != TIE)
    theirs = (one for judged in below for part in judged.walk() for one in part.errors)
    return (*mine, *theirs)


def unsettled(judged: Judged) -> tuple[Finding, ...]:
    """Why nothing may be sealed or announced: what disturbs the view, and a tie that nobody settled."""
    return (*judged.causes, *(one for one in judged.errors if one.code == TIE))


def withheld(assessment: Assessment) -> Assessment:
    """The assessment with nobody selected."""
    return replace(assessment, results=tuple(replace(one, selected=False) for one in assessment.results))


def selected(assessment: Assessment) -> tuple[Path, ...]:
    """What the assessment selects."""
    return tuple(result.candidate.path for result in assessment.results if result.selected)
