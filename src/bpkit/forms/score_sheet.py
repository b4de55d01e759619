"""The score form of one assessor (`Lembar Penilaian`): as a workbook, and as YAML for a text editor.

What the workbook does by itself (totals, drop-downs, colours, protection) is the template's; here are the
values. `reading/panel/score_form.py` reads the workbook back, `reading/panel/sheets.py` the YAML.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from ..figures import typed
from ..model.levels import Level
from ..model.scores import Instrument, Rubric, Scale
from ..model.units import Period, fold
from ..office import read_parts, to_bytes
from ..wording import say
from .common import comment, for_people, scalar
from .templates import fills
from .xlsx.cells import FormattedNumber, LinkedText

if TYPE_CHECKING:
    from .xlsx.workbook import NamedPlace, Workbook

DOTS = "." * 44
HEAD = ("program", "penilai", "jabatan", "cara_menilai", "tanggal", "tingkat", "wilayah", "bulan", "rubrik")
TABLE = ("nama_instrumen", "bobot", "jumlah_bobot", "nilai_lulus", "skor", "kaki", "tanda_tangan")
ROW = ("nomor", "judul", "kota")
INSTRUMENT = ("kode", "nama_pendek", "nama", "uraian", "kondisi", "bobot_instrumen")
PAGE = ("rubrik_nama", "rubrik_sumber", "rubrik_catatan", "skala", "sidik_rubrik")


class SheetHead(Struct, frozen=True):
    """Whose form it is. `assessor` is empty on a blank copy; `agreed` names a panel that scores together."""

    assessor: str
    position: str
    date: date | None
    level: Level
    unit: str
    period: Period
    program: str = "PNPM Mandiri Perkotaan"
    agreed: tuple[str, ...] = ()


class SheetLine(Struct, frozen=True):
    """A title on the form: its key (`city/title` where titles repeat); the author is empty where blind.

    `link` leads from the form to the writing; `missing` names what it lacks, None where nobody looked; `own`
    says that the assessor wrote it, or is of the team that did.
    """

    title: str
    city: str
    author: str = ""
    link: str = ""
    missing: str | None = None
    own: bool = False

    @property
    def standing(self) -> str:
        """Whether it is the assessor's own, and how complete it is."""
        own = say("forms.own_writing") if self.own else ""
        if self.missing is None:
            return own
        lacks = say("forms.lacks", missing=self.missing) if self.missing else say("forms.complete")
        return ". ".join(filter(None, (lacks, own)))

    @property
    def mark(self) -> str:
        """The same in a word or two, beside the number."""
        if self.own:
            return say("forms.mark_own")
        return (
            "" if self.missing is None else say("forms.mark_lacks" if self.missing else "forms.mark_complete")
        )


@fills
def score_sheet(rubric: Rubric, head: SheetHead, lines: Sequence[SheetLine], template: Path) -> bytes:
    """The form as a workbook; the same arguments give the same bytes.

    Raises:
        UserError: a place of the template is missing.
        ShareError: the template can't be read.
    """
    from .xlsx.drawings import with_links, with_notes
    from .xlsx.workbook import Workbook

    book = Workbook(template, (*HEAD, *TABLE, *ROW, *INSTRUMENT, *PAGE))
    _fill_head(book, rubric, head)
    by_number = _fill_table(book, rubric, lines)
    _fill_instruments(book, rubric)
    place = book.places["judul"]
    links = {
        (row, (book.places["nomor"] if row - place.row in by_number else place).column): one.link
        for row, one in enumerate(lines, start=place.row)
        if one.link
    }
    data = with_links(_growing(book.to_bytes(), place, len(lines)), place.sheet, links)
    return with_notes(data, place.sheet, _notes(book, rubric, lines))


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
    book.put("tingkat", head.level.name)
    book.put("wilayah", head.unit)
    book.put("bulan", head.period.in_words)
    book.put("rubrik", rubric.id)
    book.put(
        "tanda_tangan", "\n\n\n\n".join(f"( {name or DOTS} )" for name in head.agreed or (head.assessor,))
    )


def _fill_table(book: Workbook, rubric: Rubric, lines: Sequence[SheetLine]) -> frozenset[int]:
    """Gives the rows whose number leads to the writing: LibreOffice cuts links, it wraps none."""
    book.repeat_column("skor", len(rubric.instruments))
    book.fit_width(ROW[1:], [(index, one.title, one.city) for index, one in enumerate(lines)], ROW)
    long = frozenset(index for index, one in enumerate(lines) if not book.is_one_line("judul", one.title))
    rows = [_row(index + 1, one, by_number=index in long) for index, one in enumerate(lines)]
    book.put_across("nama_instrumen", [instrument.short_name for instrument in rubric.instruments])
    book.put_across("bobot", [instrument.weight for instrument in rubric.instruments])
    book.put("jumlah_bobot", sum((instrument.weight for instrument in rubric.instruments), Fraction(0)))
    book.put("nilai_lulus", rubric.passing)
    book.fill({"judul": ROW}, [("judul", row) for row in rows])
    book.keep_together("judul", ("kaki",), "tanda_tangan")
    return long


