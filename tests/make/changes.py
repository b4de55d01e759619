"""What a month does to a share, one thing at a time: by hand, by chance, and with the clock."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from openpyxl import load_workbook

from bpkit.errors import UserError
from bpkit.forms.blank_forms import DECISION_BOOK, FACTS_BOOK, decision_book, facts_book
from bpkit.levels import default_levels
from bpkit.model.units import Period
from bpkit.model.zones import WIB
from bpkit.naming import ROSTER_BOOK
from bpkit.resources import resource
from bpkit.work.panel import open_seal, seal_decision
from bpkit.work.recapping import letter
from bpkit.work.request import Request
from bpkit.work.roster import write_roster_form
from bpkit.work.running import Work
from make.pictures import photo_of
from make.rosters import fill
from make.shares import KMW, korkot, write_document, write_sheet

CITIES = ("Semarang", "Surakarta")
CONFIG = """\
versi: 1
tahun: 2010
bahasa: {language}
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
    shut: list[Path] = field(default_factory=list)  # what nobody may read

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
        values["language"] = "id"
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


def reshoot(office: Office) -> None:
    """Another photo takes the name of one that is there."""
    if found := sorted(office.root.glob("20*/**/*.jpg")):
        office.chance.choice(found).write_bytes(photo_of(f"{office.chance.randrange(5)}", (320, 240)))


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


def call_otherwise(office: Office) -> None:
    """What lies beside a writing is called otherwise, or lies in a folder of its name."""
    file = office.a_writing().with_suffix(office.chance.choice([".yaml", ".yml"]))
    picture = next(file.parent.glob(f"{file.stem} *.jpg"), None)
    table = file.parent / FACTS_BOOK
    if file.exists():
        file.rename(file.with_suffix({".yaml": ".yml", ".yml": ".yaml"}[file.suffix]))
    if picture:
        (file.parent / file.stem).mkdir(exist_ok=True)
        picture.rename(file.parent / file.stem / picture.name)
    if table.exists():
        table.rename(table.with_name(FACTS_BOOK.lower()))


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


def set_back(office: Office) -> None:
    """A sheet says something else, and has its old size and time stamp."""
    if found := office.sheets():
        file = office.chance.choice(found)
        facts = file.stat()
        scores = [*map(str, range(5, 10))]
        text = file.read_text(encoding="utf-8")
        file.write_text(
            text.replace(f": {office.chance.choice(scores)}", f": {office.chance.choice(scores)}")
        )
        os.utime(file, ns=(facts.st_atime_ns, facts.st_mtime_ns))


def swap(office: Office) -> None:
    """Two writings change their names, and nothing else about them changes."""
    one, other = office.a_writing(), office.a_writing()
    aside = one.with_name("sementara.tmp")
    one.rename(aside)
    if other.exists():
        other.rename(one)
    aside.rename(other)


def copy_city(office: Office) -> None:
    """A city's folder is copied with its time stamps, as robocopy does it; or the copy goes."""
    folder = office.root / KMW / Path(korkot("Salatiga")).name
    if folder.exists():
        shutil.rmtree(folder)
    else:
        shutil.copytree(office.a_city(), folder)


def recase(office: Office) -> None:
    """A name is typed in other letters of the same."""
    file = office.a_writing()
    target = file.with_name(office.chance.choice([file.stem.upper(), file.stem.lower()]) + file.suffix)
    if not target.exists():
        file.rename(target)


def resave_settings(office: Office) -> None:
    """bpkit.yaml is saved as it was, or lies elsewhere and is linked to."""
    file, elsewhere = office.root / "bpkit.yaml", office.root / "pengaturan.yaml"
    if file.is_symlink():
        file.unlink()
        shutil.copy(elsewhere, file)
    elif office.chance.random() < 0.5:
        file.write_bytes(file.read_bytes())
    else:
        file.replace(elsewhere)
        file.symlink_to(elsewhere.name)


def speak(office: Office) -> None:
    """The share speaks another language."""
    office.settings(language=office.chance.choice(["id", "en"]))


