"""The letters: a panel names its best (POB slides 15 and 18), and what authors have to mend."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from msgspec import Struct

from ..errors import RefusedError
from ..figures import exact, final_shown, is_about, with_comma
from ..levels import levels_of
from ..model.dates import in_words
from ..model.facts import Submission
from ..model.levels import PROVINCE as OF_PROVINCES
from ..model.levels import Level
from ..model.outcomes import Checked
from ..model.problems import Finding
from ..model.scores import Assessment, Result
from ..model.settings import Settings
from ..model.units import Severity
from ..months.deadlines import deadline
from ..wording import say
from .common import DOTS, LETTERHEAD, for_people, letterhead, place_and_date
from .templates import fill_document

DECISION_PLACES = (
    "program",
    "nomor",
    "tempat_tanggal",
    "bulan",
    "jumlah_dinilai",
    "jumlah_terpilih",
    "jumlah_penilai",
    "nilai_lulus",
    "catatan",
    "pemenang",
    "peringkat",
    "judul",
    "penulis",
    "kota",
    "nilai_akhir",
)
PROVINCE = "provinsi"  # in the text of a letter of one province, in every row of one of all


class Winner(Struct, frozen=True):
    """One selected writing as the letter names it."""

    rank: int
    title: str
    author: str
    city: str
    province: str
    final: str


class DecisionLetter(Struct, frozen=True):
    """Everything that stands in a decision letter."""

    level: Level
    program: str
    province: str
    period: str
    number: str
    place_date: str
    considered: int
    assessors: int
    passing: str
    note: str
    winners: tuple[Winner, ...]
    head: Mapping[str, Any] = {}  # letterhead and signer, by their places


def decision_letter(assessment: Assessment, settings: Settings, day: date | None = None) -> DecisionLetter:
    """The decision of a panel, ready for its letter; dated as decided, else with `day`.

    Raises:
        RefusedError: nobody is selected, a tie is open, or values are provisional and nothing was decided.
    """
    _refuse_unfinished(assessment)
    panel, decision = assessment.panel, assessment.panel.decision
    office = settings.office(panel.level, panel.unit)
    written = decision.date if decision and decision.date else day
    winners = [result for result in assessment.results if result.selected]
    return DecisionLetter(
        level=panel.level,
        program=settings.program,
        province=panel.unit if panel.level.is_named else "",
        period=panel.period.in_words if panel.period else DOTS,
        number=decision.letter if decision and decision.letter else DOTS,
        place_date=place_and_date(panel.level, panel.unit, written, office),
        considered=len(panel.candidates),
        assessors=sum(bool(assessor.sheets) for assessor in assessment.assessors),
        passing=with_comma(exact(assessment.rubric.passing)),
        note=_note(assessment, len(winners)),
        winners=tuple(_winner(result, assessment) for result in winners),
        head=letterhead(office, office.knows, _position(panel.level, panel.unit, 0)),
    )


def _position(level: Level | None, unit: str, role: int) -> str:
    """What the programme calls who signs for a unit: `Team Leader KMW Propinsi Jawa Tengah`."""
    if level is None or len(level.signers) <= role:
        return ""
    name = level.signers[role]
    if level.name not in name:
        name = f"{name} {level.name}"
    if not level.is_named or not unit:
        return name
    return f"{name} Propinsi {unit}" if level.roster == OF_PROVINCES else f"{name} {unit}"


def fill_decision_letter(letter: DecisionLetter, template: Path) -> bytes:
    """The decision letter as a Word document.

    Raises:
        UserError: the template lacks a place.
    """
    winners = [
        {
            "peringkat": winner.rank,
            "judul": winner.title,
            "penulis": winner.author,
            "kota": winner.city,
            "nilai_akhir": winner.final,
            PROVINCE: winner.province,
        }
        for winner in letter.winners
    ]
    values = {
        "program": letter.program,
        "nomor": letter.number,
        "tempat_tanggal": letter.place_date,
        "bulan": letter.period,
        "jumlah_dinilai": letter.considered,
        "jumlah_terpilih": len(winners),
        "jumlah_penilai": letter.assessors,
        "nilai_lulus": letter.passing,
        "catatan": letter.note,
        "pemenang": winners,
        PROVINCE: letter.province,
    }
    return fill_document(
        template, (*DECISION_PLACES, PROVINCE), {**values, **letter.head}, may_have=LETTERHEAD
    )


def _refuse_unfinished(assessment: Assessment) -> None:
    """A letter that names winners goes out only when nothing can change them any more."""
    decision = assessment.panel.decision
    decided = decision is not None and decision.order is not None
    provisional = [result.candidate.key for result in assessment.results if result.provisional]
    if assessment.ties:
        titles = ", ".join(key for keys in assessment.ties for key in keys)
        raise RefusedError(say("forms.letter_tie", titles=titles), say("forms.letter_tie_remedy"))
    if provisional and not decided:
        problem = say("forms.letter_provisional", titles=", ".join(provisional))
        raise RefusedError(problem, say("forms.letter_provisional_remedy"))
    if not any(result.selected for result in assessment.results):
        raise RefusedError(say("forms.letter_nobody"), say("forms.letter_nobody_remedy"))


def _winner(result: Result, assessment: Assessment) -> Winner:
    candidate = result.candidate
    passing = assessment.rubric.passing
    return Winner(
        rank=result.rank or 0,
        title=candidate.title,
        author=candidate.author or say("forms.no_author"),
        city=candidate.city,
        province=candidate.province,
        final="–" if result.final is None else with_comma(final_shown(result.final, passing)),
    )


def _note(assessment: Assessment, winners: int) -> str:
    panel, passing = assessment.panel, assessment.rubric.passing
    parts = []
    if any(r.selected and r.final is not None and is_about(r.final, passing) for r in assessment.results):
        parts.append(say("forms.note_about"))
    if assessment.mode == "agreed":
        parts.append(say("forms.note_agreed"))
    if panel.seats is not None and winners < panel.seats:
        parts.append(say("forms.note_seats", seats=panel.seats, winners=winners))
    if short := [r.candidate.title for r in assessment.results if r.selected and not r.candidate.complete]:
        titles = ", ".join(f"“{title}”" for title in short)
        parts.append(say("forms.note_incomplete", titles=titles))
    if panel.decision and panel.decision.reason:
        reason = panel.decision.reason.rstrip(".")
        parts.append(say("forms.note_reason", reason=reason))
    return " ".join(parts)


NOTICE_PLACES = (
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

DUE = "BP6"  # rules about who owes what, and by when
Words = Callable[[Finding], tuple[str, str]]  # what was found, and how to mend it


class Mending(Struct, frozen=True):
    """What one author has to mend in one writing."""

    author: str
    title: str
    points: tuple[str, ...]
    owed: bool = True  # whether any of them keeps it from being complete


class Notice(Struct, frozen=True):
    """Everything that stands in the notice to a city."""

    program: str
    city: str
    province: str
    period: str
    place_date: str
    until: str
    mendings: tuple[Mending, ...]
    head: Mapping[str, Any] = {}  # letterhead and signer, by their places


def notice(checked: Checked, settings: Settings, words: Words, day: date | None = None) -> Notice | None:
    """What the authors of a folder have to mend, and until when; None where everything is complete.

    `words` gives what a finding says and how to mend it, in Indonesian. The time ends when the city's
    writings are due one level up (POB slide 15); a letter dated later than that asks for it at once.
    """
    mendings = tuple(sorted(_mendings(checked, words), key=lambda one: not one.owed))
    if not any(one.owed for one in mendings):
        return None  # suggestions alone are no reason for a letter
    folder = checked.folder
    above = folder.above.unit if folder.above else None
    upper = levels_of(settings).above(folder.level)
    office = settings.office(upper, above or "")
    return Notice(
        program=settings.program,
        city=folder.unit or "",
        province=above or DOTS,
        period=folder.period.in_words if folder.period else DOTS,
        place_date=place_and_date(upper, "", day, office),
        until=_until(checked, settings, day),
        mendings=mendings,
        head=letterhead(office, office.made, _position(upper, above or DOTS, 1)),
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
        "jumlah_tulisan": len(
            {one.title for one in letter.mendings if one.owed} - {say("forms.whole_folder")}
        ),
        "perbaikan": rows,
    }
    return fill_document(template, NOTICE_PLACES, {**values, **letter.head}, may_have=LETTERHEAD)


def _mendings(checked: Checked, words: Words) -> Iterator[Mending]:
    """By author, those of one author together; what concerns the folder is for the city's own team."""
    by_author: dict[str, list[Submission]] = {}
    for submission in checked.submissions:
        by_author.setdefault(_author(submission), []).append(submission)
    for author, submissions in by_author.items():
        for submission in submissions:
            found = checked.findings_on(submission)
            if points := _points(found, words):
                yield Mending(author, submission.title, points, _is_owed(found))
    files = {file for submission in checked.submissions for file in submission.files}
    rest = [finding for finding in checked.findings if finding.problem.path not in files]
    if points := _points(rest, words):
        team = say("forms.own_team", level=checked.folder.level.name)
        yield Mending(team, say("forms.whole_folder"), points, _is_owed(rest))


