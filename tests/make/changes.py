"""What a month does to a share, one thing at a time: by hand, by chance, and with the clock."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from bpkit.model.zones import WIB
from bpkit.resources import resource
from make.pictures import photo_of
from make.shares import KMW, korkot, write_document, write_sheet

CITIES = ("Semarang", "Surakarta")
CONFIG = """\
versi: 1
tahun: 2010
bahasa: id
{rubric}{templates}wilayah:
  Jawa Tengah:
    kota: {{Semarang: {teams}, Surakarta: [TF-01, TF-02]}}
tenggat: {{korkot: {due}, kmw: 20, kmp: 25}}
aturan: {{{weights}}}
{waivers}"""
WAIVER = """\
pengecualian:
  - {{aturan: {code}, berkas: "**/{pattern}", alasan: sudah disepakati, disetujui: KMW, sampai: {until}}}
"""
SIDECAR = """\
penulis: {{nama: {author}, jabatan: Fasilitator {source}, kontak: 0812-3456-7890}}
sumber: {source}
jenis_produk: {product}
tanggal: 2010-10-{day:02}
"""


@dataclass
class Office:
    """A share, the people at it, and the time it is."""

    root: Path
    chance: Random
    now: datetime = datetime(2010, 10, 14, 9, tzinfo=WIB)
    said: dict[str, str] = field(default_factory=dict)  # what bpkit.yaml says besides
    count: int = 0

    def still(self) -> None:
        """Let all that was saved just now be older than the grain of a time stamp."""
        for path in (self.root, *self.root.rglob("*")):
            facts = path.lstat()
            if facts.st_mtime_ns > 1_600_000_000_000_000_000 and not path.is_symlink():
                self.count += 1
                moment = 1_500_000_000_000_000_000 + self.count * 10_000_000_000
                os.utime(path, ns=(moment, moment))

    def settings(self, **said: str) -> None:
        """Write bpkit.yaml with this changed."""
        self.said |= said
        values = {"teams": "9", "due": "15", "weights": "", "waivers": "", "rubric": "", "templates": ""}
        (self.root / "bpkit.yaml").write_text(CONFIG.format(**values | self.said), encoding="utf-8")

    def writings(self) -> list[Path]:
        """Every document that was handed in."""
        return sorted(self.root.glob("20*/**/*.docx"))

    def a_writing(self) -> Path:
        """One of them; a new one where there is none."""
        found = self.writings()
        return self.chance.choice(found) if found else add(self)

    def a_city(self) -> Path:
        """The folder of one of the cities."""
        folders = sorted(one for one in (self.root / KMW).iterdir() if "korkot" in one.name and one.is_dir())
        return self.chance.choice(folders)

    def sheets(self) -> list[Path]:
        """The sheets of every panel."""
        return sorted(one for one in self.root.glob("20*/**/penilaian/*.yaml") if one.stem != "keputusan")

    def forms(self) -> list[Path]:
        """What bpkit has written."""
        return sorted(self.root.glob("20*/**/Lampiran*.xlsx")) + sorted(self.root.glob("20*/**/*.html"))


def add(office: Office) -> Path:
    """A writing comes."""
    office.count += 1
    file = office.a_city() / f"Kampung {office.count}.docx"
    chance = office.chance
    source = chance.choice(["TF-01", "TF-02", "TF-09", "Tim Korkot"])
    author = chance.choice(["Siti Rahma", "Penulis Jalan", f"Orang {office.count}"])
    write_document(
        file, author=author, source=source, photos=chance.randrange(4), paragraphs=chance.choice([3, 8])
    )
    return file


def rewrite(office: Office) -> None:
    """A writing is saved once more, and says something else."""
    write_document(
        office.a_writing(), author=f"Orang {office.chance.randrange(9)}", photos=office.chance.randrange(4)
    )


def spoil(office: Office) -> None:
    """A writing breaks off."""
    office.a_writing().write_bytes(b"PK\3\4 no more")


def touch(office: Office) -> None:
    """A writing gets another time stamp, and is what it was."""
    os.utime(office.a_writing())


def rename(office: Office) -> None:
    """A writing gets another title."""
    office.count += 1
    file = office.a_writing()
    file.rename(file.with_name(f"Judul {office.count}.docx"))


def move(office: Office) -> None:
    """A writing goes to another city."""
    file, target = office.a_writing(), office.a_city()
    if not (target / file.name).exists():
        file.rename(target / file.name)


def copy(office: Office) -> None:
    """A writing is handed in a second time, elsewhere or under another title."""
    office.count += 1
    shutil.copy(office.a_writing(), office.a_city() / f"Salinan {office.count}.docx")


def lose(office: Office) -> None:
    """A writing goes."""
    if len(office.writings()) > 2:
        office.a_writing().unlink()


def photograph(office: Office) -> None:
    """A loose photo comes to a writing, or to none."""
    office.count += 1
    beside = office.a_writing()
    name = office.chance.choice([f"{beside.stem} 1.jpg", f"IMG_{office.count}.jpg"])
    (beside.parent / name).write_bytes(photo_of(f"{office.chance.randrange(5)}"))


def lose_photo(office: Office) -> None:
    """A loose photo goes."""
    if found := sorted(office.root.glob("20*/**/*.jpg")):
        office.chance.choice(found).unlink()


def describe(office: Office) -> None:
    """Somebody types facts beside a writing."""
    chance = office.chance
    text = SIDECAR.format(
        author=chance.choice(["Siti Rahma", "Dewi Lestari", "Agus"]),
        source=chance.choice(["TF-01", "Tim Korkot"]),
        product=chance.choice(["best practice", "produk pengetahuan"]),
        day=chance.randrange(1, 31),
    )
    office.a_writing().with_suffix(".yaml").write_text(text, encoding="utf-8")


def forget_facts(office: Office) -> None:
    """The facts beside a writing go."""
    found = [one for one in sorted(office.root.glob("20*/**/*.yaml")) if one.parent.name != "penilaian"]
    if found:
        office.chance.choice(found).unlink()


def score(office: Office) -> None:
    """An assessor hands in a sheet, or another one."""
    chance = office.chance
    home, level = chance.choice([(office.root / KMW, "kmw"), (office.a_city(), "korkot")])
    found = [one.stem for one in office.writings() if one.is_relative_to(home)]
    scores = {title: chance.randrange(5, 11) for title in dict.fromkeys(found)}
    write_sheet(home, chance.choice(["Siti Rahma", "Budi Santoso", "Dewi Lestari", "Tono"]), scores, level)


def lose_sheet(office: Office) -> None:
    """A sheet goes."""
    if found := office.sheets():
        office.chance.choice(found).unlink()


def decide(office: Office) -> None:
    """A panel decides, or takes back what it decided."""
    chance = office.chance
    home = chance.choice([office.root / KMW, office.a_city()])
    titles = [one.stem for one in office.writings() if one.is_relative_to(home)]
    file = home / "penilaian" / "keputusan.yaml"
    if file.exists() and chance.random() < 0.4:
        file.unlink()
        return
    file.parent.mkdir(exist_ok=True)
    level = "kmw" if home.name.startswith("best practice_KMW") else "korkot"
    chosen = chance.sample(titles, min(2, len(titles)))
    word = chance.choice(["urutan", "ditarik"])
    lines = [
        f"tingkat: {level}",
        "nomor: 12/2010",
        f"tanggal: 2010-10-{chance.randrange(10, 29)}",
        f"{word}:",
    ]
    file.write_text("\n".join([*lines, *(f"  - {title}" for title in chosen)]) + "\n", encoding="utf-8")


def rename_city(office: Office) -> None:
    """A city's folder is called otherwise, rightly or not."""
    folder = office.a_city()
    names = [Path(korkot(city)).name for city in (*CITIES, "Semarng", "Tegal")]
    target = folder.with_name(office.chance.choice(names))
    if not target.exists():
        folder.rename(target)


