"""Sizes of pictures from their headers, and whether they are whole."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from make.pictures import grainy
from PIL import Image as Pillow
from PIL import features

from bpkit.model.problems import Kind
from bpkit.reading.documents.content import digest
from bpkit.reading.images.photos import read_loose_photo
from bpkit.reading.images.size import measure

KINDS = ("JPEG", "PNG", "GIF", "BMP", "TIFF", "WEBP")


def pieces(data: bytes, size: int = 1000) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_photo_tells_its_size(kind: str) -> None:
    found = measure(pieces(grainy(300, 200, kind)))
    assert (found.kind, found.width, found.height, found.trouble) == (kind.lower(), 300, 200, "")


@pytest.mark.skipif(not features.check("avif"), reason="this Pillow makes no AVIF")
def test_avif_and_heic_tell_their_size() -> None:
    stream = io.BytesIO()
    Pillow.effect_noise((320, 240), 40).convert("RGB").save(stream, "AVIF")
    found = measure(pieces(stream.getvalue()))
    assert (found.kind, found.width, found.height, found.trouble) == ("avif", 320, 240, "")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_size_is_the_one_after_rotation(kind: str, orientation: int) -> None:
    found = measure(pieces(grainy(300, 200, kind, orientation)))
    assert (found.width, found.height) == ((200, 300) if orientation >= 5 else (300, 200))


def test_the_thumbnail_inside_exif_is_not_mistaken_for_the_photo() -> None:
    thumbnail, photo = grainy(160, 120), grainy(800, 600)
    segment = b"Exif\0\0" + thumbnail[:60000]
    data = photo[:2] + b"\xff\xe1" + struct.pack(">H", len(segment) + 2) + segment + photo[2:]
    assert measure(pieces(data)).width == 800


def test_a_header_longer_than_the_first_kilobytes_is_read_on() -> None:
    photo = grainy(800, 600)
    padding = b"".join(b"\xff\xe2" + struct.pack(">H", 60002) + b"\0" * 60000 for _ in range(5))
    assert measure(pieces(photo[:2] + padding + photo[2:])).width == 800


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.99])
def test_a_photo_that_is_cut_off_is_found_out(kind: str, share: float) -> None:
    data = grainy(300, 200, kind)
    assert measure(pieces(data[: int(len(data) * share)])).trouble


@pytest.mark.parametrize("trailer", [b"\0" * 2000, b"SEFT" * 50, grainy(160, 120)])
def test_what_a_phone_puts_behind_a_photo_does_no_harm(trailer: bytes) -> None:
    assert measure(pieces(grainy(300, 200) + trailer)).trouble == ""


def after_start(data: bytes, extra: bytes) -> bytes:
    return data[:2] + extra + data[2:]


def before_each_segment(data: bytes, extra: bytes) -> bytes:
    """A JPEG with further bytes before every mark up to the pixels."""
    made, at = data[:2], 2
    while data[at + 1] != 0xDA:
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        made, at = made + extra + data[at:end], end
    return made + extra + data[at:]


@pytest.mark.parametrize(
    "extra", [b"\0", b"\xff", b"\xff\0", b"\xff\xff\xff", b"DJI\0\0\0\0", b"\0" * 5000, b"\n"]
)
@pytest.mark.parametrize("spoil", [after_start, before_each_segment])
def test_stray_bytes_between_the_segments_of_a_jpeg_do_no_harm(
    spoil: Callable[[bytes, bytes], bytes], extra: bytes
) -> None:
    found = measure(pieces(spoil(grainy(800, 600), extra)))
    assert (found.kind, found.width, found.height, found.trouble) == ("jpeg", 800, 600, "")


def saved(size: tuple[int, int], colours: str = "RGB", **how: Any) -> bytes:
    stream = io.BytesIO()
    Pillow.effect_noise(size, 40).convert(colours).save(stream, "JPEG", **how)
    return stream.getvalue()


WAYS: tuple[dict[str, Any], ...] = (
    {},
    {"subsampling": 0},
    {"subsampling": 2},
    {"optimize": True},
    {"restart_marker_blocks": 5},
    {"restart_marker_rows": 1},
    {"colours": "L"},
    {"colours": "CMYK"},
)


@pytest.mark.parametrize("how", WAYS)
def test_a_jpeg_that_lost_only_its_end_mark_is_whole(how: dict[str, Any]) -> None:
    data = saved((333, 177), **how)
    assert measure(pieces(data[:-2])).trouble == ""
    assert measure(pieces(data[:-1])).trouble == ""


@pytest.mark.parametrize("how", WAYS)
@pytest.mark.parametrize("lost", [8, 100, 1000])
def test_a_jpeg_that_lost_a_few_pixels_too_is_cut_off(how: dict[str, Any], lost: int) -> None:
    data = saved((333, 177), **how)
    assert measure(pieces(data[: -2 - lost])).trouble


def test_a_jpeg_without_an_end_whose_head_makes_no_sense_is_cut_off() -> None:
    data = bytearray(saved((333, 177))[:-2])
    frame = data.index(b"\xff\xc0")
    for at in range(frame + 11, frame + 19, 3):  # how finely each colour is sampled
        data[at] = 0
    assert measure([bytes(data)]).trouble


def test_a_progressive_jpeg_is_read_like_any_other() -> None:
    found = measure(pieces(saved((640, 480), progressive=True)))
    assert (found.width, found.height, found.trouble) == (640, 480, "")


def test_a_second_picture_behind_a_photo_is_not_its_size() -> None:
    """Phones keep the preview of a photo behind it, in a JPEG of its own (MPF)."""
    found = measure(pieces(grainy(800, 600) + grainy(1600, 1200)))
    assert (found.width, found.height, found.trouble) == (800, 600, "")


def test_a_gif_with_a_trailer_is_whole() -> None:
    assert measure(pieces(grainy(300, 200, "GIF") + b"\0\0made by X")).trouble == ""


def test_bitmaps_of_os2_tell_their_size() -> None:
    head = b"BM" + struct.pack("<IHHI", 26 + 32 * 24, 0, 0, 26) + struct.pack("<IHHHH", 12, 32, 8, 1, 24)
    found = measure([head + bytes(32 * 24)])
    assert (found.kind, found.width, found.height, found.trouble) == ("bmp", 32, 8, "")


def test_a_png_of_an_iphone_tells_its_size() -> None:
    data = grainy(300, 200, "PNG")
    own = struct.pack(">I", 4) + b"CgBI" + bytes(4)
    own += struct.pack(">I", zlib.crc32(own[4:]))
    assert measure(pieces(data[:8] + own + data[8:])).width == 300


def heic(
    width: int, height: int, *, turned: bool = False, brand: bytes = b"heic", first: bytes = b""
) -> bytes:
    """A photo as iPhones write it: tiles, a thumbnail, and how the whole is turned."""

    def box(name: bytes, inside: bytes) -> bytes:
        return struct.pack(">I", 8 + len(inside)) + name + inside

    sizes = ((512, 512), (width, height), (320, 240))
    properties = b"".join(box(b"ispe", bytes(4) + struct.pack(">II", *size)) for size in sizes)
    properties += box(b"irot", b"\1" if turned else b"\0")
    meta = box(b"meta", bytes(4) + box(b"iprp", box(b"ipco", properties)))
    return box(b"ftyp", brand + bytes(4) + b"mif1heic") + first + meta + box(b"mdat", bytes(500))


@pytest.mark.parametrize("brand", [b"heic", b"mif1", b"XYZ "])
@pytest.mark.parametrize("first", [b"", struct.pack(">I", 20008) + b"mdat" + b"meta" * 5000])
def test_a_photo_of_an_iphone_tells_its_size(brand: bytes, first: bytes) -> None:
    data = heic(4032, 3024, turned=True, brand=brand, first=first)
    found = measure(pieces(data))
    assert (found.kind, found.width, found.height, found.trouble) == ("heic", 3024, 4032, "")
    assert measure(pieces(data[:-100])).trouble


def test_a_large_heic_with_its_pixels_first_tells_its_size() -> None:
    pixels = struct.pack(">I", 6_000_008) + b"mdat" + bytes(6_000_000)
    assert measure(pieces(heic(4032, 3024, first=pixels), 256 * 1024)).width == 4032


def test_an_empty_chunk_is_no_end() -> None:
    data = grainy(300, 200, "GIF")
    assert measure([data[:5000], b"", data[5000:]]).trouble == ""


def test_an_end_mark_across_two_chunks_is_seen() -> None:
    data = grainy(300, 200)
    assert measure([data[:-1], data[-1:]]).trouble == ""


def test_a_packed_end_that_shows_the_mark_saves_reading_on() -> None:
    data = grainy(300, 200)
    assert measure([data[:9000]], packed_end=data[-16:]).trouble == ""
    assert measure([data[:9000]], packed_end=b"\1\2\3").trouble


@pytest.mark.parametrize(
    "drawing",
    [
        b"\1\0\0\0" + b"\0" * 36 + b" EMF" + b"\0" * 100,
        b"\xd7\xcd\xc6\x9a" + b"\0" * 100,
        b"\1\0\x09\0\0\3" + b"\0" * 100,
        b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
        b"\x1f\x8b\x08" + b"\0" * 100,
    ],
)
def test_drawings_are_no_photos(drawing: bytes) -> None:
    assert measure([drawing]).is_drawing


@pytest.mark.parametrize(
    "data", [b"", b"Warga memilah sampah", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a"]
)
def test_what_is_no_picture_says_why(data: bytes) -> None:
    assert measure([data]).trouble


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(KINDS),
    st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), max_size=20),
    st.integers(0, 1500),
)
def test_no_damage_ever_raises(kind: str, flips: list[tuple[int, int]], cut: int) -> None:
    data = bytearray(grainy(60, 40, kind))
    for at, value in flips:
        data[at % len(data)] = value
    measure([bytes(data)])
    measure([bytes(data[:cut])])


def test_a_loose_photo_is_measured_like_an_embedded_one(tmp_path: Path) -> None:
    file = tmp_path / "Dari Sampah 1.jpg"
    file.write_bytes(grainy(orientation=6))
    photo, _ = read_loose_photo(file)
    assert (photo.name, photo.width, photo.height, photo.file) == ("Dari Sampah 1.jpg", 600, 800, file)
    assert (photo.digest, photo.damage) == (digest(grainy(orientation=6)), None)


@pytest.mark.parametrize("kind", KINDS)
def test_a_share_that_fails_is_no_fault_of_the_picture(kind: str) -> None:
    def failing() -> Iterator[bytes]:
        yield grainy(300, 200, kind)[:40]
        raise TimeoutError

    with pytest.raises(TimeoutError):
        measure(failing())


def test_a_jpeg_without_an_end_and_of_more_pixels_than_memory_is_not_decoded() -> None:
    data = bytearray(saved((333, 177))[:-2])
    frame = data.index(b"\xff\xc0")
    data[frame + 5 : frame + 9] = b"\xff\xff\xff\xff"
    assert measure([bytes(data)]).trouble


@pytest.mark.parametrize("lost", [0.2, 0.5, 0.9])
def test_of_a_jpeg_that_broke_off_no_row_is_made_up(lost: float) -> None:
    data = grainy(800, 600)
    assert measure([data[: int(len(data) * (1 - lost))]]).trouble


def test_a_loose_photo_that_is_cut_off_or_gone_is_damaged(tmp_path: Path) -> None:
    file = tmp_path / "foto.jpg"
    file.write_bytes(grainy()[:5000])
    (cut, _), (gone, _) = read_loose_photo(file), read_loose_photo(tmp_path / "hilang.jpg")
    assert cut.damage and cut.damage.kind is Kind.PHOTO
    assert gone.damage and gone.width is None
