"""The decision letters: a KMW or the KMP names its best, ranked (POB slides 15 and 18)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ..errors import RefusedError
from ..figures import exact, final_shown, with_comma
from ..model.scores import Assessment, Result
from ..model.settings import Settings
from ..model.units import Level
from ..wording import say
from .common import DOTS, NO_AUTHOR, place_and_date
from .word import fill_document

PLACES = (
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
PROVINCE = "provinsi"  # on the KMW's letter in the text, on the KMP's in every row


@dataclass(frozen=True, slots=True)
class Winner:
    """One selected writing as the letter names it."""

    rank: int
    title: str
    author: str
    city: str
    province: str
    final: str


@dataclass(frozen=True, slots=True)
class DecisionLetter:
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


def decision_letter(assessment: Assessment, settings: Settings, day: date | None = None) -> DecisionLetter:
    """The decision of a panel, ready for its letter; dated as decided, else with `day`.

    Raises:
        RefusedError: nobody is selected, a tie is open, or values are provisional and nothing was decided.
    """
    _refuse_unfinished(assessment)
    panel, decision = assessment.panel, assessment.panel.decision
    written = decision.date if decision and decision.date else day
    winners = [result for result in assessment.results if result.selected]
    return DecisionLetter(
        level=panel.level,
        program=settings.program,
        province=panel.unit if panel.level is Level.KMW else "",
        period=panel.period.in_words if panel.period else DOTS,
        number=decision.letter if decision and decision.letter else DOTS,
        place_date=place_and_date(panel.level, panel.unit, written),
        considered=len(panel.candidates),
        assessors=sum(bool(assessor.sheets) for assessor in assessment.assessors),
        passing=with_comma(exact(assessment.rubric.passing)),
        note=_note(assessment, len(winners)),
        winners=tuple(_winner(result, assessment) for result in winners),
    )


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
    return fill_document(template, (*PLACES, PROVINCE), values)


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
        author=candidate.author or NO_AUTHOR,
        city=candidate.city,
        province=candidate.province,
        final="–" if result.final is None else with_comma(final_shown(result.final, passing)),
    )


def _note(assessment: Assessment, winners: int) -> str:
    panel = assessment.panel
    parts = []
    if assessment.mode == "agreed":
        parts.append("Skor setiap tulisan disepakati tim penilai dalam diskusi.")
    if panel.seats is not None and winners < panel.seats:
        parts.append(
            f"Dari {panel.seats} tulisan terbaik yang dapat ditetapkan hanya {winners} yang terisi, "
            "karena tidak ada tulisan lain yang mencapai nilai lulus."
        )
    if short := [r.candidate.title for r in assessment.results if r.selected and not r.candidate.complete]:
        titles = ", ".join(f"“{title}”" for title in short)
        parts.append(f"Syarat tulisan belum lengkap pada {titles}; kekurangannya wajib dilengkapi.")
    if panel.decision and panel.decision.reason:
        reason = panel.decision.reason.rstrip(".")
        parts.append(f"Urutan tersebut ditetapkan tim penilai dengan pertimbangan: {reason}.")
    return " ".join(parts)
