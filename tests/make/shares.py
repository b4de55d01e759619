"""Small shares for tests: real Word documents with photos, and sheets."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

import docx
from docx.shared import Cm

from make.pictures import photo_of

Run = Callable[..., tuple[int, str, str]]  # exit code, stdout, stderr

CODES = (
    "kondisi_riil",
    "inovasi",
    "fasilitasi",
    "kapasitas",
    "kesesuaian",
    "perubahan",
    "keberlanjutan",
    "kualitas_tulisan",
)
WORDS = (
    "warga kampung memilah sampah menabung bank relawan modal usaha ibu rumah sungai jalan air bersih "
    "posyandu anak pelatihan rapat dana bergulir kelompok lurah gotong royong bambu mangrove nelayan "
    "perahu pasar kios tahu tempe batik jahit sekolah guru buku bersama setiap pagi untuk dengan mereka"
).split()
KMW = "2010-10/best practice_KMW (Jawa Tengah)_(Oktober)"
CONFIG = """\
versi: 1
tahun: 2010
bahasa: id
wilayah:
  Jawa Tengah:
    kota: {Semarang: 9, Surakarta: [TF-01, TF-02]}
"""
IDENTITY = (
    "Penulis: {author}",
    "Jabatan: Fasilitator Sosial {source}",
    "No. HP: 0812-3456-7890",
    "Nama Lembaga: BKM Sejahtera",
    "Alamat: Jl. Mawar 3, Kel. Tandang",
    "Telp.: 024-7654321",
    "Sumber: {source}",
)


def korkot(city: str) -> str:
    """The korkot folder of a city, relative to the share."""
    return f"{KMW}/best practice_korkot ({city})_(Oktober)"


def as_json(run: Run, *words: object) -> Any:
    """What a command prints with `--format json`."""
    code, out, err = run(*words, "--format", "json")
    assert code in (0, 1), err
    return json.loads(out)


def walk(one: Any, below: str = "units") -> Iterator[Any]:
    """An object of JSON, and all that stand below it under this key."""
    yield one
    for child in one.get(below, ()):
        yield from walk(child, below)


def put(root: Path, name: str, text: str) -> Path:
    """A file with this text, in folders that are made for it."""
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def write_document(
    path: Path, *, author: str = "Siti Rahma", source: str = "TF-01", photos: int = 2, paragraphs: int = 8
) -> None:
    """A writing that has everything the POB asks for, unless the arguments take something away."""
    document = docx.Document()
    document.add_heading(path.stem, 0)
    random = Random(path.stem)
    for _ in range(paragraphs):
        document.add_paragraph(" ".join(random.choices(WORDS, k=80)).capitalize() + ".")
    for number in range(photos):
        document.add_picture(io.BytesIO(photo_of(f"{path.stem} {number}")), width=Cm(8))
        document.add_paragraph(f"Foto {number + 1}. Warga bekerja bersama", style="Caption")
    for line in IDENTITY:
        document.add_paragraph(line.format(author=author, source=source))
    path.parent.mkdir(parents=True, exist_ok=True)
    document.save(str(path))


def write_sheet(
    folder: Path, assessor: str, scores: Mapping[str, int | Sequence[object]], level: str = "kmw"
) -> Path:
    """An assessor's YAML sheet; one score stands for all eight."""
    lines = ["rubrik: pob-2010", f"tingkat: {level}", f"penilai: {{nama: {assessor}, jabatan: TA}}", "nilai:"]
    for title, given in scores.items():
        row = given if isinstance(given, list | tuple) else [given] * len(CODES)
        lines.append(f"  {title}:")
        lines += [f"    {code}: {score}" for code, score in zip(CODES, row, strict=True)]
    file = folder / "penilaian" / f"{assessor.partition(' ')[0].lower()}.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def make_share(root: Path) -> Path:
    """Two cities, five writings, a panel of three; Bank Sampah, Posyandu and Air Bersih win."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "bpkit.yaml").write_text(CONFIG, encoding="utf-8")
    for city, titles in {
        "Semarang": ("Bank Sampah", "Posyandu", "Jalan"),
        "Surakarta": ("Air Bersih", "Batik"),
    }.items():
        for number, title in enumerate(titles, start=1):
            file = root / korkot(city) / f"{title}.docx"
            write_document(file, author=f"Penulis {title}", source=f"TF-0{number}")
    for assessor, more in {"Siti Rahma": 0, "Budi Santoso": 1, "Dewi Lestari": 0}.items():
        scores = {"Bank Sampah": 9, "Posyandu": 8, "Jalan": 6, "Air Bersih": 7 + more, "Batik": 6}
        write_sheet(root / KMW, assessor, scores)
    return root