def _row(number: int, line: SheetLine, *, by_number: bool) -> tuple[FormattedNumber, str, str]:
    """A title's row; `by_number` says that its number leads to the writing.

    The number has the mark in its pattern: the cell holds a number still, and no column is needed.
    """
    pattern = f'0"  {line.mark}"' if line.mark else None
    title = LinkedText(line.title) if line.link and not by_number else line.title
    return FormattedNumber(number, pattern, linked=bool(line.link) and by_number), title, line.city


def _fill_instruments(book: Workbook, rubric: Rubric) -> None:
    book.put("rubrik_nama", f"{rubric.name} (rubrik {rubric.id})")
    book.put("rubrik_sumber", rubric.source)
    book.put("rubrik_catatan", for_people(rubric.note))
    rows = [_about(instrument) for instrument in rubric.instruments]
    book.fit_width(("kode", "nama_pendek", "nama", "uraian", "kondisi"), rows, INSTRUMENT)
    book.fill({"kode": INSTRUMENT}, [("kode", row) for row in rows])
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
        told = (f"Penulis: {line.author}" if line.author else "", line.standing)
        if any(told):
            notes[row, first.column] = "\n".join(filter(None, told))
    return notes


def note_of(instrument: Instrument) -> str:
    """What the POB says of an instrument (slides 23–24), and its weight."""
    return say(
        "forms.instrument_note",
        name=instrument.name,
        description=instrument.description,
        conditions="\n".join(f"• {condition}" for condition in instrument.conditions),
        weight=typed(instrument.weight),
    )


def _growing(data: bytes, place: NamedPlace, count: int) -> bytes:
    """The workbook with titles' rows that grow as remarks are typed: their heights are only a beginning."""
    from .xlsx.drawings import part_of

    parts = read_parts(data)
    part = part_of(parts, place.sheet)
    numbers = "|".join(str(row) for row in range(place.row, place.row + count))
    fixed = rf'(<row r="(?:{numbers})" ht="[0-9.]+") customHeight="1"'
    parts[part] = re.sub(fixed.encode(), rb"\1", parts[part])
    return to_bytes(parts)


def score_sheet_yaml(rubric: Rubric, head: SheetHead, lines: Sequence[SheetLine]) -> str:
    """The sheet as a text file, with an empty place for every score; the same arguments, the same text."""
    parts = [*_opening(rubric, head), *_head(rubric, head), "", *_legend(rubric), "nilai:"]
    for line in lines:
        parts += _title(rubric, line)
    return "\n".join((*parts, "", "berhalangan: []", ""))


def _opening(rubric: Rubric, head: SheetHead) -> Iterator[str]:
    unit = f"{head.level.name} {head.unit}".strip()
    yield from comment(say("forms.sheet_title", unit=unit, period=head.period.in_words))
    yield "#"
    scale = rubric.scale
    step = "" if scale.step == 1 else say("forms.sheet_step", step=typed(scale.step))
    words = say("forms.sheet_help", least=typed(scale.least), most=typed(scale.most), step=step)
    for text in words.splitlines():
        yield from comment(text, "- ")


def _head(rubric: Rubric, head: SheetHead) -> Iterator[str]:
    yield f"rubrik: {scalar(rubric.id)}"
    yield f"sidik_rubrik: {scalar(rubric.sha256)}"
    yield f"tingkat: {head.level}"
    yield f"periode: {head.period}"
    if head.agreed:
        yield "kesepakatan:"
        yield from (f"  - {scalar(name)}" for name in head.agreed)
    else:
        yield "penilai:"
        yield f"  nama: {scalar(head.assessor)}".rstrip()
        yield f"  jabatan: {scalar(head.position)}".rstrip()
    yield f"tanggal: {head.date or ''}".rstrip()


def _legend(rubric: Rubric) -> Iterator[str]:
    """What each instrument means, in the POB's words (slides 23–24)."""
    for instrument in rubric.instruments:
        yield from comment(f"{instrument.code} (bobot {typed(instrument.weight)}): {instrument.name}")
        yield from comment(instrument.description, "    ")
        for condition in instrument.conditions:
            yield from comment(condition, "    - ")
    yield "#"


def _title(rubric: Rubric, line: SheetLine) -> Iterator[str]:
    yield ""
    about = (line.city, f"penulis: {line.author}" if line.author else "", line.standing)
    yield from (f"  {line}" for line in comment(", ".join(filter(None, about))))
    yield f"  {scalar(line.title)}:"
    yield from (f"    {scalar(code)}:" for code in rubric.codes)
    yield "    catatan:"