def begin_month(office: Office) -> None:
    """A folder for the next month comes, or goes."""
    folder = office.root / "2010-12"
    if folder.exists():
        shutil.rmtree(folder)
        return
    province = folder / KMW.rpartition("/")[2].replace("Oktober", "Desember")
    city = province / Path(korkot("Semarang")).name.replace("Oktober", "Desember")
    city.mkdir(parents=True)
    if office.chance.random() < 0.7:
        shutil.copy(office.a_writing(), city)


def close_seal(office: Office) -> None:
    """A panel seals what it decided, opens its seal, edits it, or loses it."""
    home = office.chance.choice([office.root / KMW, office.a_city()])
    file = home / "penilaian" / "segel.json"
    step = office.chance.choice(["seal", "seal", "open", "edit", "lose", "lose book"])
    work = Work(Request(home, today=office.now.date(), now=office.now, cache=True))
    with suppress(UserError):  # who may not seal is told so
        if step == "seal":
            seal_decision(work)
        elif step == "open":
            open_seal(work, "salah hitung")
        elif step == "edit" and file.exists():
            file.write_text(file.read_text(encoding="utf-8").replace("a", "b", 40), encoding="utf-8")
        elif step == "lose":
            file.unlink(missing_ok=True)
        elif step == "lose book":
            (office.root / ".bpkit" / "segel.jsonl").unlink(missing_ok=True)


def write_letter(office: Office) -> None:
    """A city is told what is to be mended, or a panel's decision goes out."""
    home = office.chance.choice([office.root / KMW, office.a_city()])
    with suppress(UserError):
        letter(Work(Request(home, today=office.now.date(), now=office.now, cache=True)), None, None)


def decide_in_excel(office: Office) -> None:
    """A panel chooses in its workbook, or takes that away."""
    home = office.chance.choice([office.root / KMW, office.a_city()])
    file = home / "penilaian" / DECISION_BOOK
    if file.exists() and office.chance.random() < 0.4:
        file.unlink()
        return
    titles = [one.stem for one in office.writings() if one.is_relative_to(home)]
    level = next(one for one in default_levels() if f"_{one.word} " in home.name)
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(decision_book(level, "", Period(2010, 10), titles))
    chosen = office.chance.sample(titles, min(2, len(titles)))
    cells: dict[str, object] = {f"Keputusan!B{row}": title for row, title in enumerate(chosen, start=11)}
    fill(file, {**cells, "Keputusan!B7": date(2010, 10, office.chance.randrange(10, 29))})


def tabulate(office: Office) -> None:
    """A city's facts stand in its workbook, or that goes."""
    home = office.a_city()
    file, titles = home / FACTS_BOOK, [one.stem for one in home.glob("*.docx")]
    if file.exists() and office.chance.random() < 0.4:
        file.unlink()
        return
    file.write_bytes(facts_book(titles))
    if titles:
        row = 2 + office.chance.randrange(len(titles))
        who = f"Orang {office.chance.randrange(9)}"
        fill(file, {f"Data Tulisan!B{row}": who, f"Data Tulisan!H{row}": "TF-01"})


def list_cities(office: Office) -> None:
    """The roster lies in Excel as well, and says the same or not; or it goes."""
    file = office.root / ROSTER_BOOK
    if file.exists() and office.chance.random() < 0.5:
        file.unlink()
        return
    file.unlink(missing_ok=True)
    write_roster_form(office.root, Work(Request(office.root)).settings)
    if office.chance.random() < 0.5:
        fill(file, {"Wilayah!D5": office.chance.randrange(1, 9)})


def hide_folder(office: Office) -> None:
    """What begins with a dot, what Office lays beside an open document, what nobody should look at."""
    home = office.a_city()
    name = office.chance.choice([".arsip", "__MACOSX", "~$Jalan.docx"])
    place = home / name
    if place.is_dir():
        shutil.rmtree(place)
    elif place.exists():
        place.unlink()
    elif name.startswith("~"):
        place.write_bytes(bytes(162))
    else:
        place.mkdir()
        shutil.copy(office.a_writing(), place)