def _is_owed(findings: Iterable[Finding]) -> bool:
    """Whether anything is not complete: an error, or what was due by the roster (BP6); the rest is advice."""
    return any(
        not one.waived
        and (
            one.severity is Severity.ERROR or (one.code.startswith(DUE) and one.severity >= Severity.WARNING)
        )
        for one in findings
    )


def _author(submission: Submission) -> str:
    name = submission.identity.author.name
    return name.text if name else say("forms.no_author")


def _points(findings: Iterable[Finding], words: Words) -> tuple[str, ...]:
    """What must be mended, then what should be; each once."""
    open_findings = [f for f in findings if not f.waived and f.severity >= Severity.WARNING]
    open_findings.sort(key=lambda finding: -finding.severity)
    points = []
    for finding in open_findings:
        message, remedy = words(finding)
        told = for_people(message) or message
        point = f"{told}{'' if told.endswith(('.', '!', '?')) else '.'} {for_people(remedy)}".strip()
        points.append(point if finding.severity is Severity.ERROR else say("forms.advised", point=point))
    return tuple(dict.fromkeys(points))


def _until(checked: Checked, settings: Settings, day: date | None) -> str:
    period = checked.folder.period
    if period is None:
        return say("forms.at_once")
    above = levels_of(settings).above(checked.folder.level)
    province = checked.folder.above.unit if checked.folder.above else None
    until = deadline(settings, above, period, province) if above else None
    until = until or date(period.year, period.month, monthrange(period.year, period.month)[1])
    return say("forms.at_once") if day and day > until else say("forms.until", date=in_words(until))
