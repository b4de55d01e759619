"""The small share that is besieged: a province of two cities with everything that bpkit opens, once each."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from make.pictures import photo_of
from make.shares import CONFIG, KMW, korkot, write_document, write_sheet

from .trials import restore, run

SHARE = "Berbagi"
PROVINCE, CITY, OTHER = (f"{SHARE}/{name}" for name in (KMW, korkot("Semarang"), korkot("Surakarta")))
COMMENT = f"{CITY}/komentar/budi.yaml"
SITE, ROUND = "Situs", "Putaran"
UNIT = "PMPRB (Kabupaten Kendal)_(2012)/unit (Dinas Pendidikan)_(2012)"
EXAMPLES = Path(__file__).parents[2] / "examples"
LONG_AGO = 5 * 86400  # seconds: what was saved a moment ago is read again in any case


@dataclass(frozen=True)
class Scene:
    """A command, and the share that it meets."""

    name: str
    arguments: Sequence[str]
    share: str  # new: no form was ever made; old: forms are there, and what they say changed since
    again: Sequence[str] = ()  # what is run next where that is something else

    @property
    def looks(self) -> bool:
        """Whether the command changes nothing, so that it says the same again."""
        changes = {"--seal", "--unseal"} & {*self.arguments}
        return self.arguments[0] in ("validate", "score", "status") and not changes

    @property
    def moves(self) -> bool:
        """Whether the command may give what people made another place."""
        return self.arguments[0] == "fix" or "--hide" in self.arguments

    @property
    def next(self) -> Sequence[str]:
        """The command that comes after it."""
        return self.again or self.arguments


SCENES = (
    Scene("validate", ("validate", SHARE, "--format", "json"), "old"),
    Scene("score", ("score", PROVINCE, "--format", "json"), "old"),
    Scene("status", ("status", SHARE, "--format", "json"), "old"),
    Scene("score-all", ("score", SHARE, "--format", "json"), "old"),
    Scene("year", ("status", SHARE, "--year", "--format", "json"), "old"),
    Scene("recap", ("recap", PROVINCE, "--format", "json"), "old"),
    Scene("run", ("run", SHARE, "--format", "json"), "old"),
    Scene("run-new", ("run", SHARE, "--format", "json"), "new"),
    Scene("seal", ("score", PROVINCE, "--seal", "--format", "json"), "old"),
    Scene("letter", ("letter", PROVINCE), "old"),
    Scene("notice", ("letter", OTHER), "old"),
    Scene("sheets", ("sheets", PROVINCE, "--assessor", "Rina Wati"), "old"),
    Scene("fix-plan", ("fix", SHARE, "--format", "json"), "misspelt"),
    Scene("fix", ("fix", SHARE, "--apply", "--format", "json"), "misspelt"),
    Scene("fix-undo", ("fix", SHARE, "--undo", "--format", "json"), "fixed"),
    Scene("send-city", ("send", "Kota/2010-10/" + korkot("Semarang").rpartition("/")[2], "--output", PROVINCE,
                        "--format", "json"), "sending"),
    Scene("send", ("send", PROVINCE, "--output", "Kiriman", "--format", "json"), "sealed"),
    Scene("receive", ("receive", "kiriman.zip", "Pusat", "--format", "json"), "arriving"),
    Scene("unseal", ("score", PROVINCE, "--unseal", "salah hitung", "--format", "json"), "sealed"),
    Scene("comments", ("comments", SHARE, "--seen", "--format", "json"), "commented"),
    Scene("hide", ("comments", SHARE, "--hide", COMMENT, "--reason", "bukan soal ini"), "commented"),
    Scene("message", ("message", SHARE, "--output", "Pesan"), "old"),
    Scene("init", ("init", "Baru", "--no-ask", "--name", "POB", "--province", "Jawa Tengah",
                   "--city", "Semarang; 9", "--month", "2010-10", "--starters", "windows"), "nothing"),
    Scene("init-month", ("init", SHARE, "--no-ask", "--month", "2010-11", "--starters", "linux"), "new"),
    Scene("site", ("site", SHARE, "--output", SITE), "old"),
    Scene("site-again", ("site", SHARE, "--output", SITE), "shown"),
    Scene("round", ("run", ROUND, "--format", "json"), "round"),
    Scene("round-seal", ("score", f"{ROUND}/{UNIT}", "--seal", "--format", "json"), "rounded"),
)  # fmt: skip


class Office:
    """The shares of all scenes, made once below a folder; `home` is where a command meets one of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "home"
        self._made: dict[str, Path] = {}

    @property
    def cache(self) -> Path:
        """What bpkit keeps on its computer."""
        return self.home.with_name("home-cache")

    def meet(self, share: str) -> Path:
        """A fresh copy of one kind of share, on a computer that has read nothing."""
        nothing, made = self._shares("nothing"), self._shares(share)
        restore(self.cache, nothing)
        restore(self.home, made)
        return self.home

    def _shares(self, kind: str) -> Path:
        if kind not in self._made:
            made = self.folder / "shares" / kind
            made.mkdir(parents=True)
            restore(self.home, made)
            restore(self.cache, made)
            _BUILD[kind](self)
            _age(self.home)
            restore(made, self.home)
            self._made[kind] = made
        return self._made[kind]


def _nothing(_: Office) -> None:
    """An empty folder."""


