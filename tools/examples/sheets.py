"""Score sheets and decisions as people write them, from the scores in `penilaian.yaml`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from .sources import load

CODES = (
    *("kondisi_riil", "inovasi", "fasilitasi", "kapasitas"),
    *("kesesuaian", "perubahan", "keberlanjutan", "kualitas_tulisan"),
)
ASIDE = "berhalangan"
NOTES = {
    ("Suryani Mahmud", "Kanal Jongaya Tidak Lagi Meluap"): "penulisnya suami saya",
    ("Andi Rahmat", "Posyandu Terapung"): "Foto baik, angka lengkap.",
    ("Endang Purwanti", "Dari Sampah Menjadi Berkah"): "Cocok untuk bahan komunitas belajar.",
    ("Haryo Wicaksono", "Pemulung Pun Punya Koperasi"): "Pembukuan perlu dijelaskan lebih rinci.",
    ("Yohanes Tandi", "Kebun Sayur di Atas Karung"): "Foto pertama terlalu kecil untuk dicetak.",
}


def sheets(unit: str) -> Iterator[tuple[str, str]]:
    """The file name and text of every sheet of that panel."""
    panel = load("penilaian")[unit]
    for place, assessor in enumerate(panel["penilai"]):
        yield f"{_file_name(assessor['nama'])}.yaml", "\n".join(_sheet(panel, assessor, place)) + "\n"


def decision(unit: str) -> str | None:
    """The text of the panel's `keputusan.yaml`; None where it has none."""
    entry: dict[str, Any] | None = load("keputusan").get(unit)
    if entry is None:
        return None
    lines = [f"# {line}" for line in entry.get("komentar", "").splitlines()]
    lines += [f"{key}: {entry[key]}" for key in ("tingkat", "nomor_surat", "tanggal")]
    if "urutan" in entry:
        lines += ["urutan:", *(f"  - {title}" for title in entry["urutan"])]
        lines.append(f"alasan: {entry['alasan']}")
    return "\n".join(lines) + "\n"


def _sheet(panel: dict[str, Any], assessor: dict[str, Any], place: int) -> Iterator[str]:
    day: date = assessor["tanggal"]
    name = assessor["nama"]
    quoted = f'"{name}"' if "," in name else name
    yield "rubrik: pob-2010"
    yield f"tingkat: {panel['tingkat']}"
    yield f"penilai: {{nama: {quoted}, jabatan: {assessor['jabatan']}}}"
    yield f"tanggal: {day.isoformat()}"
    yield "nilai:"
    aside = []
    for title, rows in panel["nilai"].items():
        if rows[place] == ASIDE:
            aside.append(title)
            continue
        yield f"  {title}:"
        for code, score in zip(CODES, rows[place], strict=True):
            yield f"    {code}: {score}" if score is not None else f"    {code}:"
        if note := NOTES.get((name, title)):
            yield f"    catatan: {note}"
    if aside:
        yield f"{ASIDE}:"
        for title in aside:
            note = NOTES.get((name, title), "")
            yield f"  - {title}{f'  # {note}' if note else ''}"


def _file_name(name: str) -> str:
    """The assessor's name without degrees."""
    return name.partition(",")[0].removeprefix("Ir. ")
