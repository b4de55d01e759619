"""Makes a korkot folder with many writings, each with text, an identity table and photos, for the benchmarks.

python benchmarks/make_documents.py FOLDER [--documents 300] [--photos 3]
"""

from __future__ import annotations

import argparse
import io
import random
from pathlib import Path

import docx
from docx.shared import Cm
from PIL import Image

FOLDER = "best practice_korkot (Semarang)_(Oktober 2010)"
WORDS = (
    "warga kampung memilah sampah setiap pagi dan menimbangnya di bank yang mereka dirikan sendiri pada "
    "tahun lalu hasilnya dipakai untuk membantu tetangga miskin ibu-ibu belajar membuat kompos dari daun "
    "kering lalu menjualnya ke pasar kelurahan fasilitator hanya menemani rembug relawan mencatat hasilnya"
)


def make(folder: Path, documents: int, photos: int) -> Path:
    """The korkot folder with the documents in it; made once, found again."""
    target = folder / FOLDER
    target.mkdir(parents=True, exist_ok=True)
    chance = random.Random(2010)
    for number in range(1, documents + 1):
        title = f"Dari Sampah Menjadi Berkah {number:03d}"
        file = target / f"{title}.docx"
        if not file.exists():
            write(file, title, number, photos, chance)
    return target


def write(file: Path, title: str, number: int, photos: int, chance: random.Random) -> None:
    document = docx.Document()
    document.add_heading(title, 0)
    for part in range(12):
        document.add_paragraph(" ".join(chance.choices(WORDS.split(), k=70)).capitalize() + ".")
        if part % 4 == 3 and part // 4 < photos:
            document.add_picture(photo(chance), width=Cm(8))
            document.add_paragraph(f"Foto {part // 4 + 1}. Warga memilah sampah", style="Caption")
    facts = (
        ("Nama", f"Siti Rahma {number}"),
        ("Jabatan", f"Fasilitator Sosial TF-{number % 9 + 1:02d}"),
        ("Nomor kontak", "0812-3456-7890"),
        ("Nama lembaga", "BKM Sejahtera"),
        ("Alamat lembaga", "Jl. Mawar 3, Kel. Tandang"),
        ("Nomor kontak lembaga", "024-7654321"),
        ("Sumber", f"TF-{number % 9 + 1:02d}"),
    )
    table = document.add_table(0, 2)
    for label, value in facts:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = label, value
    document.save(str(file))


def photo(chance: random.Random) -> io.BytesIO:
    """A JPEG of 600 × 800 pixels about as heavy as a phone's photo of that size."""
    coarse = Image.frombytes("RGB", (30, 40), chance.randbytes(3600)).resize(
        (600, 800), Image.Resampling.BICUBIC
    )
    grain = Image.frombytes("L", (300, 400), chance.randbytes(120_000)).resize((600, 800)).convert("RGB")
    stream = io.BytesIO()
    Image.blend(coarse, grain, 0.08).save(stream, "JPEG", quality=80)
    stream.seek(0)
    return stream


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=300)
    parser.add_argument("--photos", type=int, default=3)
    options = parser.parse_args()
    print(make(options.folder, options.documents, options.photos))