def shut(office: Office) -> None:
    """Nobody may read a file or folder any more, or everybody may again."""
    while office.shut:
        path = office.shut.pop()
        if path.exists():
            path.chmod(0o755 if path.is_dir() else 0o644)
    if office.chance.random() < 0.6:
        path = office.chance.choice([one for one in office.root.rglob("*") if ".bpkit" not in one.parts])
        path.chmod(0)
        office.shut.append(path)


CHANGES: Mapping[str, Callable[[Office], object]] = {
    one.__name__: one
    for one in (
        add, rewrite, spoil, touch, rename, move, copy, lose, photograph, reshoot, lose_photo, describe,
        forget_facts, score, lose_sheet, decide, rename_city, weigh, waive, enrol, regrade, retouch, ignore,
        quote, sign, wait, stray, set_back, swap, copy_city, recase, resave_settings, speak, begin_month,
        close_seal, write_letter, decide_in_excel, tabulate, list_cities, hide_folder, shut,
        call_otherwise,
    )
}  # fmt: skip


# What happens to the files of any programme ----------------------------------------------------------


def a_file(office: Office, *suffixes: str) -> Path:
    """Any file, or one of these kinds."""
    found = [one for one in sorted(office.root.rglob("*")) if one.is_file() and ".bpkit" not in one.parts]
    return office.chance.choice([one for one in found if not suffixes or one.suffix in suffixes])


def resave(office: Office) -> None:
    """A file gets another time stamp, and is what it was."""
    os.utime(a_file(office))


def delete(office: Office) -> None:
    """A file goes."""
    file = a_file(office)
    if file.name != "bpkit.yaml":
        file.unlink()


def duplicate(office: Office) -> None:
    """A file lies a second time, elsewhere or under another name."""
    office.count += 1
    file, beside = a_file(office), a_file(office)
    name = office.chance.choice([file.name, f"{file.stem} {office.count}{file.suffix}"])
    if not (beside.parent / name).exists():
        shutil.copy2(file, beside.parent / name)


def exchange(office: Office) -> None:
    """Two files of a kind change their names, and nothing else about them changes."""
    one = a_file(office)
    other = a_file(office, one.suffix)
    aside = one.with_name("sementara.tmp")
    one.rename(aside)
    if other.exists():
        other.rename(one)
    aside.rename(other)


def retype(office: Office) -> None:
    """A number is another one, of the same length and perhaps as of the same time."""
    file = a_file(office, ".yaml", ".csv")
    facts, text = file.stat(), file.read_text(encoding="utf-8")
    old, new = office.chance.sample("0123456789", 2)
    file.write_text(text.replace(old, new), encoding="utf-8")
    if office.chance.random() < 0.5:
        os.utime(file, ns=(facts.st_atime_ns, facts.st_mtime_ns))


def recalculate(office: Office) -> None:
    """A cell says something else."""
    file = a_file(office, ".xlsx")
    book = load_workbook(file)
    sheet = office.chance.choice(book.worksheets)
    cells = [cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, int)]
    if cells:
        office.chance.choice(cells).value = office.chance.randrange(9)
    book.save(file)


def break_off(office: Office) -> None:
    """A file breaks off."""
    file = a_file(office)
    if file.name != "bpkit.yaml":
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def reweigh(office: Office) -> None:
    """bpkit.yaml weighs rules otherwise."""
    file = office.root / "bpkit.yaml"
    lines = [one for one in file.read_text(encoding="utf-8").splitlines() if not one.startswith("aturan:")]
    weights = ("", "aturan: {BP105: galat, BP831: info}", "aturan: {BP814: galat, BP302: mati}")
    file.write_text("\n".join([*lines, office.chance.choice(weights), ""]), encoding="utf-8")


HANDLINGS: Mapping[str, Callable[[Office], object]] = {
    one.__name__: one
    for one in (
        resave, delete, duplicate, exchange, retype, recalculate, break_off, reweigh, wait, shut,
    )
}  # fmt: skip
