"""Make the example share `examples/Berbagi` from the sources in `tools/examples`.

    python tools/make_examples.py                 write it
    python tools/make_examples.py --check         say whether what is there is what would be written
    python tools/make_examples.py --output DIR    write it elsewhere

Needs Pillow, python-docx and PyYAML. Made twice with the same versions of these it has the same bytes.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml
from examples.documents import Draw, document_of, draw
from examples.scenes import photo
from examples.sheets import decision, sheets
from examples.sounds import recording
from examples.sources import HERE, Writing, writings

SHARE = Path(__file__).parents[1] / "examples" / "Berbagi"
MONTH = Path("2010-10")
PROVINCES = {
    "Jawa Tengah": MONTH / "best practice_KMW (Jawa Tengah)_(Oktober)",
    "Sulawesi Selatan": MONTH / "best practice_KMW (Sulawesi Selatan)_(Oktober)",
}
# The four spellings that are valid, and one that `bpkit fix` mends.
CITIES = {
    "Semarang": PROVINCES["Jawa Tengah"] / "best practice_korkot (Semarang)_(Oktober)",
    "Surakarta": PROVINCES["Jawa Tengah"] / "best practice_korkot_(Surakarta)_(Oktober)",
    "Pekalongan": PROVINCES["Jawa Tengah"] / "best practice_korkot Pekalongan_Oktober",
    "Makassar": PROVINCES["Sulawesi Selatan"] / "best practice_korkot_Makassar_Oktober",
    "Parepare": PROVINCES["Sulawesi Selatan"] / "best practice_korkot (Parepare)_(Okt)",
}
PANELS = {**CITIES, **PROVINCES, "KMP": MONTH}
SCORED = ("Surakarta", "Jawa Tengah", "Sulawesi Selatan", "KMP")
RECORDING = {
    "judul": "Suara Kampung Nelayan",
    "penulis": {
        "nama": "Basir Laulo",
        "jabatan": "Penyiar Radio Komunitas Samaturu",
        "kontak": "0813-4266-8095",
    },
    "lembaga": {
        "nama": "Radio Komunitas Samaturu",
        "alamat": "Jl. Barukang Raya 30, Kel. Cambaya, Kec. Ujung Tanah, Makassar",
        "kontak": "0411-445802",
    },
    "sumber": "Radio Komunitas Samaturu",
    "media": "audio",
    "tanggal": "2010-10-12",
}
COMIC = {
    "judul": "Komik Enam Langkah Cuci Tangan",
    "penulis": {
        "nama": "Nuraeni Daeng Puji",
        "jabatan": "Kader Posyandu Terapung",
        "kontak": "0852-5590-4471",
    },
    "lembaga": {
        "nama": "Posyandu Terapung Samaturu",
        "alamat": "Dermaga Kayu Bangkoa, Kel. Bulogading, Kec. Ujung Pandang, Makassar",
        "kontak": "0411-321874",
    },
    "sumber": "Kader posyandu",
    "media": "grafis",
    "jenis": "komik",
    "tanggal": "2010-10-14",
}


def share(drawn: Draw = draw) -> Iterator[tuple[Path, bytes]]:
    """Every file of the share: its path from the share's root, and its content."""
    yield Path("bpkit.yaml"), (HERE / "pengaturan.yaml").read_text(encoding="utf-8").encode()
    for city, folder in CITIES.items():
        for writing in writings(city.lower()):
            yield from _writing(folder, writing, drawn)
    yield from _makassar(CITIES["Makassar"])
    # A photo that was saved under a document's name.
    jetty = photo("jalan_paving", (640, 480), "Jalan Setapak ke Sekolah", taken="2010:10:09 09:12:44")
    yield CITIES["Parepare"] / "Jalan Setapak ke Sekolah.docx", jetty
    for writing in writings("produk_jawa_tengah"):
        yield from _writing(PROVINCES["Jawa Tengah"] / "produk pengetahuan", writing, drawn)
    for unit, folder in PANELS.items():
        yield from _panel(unit, folder / "penilaian")


def _writing(folder: Path, writing: Writing, drawn: Draw) -> Iterator[tuple[Path, bytes]]:
    document = document_of(writing, drawn)
    if writing.truncated:
        document = document[: len(document) * 3 // 5]
    yield folder / f"{writing.stem}.docx", document
    if writing.loose:
        for number, picture in enumerate(writing.pictures):
            yield folder / writing.stem / picture.file, drawn(writing, number)
        yield folder / f"{writing.stem}.yaml", _yaml({"foto": {p.file: p.caption for p in writing.pictures}})
    if writing.ending == "yaml":
        yield folder / f"{writing.stem}.yaml", _yaml(_facts(writing))
    elif writing.product:
        yield folder / f"{writing.stem}.yaml", _yaml({"jenis_produk": writing.product})


def _facts(writing: Writing) -> dict[str, object]:
    facts = {
        "judul": writing.title,
        "penulis": writing.author,
        "lembaga": writing.institution,
        "sumber": writing.source,
        "jenis": writing.kind,
        "tanggal": writing.day,
    }
    return {key: value for key, value in facts.items() if value}


def _makassar(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """What else lies in a folder that nobody tidied: other media, a stray picture, what Windows left."""
    yield folder / "Suara Kampung Nelayan.wav", recording(45)
    yield folder / "Suara Kampung Nelayan.yaml", _yaml(RECORDING)
    yield folder / "Komik Enam Langkah Cuci Tangan.jpg", photo("komik", (1200, 900), "komik")
    yield folder / "Komik Enam Langkah Cuci Tangan.yaml", _yaml(COMIC)
    yield folder / "IMG_0012.jpg", photo("laut", (640, 480), "IMG_0012", taken="2010:10:03 17:48:02")
    yield folder / "Thumbs.db", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(1528)


def _panel(unit: str, folder: Path) -> Iterator[tuple[Path, bytes]]:
    if unit in SCORED:
        for name, text in sheets(unit):
            yield folder / name, text.encode()
    decided = decision(unit)
    if decided is not None:
        yield folder / "keputusan.yaml", decided.encode()


def _yaml(facts: Mapping[str, object]) -> bytes:
    return yaml.safe_dump(dict(facts), allow_unicode=True, sort_keys=False, width=100).encode()


def write(folder: Path) -> int:
    """Write the share into that folder, take away what belongs to it no more, and give its size in bytes."""
    made = dict(share())
    for path, data in made.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_file() and path.relative_to(folder) not in made:
            path.unlink()
        elif path.is_dir() and not any(path.iterdir()):
            path.rmdir()
    return sum(map(len, made.values()))


def differences(folder: Path) -> list[Path]:
    """What is missing, different or too much in that folder."""
    made = dict(share())
    there = {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}
    wrong = {path for path, data in made.items() if path not in there or (folder / path).read_bytes() != data}
    return sorted(wrong | (there - made.keys()))


def main() -> int:
    """Write or check; 1 where the check found a difference."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--output", type=Path, default=SHARE, help="the folder of the share")
    parser.add_argument("--check", action="store_true", help="compare, and write nothing")
    options = parser.parse_args()
    if not options.check:
        print(f"{options.output}: {write(options.output) / 1e6:.2f} MB")
        return 0
    wrong = differences(options.output)
    for path in wrong:
        print(path)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
