"""Makes the folders that are measured; each is made once and found again.

    python -m benchmarks.trees FOLDER NAME-COUNT …

What a tree holds hangs on its name and count alone; `national-36000` takes a minute or two.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from . import writings
from .writings import HEAVY, LIGHT, STORED, Weight

sys.path.append(str(Path(__file__).parents[1] / "tests"))  # what the tests make old formats with

KORKOT = "best practice_korkot (Semarang)_(Oktober 2010)"
MONTHS = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)
A_MONTH = 3000  # writings, of 270 cities in 33 provinces
HEAVIEST = 3000  # writings: trees of more get light photos, for the disk's sake
SCORED = 50  # writings on each form of a panel
RUBRIC = "pob-2010"
CODES = (
    *("kondisi_riil", "inovasi", "fasilitasi", "kapasitas"),
    *("kesesuaian", "perubahan", "keberlanjutan", "kualitas_tulisan"),
)
BEFORE = (
    *("Suka", "Sumber", "Karang", "Tanjung", "Banjar", "Rejo", "Muara", "Padang"),
    *("Bukit", "Lubuk", "Sungai", "Pulau", "Kebon", "Wono", "Sido"),
)
AFTER = (
    *("jaya", "mulya", "sari", "makmur", "asri", "indah", "baru", "raya", "agung"),
    *("lestari", "harapan", "bakti", "damai", "rejeki", "wangi", "teduh", "rimba", "wana"),
)
CITIES = [before + after for after in AFTER for before in BEFORE]
PROVINCES = [f"Nusa {name.title()}{end}" for name in AFTER[:11] for end in ("an", "wati", "pura")]


# National trees -----------------------------------------------------------------------------------------


def national(folder: Path, count: int) -> None:
    """Months, provinces and cities with so many writings, and the roster of those cities."""
    fill(folder, count, HEAVY if count <= HEAVIEST else LIGHT)


def stored(folder: Path, count: int) -> None:
    """The same with documents as Word writes them."""
    fill(folder, count, STORED)


def fill(folder: Path, count: int, weight: Weight) -> None:
    """A national tree with photos of this weight."""
    roster: dict[str, list[str]] = {}
    for city, numbers in cities(count):
        target = folder / city
        target.mkdir(parents=True)
        for number in numbers:
            write(target, number, weight)
        province, name = unit(numbers[0])
        roster.setdefault(province, []).append(name)
    lines = ["versi: 1", "tahun: 2010", f"rubrik: {RUBRIC}", "wilayah:"]
    for province, names in roster.items():
        lines += [f"  {province}:", "    kota:", *(f"      {name}: 9" for name in dict.fromkeys(names))]
    save(folder / "bpkit.yaml", lines)


def cities(count: int) -> Iterator[tuple[Path, list[int]]]:
    """Each city folder of each month, below the tree, and the numbers of its writings."""
    for (month, province, city), numbers in groupby(range(count), lambda n: (n // A_MONTH, *unit(n))):
        above = f"best practice_KMW ({province})_({MONTHS[month]})"
        korkot = f"best practice_korkot ({city})_({MONTHS[month]})"
        yield Path(f"2010-{month + 1:02d}", above, korkot), list(numbers)


def unit(number: int) -> tuple[str, str]:
    """Province and city of a writing; a city has eleven or twelve a month."""
    city = number % A_MONTH * len(CITIES) // A_MONTH
    return PROVINCES[city * len(PROVINCES) // len(CITIES)], CITIES[city]


def write(folder: Path, number: int, weight: Weight, photos: int = writings.PHOTOS) -> Path:
    """One writing, handed in on the tenth of its month."""
    path = folder / f"{writings.title(number)}.docx"
    path.write_bytes(writings.document(number, photos, weight))
    handed_in = datetime(2010, number // A_MONTH % 12 + 1, 10, tzinfo=UTC).timestamp() + number
    os.utime(path, (handed_in, handed_in))
    return path


def save(path: Path, lines: list[str]) -> None:
    """A text file in a folder that is made where it is missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", "utf-8")


