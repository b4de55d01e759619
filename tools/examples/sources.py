"""The texts and scores as they stand in the YAML files beside this module."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent


@cache
def load(name: str) -> Any:
    """One of the YAML files beside this module."""
    return yaml.load((HERE / f"{name}.yaml").read_bytes(), yaml.CSafeLoader)


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo: what is to be seen, how large in pixels and on the page, what stands below it."""

    scene: str
    size: tuple[int, int]
    caption: str
    width_cm: float
    turn: int  # the EXIF orientation
    file: str  # of a loose photo


@dataclass(frozen=True, slots=True)
class Writing:
    """A writing as its author sat down to it."""

    title: str
    stem: str
    source: str
    day: date
    title_style: str
    ending: str
    captions: str
    author: dict[str, str]
    institution: dict[str, str]
    pictures: tuple[Picture, ...]
    paragraphs: tuple[str, ...]
    kind: str
    product: str
    truncated: bool

    @property
    def loose(self) -> bool:
        """Whether its photos lie in a folder beside it."""
        return self.captions == "lepas"


def writings(name: str) -> list[Writing]:
    """The writings of one city, or a province's knowledge products."""
    return [_writing(entry) for entry in load(name)]


def _writing(entry: dict[str, Any]) -> Writing:
    style = entry["gaya"]
    return Writing(
        title=entry["judul"],
        stem=entry.get("berkas", entry["judul"]),
        source=entry["sumber"],
        day=entry["tanggal"],
        title_style=style["judul"],
        ending=style["akhir"],
        captions=style["keterangan"],
        author=entry["penulis"],
        institution=entry["lembaga"],
        pictures=tuple(_picture(photo) for photo in entry["foto"]),
        paragraphs=tuple(part.strip() for part in entry["teks"].split("\n\n")),
        kind=entry.get("jenis", ""),
        product=entry.get("jenis_produk", ""),
        truncated=entry.get("rusak") == "terpotong",
    )


def _picture(photo: dict[str, Any]) -> Picture:
    wide, high = photo["ukuran"].split("x")
    return Picture(
        scene=photo["adegan"],
        size=(int(wide), int(high)),
        caption=photo["keterangan"],
        width_cm=photo.get("lebar", 11),
        turn=photo.get("putar", 1),
        file=photo.get("berkas", ""),
    )
