"""The title inside a document."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpkit.model.facts import Source
from bpkit.reading.documents.content import DocumentContent, DocumentPart, Paragraph
from bpkit.reading.documents.writing import assemble

PROSE = "Warga memilah sampah setiap pagi dan menimbangnya di bank sampah yang mereka dirikan sendiri. " * 3
TITLE = "Dari Sampah Menjadi Berkah"


def heading(*paragraphs: Paragraph | str) -> tuple[str, Source] | None:
    blocks = [Paragraph(p) if isinstance(p, str) else p for p in (*paragraphs, PROSE)]
    found = assemble(Path("a.docx"), DocumentContent(tuple(blocks))).heading
    return (found.text, found.source) if found else None


def test_the_title_style_wins_wherever_it_stands() -> None:
    styled = Paragraph(TITLE, style="title")
    assert heading("Best Practice Bulan Ini", PROSE, styled) == (TITLE, Source.TITLE_STYLE)


def test_a_labelled_title_is_one() -> None:
    assert heading("BEST PRACTICE", f"Judul : {TITLE}", "Penulis : Siti") == (TITLE, Source.LABEL)


def test_the_first_heading_is_the_title() -> None:
    assert heading(Paragraph(TITLE, style="heading 1")) == (TITLE, Source.TITLE_STYLE)


@pytest.mark.parametrize(
    "before",
    [
        (),
        ("",),
        ("BEST PRACTICE",),
        ("PNPM Mandiri Perkotaan", "Best Practice Bulan Oktober 2010"),
        ("Best Practice Korkot Semarang",),
    ],
)
def test_the_first_title_like_line_is_the_title(before: tuple[str, ...]) -> None:
    assert heading(*before, TITLE) == (TITLE, Source.FIRST_LINE)


def test_a_title_broken_over_lines_is_one_title() -> None:
    assert heading("Dari Sampah\nMenjadi Berkah") == (TITLE, Source.FIRST_LINE)
    halves = (
        Paragraph(half, bold=True, centred=True, size_pt=14) for half in ("Dari Sampah", "Menjadi Berkah")
    )
    assert heading(*halves) == (TITLE, Source.FIRST_LINE)


def test_a_byline_is_no_part_of_the_title() -> None:
    title, byline = (Paragraph(text, bold=True, centred=True) for text in (TITLE, "Oleh: Siti Rahma"))
    assert heading(title, byline) == (TITLE, Source.FIRST_LINE)


@pytest.mark.parametrize("first", [PROSE, "Penulis: Siti Rahma", "Warga memilah sampah.", "0812-3456-7890"])
def test_what_is_no_title_is_not_taken_for_one(first: str) -> None:
    assert heading(first) is None


def test_a_header_is_no_title() -> None:
    assert heading(Paragraph("Kop Surat", part=DocumentPart.HEADER), TITLE) == (TITLE, Source.FIRST_LINE)


@pytest.mark.parametrize("style", ["title", "heading 1", ""])
def test_a_title_goes_on_in_the_next_lines_where_the_file_is_named_after_both(style: str) -> None:
    blocks = [
        Paragraph(line, style=style) for line in ("Dari Sampah", "Menjadi Berkah", "Kisah dari Tandang")
    ]
    found = assemble(Path(f"{TITLE}.docx"), DocumentContent((*blocks, Paragraph(PROSE)))).heading
    assert found is not None and found.text == TITLE