def worked(folder: Path, count: int) -> None:
    """A national tree as it is at the end of a month: cities have proposed and provinces have scored.

    Its documents are those of `national` (links, which take no room).
    """
    plain = tree(folder.parent, f"national-{count}")
    proposed: dict[Path, list[str]] = {}
    shutil.copytree(plain, folder, copy_function=os.link)
    for city, numbers in cities(count):
        titles = [writings.title(number) for number in numbers if number % 11 != 9][:3]
        lines = ["tingkat: korkot", "urutan:", *(f"  - {title}" for title in titles)]
        save(folder / city / "penilaian" / "keputusan.yaml", [*lines, "alasan: Terpilih dalam rapat."])
        proposed.setdefault(city.parent, []).extend(titles)
    for province, titles in proposed.items():
        for number in range(3):
            sheet(folder / province / "penilaian", "kmw", number, titles)


def sheet(folder: Path, level: str, number: int, titles: list[str]) -> None:
    """An assessor's scores in YAML."""
    chance = random.Random(number)
    name = assessor(number)
    lines = [f"rubrik: {RUBRIC}", f"tingkat: {level}", f"penilai: {{nama: {name}, jabatan: TA}}", "nilai:"]
    for title in titles:
        lines += [f"  {title}:", *(f"    {code}: {chance.randint(5, 10)}" for code in CODES)]
    save(folder / f"{name}.yaml", lines)


def assessor(number: int) -> str:
    """A name that no author of the first writings has: nobody scores his own."""
    return writings.person(1000 + number)


def bag(folder: Path, count: int) -> None:
    """The documents of `national` as a bag of the Library of Congress, with their SHA-256."""
    import bagit

    plain = tree(folder.parent, f"national-{count}")
    shutil.copytree(plain, folder, copy_function=os.link)
    bagit.make_bag(str(folder), checksums=["sha256"])


# One folder -----------------------------------------------------------------------------------------------


def embedded(folder: Path, count: int) -> None:
    """A city with so many documents, their photos in them."""
    for number in range(count):
        write(korkot(folder), number, HEAVY)


def loose(folder: Path, count: int) -> None:
    """The same documents, their photos beside them."""
    for number in range(count):
        write(korkot(folder), number, HEAVY, photos=0)
        for at in range(writings.PHOTOS):
            photo = writings.photo(number * writings.PHOTOS + at)
            (korkot(folder) / f"{writings.title(number)} {at + 1}.jpg").write_bytes(photo)


def kinds(folder: Path, count: int) -> None:
    """So many documents of each kind, five pages with two photos."""
    for kind, data in five_pages().items():
        for number in range(count):
            (korkot(folder) / f"{writings.title(number)} {kind}.{kind}").write_bytes(data)


def pdf(folder: Path, count: int) -> None:
    """So many PDFs of five pages."""
    for number in range(count):
        (korkot(folder) / f"{writings.title(number)}.pdf").write_bytes(five_pages()["pdf"])


def yaml(folder: Path, count: int) -> None:
    """A city with so many documents, and five sheets in YAML with all of them."""
    for number in range(count):
        write(korkot(folder), number, LIGHT, photos=0)
    for number in range(5):
        titles = [writings.title(writing) for writing in range(count)]
        sheet(korkot(folder) / "penilaian", "korkot", number, titles)


def forms(folder: Path, count: int) -> None:
    """A city with fifty documents, and so many forms in Excel with all of them."""
    for number in range(SCORED):
        write(korkot(folder), number, LIGHT)
    panel = korkot(folder) / "penilaian"
    panel.mkdir()
    for number, data in enumerate(filled_forms(count)):
        (panel / f"Lembar Penilaian_{assessor(number)}.xlsx").write_bytes(data)


