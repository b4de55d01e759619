"""Files that can't be taken as they are: whatever reading noted as damage is a finding about that file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..model.facts import Damage, DamageKind, Folder, Submission
from ..model.findings import Fault
from ..model.units import Severity
from .damages import faults_of, reason
from .registry import Context, Subject, rule

EVERYWHERE = (Subject.FOLDER, Subject.SUBMISSION)


@rule("BP901", Severity.ERROR, on=EVERYWHERE)
def damaged(subject: Folder | Submission, _: Context) -> Iterator[Fault]:
    """The file is whole; of a YAML beside a submission, that it says what can be used."""
    for fault in faults_of(subject, DamageKind.BROKEN, _broken):
        of_yaml = fault.path.suffix.casefold() in (".yaml", ".yml") and fault.place is not None
        yield replace(fault, variant="value" if fault.expected else "syntax") if of_yaml else fault


@rule("BP902", Severity.ERROR, on=EVERYWHERE)
def protected(subject: Folder | Submission, _: Context) -> Iterator[Fault]:
    """The file opens without a password."""
    return faults_of(subject, DamageKind.PROTECTED)


@rule("BP903", Severity.ERROR, on=EVERYWHERE)
def mislabelled(subject: Folder | Submission, _: Context) -> Iterator[Fault]:
    """The content is what the file's ending says."""
    return faults_of(subject, DamageKind.MISLABELLED, _mislabelled)


@rule("BP904", Severity.ERROR, on=EVERYWHERE)
def unsafe(subject: Folder | Submission, _: Context) -> Iterator[Fault]:
    """The file can do no harm and leads nowhere out of the share."""
    for fault in faults_of(subject, DamageKind.UNSAFE, _unsafe):
        of_folder = isinstance(subject, Folder) and not fault.variant
        yield replace(fault, variant="link" if fault.found else "special") if of_folder else fault


@rule("BP905", Severity.WARNING, on=EVERYWHERE)
def with_macros(subject: Folder | Submission, _: Context) -> Iterator[Fault]:
    """The document has no macros."""
    return faults_of(subject, DamageKind.MACROS)


@rule("BP906", Severity.ERROR, on=EVERYWHERE)
def not_permitted(subject: Folder | Submission, _: Context) -> Iterator[Fault]:
    """The file may be read."""
    of_folder = isinstance(subject, Folder)
    # A folder's own damages are of folders in it, but for files of its panel: these say so.
    return faults_of(
        subject,
        DamageKind.NO_PERMISSION,
        lambda damage: "folder" if of_folder and reason(damage) != "file" else "",
    )


@rule("BP907", Severity.INFO, on=EVERYWHERE)
def in_use(subject: Folder | Submission, _: Context) -> Iterator[Fault]:
    """Nobody has the file open, and it is copied to its end."""
    return faults_of(subject, DamageKind.IN_USE)


@rule("BP908", Severity.ERROR, on=EVERYWHERE)
def out_of_reach(subject: Folder | Submission, _: Context) -> Iterator[Fault]:
    """The share gives the file or folder now; what it does not give is not damaged for that."""
    return faults_of(subject, DamageKind.UNREACHABLE, _unreached)


def _broken(damage: Damage) -> str:
    return why if (why := reason(damage)) in ("pattern", "blank") else ""


def _mislabelled(damage: Damage) -> str:
    return "old" if reason(damage) == "old" else ""


def _unsafe(damage: Damage) -> str:
    return why if (why := reason(damage)) in ("large", "heavy", "special", "link") else ""


def _unreached(damage: Damage) -> str:
    return why if (why := reason(damage)) in ("folder", "cloud", "open", "gone") else ""
