"""Which pictures are photos, and which words are whose caption."""

from __future__ import annotations

from pathlib import Path

import pytest

from bpkit.model.facts import Source
from bpkit.reading.documents.content import (
    Block,
    DocumentContent,
    DocumentPart,
    DocumentTable,
    Paragraph,
    Picture,
)
from bpkit.reading.images.captions import CaptionedPhoto, captioned
from bpkit.reading.images.photos import Photos, pictured

FILE = Path("Dari Sampah Menjadi Berkah.docx")
TITLE = Paragraph("Dari Sampah Menjadi Berkah")
PROSE = Paragraph(
    "Warga memilah sampah setiap pagi dan menimbangnya di bank sampah yang mereka dirikan. " * 4
)
EMPTY = Paragraph("")


def photo(
    number: int = 1,
    size: tuple[int, int] = (800, 600),
    kind: str = "jpeg",
    alt: str = "",
    placed: tuple[float, float] | None = (10.0, 7.5),
) -> Picture:
    return Picture(f"image{number}.jpeg", kind, *size, f"digest{number}", placed, alt)


def shown(*numbers: int, text: str = "", style: str = "") -> Paragraph:
    return Paragraph(text, style, pictures=tuple(photo(number) for number in numbers))


def shots(*blocks: Block) -> list[CaptionedPhoto]:
    content = DocumentContent((TITLE, PROSE, *blocks))
    return captioned(FILE, content, Photos(pictured(content)).of)


def captions(*blocks: Block) -> list[str]:
    return [shot.caption.text if shot.caption else "-" for shot in shots(*blocks)]


def cell(*paragraphs: Paragraph | str) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(p) if isinstance(p, str) else p for p in paragraphs)


@pytest.mark.parametrize(
    "caption",
    [
        Paragraph("Foto 1. Warga memilah sampah"),
        Paragraph("Gambar 2: Warga memilah sampah"),
        Paragraph("Keterangan foto: Warga memilah sampah"),
        Paragraph("Ket. foto: Warga memilah sampah"),
        Paragraph("Gbr. 3 Warga memilah sampah"),
        Paragraph("Illustration 1: Warga memilah sampah"),  # LibreOffice's own word for captions
        Paragraph("Foto bersama warga setelah rembug"),
        Paragraph("Warga memilah sampah", style="caption"),
        Paragraph("(Warga memilah sampah)"),
        Paragraph("Warga memilah sampah", centred=True),
        Paragraph("Foto 1. Warga memilah sampah", part=DocumentPart.TEXT_BOX),
    ],
)
def test_a_caption_below_a_photo_is_its_own(caption: Paragraph) -> None:
    assert captions(shown(1), EMPTY, caption) == [caption.text]


@pytest.mark.parametrize(
    "other",
    [
        PROSE,
        Paragraph("Gambar di atas menunjukkan warga"),
        Paragraph("Awal yang Sulit", style="heading 2"),
        Paragraph("Awal yang Sulit", bold=True, centred=True),
        Paragraph("Penulis: Siti Rahma", centred=True),
        Paragraph("Foto 1."),
    ],
)
def test_other_words_below_a_photo_are_no_caption(other: Paragraph) -> None:
    assert captions(shown(1), other) == ["-"]


def test_each_photo_has_its_own_caption_below() -> None:
    blocks = (shown(1), Paragraph("Foto 1. Satu"), shown(2), Paragraph("Foto 2. Dua"))
    assert captions(*blocks) == ["Foto 1. Satu", "Foto 2. Dua"]


def test_each_photo_has_its_own_caption_above() -> None:
    blocks = (Paragraph("Foto 1. Satu"), shown(1), PROSE, Paragraph("Foto 2. Dua"), shown(2))
    assert captions(*blocks) == ["Foto 1. Satu", "Foto 2. Dua"]


def test_captions_above_in_a_row_are_not_shifted() -> None:
    blocks = (Paragraph("Foto 1. Satu"), shown(1), Paragraph("Foto 2. Dua"), shown(2))
    assert captions(*blocks) == ["Foto 1. Satu", "Foto 2. Dua"]


def test_a_photo_without_a_caption_does_not_take_its_neighbours() -> None:
    assert captions(shown(1), PROSE, shown(2), Paragraph("Foto 2. Dua")) == ["-", "Foto 2. Dua"]
    assert captions(shown(1), Paragraph("Foto 1. Satu"), PROSE, shown(2)) == ["Foto 1. Satu", "-"]


def test_one_caption_below_two_photos_one_above_the_other_is_the_last_ones() -> None:
    assert captions(shown(1), shown(2), Paragraph("Foto 2. Dua")) == ["-", "Foto 2. Dua"]


def test_two_captions_below_two_photos_go_in_order() -> None:
    blocks = (shown(1), shown(2), Paragraph("Foto 1. Satu"), Paragraph("Foto 2. Dua"))
    assert captions(*blocks) == ["Foto 1. Satu", "Foto 2. Dua"]


def test_photos_side_by_side_share_one_caption() -> None:
    assert captions(shown(1, 2), Paragraph("Foto 1. Warga memilah")) == ["Foto 1. Warga memilah"] * 2


