"""Lampiran 2: Form Rekapitulasi Penilaian Best Practice (POB slides 26 and 28)."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from ..figures import exact, with_comma
from ..model.units import Level
from ..wording import say
from .common import SIGNERS, fill_head, final_figure, yes_no
from .periksa import PLACES_NEEDED, fill_checks
from .recap2 import Outcome, Recap2, ScoreLine
from .xlsx.values import Value
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
MARKS = ("kaki", "jarak", "tanda_tangan")  # where parts of the form begin and end
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

IN_CHART = 12  # writings that a small chart can still show
_MEMBER, _LEAST_SPACE = 24, 84  # points: the chart stands beside the panel's names, whoever sits on it
UNITS = {Level.KORKOT: "Korkot", Level.KMW: "KMW", Level.KMP: "KMP (nasional)"}


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
    unit = "" if recap.level is Level.KMP else recap.unit
    book.put("tingkat", f"{UNITS[recap.level]} {unit}".strip())
    book.put("bulan", recap.period)
    book.put(
        "rubrik", say("forms.rubric_passing", rubric=recap.rubric, passing=with_comma(exact(recap.passing)))
    )
    book.repeat_column("penilai", len(recap.assessors))
    book.put_across("nama_penilai", recap.assessors)
    rows = [_outcome(outcome, recap.passing) for outcome in recap.outcomes]
    nothing = (None, say("forms.nothing"), *[None] * (len(ROW) + len(recap.assessors) - 3))
    book.fill({"row": ROW}, [("row", row) for row in rows or [nothing]])
    for name, value in zip(SUMMARY, _summary(recap), strict=True):
        book.put(name, value)
    book.fill({"row": TEAM}, [("row", member) for member in _members(recap)])
    book.stretch("jarak", max(12, _LEAST_SPACE - _MEMBER * len(recap.members)))
    for name, value in zip(FOOT, (recap.place_date, *SIGNERS[recap.level]), strict=True):
        book.put(name, value)
    book.keep_together("judul", ("kaki", "jarak"), "tanda_tangan")


def _members(recap: Recap2) -> list[tuple[Value, ...]]:
    members = [(number, one.name, one.position, None) for number, one in enumerate(recap.members, start=1)]
    return list(members) or [(None, say("forms.nothing"), None, None)]


def _outcome(outcome: Outcome, passing: Fraction) -> tuple[Value, ...]:
    return (
        outcome.rank,
        outcome.title,
        outcome.author,
        outcome.city,
        *outcome.totals,
        outcome.total,
        final_figure(outcome.final, passing),
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
    _put_instruments(book, recap, "instrumen")
    rows = [
        (one.rank, one.title, one.city, *one.instruments, final_figure(one.final, recap.passing))
        for one in recap.outcomes
    ]
    book.fill({"row": INSTRUMENTS}, [("row", row) for row in rows])


def _fill_scores(book: Workbook, recap: Recap2) -> None:
    _put_instruments(book, recap, "lembar")
    rows = [(number, *_line(line)) for number, line in enumerate(recap.lines, start=1)]
    book.fill({"row": SHEET}, [("row", row) for row in rows])


def _line(line: ScoreLine) -> tuple[Value, ...]:
    head = (line.title, line.city, line.assessor)
    return (*head, *line.scores, line.total, line.status, line.remark, line.file)


def _put_instruments(book: Workbook, recap: Recap2, sheet: str) -> None:
    column = {"instrumen": "instrumen_rata", "lembar": "lembar_skor"}[sheet]
    book.repeat_column(column, len(recap.instruments))
    book.put_across(f"{sheet}_nama", [instrument.short_name for instrument in recap.instruments])
    book.put_across(f"{sheet}_bobot", [instrument.weight for instrument in recap.instruments])