def filled_forms(count: int) -> Iterator[bytes]:
    """So many forms; name and scores are put into the one that openpyxl saved."""
    import io

    import openpyxl

    from bpkit.forms.score_sheet import SheetHead, SheetLine, score_sheet
    from bpkit.levels import default_levels
    from bpkit.model.units import Period
    from bpkit.resources import resource
    from bpkit.settings.rubrics import load_rubric

    head = SheetHead(writings.SLOT, "TA", None, default_levels().lowest, "Semarang", Period(2010, 10))
    lines = [SheetLine(writings.title(number), "Semarang", "") for number in range(SCORED)]
    form = score_sheet(load_rubric(RUBRIC), head, lines, resource("templates") / "lembar-penilaian.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(form))
    for row in range(11, 11 + SCORED):
        for column in range(4, 4 + len(CODES)):
            book["Penilaian"].cell(row, column).value = 9999
    stream = io.BytesIO()
    book.save(stream)
    parts = dict(writings.parts_of(stream.getvalue()))
    changing = [name for name, data in parts.items() if b">9999<" in data or b">@<" in data]
    constant = [writings.deflated(name, data) for name, data in parts.items() if name not in changing]
    for number in range(count):
        chance = random.Random(number)
        made = []
        for name in changing:
            text = parts[name].decode().replace(">@<", f">{assessor(number)}<")
            first, *rest = text.split(">9999<")
            text = first + "".join(f">{chance.randint(5, 10)}<{piece}" for piece in rest)
            made.append(writings.deflated(name, text.encode()))
        yield writings.package((*constant, *made))


def five_pages() -> dict[str, bytes]:
    """A writing of twenty paragraphs with two photos, in each kind that is not .docx."""
    from make.oldformats import doc, doc_picture, odt, odt_picture, pdf_image, pdf_text, picture
    from make.oldformats import pdf as pdf_of

    paragraphs = [*writings.prose(0), *writings.prose(1)]
    photo = picture(1200, 1600)
    text = "".join(f"<text:p>{words}</text:p>" for words in paragraphs)
    frames = "".join(f"<text:p>{odt_picture(f'Pictures/{n}.jpg')}</text:p>" for n in range(2))
    lines = [words[at : at + 80] for words in paragraphs for at in range(0, len(words), 80)]
    pages = [
        "".join(pdf_text(72, 720 - 27 * n, line) for n, line in enumerate(lines[at : at + 25]))
        for at in range(0, len(lines), 25)
    ]
    pages[-1] += pdf_image("I0", 72, 72, 150, 200) + pdf_image("I0", 300, 72, 150, 200)
    shown = "".join(rf"{{\pict\jpegblip {photo.hex()}}}\par " for _ in range(2))
    return {
        "odt": odt(text + frames, files={f"Pictures/{n}.jpg": photo for n in range(2)}),
        "doc": doc("\r".join(paragraphs) + "\r", pictures=doc_picture(photo) * 2),
        "rtf": (r"{\rtf1\ansi " + "".join(rf"{words}\par " for words in paragraphs) + shown + "}").encode(),
        "pdf": pdf_of(pages, [photo]),
    }


def korkot(folder: Path) -> Path:
    """The city folder of a tree of one city."""
    made = folder / KORKOT
    made.mkdir(parents=True, exist_ok=True)
    return made


TREES: dict[str, Callable[[Path, int], None]] = {
    "national": national,
    "stored": stored,
    "worked": worked,
    "bag": bag,
    "embedded": embedded,
    "loose": loose,
    "kinds": kinds,
    "pdf": pdf,
    "yaml": yaml,
    "forms": forms,
}


def tree(folder: Path, name: str) -> Path:
    """The tree of this name and count; one that a kill left half made is made anew."""
    kind, _, count = name.rpartition("-")
    target, finished = folder / name, folder / f"{name}.finished"
    if not finished.exists():
        shutil.rmtree(target, ignore_errors=True)
        TREES[kind](target, int(count))
        finished.touch()
    alone = target / KORKOT
    return alone if alone.exists() else target


def change(folder: Path) -> None:
    """Hand one writing of a tree in once more, with another text; links to it elsewhere keep theirs."""
    number = 1
    (old,) = folder.rglob(f"{writings.title(number)}.docx")
    new = old.with_suffix(".new")
    new.write_bytes(writings.document(number, weight=LIGHT, edition=int(time.time())))
    new.replace(old)


def main() -> None:
    """Make those that are named and print where they are."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="+", metavar="NAME-COUNT")
    parser.add_argument("--change", action="store_true", help="change one writing of each")
    options = parser.parse_args()
    for name in options.names:
        place = tree(options.folder, name)
        if options.change:
            change(place)
        print(place, flush=True)


if __name__ == "__main__":
    main()