def weigh(office: Office) -> None:
    """bpkit.yaml weighs rules otherwise."""
    weights = (
        "",
        "BP201: peringatan",
        "BP301: mati, BP601: galat",
        "BP702: galat",
        "BP608: info, BP105: galat",
    )
    office.settings(weights=office.chance.choice(weights))


def waive(office: Office) -> None:
    """Something is let pass until some day."""
    chance = office.chance
    code, until = chance.choice(["BP301", "BP808", "BP201", "BP601"]), f"2010-10-{chance.randrange(10, 30)}"
    pattern = chance.choice(["*.docx", "siti.yaml", office.a_writing().name])
    office.settings(waivers=chance.choice(["", WAIVER.format(code=code, pattern=pattern, until=until)]))


def enrol(office: Office) -> None:
    """The roster or a deadline is another."""
    office.settings(
        teams=office.chance.choice(["9", "3", "[TF-01]"]), due=office.chance.choice(["15", "12", "28"])
    )


def regrade(office: Office) -> None:
    """The share has a rubric of its own, which passes more or fewer."""
    text = resource("rubrics").joinpath("pob-2010.yaml").read_text(encoding="utf-8")
    passing = office.chance.choice(["600", "700", "850"])
    (office.root / "rubrik.yaml").write_text(
        text.replace("nilai_lulus: 700", f"nilai_lulus: {passing}"), encoding="utf-8"
    )
    office.settings(rubric=office.chance.choice(["", "rubrik: rubrik.yaml\n"]))


def retouch(office: Office) -> None:
    """The share has templates of its own."""
    folder = office.root / "templat"
    folder.mkdir(exist_ok=True)
    source = resource("templates") / office.chance.choice(["lampiran-2.xlsx", "lampiran-3.xlsx"])
    (folder / source.name).write_bytes(source.read_bytes())
    office.settings(templates=office.chance.choice(["", "templates: templat\n"]))


def ignore(office: Office) -> None:
    """Some files are never looked at."""
    (office.root / ".bpkitignore").write_text(
        office.chance.choice(["", "Salinan*\n", "*.jpg\n"]), encoding="utf-8"
    )


def quote(office: Office) -> None:
    """Guidelines come, or go."""
    guide = office.root / "referensi" / "pedoman.docx"
    if guide.exists():
        guide.unlink()
        return
    guide.parent.mkdir(exist_ok=True)
    shutil.copy(office.a_writing(), guide)


def sign(office: Office) -> None:
    """Somebody edits a form, or deletes one."""
    if found := office.forms():
        file = office.chance.choice(found)
        if office.chance.random() < 0.5:
            file.unlink()
        else:
            file.write_bytes(file.read_bytes() + b" ")


def wait(office: Office) -> None:
    """Time passes, or a computer's clock is put right."""
    office.now += timedelta(hours=office.chance.choice([-40, 1, 12, 30, 24 * 9, -24 * 5]))


def stray(office: Office) -> None:
    """Something lies there that belongs to nothing."""
    (office.a_city() / office.chance.choice(["catatan.txt", "Draf.doc", "arsip.zip"])).write_bytes(b"?")


CHANGES: Mapping[str, Callable[[Office], object]] = {
    one.__name__: one
    for one in (
        add, rewrite, spoil, touch, rename, move, copy, lose, photograph, lose_photo, describe, forget_facts,
        score, lose_sheet, decide, rename_city, weigh, waive, enrol, regrade, retouch, ignore, quote, sign,
        wait, stray,
    )
}  # fmt: skip
