"""The pictures that a text in Rich Text Format shows, each once and in its size on the page."""

from __future__ import annotations

from pathlib import Path

import pytest
from make.effort import grows_in_proportion
from make.pictures import emf, picture

from bpkit.model.facts import Photo
from bpkit.reading.documents.writing import read_writing

FILE = Path("Dari Sampah Menjadi Berkah.rtf")
ONE, TWO = picture(800, 600), picture(640, 800)
CM = 567  # twips


def pict(data: bytes = ONE, kind: str = "jpegblip", more: str = "") -> str:
    return rf"{{\pict\{kind}\picwgoal{8 * CM}\pichgoal{6 * CM}{more} {data.hex()}}}"


def photos(body: str) -> tuple[Photo, ...]:
    text = rf"{{\rtf1\ansi Ibu-ibu RW 3 memilah sampah dapur.\par {body}\par Sore itu juga ditimbang.\par}}"
    return read_writing(FILE, text.encode()).photos


def said(**values: object) -> str:
    """Properties of a shape."""
    return "".join(rf"{{\sp{{\sn {name}}}{{\sv {value}}}}}" for name, value in values.items())


def shape(properties: str, size: tuple[float, float] | None = (8, 6), word: str = "shp") -> str:
    width, height = (round(side * CM) for side in size or (0, 0))
    sides = rf"\shpleft100\shptop100\shpright{100 + width}\shpbottom{100 + height}" if size else ""
    return rf"{{\{word}{{\*\shpinst{sides}{properties}}}{{\shprslt{{\pict\jpegblip ff}}}}}}"


def sizes(body: str) -> list[tuple[int | None, tuple[float, float] | None]]:
    return [(photo.width, photo.placed_cm) for photo in photos(body)]


def object_of(program: str, result: str) -> str:
    return (
        rf"{{\object\objemb\objw4536\objh3402{{\*\objclass {program}}}{{\*\objdata 0105{'00' * 40}}}"
        rf"{{\result {{\pard {result}}}}}}}"
    )


@pytest.mark.parametrize("program", ["PBrush", "StaticDib", "Paint.Picture", "Package"])
def test_what_was_pasted_from_paint_is_a_photo_once(program: str) -> None:
    assert sizes(object_of(program, pict())) == [(800, (8.0, 6.0))]
    assert sizes(object_of(program, pict(emf(1024, 768), "emfblip"))) == [(1024, (8.0, 6.0))]


@pytest.mark.parametrize("program", ["Excel.Sheet.8", "Equation.3"])
def test_the_preview_of_a_workbook_or_a_formula_is_no_photo(program: str) -> None:
    assert photos(object_of(program, pict())) == ()


def test_a_metafile_that_is_no_object_stays_a_drawing() -> None:
    assert photos(pict(emf(1024, 768), "emfblip")) == ()


def test_of_two_renderings_for_new_and_old_readers_one_counts() -> None:
    assert len(photos(rf"{{\*\shppict {pict()}}}{{\nonshppict {pict(b'', 'wmetafile8')}}}")) == 1


def test_a_picture_without_a_byte_is_none() -> None:
    assert photos(r"{\pict\pngblip\picw0\pich0 }") == ()


def test_a_floating_photo_has_the_size_of_its_shape() -> None:
    (photo,) = photos(shape(said(shapeType=75, pib=pict(), wzDescription="Warga memilah sampah"), (10, 7.5)))
    assert (photo.width, photo.placed_cm) == (800, (10.0, 7.5))
    assert photo.caption and photo.caption.text == "Warga memilah sampah"


def test_the_units_of_a_group_are_what_its_size_makes_of_them() -> None:
    def member(left: int, data: bytes) -> str:
        place = said(relLeft=left, relTop=0, relRight=left + 500, relBottom=1000)
        return shape(said(shapeType=75, pib=pict(data)) + place, None)

    units = said(groupLeft=0, groupTop=0, groupRight=1000, groupBottom=1000)
    whole = shape(units + member(0, ONE) + member(500, TWO), (16, 6), "shpgrp")
    assert sizes(whole) == [(800, (8.0, 6.0)), (640, (8.0, 6.0))]


def test_a_shape_filled_with_a_picture_is_a_photo_and_a_texture_is_none() -> None:
    assert sizes(shape(said(shapeType=1, fillType=3, fillBlip=pict()))) == [(800, (8.0, 6.0))]
    assert photos(shape(said(shapeType=1, fillType=2, fillBlip=pict()))) == ()


def test_letters_filled_with_a_picture_are_no_photo() -> None:
    assert photos(shape(said(gtextUNICODE="BANK SAMPAH", fillType=3, fillBlip=pict()))) == ()


def test_libreoffice_s_empty_twin_of_a_picture_is_none() -> None:
    frame = said(shapeType=75, pib=r"{\pict\pngblip\picw0\pich0 }", fillType=0, fillBlip=pict())
    assert sizes(shape(frame)) == [(800, (8.0, 6.0))]


def test_a_quarter_turn_exchanges_the_sides_and_what_is_hidden_is_no_photo() -> None:
    assert sizes(shape(said(rotation=90 * 65536, pib=pict()))) == [(800, (6.0, 8.0))]
    assert photos(shape(said(fHidden=1, pib=pict()))) == ()


def test_a_picture_in_a_text_box_stands_in_its_text() -> None:
    box = rf"{{\shp{{\*\shpinst\shpleft0\shptop0\shpright5000\shpbottom5000{{\shptxt {pict()}\par}}}}}}"
    assert sizes(box) == [(800, (8.0, 6.0))]


def test_a_cropped_photo_has_the_size_of_the_crop() -> None:
    assert sizes(pict(more=rf"\piccropt{2 * CM}\piccropb{CM}")) == [(800, (8.0, 3.0))]


LINK = r'{\field{\*\fldinst {INCLUDEPICTURE "C:\\\\Foto\\\\Rapat.jpg" \\* MERGEFORMAT \\d}}{\fldrslt %s}}'


def test_a_field_that_only_links_to_a_picture_is_called_linked() -> None:
    (photo,) = photos(LINK % "")
    assert photo.damage and (photo.damage.variant, photo.damage.found) == ("linked", "Rapat.jpg")


def test_a_field_that_also_holds_its_picture_is_whole() -> None:
    assert [(photo.width, photo.damage) for photo in photos(LINK % pict())] == [(800, None)]


def test_a_shape_that_only_links_to_a_picture_is_called_linked() -> None:
    (photo,) = photos(shape(said(pibName=r"C:\\Foto\\Rapat.jpg", pibFlags=10)))
    assert photo.damage and (photo.damage.variant, photo.damage.found) == ("linked", "Rapat.jpg")


def test_the_words_of_an_inline_picture_are_its_own() -> None:
    words = r"{\*\picprop{\sp{\sn wzDescription}{\sv Warga memilah sampah}}}"
    (photo,) = photos(shape(said(pib=pict(more=words))))
    assert photo.caption and photo.caption.text == "Warga memilah sampah"


def test_one_picture_in_many_shapes_is_work_in_proportion() -> None:
    small = picture(120, 120)
    assert grows_in_proportion(lambda count: photos(shape(said(pib=pict(small))) * count))


def test_groups_in_groups_without_end_are_work_in_proportion() -> None:
    small = picture(120, 120)
    deep = r"{\shpgrp{\*\shpinst "
    assert grows_in_proportion(lambda count: photos(deep * count + pict(small) + "}}" * count), 1000)
