"""`--deep` sees what a header and an end mark can't show."""

import io
from pathlib import Path

import docx
import pytest
from make import wordfiles
from make.pictures import emf, photo_of, picture
from make.shares import write_document
from make.wordfiles import p
from PIL import Image

from bpkit import limits
from bpkit.reading.images import opening
from bpkit.work.request import Request
from bpkit.work.running import Work


def noise() -> bytes:
    data = io.BytesIO()
    Image.effect_noise((640, 480), 90).convert("RGB").save(data, "PNG")
    return data.getvalue()


def spoilt(data: bytes) -> bytes:
    """Header and end mark as they were, the middle overwritten."""
    middle = len(data) // 2
    return data[:middle] + bytes(500) + data[middle + 500 :]


def codes(folder: Path, *, deep: bool) -> list[str]:
    work = Work(Request(folder, period="2010-10", deep=deep))
    return [finding.code for finding in work.checked.findings if finding.code == "BP305"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "best practice_korkot (Semarang)_(Oktober)"
    write_document(folder / "Bank Sampah.docx")
    return folder


def test_a_loose_photo_whose_middle_is_gone_is_found_by_deep_alone(folder: Path) -> None:
    (folder / "Bank Sampah 1.png").write_bytes(spoilt(noise()))
    assert codes(folder, deep=False) == []
    assert codes(folder, deep=True) == ["BP305"]


def test_an_embedded_photo_is_decoded_too(folder: Path) -> None:
    document = docx.Document(str(folder / "Bank Sampah.docx"))
    document.add_picture(io.BytesIO(spoilt(noise())))
    document.save(str(folder / "Bank Sampah.docx"))
    assert codes(folder, deep=True) == ["BP305"]


def test_sound_photos_stay_sound(folder: Path) -> None:
    (folder / "Bank Sampah 1.png").write_bytes(noise())
    assert codes(folder, deep=True) == []


def test_stray_bytes_and_a_missing_end_mark_of_a_jpeg_do_no_harm(folder: Path) -> None:
    photo = picture(640, 480)
    (folder / "Bank Sampah 1.jpg").write_bytes(photo[:2] + b"DJI\0\xff\0" + photo[2:])
    (folder / "Bank Sampah 2.jpg").write_bytes(photo[:-2])
    assert codes(folder, deep=True) == []


def test_the_metafile_that_shows_a_pasted_photo_is_not_decoded(folder: Path) -> None:
    shown = '<v:shape style="width:400pt;height:300pt"><v:imagedata r:id="rIdP1"/></v:shape>'
    body = p("Warga memilah sampah", inner=f"<w:r><w:object>{shown}</w:object></w:r>")
    (folder / "Bank Sampah.docx").write_bytes(wordfiles.docx(body, {"image1.emf": emf(800, 600)}))
    assert codes(folder, deep=True) == []


def test_a_picture_of_more_pixels_than_cameras_take_is_not_decoded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    photo = photo_of("foto")
    assert opening._trouble(photo) == ""
    monkeypatch.setattr(limits, "DEEP_PIXELS", 10)
    assert "pixels" in opening._trouble(photo)
