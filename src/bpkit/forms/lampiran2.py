"""Lampiran 2: Form Rekapitulasi Penilaian Best Practice (POB slides 26 and 28).

Every writing that a panel had before it, its totals and its outcome: first told, then put into the template.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from ..figures import exact, is_about, with_comma
from ..wording import say
from .common import (
    fill_head,
    fill_signatures,
    final_number,
    yes_no,
)
from .lampiran2_content import (
    OutcomeRow,
    Recap2,
    ScoreLine,
)
from .periksa import ON_A_PAGE, PLACES_NEEDED, fill_checks
from .templates import fills
from .xlsx.cells import Value
from .xlsx.workbook import Workbook

HEAD = ("program", "tingkat", "bulan", "rubrik")
ROW = (
    "peringkat",
    "judul",
    "penulis",
    "kota",
    "penilai",
    "jumlah",
    "nilai_akhir",
    "lulus",
    "terpilih",
    "keterangan",
)
SUMMARY = ("jumlah_tulisan", "jumlah_lulus", "jumlah_terpilih", "keputusan")
TEAM = ("tim_nomor", "tim_nama", "tim_jabatan", "tim_tanda")
FOOT = ("tempat_tanggal", "jabatan_mengetahui", "jabatan_pembuat")
MARKS = ("kaki", "tanda_tangan")  # where the foot begins and ends
GAP = "jarak"  # beside which a template may have its chart
INSTRUMENTS = (
    "instrumen_peringkat",
    "instrumen_judul",
    "instrumen_kota",
    "instrumen_rata",
    "instrumen_na",
)
SHEET = (
    "lembar_nomor",
    "lembar_judul",
    "lembar_kota",
    "lembar_penilai",
    "lembar_skor",
    "lembar_jumlah",
    "lembar_dihitung",
    "lembar_catatan",
    "lembar_berkas",
)
HEADERS = ("nama_penilai", "instrumen_bobot", "instrumen_nama", "lembar_bobot", "lembar_nama")
PLACES = (*HEAD, *ROW, *SUMMARY, *TEAM, *FOOT, *MARKS, *INSTRUMENTS, *SHEET, *HEADERS, *PLACES_NEEDED)

FOR_ASSESSORS = 50.0  # digits of the page's width for the totals of all assessors
IN_CHART = 12  # writings that a small chart can still show
_MEMBER, _LEAST_SPACE = 24, 84  # points: the chart stands beside the panel's names, whoever sits on it


@fills
def lampiran2(recap: Recap2, template: Path, provisional: str = "") -> bytes:
    """The workbook of a Lampiran 2 with its sheets of instruments, scores and checks.

    `provisional` says, across its head, why nobody is named yet.

    Raises:
        UserError: the template lacks a place.
    """
    book = Workbook(template, PLACES)
    fill_head(book, recap.program, provisional)
    _fill_form(book, recap)
    _fill_instruments(book, recap)
    _fill_scores(book, recap)
    fill_checks(book, recap)
    book.shape_charts(IN_CHART, exact(recap.most), exact(recap.passing))
    return book.to_bytes()


def _fill_form(book: Workbook, recap: Recap2) -> None:
    unit = recap.unit if recap.level.is_named else ""
    book.put("tingkat", f"{recap.level.on_forms} {unit}".strip())
    book.put("bulan", recap.period)
    passing = say("forms.rubric_passing", rubric=recap.rubric, passing=with_comma(exact(recap.passing)))
    finals = (one.final for one in recap.outcomes if one.final is not None)
    rounded = any(is_about(final, recap.passing) for final in finals)
    book.put("rubrik", f"{passing}; {say('forms.about')}" if rounded else passing)
    book.repeat_column("penilai", len(recap.assessors))
    book.share_width("penilai", FOR_ASSESSORS)
    nothing = (None, say("forms.nothing"), *[None] * (len(ROW) + len(recap.assessors) - 3))
    rows = [_outcome_cells(outcome, recap.passing) for outcome in recap.outcomes] or [nothing]
    below = [(None, one.name, one.position, *nothing[3:]) for one in recap.members]  # in the same columns
    book.fit_width(("judul", "penulis", "kota", "keterangan"), [*rows, *below], ROW)
    book.put_across("nama_penilai", recap.assessors)
    if len(recap.assessors) > ON_A_PAGE:
        book.repeat_titles("judul")
    book.fill({"row": ROW}, [("row", row) for row in rows])
    for name, value in zip(SUMMARY, _summary(recap), strict=True):
        book.put(name, value)
    book.fill({"row": TEAM}, [("row", member) for member in _members(recap)])
    if GAP in book.places:
        book.stretch(GAP, max(12, _LEAST_SPACE - _MEMBER * len(recap.members)))
    fill_signatures(book, recap.signatures, recap.place_date)
    book.keep_together("judul", (MARKS[0], *([GAP] if GAP in book.places else [])), MARKS[1])


def _members(recap: Recap2) -> list[tuple[Value, ...]]:
    members = [(number, one.name, one.position, None) for number, one in enumerate(recap.members, start=1)]
    return list(members) or [(None, say("forms.nothing"), None, None)]


def _outcome_cells(outcome: OutcomeRow, passing: Fraction) -> tuple[Value, ...]:
    return (
        outcome.rank,
        outcome.title,
        outcome.author,
        outcome.city,
        *outcome.totals,
        outcome.total,
        final_number(outcome.final, passing),
        yes_no(outcome.passed),
        yes_no(outcome.selected),
        outcome.remark,
    )


def _summary(recap: Recap2) -> tuple[Value, ...]:
    selected = str(sum(outcome.selected for outcome in recap.outcomes))
    return (
        len(recap.outcomes),
        sum(outcome.passed for outcome in recap.outcomes),
        selected if recap.seats is None else say("forms.of_seats", selected=selected, seats=recap.seats),
        recap.decision,
    )


def _fill_instruments(book: Workbook, recap: Recap2) -> None:
    rows: list[tuple[Value, ...]] = [
        (one.rank, one.title, one.city, *one.instruments, final_number(one.final, recap.passing))
        for one in recap.outcomes
    ]
    book.repeat_column("instrumen_rata", len(recap.instruments))
    book.fit_width(("instrumen_judul", "instrumen_kota"), rows, INSTRUMENTS)
    _put_instruments(book, recap, "instrumen")
    book.fill({"row": INSTRUMENTS}, [("row", row) for row in rows])


def _fill_scores(book: Workbook, recap: Recap2) -> None:
    rows = [(number, *_line_cells(line)) for number, line in enumerate(recap.lines, start=1)]
    texts = (
        "lembar_judul",
        "lembar_kota",
        "lembar_penilai",
        "lembar_dihitung",
        "lembar_catatan",
        "lembar_berkas",
    )
    book.repeat_column("lembar_skor", len(recap.instruments))
    book.fit_width(texts, rows, SHEET)
    _put_instruments(book, recap, "lembar")
    book.fill({"row": SHEET}, [("row", row) for row in rows])


def _line_cells(line: ScoreLine) -> tuple[Value, ...]:
    head = (line.title, line.city, line.assessor)
    return (*head, *line.scores, line.total, line.status, line.remark, line.file)


def _put_instruments(book: Workbook, recap: Recap2, sheet: str) -> None:
    book.put_across(f"{sheet}_nama", [instrument.short_name for instrument in recap.instruments])
    book.put_across(f"{sheet}_bobot", [instrument.weight for instrument in recap.instruments])
