"""The pictures that Word shows in a document, however it keeps them, each once and as large as it shows."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import pytest
from make.effort import grows_in_proportion
from make.oldformats import ole
from make.pictures import emf, grainy
from make.wordfiles import CM, NAMESPACES, docx, drawing, p, relation, table

from bpkit.model.facts import Document, Photo
from bpkit.model.problems import Kind
from bpkit.reading.documents.writing import read_writing

FILE = Path("Dari Sampah Menjadi Berkah.docx")
TEXT = p("Ibu-ibu RW 3 memilah sampah dapur setiap sore dan menimbangnya bersama di balai warga.")
MORE = (
    'xmlns:wpg="http://schemas.microsoft.com/office/word/2010/wordprocessingGroup" '
    'xmlns:wpc="http://schemas.microsoft.com/office/word/2010/wordprocessingCanvas" '
    'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" '
    'xmlns:dsp="http://schemas.microsoft.com/office/drawing/2008/diagram" '
    'xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main" '
    'xmlns:o="urn:schemas-microsoft-com:office:office"'
)
MEDIA = {"image1.jpeg": grainy(), "image2.jpeg": grainy(640, 800)}
SMARTART = "http://schemas.microsoft.com/office/2007/relationships/diagramDrawing"


def writing(body: str, media: dict[str, bytes] | None = None, **more: Any) -> Document:
    """A writing of a sentence and whatever runs are given, in paragraphs of their own."""
    namespaced = f"<w:p {MORE}>{body}</w:p>"
    return read_writing(FILE, docx(TEXT + namespaced, MEDIA if media is None else media, **more))


def photos(body: str, media: dict[str, bytes] | None = None, **more: Any) -> tuple[Photo, ...]:
    return writing(body, media, **more).photos


def sizes(body: str, **more: Any) -> list[tuple[float, float] | None]:
    return [photo.placed_cm for photo in photos(body, **more)]


def drawn(inner: str, width: float = 16, height: float = 6, described: str = "") -> str:
    """A DrawingML drawing of that size in centimetres."""
    return (
        f'<w:r><w:drawing><wp:anchor><wp:extent cx="{int(width * CM)}" cy="{int(height * CM)}"/>'
        f'<wp:docPr id="9" name="Group 9" {described}/><a:graphic><a:graphicData>{inner}'
        "</a:graphicData></a:graphic></wp:anchor></w:drawing></w:r>"
    )


def xfrm(size: tuple[float, float], inner: tuple[float, float] | None = None, rot: int = 0) -> str:
    within = f'<a:chOff x="7" y="7"/><a:chExt cx="{inner[0]}" cy="{inner[1]}"/>' if inner else ""
    return f'<a:xfrm rot="{rot}"><a:off x="0" y="0"/><a:ext cx="{size[0]}" cy="{size[1]}"/>{within}</a:xfrm>'


def pic(size: tuple[float, float], key: str = "rIdP1", said: str = "", more: str = "", rot: int = 0) -> str:
    return (
        f'<pic:pic><pic:nvPicPr><pic:cNvPr id="0" name="Picture 0" {said}/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{key}">{more}</a:blip><a:stretch/></pic:blipFill>'
        f"<pic:spPr>{xfrm(size, rot=rot)}</pic:spPr></pic:pic>"
    )


def group(inner: str, size: tuple[float, float], units: tuple[float, float], tag: str = "wgp") -> str:
    return f"<wpg:{tag}><wpg:grpSpPr>{xfrm(size, units)}</wpg:grpSpPr>{inner}</wpg:{tag}>"


def filled(size: tuple[float, float], how: str = "<a:stretch/>", said: str = "") -> str:
    """A shape with a picture as its filling."""
    return (
        f'<wps:wsp><wps:cNvPr id="4" name="Rectangle 4" {said}/><wps:spPr>{xfrm(size)}'
        f'<a:blipFill><a:blip r:embed="rIdP1"/>{how}</a:blipFill></wps:spPr></wps:wsp>'
    )


def pict(inner: str) -> str:
    return f"<w:r><w:pict>{inner}</w:pict></w:r>"


def shape(style: str, inner: str, more: str = "") -> str:
    return f'<v:shape style="{style}" {more}>{inner}</v:shape>'


IMAGE = '<v:imagedata r:id="rIdP1" o:title="rapat"/>'


def pasted(program: str, more: str = "") -> str:
    """An object as Word keeps what was pasted from another program."""
    shown = shape("width:400pt;height:300pt", IMAGE)
    return f'<w:r><w:object>{shown}<o:OLEObject Type="Embed" ProgID="{program}" {more}/></w:object></w:r>'


# Objects ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("program", ["PBrush", "Paint.Picture", "StaticDib", "Package", "MSPhotoEd.3", ""])
def test_what_was_pasted_from_paint_is_a_photo(program: str) -> None:
    (photo,) = photos(pasted(program))
    assert (photo.width, photo.height, photo.placed_cm) == (800, 600, (14.11, 10.58))


@pytest.mark.parametrize("program", ["Excel.Sheet.8", "Word.Document.12", "Equation.3", "Visio.Drawing.11"])
def test_the_preview_of_a_workbook_or_a_formula_is_no_photo(program: str) -> None:
    assert photos(pasted(program)) == ()


def test_a_photo_that_paint_shows_through_a_metafile_has_its_pixels() -> None:
    (photo,) = photos(pasted("PBrush"), {"image1.emf": emf(1024, -768)})
    assert (photo.width, photo.height, photo.damage) == (1024, 768, None)


def test_an_old_metafile_of_windows_tells_its_pixels_too() -> None:
    bitmap = struct.pack("<IiiHH", 40, 640, 480, 1, 24) + bytes(60)
    record = struct.pack("<IH", (28 + len(bitmap)) // 2, 0x0F43) + bytes(22) + bitmap
    wmf = struct.pack("<HHH", 1, 9, 0x300) + bytes(12) + record + struct.pack("<IH", 3, 0)
    (photo,) = photos(pasted("PBrush"), {"image1.wmf": wmf})
    assert (photo.width, photo.height) == (640, 480)


def test_what_paint_shows_through_a_metafile_without_pixels_is_a_photo_of_unknown_size() -> None:
    (photo,) = photos(pasted("PBrush"), {"image1.emf": emf(0, 0)})
    assert (photo.width, photo.damage, photo.placed_cm) == (None, None, (14.11, 10.58))
    assert photos(pasted("Package"), {"image1.emf": emf(0, 0)}) == ()


def test_the_pixels_may_stand_in_the_object_itself() -> None:
    bitmap = grainy(1024, 768, "BMP")
    own = ole({"\1Ole10Native": struct.pack("<I", len(bitmap)) + bitmap})
    relations = relation("rO1", "oleObject", "embeddings/oleObject1.bin")
    parts = {"word/embeddings/oleObject1.bin": own}
    body = pasted("Package", 'r:id="rO1"')
    (photo,) = photos(body, {"image1.emf": emf(0, 0)}, parts=parts, relations=relations)
    assert (photo.width, photo.height) == (1024, 768)


def test_an_object_as_newer_words_write_it_is_read() -> None:
    run = "<w:r><w:object>{}<w:objectEmbed w:progId='{}'/></w:object></w:r>"
    assert len(photos(run.format(drawing()[5:-6], "PBrush"))) == 1
    assert photos(run.format(drawing()[5:-6], "Excel.Sheet.12")) == ()


def test_a_metafile_that_is_no_object_stays_a_drawing() -> None:
    assert photos(drawing(), {"image1.emf": emf(1024, 768)}) == ()


def test_a_bitmap_of_windows_is_a_photo() -> None:
    (photo,) = photos(pasted("PBrush"), {"image1.bmp": grainy(640, 480, "BMP")})
    assert (photo.width, photo.height) == (640, 480)


def test_a_button_is_no_photo() -> None:
    shown = shape("width:400pt;height:300pt", IMAGE)
    assert photos(f'<w:r><w:object>{shown}<w:control w:name="Tombol"/></w:object></w:r>') == ()


# Groups -----------------------------------------------------------------------------------------------


def test_the_units_of_a_group_are_what_its_size_makes_of_them() -> None:
    inner = pic((2835, 4252)) + pic((2835, 4252), "rIdP2")
    assert sizes(drawn(group(inner, (16 * CM, 6 * CM), (5670, 4252)))) == [(8.0, 6.0), (8.0, 6.0)]


def test_groups_in_groups_multiply() -> None:
    within = group(pic((50, 100)), (500, 500), (100, 100), "grpSp")
    assert sizes(drawn(group(within, (16 * CM, 8 * CM), (1000, 1000)), 16, 8)) == [(4.0, 4.0)]


def test_what_was_pasted_from_powerpoint_is_a_group() -> None:
    inner = f"<a:grpSpPr>{xfrm((9, 9), (1000, 1000))}</a:grpSpPr>{pic((500, 1000)).replace('pic:', 'a:')}"
    locked = "http://schemas.openxmlformats.org/drawingml/2006/lockedCanvas"
    assert sizes(drawn(f'<lc:lockedCanvas xmlns:lc="{locked}">{inner}</lc:lockedCanvas>')) == [(8.0, 6.0)]


def test_a_group_is_as_large_as_the_drawing_whatever_it_says() -> None:
    assert sizes(drawn(group(pic((500, 1000)), (9, 9), (1000, 1000)), 12, 9)) == [(6.0, 9.0)]


def test_on_a_canvas_a_picture_has_its_own_size() -> None:
    assert sizes(drawn(f"<wpc:wpc>{pic((8 * CM, 6 * CM))}</wpc:wpc>", 16, 10)) == [(8.0, 6.0)]


def test_a_quarter_turn_exchanges_the_sides() -> None:
    assert sizes(drawn(pic((8 * CM, 6 * CM), rot=5_400_000), 8, 6)) == [(6.0, 8.0)]
    assert sizes(drawn(pic((8 * CM, 6 * CM), rot=10_800_000), 8, 6)) == [(8.0, 6.0)]
    assert sizes(drawn(pic((8 * CM, 6 * CM), rot=-5_400_000), 8, 6)) == [(6.0, 8.0)]


def test_in_a_group_every_photo_has_its_own_words() -> None:
    inner = pic((1, 2), said='descr="Warga memilah sampah"') + pic((1, 2), "rIdP2", said='descr="Picture 2"')
    body = drawn(group(inner, (16 * CM, 6 * CM), (2, 2)), described='descr="Dua foto dari bank sampah"')
    captions = [photo.caption and photo.caption.text for photo in photos(body)]
    assert captions == ["Warga memilah sampah", "Dua foto dari bank sampah"]


@pytest.mark.parametrize(("units", "side"), [("9000,3200", 4500), ("90,32", 45), ("", 500)])
def test_a_vml_group_has_units_of_its_own(units: str, side: int) -> None:
    down = int(units.partition(",")[2] or 1000)
    inner = shape(f"position:absolute;left:0;width:{side};height:{down}", IMAGE)
    size = f'coordsize="{units}"' if units else ""
    body = pict(f'<v:group style="width:450pt;height:160pt" {size}>{inner}</v:group>')
    assert sizes(body) == [(7.94, 5.64)]


def test_vml_groups_in_groups_multiply() -> None:
    inner = shape("width:50;height:50;rotation:90", IMAGE)
    within = f'<v:group style="width:100;height:100" coordsize="50,100">{inner}</v:group>'
    body = pict(f'<v:group style="width:20cm;height:10cm" coordsize="200,100">{within}</v:group>')
    assert sizes(body) == [(5.0, 10.0)]


# Fillings ---------------------------------------------------------------------------------------------


def test_a_shape_filled_with_a_picture_is_a_photo() -> None:
    (photo,) = photos(drawn(filled((8 * CM, 6 * CM), said='descr="Warga menimbang sampah"'), 8, 6))
    assert (photo.width, photo.placed_cm) == (800, (8.0, 6.0))


def test_a_texture_is_no_photo() -> None:
    assert photos(drawn(filled((8 * CM, 6 * CM), "<a:tile/>"))) == ()
    assert photos(pict(shape("width:300pt;height:225pt", '<v:fill r:id="rIdP1" type="tile"/>'))) == ()


def test_letters_filled_with_a_picture_are_no_photo() -> None:
    fill = '<v:fill r:id="rIdP1" type="frame"/><v:textpath string="BANK SAMPAH"/>'
    assert photos(pict(shape("width:300pt;height:225pt", fill))) == ()


@pytest.mark.parametrize("tag", ["rect", "oval", "roundrect", "shape"])
def test_a_vml_shape_filled_with_a_picture_is_a_photo(tag: str) -> None:
    fill = '<v:fill r:id="rIdP1" o:title="rapat" type="frame"/>'
    body = pict(f'<v:{tag} style="margin-left:1pt;width:300pt;height:225pt">{fill}</v:{tag}>')
    assert sizes(body) == [(10.58, 7.94)]


# SmartArt ---------------------------------------------------------------------------------------------


def diagram(number: int = 1) -> str:
    return drawn(f'<dgm:relIds r:dm="rD{number}" r:lo="x" r:qs="x" r:cs="x"/>')


def smartart(number: int = 1, target: str = "../media/image1.jpeg", named: str = "") -> dict[str, str]:
    """The parts of a SmartArt: its data, and the drawing that Word made of it."""
    spaces = f"{NAMESPACES} {MORE}"
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="image" Target="{target}"/></Relationships>'
    )
    fill = '<a:blipFill><a:blip r:embed="r1"/><a:stretch/></a:blipFill>'
    own = f'<dsp:dataModelExt relId="{named}"/>' if named else ""
    return {
        f"word/diagrams/data{number}.xml": f"<dgm:dataModel {spaces}><dgm:pt><dgm:spPr>{fill}</dgm:spPr>"
        f"</dgm:pt>{own}</dgm:dataModel>",
        f"word/diagrams/_rels/data{number}.xml.rels": relations,
        f"word/diagrams/drawing{number}.xml": f"<dsp:drawing {spaces}><dsp:spTree><dsp:grpSpPr/><dsp:sp>"
        f"<dsp:spPr>{xfrm((7 * CM, 5 * CM))}{fill}</dsp:spPr></dsp:sp></dsp:spTree></dsp:drawing>",
        f"word/diagrams/_rels/drawing{number}.xml.rels": relations,
    }


def related(number: int = 1, drawn_as: str = "") -> str:
    drawing_part = drawn_as or f"diagrams/drawing{number}.xml"
    return relation(f"rD{number}", "diagramData", f"diagrams/data{number}.xml") + (
        f'<Relationship Id="rV{number}" Type="{SMARTART}" Target="{drawing_part}"/>'
    )


def test_a_picture_in_smartart_is_a_photo_once() -> None:
    (photo,) = photos(diagram(), parts=smartart(), relations=related())
    assert (photo.name, photo.width, photo.placed_cm) == ("image1.jpeg", 800, (7.0, 5.0))


def test_without_word_s_drawing_the_data_tell() -> None:
    (photo,) = photos(
        diagram(), parts=smartart(), relations=relation("rD1", "diagramData", "diagrams/data1.xml")
    )
    assert (photo.width, photo.placed_cm) == (800, (16.0, 6.0))


def test_two_smartarts_are_not_mixed_up() -> None:
    parts = smartart(1) | smartart(2, "../media/image2.jpeg")
    found = photos(diagram(2) + diagram(1), parts=parts, relations=related(1) + related(2))
    assert [photo.name for photo in found] == ["image2.jpeg", "image1.jpeg"]


def test_the_data_name_the_drawing_where_the_numbers_differ() -> None:
    other = smartart(7, "../media/image2.jpeg")
    parts = smartart(1, named="rV1") | other
    relations = related(1, "diagrams/drawing7.xml") + related(7, "diagrams/drawing1.xml")
    assert [photo.name for photo in photos(diagram(), parts=parts, relations=relations)] == ["image2.jpeg"]


def test_a_damaged_smartart_hides_nothing_else() -> None:
    parts = {"word/diagrams/data1.xml": "<dgm:", "word/diagrams/drawing1.xml": "<dsp:"}
    assert len(photos(diagram() + drawing("rIdP2"), parts=parts, relations=related())) == 1


def test_smartarts_that_refer_to_each_other_end() -> None:
    parts = smartart(1, "drawing2.xml") | smartart(2, "drawing1.xml")
    assert len(photos(diagram(1), parts=parts, relations=related(1) + related(2))) == 1


# Once, and only what is seen --------------------------------------------------------------------------


def choice(shown: str, fallback: str) -> str:
    return (
        f"<w:r><mc:AlternateContent><mc:Choice Requires='wpg'>{shown}</mc:Choice>"
        f"<mc:Fallback>{fallback}</mc:Fallback></mc:AlternateContent></w:r>"
    )


def test_of_two_renderings_one_counts() -> None:
    new = drawn(group(pic((1, 1)), (CM, CM), (1, 1)))
    old = pict(shape("width:300pt;height:225pt", IMAGE))
    bare_new, bare_old = (run.removeprefix("<w:r>").removesuffix("</w:r>") for run in (new, old))
    assert sizes(choice(bare_new, bare_old)) == [(16.0, 6.0)]


def test_of_three_renderings_one_counts() -> None:
    one, two = drawing()[5:-6], drawing("rIdP2")[5:-6]
    both = choice(one, two).replace(
        "<mc:Fallback>", f"<mc:Choice Requires='wps'>{two}</mc:Choice><mc:Fallback>"
    )
    assert [photo.name for photo in photos(both)] == ["image1.jpeg"]


def test_an_svg_with_its_png_is_one_photo() -> None:
    svg = '<a:extLst><a:ext><asvg:svgBlip r:embed="rIdP2"/></a:ext></a:extLst>'
    assert len(photos(drawn(pic((CM, CM), more=svg)))) == 1


def test_a_cropped_photo_has_the_size_of_the_crop_and_the_pixels_of_the_file() -> None:
    cropped = pic((8 * CM, 3 * CM)).replace("<a:stretch/>", '<a:srcRect t="25000" b="25000"/><a:stretch/>')
    (photo,) = photos(drawn(cropped, 8, 3))
    assert (photo.width, photo.height, photo.placed_cm) == (800, 600, (8.0, 3.0))


@pytest.mark.parametrize(
    "hidden",
    [
        drawn(pic((CM, CM)), described='hidden="1"'),
        drawn(group(pic((1, 1), said='hidden="1"'), (CM, CM), (1, 1))),
        drawn(group(filled((1, 1), said='hidden="true"'), (CM, CM), (1, 1))),
        pict(shape("width:300pt;height:225pt;visibility:hidden", IMAGE)),
        f"<w:r><w:rPr><w:vanish/></w:rPr>{pict(shape('width:300pt;height:225pt', IMAGE))[5:-6]}</w:r>",
        f"<w:del>{drawing()}</w:del>",
        f"<w:moveFrom>{pasted('PBrush')}</w:moveFrom>",
    ],
)
def test_what_is_hidden_or_deleted_is_no_photo(hidden: str) -> None:
    assert photos(hidden) == ()


@pytest.mark.parametrize("wrap", ["ins", "moveTo", "hyperlink", "smartTag"])
def test_what_is_inserted_moved_or_linked_to_counts_once(wrap: str) -> None:
    assert len(photos(f"<w:{wrap}>{pasted('PBrush')}</w:{wrap}>")) == 1


def test_a_photo_in_a_content_control_counts_and_its_placeholder_does_not() -> None:
    control = "<w:sdt><w:sdtPr>{}<w:picture/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    assert len(photos(control.format("", drawing()))) == 1
    assert photos(control.format("<w:showingPlcHdr/>", drawing())) == ()


def test_photos_in_tables_and_text_boxes_count_in_whatever_way_they_are_kept() -> None:
    old = f"<w:p {MORE}>{pasted('PBrush')}</w:p>"
    box = pict(f"<v:shape><v:textbox><w:txbxContent>{old}</w:txbxContent></v:textbox></v:shape>")
    data = docx(TEXT + table((old, p("Warga memilah sampah"))) + p(inner=box), MEDIA)
    assert len(read_writing(FILE, data).photos) == 2


def test_a_watermark_is_no_photo() -> None:
    mark = pict(shape("width:300pt;height:225pt", IMAGE, 'id="WordPictureWatermark1"'))
    parts = {
        "word/header1.xml": f"<w:hdr {NAMESPACES} {MORE}>{p(inner=mark)}</w:hdr>",
        "word/_rels/header1.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
        'relationships"><Relationship Id="rIdP1" Type="image" Target="media/image1.jpeg"/></Relationships>',
    }
    assert photos("", parts=parts, relations=relation("rH", "header", "header1.xml")) == ()


def test_a_chart_is_no_photo() -> None:
    chart = drawn('<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" r:id="rC"/>')
    assert photos(chart, relations=relation("rC", "chart", "charts/chart1.xml")) == ()


# Linked -----------------------------------------------------------------------------------------------

LINK = r"file:///C:\Users\Siti\Foto%20Rapat.jpg"


@pytest.mark.parametrize(
    "body",
    [
        drawn(pic((CM, CM)).replace('r:embed="rIdP1"', 'r:link="rLink"')),
        pict(shape("width:300pt;height:225pt", '<v:imagedata r:href="rLink"/>')),
        pict(shape("width:300pt;height:225pt", '<v:imagedata r:id="rLink"/>')),
    ],
)
def test_a_linked_picture_is_called_linked_with_the_name_of_its_file(body: str) -> None:
    relations = f'<Relationship Id="rLink" Type="image" Target="{LINK}" TargetMode="External"/>'
    (photo,) = photos(body, relations=relations)
    assert photo.damage and photo.damage.kind is Kind.PHOTO
    assert (photo.damage.variant, photo.damage.found) == ("linked", "Foto Rapat.jpg")
    assert photo.name == "Foto Rapat.jpg"


def test_a_picture_that_is_linked_and_embedded_is_whole() -> None:
    both = drawn(pic((CM, CM)).replace('r:embed="rIdP1"', 'r:embed="rIdP1" r:link="rLink"'))
    relations = f'<Relationship Id="rLink" Type="image" Target="{LINK}" TargetMode="External"/>'
    (photo,) = photos(both, relations=relations)
    assert (photo.damage, photo.width) == (None, 800)


def test_a_part_named_in_another_case_is_found() -> None:
    relations = relation("rX", "image", "Media/IMAGE1.jpeg")
    (photo,) = photos(drawing("rX"), relations=relations)
    assert photo.damage is None


# Without end ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "deep",
    [
        drawn("<wpg:wgp>" * 3000 + pic((CM, CM)) + "</wpg:wgp>" * 3000),
        pict("<v:group>" * 3000 + shape("width:9pt", IMAGE) + "</v:group>" * 3000),
        drawn("<wpg:wgp>" * 200 + pic((CM, CM)) + "</wpg:wgp>" * 200),
    ],
)
def test_groups_in_groups_without_end_are_read_or_damaged(deep: str) -> None:
    found = writing(deep)
    assert found.photos or found.damages


def test_one_picture_in_many_frames_is_work_in_proportion() -> None:
    assert grows_in_proportion(lambda count: writing(drawing() * count))


def test_a_size_without_sense_is_no_size() -> None:
    assert sizes(drawn(pic((0, 0)), 0, 0)) == [None]
    assert sizes(pict(shape("width:1e400pt;height:9999999999pt", IMAGE))) == [None]
    assert sizes(drawn(group(pic((1, 1)), (CM, CM), (0, 0)))) == [None]