def _new(office: Office) -> None:
    root: Path = office.home / SHARE
    root.mkdir()
    _ = (root / "bpkit.yaml").write_text(CONFIG, encoding="utf-8")
    for named, titles in {"Semarang": ("Bank Sampah", "Posyandu"), "Surakarta": ("Air Bersih",)}.items():
        for number, title in enumerate(titles, start=1):
            file = root / korkot(named) / f"{title}.docx"
            write_document(file, author=f"Penulis {title}", source=f"TF-0{number}")
    city = office.home / CITY
    photos = city / "Posyandu"
    photos.mkdir()
    (photos / "foto.jpg").write_bytes(photo_of("foto"))
    _text(city / "Posyandu.yaml", "sumber: TF-02\nfoto:\n  foto.jpg: Timbangan di posyandu\n")
    _text(city / ".bpkitignore", "draf*\n")
    _text(city / "draf lama.docx", "bukan dokumen")
    _text(city / "penilaian" / "keputusan.yaml", "tingkat: korkot\nurutan: [Bank Sampah, Posyandu]\n")
    product = office.home / PROVINCE / "produk pengetahuan" / "Modul.docx"
    write_document(product, photos=1, paragraphs=2)
    (product.parent / "Rekaman.amr").write_bytes(b"#!AMR\n" + 100 * (b"\x3c" + bytes(31)))
    write_document(root / "referensi" / "Pedoman.docx", photos=0, paragraphs=2)
    scores = {"Bank Sampah": 9, "Posyandu": 8, "Air Bersih": 7}
    for assessor in ("Siti Rahma", "Budi Santoso", "Dewi Lestari"):
        write_sheet(office.home / PROVINCE, assessor, scores)


def _old(office: Office) -> None:
    _new(office)
    _age(office.home)
    _done(office, "run", SHARE)
    _done(office, "letter", PROVINCE)
    _done(office, "letter", OTHER)
    scores = {"Bank Sampah": 8, "Posyandu": 9, "Air Bersih": 8}  # on second thought
    write_sheet(office.home / PROVINCE, "Siti Rahma", scores)
    write_document(office.home / OTHER / "Kali Bersih.docx", author="Adi", source="TF-02")
    for assessor in ("Siti Rahma", "Budi Santoso", "Dewi Lestari"):
        write_sheet(office.home / PROVINCE, assessor, {**scores, "Kali Bersih": 6})


def _sealed(office: Office) -> None:
    _old(office)
    _age(office.home)
    _done(office, "score", PROVINCE, "--seal")


def _misspelt(office: Office) -> None:
    _new(office)
    (office.home / OTHER).rename(office.home / PROVINCE / "best practice_korkot (surakarta)_(Okt)")
    (office.home / PROVINCE).rename(office.home / SHARE / "2010-10" / "Best Practice_KMW (Jawa Tengah)_(Okt)")


def _sending(office: Office) -> None:
    """The city's own computer beside the province's share."""
    _new(office)
    city = office.home / CITY
    own = office.home / "Kota" / "2010-10" / city.name
    own.parent.mkdir(parents=True)
    _ = (office.home / "Kota" / "bpkit.yaml").write_text(CONFIG, encoding="utf-8")
    city.rename(own)
    _done(office, "recap", str(own))


def _arriving(office: Office) -> None:
    _new(office)
    _done(office, "send", PROVINCE, "--output", ".", "--anyway", "coba")
    parcel = next(office.home.glob("*.zip"))
    parcel.rename(office.home / "kiriman.zip")
    for path in [*(office.home / SHARE).rglob("*")][::-1]:
        path.rmdir() if path.is_dir() else path.unlink()
    (office.home / SHARE).rename(office.home / "Pusat")
    _ = (office.home / "Pusat" / "bpkit.yaml").write_text(CONFIG, encoding="utf-8")


def _fixed(office: Office) -> None:
    _misspelt(office)
    _age(office.home)
    _done(office, "fix", SHARE, "--apply")


def _commented(office: Office) -> None:
    _new(office)
    for name in ("budi", "ani"):
        said = f"nama: {name}\ntanggal: 2010-10-22\nkomentar: Ya\n"
        _text((office.home / COMMENT).with_name(f"{name}.yaml"), said)


def _shown(office: Office) -> None:
    """A site that was made, and something new since."""
    _old(office)
    _age(office.home)
    _done(office, "site", SHARE, "--output", SITE)
    _text(office.home / CITY / "komentar" / "budi.yaml", "nama: Budi\ntanggal: 2010-10-22\nkomentar: Ya\n")


def _round(office: Office) -> None:
    """The smallest part of a programme of rounds that has everything."""
    root = office.home / ROUND
    shutil.copytree(EXAMPLES / "pmprb-2012", root)
    shutil.rmtree(root / "PMPRB (Kabupaten Kendal)_(2013)")
    sheet = office.home / ROUND / UNIT / "keputusan.yaml"
    if "disetujui" not in (said := sheet.read_text(encoding="utf-8")):
        _text(sheet, f"{said}\ndisetujui: [Rini Astuti]\n")


def _rounded(office: Office) -> None:
    _round(office)
    _age(office.home)
    _done(office, "run", ROUND)


_BUILD = {
    "fixed": _fixed,
    "commented": _commented,
    "shown": _shown,
    "round": _round,
    "rounded": _rounded,
    "nothing": _nothing,
    "new": _new,
    "old": _old,
    "sealed": _sealed,
    "misspelt": _misspelt,
    "sending": _sending,
    "arriving": _arriving,
}


def _done(office: Office, *arguments: str) -> None:
    ended = run(office.home, arguments)
    if ended.code not in (0, 1):
        raise AssertionError(ended)


def _text(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def _age(folder: Path) -> None:
    """Let everything have lain there for days."""
    then = time.time() - LONG_AGO
    for path in (*folder.rglob("*"), folder):
        os.utime(path, (then, then), follow_symlinks=False)
