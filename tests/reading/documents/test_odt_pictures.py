"""The pictures that an OpenDocument text shows, however it keeps them."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from make.effort import grows_in_proportion
from make.oldformats import odt, odt_picture, ole
from make.pictures import emf, picture
from make.wordfiles import docx, p

from bpkit.model.facts import Photo
from bpkit.reading.documents.writing import read_writing

FILE = Path("Dari Sampah Menjadi Berkah.odt")
SENTENCE = "<text:p>Ibu-ibu RW 3 memilah sampah dapur setiap sore.</text:p>"
FILES = {"Pictures/1.jpg": picture(800, 600), "Pictures/2.jpg": picture(640, 800)}
FILL = '<draw:fill-image draw:name="Isi_20_1" xlink:href="Pictures/1.jpg"/>'


def photos(body: str, files: dict[str, bytes] | None = None, **more: str) -> tuple[Photo, ...]:
    found = f"{SENTENCE}<text:p>{body}</text:p>"
    return read_writing(FILE, odt(found, files=FILES if files is None else files, **more)).photos


def embedded(tag: str, size: str = 'svg:width="14cm" svg:height="10.5cm"') -> str:
    return (
        f'<draw:frame {size}><draw:{tag} xlink:href="./Obj1"/>'
        '<draw:image xlink:href="./ObjectReplacements/Obj1"/></draw:frame>'
    )


def style(name: str, more: str, parent: str = "") -> str:
    above = f'style:parent-style-name="{parent}"' if parent else ""
    properties = f"<style:graphic-properties {more}/>" if more else ""
    return f'<style:style style:name="{name}" style:family="graphic" {above}>{properties}</style:style>'


BITMAP = 'draw:fill="bitmap" draw:fill-image-name="Isi_20_1"'
SHAPE = (
    '<draw:custom-shape draw:style-name="gr1" svg:width="10cm" svg:height="7cm"><text:p/></draw:custom-shape>'
)


def test_what_was_pasted_from_paint_is_a_photo() -> None:
    files = {"Obj1": ole({"\1Ole10Native": b"BM"}), "ObjectReplacements/Obj1": picture(800, 600, "PNG")}
    (photo,) = photos(embedded("object-ole"), files)
    assert (photo.width, photo.height, photo.placed_cm) == (800, 600, (14.0, 10.5))


def test_a_photo_that_paint_shows_through_a_metafile_has_its_pixels() -> None:
    files = {"Obj1": ole({"\1Ole10Native": b"x"}), "ObjectReplacements/Obj1": emf(1024, 768)}
    assert [photo.width for photo in photos(embedded("object-ole"), files)] == [1024]


@pytest.mark.parametrize("content", [ole({"Workbook": b"x"}), ole({"Equation Native": b"x"}), docx(p("a"))])
def test_a_workbook_a_formula_or_a_document_is_no_photo(content: bytes) -> None:
    files = {"Obj1": content, "ObjectReplacements/Obj1": picture(800, 600, "PNG")}
    assert photos(embedded("object-ole"), files) == ()


def test_a_chart_is_no_photo() -> None:
    assert photos(embedded("object"), {"ObjectReplacements/Obj1": picture(800, 600, "PNG")}) == ()


def test_a_replacement_that_only_libreoffice_can_draw_is_no_photo() -> None:
    files = {"Obj1": ole({"CONTENTS": b"x"}), "ObjectReplacements/Obj1": b"VCLMTF" + bytes(100)}
    assert photos(embedded("object-ole"), files) == ()
    assert photos(odt_picture("Pictures/1.svm"), {"Pictures/1.svm": b"VCLMTF" + bytes(100)}) == ()


@pytest.mark.parametrize(
    "styles",
    [
        style("gr1", f'{BITMAP} style:repeat="stretch"'),
        style("gr1", "", parent="Isi") + style("Isi", f'{BITMAP} style:repeat="no-repeat"'),
        style("gr1", 'style:repeat="stretch"', parent="Isi") + style("Isi", BITMAP),
    ],
)
def test_a_shape_filled_with_a_picture_is_a_photo(styles: str) -> None:
    (photo,) = photos(SHAPE, automatic=styles, styles=FILL)
    assert (photo.width, photo.placed_cm, photo.name) == (800, (10.0, 7.0), "1.jpg")


@pytest.mark.parametrize(
    "styles",
    [
        style("gr1", BITMAP),
        style("gr1", f'{BITMAP} style:repeat="repeat"'),
        style("gr1", BITMAP.replace("bitmap", "solid") + ' style:repeat="stretch"'),
        style("gr1", "", parent="gr1"),
    ],
)
def test_a_texture_or_a_colour_is_no_photo(styles: str) -> None:
    assert photos(SHAPE, automatic=styles, styles=FILL) == ()


def test_pictures_of_groups_in_groups_count_in_their_order() -> None:
    inner = odt_picture("Pictures/2.jpg", "3cm", "4cm")
    body = f"<draw:g>{odt_picture('Pictures/1.jpg')}<draw:g>{inner}</draw:g></draw:g>"
    assert [(photo.width, photo.placed_cm) for photo in photos(body)] == [
        (800, (8.0, 6.0)),
        (640, (3.0, 4.0)),
    ]


def test_a_quarter_turn_exchanges_the_sides() -> None:
    turned = odt_picture("Pictures/1.jpg").replace(
        "<draw:frame", '<draw:frame draw:transform="rotate (1.5708)"', 1
    )
    assert [photo.placed_cm for photo in photos(turned)] == [(6.0, 8.0)]


def test_a_frame_in_a_frame_shows_its_picture_once() -> None:
    box = f"<draw:text-box><text:p>{odt_picture('Pictures/1.jpg')}Foto 1. Warga</text:p></draw:text-box>"
    assert len(photos(f'<draw:frame svg:width="9cm" svg:height="8cm">{box}</draw:frame>')) == 1


def test_of_an_svg_and_the_pixels_beside_it_the_pixels_count_once() -> None:
    images = '<draw:image xlink:href="Pictures/1.svg"/><draw:image xlink:href="Pictures/1.jpg"/>'
    body = f'<draw:frame svg:width="8cm" svg:height="6cm">{images}</draw:frame>'
    assert [photo.width for photo in photos(body, FILES | {"Pictures/1.svg": b"<svg/>"})] == [800]


@pytest.mark.parametrize(
    "href",
    ["../Foto%20Rapat.jpg", "file:///C:/Users/Siti/Foto%20Rapat.jpg", "https://example.org/Foto%20Rapat.jpg"],
)
def test_a_linked_picture_is_called_linked(href: str) -> None:
    (photo,) = photos(odt_picture(href))
    assert photo.damage and (photo.damage.variant, photo.damage.found) == ("linked", "Foto Rapat.jpg")


def test_a_picture_that_should_be_there_is_damaged_and_not_linked() -> None:
    (photo,) = photos(odt_picture("Pictures/9.jpg"))
    assert photo.damage and photo.damage.variant == ""


def test_a_picture_that_is_not_shown_is_none() -> None:
    hidden = odt_picture("Pictures/1.jpg").replace("<draw:frame", '<draw:frame draw:display="none"', 1)
    assert photos(hidden) == ()


def test_one_picture_in_many_frames_is_work_in_proportion() -> None:
    assert grows_in_proportion(lambda count: photos(odt_picture("Pictures/1.jpg") * count))


def test_groups_without_end_are_read_or_damaged() -> None:
    body = "<draw:g>" * 3000 + odt_picture("Pictures/1.jpg") + "</draw:g>" * 3000
    found = read_writing(FILE, odt(f"{SENTENCE}<text:p>{body}</text:p>", files=FILES))
    assert found.photos or found.damages


def test_an_object_that_can_not_be_read_hides_nothing() -> None:
    data = odt(
        f"{SENTENCE}<text:p>{embedded('object-ole')}</text:p>",
        files={"ObjectReplacements/Obj1": FILES["Pictures/1.jpg"]},
    )
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert "Obj1" not in package.namelist()
    assert len(read_writing(FILE, data).photos) == 1
