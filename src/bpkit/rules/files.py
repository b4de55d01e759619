"""Files that can't be taken as they are: whatever reading noted as damage is a finding about that file.

BP203, BP305 and BP502 speak of damages too, in the families of what they are about.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..model.facts import Folder, Submission
from ..model.problems import Kind, Problem
from ..model.units import Severity
from .damages import faults_of
from .registry import Context, Subject, rule

CODES = {
    Kind.BROKEN: ("BP901", Severity.ERROR),
    Kind.PROTECTED: ("BP902", Severity.ERROR),
    Kind.MISLABELLED: ("BP903", Severity.ERROR),
    Kind.UNSAFE: ("BP904", Severity.ERROR),
    Kind.MACROS: ("BP905", Severity.WARNING),
    Kind.NO_PERMISSION: ("BP906", Severity.ERROR),
    Kind.IN_USE: ("BP907", Severity.INFO),
    Kind.UNREACHABLE: ("BP908", Severity.ERROR),
}


def _speak_of(kind: Kind, code: str, severity: Severity) -> None:
    @rule(code, severity, on=(Subject.FOLDER, Subject.SUBMISSION))
    def damaged(subject: Folder | Submission, _: Context) -> Iterator[Problem]:
        return faults_of(subject, kind)


for _kind, (_code, _severity) in CODES.items():
    _speak_of(_kind, _code, _severity)
