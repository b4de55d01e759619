"""Alternative text that somebody wrote, and what programs write there."""

from __future__ import annotations

from time import perf_counter

import pytest

from bpkit.reading.alttext import alternative_text

BY_PROGRAMS = """
Picture 3
Gambar 1
Gambar1
Foto 1
image1.jpeg
IMG_0012.JPG
New Picture (2)
Text Box 12
graphics1
Bitmap Image
Description: C:\\Users\\Siti\\Pictures\\IMG_0012.jpg
Description: IMG_0012
D:\\Foto Kegiatan\\Rapat warga
\\\\SERVER\\foto\\rapat
/storage/emulated/0/DCIM/Camera/foto warga
file:///C:/Users/Siti/rapat.png
https://example.org/foto/rapat
cid:image001.png@01CB6E5A.7D8A9B10
IMG-20101014-WA0003
IMG 20101014 WA0003
WhatsApp Image 2010-10-14 at 10.12.13
WhatsApp Image 2010-10-14 at 10.12.13 AM (1)
WhatsApp Image 2010-10-14 at 10.12.13_1a2b3c4d
Gambar WhatsApp 2010-10-14 pukul 10.12.13_ab12cd34
Screenshot_20101014-101213_Chrome
Screenshot 2010-10-14 at 10.12.13
Tangkapan Layar 2010-10-14 pukul 10.12.13
photo_2010-10-14_10-12-13
FB_IMG_1602637953123
CIMG1234
SAM_0312
DSC_0123
DSC 0123
_MG_1234
P1010034
100_1234
MVC-012F
PICT0012
20101014_101213
IMG20201014091233_BURST001
{6F9619FF-8B86-D011-B42D-00CF4FC964FF}
6f9619ff-8b86-d011-b42d-00cf4fc964ff
Untitled
Untitled-1
Tanpa judul
Kein Alternativtext
No alt text provided for this image
No photo description available.
A picture containing person, outdoor, group  Description automatically generated
Beberapa orang duduk di teras Konten yang dihasilkan AI mungkin salah.
A house with a blue roof AI-generated content may be incorrect.
Beberapa orang berdiri Konten buatan AI mungkin tidak benar.
Gambar berisi orang, luar ruangan  Deskripsi dibuat secara otomatis
Orang di sawah  Deskripsi dihasilkan dengan keyakinan sangat tinggi
A group of people standing  Description generated with very high confidence
Mungkin gambar 5 orang dan orang berdiri
May be an image of 5 people and people standing
2010-10-14 10.12.13
""".strip().splitlines()

BY_PEOPLE = """
Ibu-ibu memilah sampah di RW 3
Foto bersama warga RT 02 di balai kelurahan
Gambar peta kampung buatan warga
Rapat BKM Sejahtera, 14 Oktober 2010
Foto 1. Warga memilah sampah
Gotong royong RW 07/RT 123
Pak Lurah (kiri) dan Ketua BKM
Tanpa lelah, warga mengangkut pasir
Tidak ada lagi genangan di RT 02
Group 3 warga menanam mangrove
Warga buatan kompos
Kaca mata air Sumber 200 meter dari kampung
Sampah
""".strip().splitlines()


@pytest.mark.parametrize("text", BY_PROGRAMS)
def test_what_a_program_wrote_is_no_caption(text: str) -> None:
    assert alternative_text(text) == ""


@pytest.mark.parametrize("text", BY_PEOPLE)
def test_what_somebody_wrote_stays(text: str) -> None:
    assert alternative_text(text) == text


def test_what_word_puts_before_an_old_description_is_left_out() -> None:
    assert alternative_text("Description: Ibu-ibu memilah sampah") == "Ibu-ibu memilah sampah"


def test_the_title_speaks_where_the_description_is_a_programs() -> None:
    assert alternative_text("IMG_0012.jpg", "Ibu-ibu memilah sampah") == "Ibu-ibu memilah sampah"


@pytest.mark.parametrize("text", ["a1" * 50_000, "IMG " * 20_000, "1 " * 50_000, "foto 1.2.3-" * 9_000 + "x"])
def test_a_text_without_end_takes_no_time(text: str) -> None:
    begun = perf_counter()
    alternative_text(text)
    assert perf_counter() - begun < 0.5
