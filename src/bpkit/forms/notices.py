"""The notice to a korkot: what every author has to mend, and until when."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ..model.dates import in_words
from ..model.facts import Submission
from ..model.findings import Finding
from ..model.outcomes import Checked
from ..model.settings import Settings
from ..model.units import Level, Severity
from .common import DOTS, NO_AUTHOR, place_and_date
from .word import fill_document

PLACES = (
    "program",
    "nomor",
    "tempat_tanggal",
    "bulan",
    "kota",
    "provinsi",
    "batas_waktu",
    "jumlah_tulisan",
    "perbaikan",
    "nomor_urut",
    "penulis",
    "judul",
    "butir",
)
TEAM = "Tim Korkot"
WHOLE_FOLDER = "(folder dan kelengkapan bulan ini)"
AT_ONCE = "segera setelah surat ini diterima"

Words = Callable[[Finding], tuple[str, str]]  # what was found, and how to mend it


@dataclass(frozen=True, slots=True)
class Mending:
    """What one author has to mend in one writing."""

    author: str
    title: str
    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """Everything that stands in the notice to a korkot."""

    program: str
    city: str
    province: str
    period: str
    place_date: str
    until: str
    mendings: tuple[Mending, ...]


def notice(checked: Checked, settings: Settings, words: Words, day: date | None = None) -> Notice | None:
    """What the authors of a korkot folder have to mend, and until when; None where there is nothing.

    `words` gives what a finding says and how to mend it, in Indonesian. The time ends when the city's
    writings are due at the KMW (POB slide 15); a letter dated later than that asks for it at once.
    """
    mendings = tuple(_mendings(checked, words))
    if not mendings:
        return None
    folder = checked.folder
    above = folder.above.unit if folder.above else None
    return Notice(
        program=settings.program,
        city=folder.unit or "",
        province=above or DOTS,
        period=folder.period.in_words if folder.period else DOTS,
        place_date=place_and_date(Level.KMW, "", day),
        until=_until(checked, settings, day),
        mendings=mendings,
    )


def fill_notice(letter: Notice, template: Path) -> bytes:
    """The notice as a Word document.

    Raises:
        UserError: the template lacks a place.
    """
    rows = [
        {"nomor_urut": number, "penulis": one.author, "judul": one.title, "butir": list(one.points)}
        for number, one in enumerate(letter.mendings, start=1)
    ]
    values = {
        "program": letter.program,
        "nomor": DOTS,
        "tempat_tanggal": letter.place_date,
        "bulan": letter.period,
        "kota": letter.city,
        "provinsi": letter.province,
        "batas_waktu": letter.until,
        "jumlah_tulisan": len({one.title for one in letter.mendings} - {WHOLE_FOLDER}),
        "perbaikan": rows,
    }
    return fill_document(template, PLACES, values)


def _mendings(checked: Checked, words: Words) -> Iterator[Mending]:
    """By author, those of one author together; what concerns the folder is for the Korkot team."""
    by_author: dict[str, list[Submission]] = {}
    for submission in checked.submissions:
        by_author.setdefault(_author(submission), []).append(submission)
    for author, submissions in by_author.items():
        for submission in submissions:
            if points := _points(checked.findings_on(submission), words):
                yield Mending(author, submission.title, points)
    files = {file for submission in checked.submissions for file in submission.files}
    if points := _points((f for f in checked.findings if f.fault.path not in files), words):
        yield Mending(TEAM, WHOLE_FOLDER, points)


def _author(submission: Submission) -> str:
    name = submission.identity.author.name
    return name.text if name else NO_AUTHOR


def _points(findings: Iterable[Finding], words: Words) -> tuple[str, ...]:
    """What must be mended, then what should be; each once."""
    open_findings = [f for f in findings if not f.waived and f.severity >= Severity.WARNING]
    open_findings.sort(key=lambda finding: -finding.severity)
    points = []
    for finding in open_findings:
        message, remedy = words(finding)
        advice = "" if finding.severity is Severity.ERROR else "(disarankan) "
        points.append(f"{advice}{message} {remedy}".strip())
    return tuple(dict.fromkeys(points))


def _until(checked: Checked, settings: Settings, day: date | None) -> str:
    period = checked.folder.period
    if period is None:
        return AT_ONCE
    last = monthrange(period.year, period.month)[1]
    until = date(period.year, period.month, min(settings.deadlines["kmw"], last))
    return AT_ONCE if day and day > until else f"selambat-lambatnya tanggal {in_words(until)}"
