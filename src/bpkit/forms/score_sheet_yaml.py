"""The YAML twin of the score form: the same facts, for people who would rather type in a text editor.

`reading/panel/yaml_sheets.py` reads it back.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from ..figures import exact, with_comma
from ..model.scores import Rubric
from ..model.signs import straight
from .score_sheet import LEVELS

if TYPE_CHECKING:
    from .score_sheet import SheetHead, SheetLine

WIDE = 100  # columns of a comment
HELP = """\
Isilah skor setelah titik dua: bilangan dari {least} sampai {most}{step}; koma atau titik sama saja.
Judul dan kode instrumen jangan diubah. `catatan` boleh dibiarkan kosong.
Bila Anda tidak boleh menilai sebuah tulisan (Anda penulisnya, atau kerabatnya), kosongkan skornya dan \
tulis judulnya di `berhalangan`, misalnya: berhalangan: [Judul A, Judul B]
Bila tim menyepakati satu skor bersama (POB slide 21), ganti `penilai` beserta isinya dengan \
`kesepakatan`, misalnya: kesepakatan: [Nama A, Nama B, Nama C]
"""


def score_sheet_yaml(rubric: Rubric, head: SheetHead, lines: Sequence[SheetLine]) -> str:
    """The sheet as a text file, with an empty place for every score; the same arguments, the same text."""
    parts = [*_opening(rubric, head), *_head(rubric, head), "", *_legend(rubric), "nilai:"]
    for line in lines:
        parts += _title(rubric, line)
    return "\n".join((*parts, "", "berhalangan: []", ""))


def _opening(rubric: Rubric, head: SheetHead) -> Iterator[str]:
    unit = f"{LEVELS[head.level]} {head.unit}".strip()
    yield from _comment(f"Lembar Penilaian Best Practice: {unit}, {head.period.in_words}")
    yield "#"
    scale = rubric.scale
    step = "" if scale.step == 1 else f" dengan langkah {_figure(scale.step)}"
    for text in HELP.format(least=_figure(scale.least), most=_figure(scale.most), step=step).splitlines():
        yield from _comment(text, "- ")


def _head(rubric: Rubric, head: SheetHead) -> Iterator[str]:
    yield f"rubrik: {_scalar(rubric.id)}"
    yield f"sidik_rubrik: {_scalar(rubric.sha256)}"
    yield f"tingkat: {head.level}"
    yield f"periode: {head.period}"
    if head.agreed:
        yield "kesepakatan:"
        yield from (f"  - {_scalar(name)}" for name in head.agreed)
    else:
        yield "penilai:"
        yield f"  nama: {_scalar(head.assessor)}".rstrip()
        yield f"  jabatan: {_scalar(head.position)}".rstrip()
    yield f"tanggal: {head.date or ''}".rstrip()


def _legend(rubric: Rubric) -> Iterator[str]:
    """What each instrument means, in the POB's words (slides 23–24)."""
    for instrument in rubric.instruments:
        yield from _comment(f"{instrument.code} (bobot {_figure(instrument.weight)}): {instrument.name}")
        yield from _comment(instrument.description, "    ")
        for condition in instrument.conditions:
            yield from _comment(condition, "    - ")
    yield "#"


def _title(rubric: Rubric, line: SheetLine) -> Iterator[str]:
    yield ""
    about = (line.city, f"penulis: {line.author}" if line.author else "")
    yield from (f"  {comment}" for comment in _comment(", ".join(filter(None, about))))
    yield f"  {_scalar(line.title)}:"
    yield from (f"    {_scalar(code)}:" for code in rubric.codes)
    yield "    catatan:"


def _comment(text: str, mark: str = "") -> list[str]:
    """The text as comment lines, each behind its `#`; nothing in it can end the comment."""
    printable = "".join(c if c.isprintable() else " " for c in text)
    indent = " " * len(mark)
    return [
        f"# {line}" for line in textwrap.wrap(printable, WIDE, initial_indent=mark, subsequent_indent=indent)
    ]


def _scalar(text: str) -> str:
    """A text as YAML writes it on one line, quoted only where it must be; empty stays empty."""
    if not text:
        return ""
    import yaml

    text = text.encode("utf-8", "replace").decode()  # half a character, from a name no system can show
    # Curled quotes around a bare value would be read as YAML's own.
    style = None if text.isprintable() and straight(text) == text else '"'
    written: str = yaml.safe_dump(text, default_style=style, allow_unicode=True, width=10**6)
    return written.removesuffix("...\n").rstrip("\n")


def _figure(value: Fraction) -> str:
    return with_comma(exact(value))
