"""The estimate of quarto pages; the figures behind it are calibrated in tools/calibrate_pages.py."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpkit.reading.documents.content import DocumentTable, Paragraph, Picture, estimate

WORDS = "Warga memilah sampah setiap pagi dan menimbangnya di bank sampah. "


def text(characters: int) -> str:
    return (WORDS * (characters // len(WORDS) + 1))[:characters]


def photo(width: float = 10, height: float = 13.3) -> Picture:
    return Picture("a.jpg", "jpeg", 600, 800, "", (width, height))


def shown(*pictures: Picture) -> Paragraph:
    return Paragraph("", pictures=pictures)


@pytest.mark.parametrize("pages", [1, 2, 3, 5])
def test_running_text_fills_about_1900_characters_a_page(pages: int) -> None:
    paragraphs = [Paragraph(text(640)) for _ in range(3 * pages)]
    assert estimate(paragraphs) == pytest.approx(pages, abs=0.1 * pages)


def test_short_lines_take_a_line_each() -> None:
    assert estimate([Paragraph("- satu")] * 23) == 1.0
    assert estimate([Paragraph("\n".join(["- satu"] * 23))]) == 1.0


def test_a_portrait_photo_ten_centimetres_wide_takes_most_of_a_page() -> None:
    with_caption = [shown(photo()), Paragraph("Foto 1. Warga", style="caption")]
    assert 0.65 <= estimate(with_caption) <= 0.95


def test_photos_side_by_side_count_once_and_others_each() -> None:
    one, beside = estimate([shown(photo(7, 9))]), estimate([shown(photo(7, 9), photo(7, 9))])
    below = estimate([shown(photo(10, 9), photo(10, 9))])
    assert one == beside < below


def test_cells_of_a_row_stand_side_by_side() -> None:
    cell = (shown(photo(7, 9)),)
    assert estimate([DocumentTable(((cell, cell),))]) == estimate([DocumentTable(((cell,),))])


def test_a_photo_of_unknown_size_takes_something() -> None:
    assert estimate([shown(Picture("a.jpg", "jpeg", 600, 800, ""))]) > 0.3


def test_empty_paragraphs_take_nothing_and_no_writing_is_nothing() -> None:
    assert estimate([Paragraph("")] * 50) == estimate([]) == 0.1


@given(st.lists(st.text(max_size=300), max_size=20), st.text(max_size=300))
def test_more_text_is_never_fewer_pages(texts: list[str], more: str) -> None:
    blocks = [Paragraph(words) for words in texts]
    assert estimate(blocks) <= estimate([*blocks, Paragraph(more)])