def test_photos_side_by_side_have_captions_side_by_side() -> None:
    assert captions(shown(1, 2), Paragraph("Foto 1. Satu\tFoto 2. Dua")) == ["Foto 1. Satu", "Foto 2. Dua"]


def test_a_caption_for_both_photos_is_both_photos() -> None:
    assert captions(shown(1), shown(2), Paragraph("Foto 1 dan 2. Warga")) == ["Foto 1 dan 2. Warga"] * 2


def test_a_caption_in_the_photos_own_paragraph_is_found() -> None:
    assert captions(shown(1, text="\nFoto 1. Satu")) == ["Foto 1. Satu"]


def test_prose_that_a_photo_floats_in_is_no_caption() -> None:
    assert captions(shown(1, text=PROSE.text)) == ["-"]


def test_a_title_that_a_photo_hangs_on_is_no_caption() -> None:
    content = DocumentContent((shown(1, text="Dari Sampah Menjadi Berkah"), PROSE))
    assert captioned(FILE, content, Photos(pictured(content)).of)[0].caption is None


@pytest.mark.parametrize(
    "rows",
    [
        ((cell(shown(1), "Warga memilah"),),),
        ((cell("Warga memilah", shown(1)),),),
        ((cell(shown(1)), cell("Warga memilah")),),
        ((cell("Warga memilah"), cell(shown(1))),),
        ((cell(shown(1)),), (cell("Warga memilah"),)),
        ((cell("Warga memilah"),), (cell(shown(1)),)),
    ],
)
def test_a_caption_beside_a_photo_in_a_table_is_found(
    rows: tuple[tuple[tuple[Paragraph, ...], ...], ...],
) -> None:
    assert captions(DocumentTable(rows)) == ["Warga memilah"]


def test_a_table_of_photos_with_captions_below_each() -> None:
    table = DocumentTable(((cell(shown(1)), cell(shown(2))), (cell("Satu sampah"), cell("Dua sampah"))))
    assert captions(table) == ["Satu sampah", "Dua sampah"]


def test_a_row_of_photos_shares_the_caption_below_the_table() -> None:
    table = DocumentTable(((cell(shown(1)), cell(shown(2))),))
    assert captions(table, Paragraph("Foto 1. Warga")) == ["Foto 1. Warga"] * 2


def test_facts_beside_the_authors_photo_are_no_caption() -> None:
    assert captions(DocumentTable(((cell(shown(1)), cell("Nama: Siti Rahma")),))) == ["-"]


def test_captions_all_together_go_by_their_numbers() -> None:
    blocks = (shown(1), PROSE, shown(2), PROSE, PROSE, Paragraph("Foto 2. Dua"), Paragraph("Foto 1. Satu"))
    assert captions(*blocks) == ["Foto 1. Satu", "Foto 2. Dua"]


@pytest.mark.parametrize(
    "alt",
    ["", "Picture 1", "image1.jpg", "Gambar 3", "IMG_2034", "DSC01234.JPG", "A picture containing grass",
     "D:\\foto\\a.jpg", "Description automatically generated", "Foto 2", "12", "Gambar berisi orang"],
)  # fmt: skip
def test_a_programs_own_alternative_text_is_no_caption(alt: str) -> None:
    assert captions(Paragraph("", pictures=(photo(alt=alt),)), PROSE) == ["-"]


def test_alternative_text_that_somebody_wrote_is_the_caption_where_there_is_no_other() -> None:
    block = Paragraph("", pictures=(photo(alt="Warga menimbang sampah"),))
    (shot,) = shots(block, PROSE)
    assert shot.caption and (shot.caption.text, shot.caption.source) == (
        "Warga menimbang sampah",
        Source.ALT_TEXT,
    )
    assert captions(block, Paragraph("Foto 1. Satu")) == ["Foto 1. Satu"]


@pytest.mark.parametrize(
    "ornament",
    [
        photo(size=(90, 90)),
        photo(size=(800, 60)),
        photo(size=(1600, 150)),
        photo(kind="drawing"),
        photo(placed=(2.0, 2.0)),
    ],
)
def test_icons_lines_logos_and_drawings_are_no_photos(ornament: Picture) -> None:
    assert shots(Paragraph("", pictures=(ornament,))) == []


def test_a_picture_of_the_header_is_no_photo_in_the_body_either() -> None:
    header = Paragraph("", part=DocumentPart.HEADER, pictures=(photo(1),))
    assert shots(header, shown(1), shown(2)) != [] and len(shots(header, shown(1), shown(2))) == 1


def test_a_picture_placed_three_times_is_an_ornament_but_twice_is_a_photo_twice() -> None:
    assert len(shots(shown(1), PROSE, shown(1), PROSE, shown(1))) == 0
    assert len(shots(shown(1), PROSE, shown(1))) == 2


def test_a_photo_that_cannot_be_decoded_is_still_a_photo() -> None:
    assert len(shots(Paragraph("", pictures=(Picture("a.jpg", "jpeg", None, None, ""),)))) == 1
