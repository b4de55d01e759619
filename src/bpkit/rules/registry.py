"""How a rule is made known: its code, weight, subject and slide stand at the function that checks it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import import_module
from typing import Any

from ..model.findings import Fault
from ..model.scores import Rubric
from ..model.settings import Settings
from ..model.units import Severity

FAMILIES = ("naming", "writing", "photos", "identity", "media", "roster", "quota", "originality", "sheets", "files")


class Subject(StrEnum):
    """What a rule looks at."""

    FOLDER = "folder"  # model.facts.Folder
    SUBMISSION = "submission"  # model.facts.Submission, of any medium
    WRITING = "writing"  # model.facts.Submission with a document
    PANEL = "panel"  # model.scores.Panel
    ASSESSMENT = "assessment"  # model.scores.Assessment


@dataclass(frozen=True, slots=True)
class Context:
    """What a rule may know besides its subject. `rubric` is there for panels and assessments."""

    settings: Settings
    rubric: Rubric | None = None


Check = Callable[[Any, Context], Iterable[Fault]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the catalogue."""

    code: str
    severity: Severity
    subject: Subject
    slide: int | None  # of the POB; None where the POB is silent
    family: str
    needs_roster: bool
    check: Check


_rules: dict[str, Rule] = {}


def rule(
    code: str, severity: Severity, on: Subject, *, slide: int | None = None, needs_roster: bool = False
) -> Callable[[Check], Check]:
    """Make the decorated function the check of this code."""

    def register(check: Check) -> Check:
        if code in _rules:
            raise ValueError(f"{code} is taken by {_rules[code].check.__name__}")
        family = check.__module__.rpartition(".")[2]
        _rules[code] = Rule(code, severity, on, slide, family, needs_roster, check)
        return check

    return register


@cache
def all_rules() -> Mapping[str, Rule]:
    """Every rule by its code, in the order of the codes."""
    for family in FAMILIES:
        import_module(f"{__package__}.{family}")
    return dict(sorted(_rules.items()))


def rules_on(subject: Subject) -> Iterator[Rule]:
    """The rules that look at such a subject."""
    return (rule for rule in all_rules().values() if rule.subject is subject)
