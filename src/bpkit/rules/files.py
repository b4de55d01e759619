"""Files that can't be taken as they are: whatever reading noted as damage is a finding about that file.

BP203, BP305 and BP502 speak of damages too, in the families of what they are about.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..model.facts import DamageKind, Folder, Submission
from ..model.findings import Fault
from ..model.units import Severity
from .damages import faults_of
from .registry import Context, Subject, rule

CODES = {
    DamageKind.BROKEN: ("BP901", Severity.ERROR),
    DamageKind.PROTECTED: ("BP902", Severity.ERROR),
    DamageKind.MISLABELLED: ("BP903", Severity.ERROR),
    DamageKind.UNSAFE: ("BP904", Severity.ERROR),
    DamageKind.MACROS: ("BP905", Severity.WARNING),
    DamageKind.NO_PERMISSION: ("BP906", Severity.ERROR),
    DamageKind.IN_USE: ("BP907", Severity.INFO),
    DamageKind.UNREACHABLE: ("BP908", Severity.ERROR),
}


def _speak_of(kind: DamageKind, code: str, severity: Severity) -> None:
    @rule(code, severity, on=(Subject.FOLDER, Subject.SUBMISSION))
    def damaged(subject: Folder | Submission, _: Context) -> Iterator[Fault]:
        return faults_of(subject, kind)


for _kind, (_code, _severity) in CODES.items():
    _speak_of(_kind, _code, _severity)
