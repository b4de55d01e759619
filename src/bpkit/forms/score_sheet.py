"""The score form of one assessor (`Lembar Penilaian`): a row per title, a column per instrument.

What the form does by itself (totals, drop-downs, colours, protection) is the template's; here are the values.
`reading/panel/score_form.py` reads it back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from ..model.scores import Instrument, Rubric, Scale
from ..model.units import Level, Period, fold
from ..office.package import read_parts, to_bytes

if TYPE_CHECKING:
    from .xlsx.workbook import NamedPlace, Workbook

LEVELS = {Level.KORKOT: "Korkot", Level.KMW: "KMW", Level.KMP: "KMP"}
DOTS = "." * 44
HEAD = ("program", "penilai", "jabatan", "cara_menilai", "tanggal", "tingkat", "wilayah", "bulan", "rubrik")
TABLE = ("nama_instrumen", "bobot", "jumlah_bobot", "nilai_lulus", "skor", "kaki", "tanda_tangan")
ROW = ("nomor", "judul", "kota")
INSTRUMENT = ("kode", "nama_pendek", "nama", "uraian", "kondisi", "bobot_instrumen")
PAGE = ("rubrik_nama", "rubrik_sumber", "rubrik_catatan", "skala", "sidik_rubrik")


@dataclass(frozen=True, slots=True)
class SheetHead:
    """Whose form it is. `assessor` is empty on a blank copy; `agreed` names a panel that scores together."""

    assessor: str
    position: str
    date: date | None
    level: Level
    unit: str
    period: Period
    program: str = "PNPM Mandiri Perkotaan"
    agreed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A title on the form: its key (`city/title` where titles repeat); the author is empty where blind."""

    title: str
    city: str
    author: str = ""


def score_sheet(rubric: Rubric, head: SheetHead, lines: Sequence[SheetLine], template: Path) -> bytes:
    """The form as a workbook; the same arguments give the same bytes.

    Raises:
        UserError: a place of the template is missing.
        ShareError: the template can't be read.
    """
    from .xlsx.notes import with_notes
    from .xlsx.workbook import Workbook

    book = Workbook(template, (*HEAD, *TABLE, *ROW, *INSTRUMENT, *PAGE))
    _fill_head(book, rubric, head)
    _fill_table(book, rubric, lines)
    _fill_instruments(book, rubric)
    place = book.places["judul"]
    return with_notes(_growing(book.to_bytes(), place, len(lines)), place.sheet, _notes(book, rubric, lines))


def missing_titles(titles: Iterable[str], *on_forms: Iterable[str]) -> tuple[str, ...]:
    """The titles that stand on none of an assessor's forms yet, in their order; they go on a further form."""
    known = {fold(title) for form in on_forms for title in form}
    return tuple(title for title in titles if fold(title) not in known)


def scale_values(scale: Scale) -> tuple[Fraction, ...]:
    """Every score that the scale allows, from the least."""
    count = int((scale.most - scale.least) / scale.step)
    return tuple(scale.least + scale.step * index for index in range(count + 1))


def _fill_head(book: Workbook, rubric: Rubric, head: SheetHead) -> None:
    names = "; ".join(head.agreed) or head.assessor
    book.put("program", head.program)
    book.put("penilai", names)
    book.put("jabatan", head.position)
    book.put("cara_menilai", "Kesepakatan" if head.agreed else "Perorangan")
    book.put("tanggal", head.date)
    book.put("tingkat", LEVELS[head.level])
    book.put("wilayah", head.unit)
    book.put("bulan", head.period.in_words)
    book.put("rubrik", rubric.id)
    book.put(
        "tanda_tangan", "\n\n\n\n".join(f"( {name or DOTS} )" for name in head.agreed or (head.assessor,))
    )


def _fill_table(book: Workbook, rubric: Rubric, lines: Sequence[SheetLine]) -> None:
    book.repeat_column("skor", len(rubric.instruments))
    book.put_across("nama_instrumen", [instrument.short_name for instrument in rubric.instruments])
    book.put_across("bobot", [instrument.weight for instrument in rubric.instruments])
    book.put("jumlah_bobot", sum((instrument.weight for instrument in rubric.instruments), Fraction(0)))
    book.put("nilai_lulus", rubric.passing)
    rows = [("judul", (number, line.title, line.city)) for number, line in enumerate(lines, start=1)]
    book.fill({"judul": ROW}, rows)


def _fill_instruments(book: Workbook, rubric: Rubric) -> None:
    book.put("rubrik_nama", f"{rubric.name} (rubrik {rubric.id})")
    book.put("rubrik_sumber", rubric.source)
    book.put("rubrik_catatan", rubric.note)
    book.fill({"kode": INSTRUMENT}, [("kode", _about(instrument)) for instrument in rubric.instruments])
    book.fill({"skala": ("skala",)}, [("skala", (value,)) for value in scale_values(rubric.scale)])
    book.put("sidik_rubrik", rubric.sha256)


def _about(instrument: Instrument) -> tuple[str | Fraction, ...]:
    conditions = "\n".join(f"• {condition}" for condition in instrument.conditions)
    texts = (instrument.code, instrument.short_name, instrument.name, instrument.description, conditions)
    return (*texts, instrument.weight)


def _notes(book: Workbook, rubric: Rubric, lines: Sequence[SheetLine]) -> dict[tuple[int, int], str]:
    header, first = book.places["nama_instrumen"], book.places["judul"]
    notes = {
        (header.row, column): note_of(instrument)
        for column, instrument in enumerate(rubric.instruments, start=header.column)
    }
    for row, line in enumerate(lines, start=first.row):
        if line.author:
            notes[row, first.column] = f"Penulis: {line.author}"
    return notes


def note_of(instrument: Instrument) -> str:
    """What the POB says of an instrument (slides 23–24), and its weight."""
    from ..figures import exact, with_comma

    conditions = "\n".join(f"• {condition}" for condition in instrument.conditions)
    weight = f"Bobot {with_comma(exact(instrument.weight))}"
    return (
        f"{instrument.name}, {instrument.description}\n\nKondisi yang diharapkan:\n{conditions}\n\n{weight}"
    )


def _growing(data: bytes, place: NamedPlace, count: int) -> bytes:
    """The workbook with titles' rows that grow as remarks are typed: their heights are only a beginning."""
    from .xlsx.notes import part_of

    parts = read_parts(data)
    part = part_of(parts, place.sheet)
    numbers = "|".join(str(row) for row in range(place.row, place.row + count))
    fixed = rf'(<row r="(?:{numbers})" ht="[0-9.]+") customHeight="1"'
    parts[part] = re.sub(fixed.encode(), rb"\1", parts[part])
    return to_bytes(parts)
