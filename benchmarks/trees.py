"""Makes the folders that `against.py` compares two states of bpkit on; each is made once and found again.

python benchmarks/trees.py FOLDER NAME …
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "tests"))

import kinds
import make_documents
from make import wordfiles

from bpkit.forms.score_sheet import SheetHead, SheetLine, score_sheet
from bpkit.model.units import Level, Period
from bpkit.resources import resource
from bpkit.settings.rubrics import load_rubric

RUBRIC = load_rubric("pob-2010")
CHANCE = random.Random(2010)


def one(folder: Path) -> None:
    """A single document with three photos."""
    make_documents.make(folder, 1, 3)


def documents(folder: Path) -> None:
    """300 documents with three photos each."""
    make_documents.make(folder, 300, 3)


def mixed(folder: Path) -> None:
    """Twenty documents of each kind, five pages with two photos."""
    for number in range(20):
        for kind, data in kinds.five_pages().items():
            (target(folder) / f"{title(number)} {kind}.{kind}").write_bytes(data)
    make_documents.make(folder, 20, 2)


def one_pdf(folder: Path) -> None:
    """A single PDF of five pages."""
    (target(folder) / f"{title(0)}.pdf").write_bytes(kinds.five_pages()["pdf"])


def many(folder: Path) -> None:
    """3,000 documents of 400 words, and five sheets in YAML with all of them."""
    titles = writings(folder, 3000)
    for number in range(5):
        lines = [
            f"rubrik: {RUBRIC.id}",
            "tingkat: korkot",
            f"penilai: {{nama: {assessor(number)}, jabatan: TA}}",
            "nilai:",
        ]
        for one_title in titles:
            scores = "".join(f"\n    {code}: {CHANCE.randint(5, 10)}" for code in RUBRIC.codes)
            lines.append(f"  {one_title}:{scores}\n    catatan: Foto baik.")
        (panel(folder) / f"{assessor(number)}.yaml").write_text("\n".join(lines) + "\n", "utf-8")


def forms(folder: Path) -> None:
    """50 documents, and 60 forms in Excel with all of them."""
    import openpyxl

    lines = [SheetLine(one_title, "Semarang", "") for one_title in writings(folder, 50)]
    for number in range(60):
        head = SheetHead(assessor(number), "TA", None, Level.KORKOT, "Semarang", Period(2010, 10))
        path = panel(folder) / f"Lembar Penilaian_{assessor(number)}.xlsx"
        path.write_bytes(score_sheet(RUBRIC, head, lines, resource("templates") / "lembar-penilaian.xlsx"))
        book = openpyxl.load_workbook(path)
        for row in range(11, 11 + len(lines)):
            for column in range(4, 4 + len(RUBRIC.codes)):
                book["Penilaian"].cell(row, column).value = CHANCE.randint(5, 10)
        book.save(path)


TREES: dict[str, Callable[[Path], None]] = {
    "one": one,
    "one-pdf": one_pdf,
    "documents": documents,
    "mixed": mixed,
    "many": many,
    "forms": forms,
}


def writings(folder: Path, count: int) -> list[str]:
    """So many documents of 400 words; their titles."""
    titles = [title(number) for number in range(count)]
    for one_title in titles:
        body = "".join(wordfiles.p(kinds.prose(80).capitalize() + ".") for _ in range(5))
        identity = wordfiles.p("Nama: Siti Rahma") + wordfiles.p("Jabatan: Fasilitator Sosial TF-01")
        data = wordfiles.docx(wordfiles.p(one_title, "Title") + body + identity)
        (target(folder) / f"{one_title}.docx").write_bytes(data)
    return titles


def title(number: int) -> str:
    """A title as long as titles are."""
    return f"Dari Sampah Menjadi Berkah di Kampung {number}"


def assessor(number: int) -> str:
    """Names without figures, which no name has."""
    first = ("Siti", "Budi", "Dewi", "Agus")[number % 4]
    return f"{first} {chr(65 + number // 26)}{chr(97 + number % 26)}rahma"


def target(folder: Path) -> Path:
    """The korkot folder."""
    made = folder / make_documents.FOLDER
    made.mkdir(parents=True, exist_ok=True)
    return made


def panel(folder: Path) -> Path:
    """The folder of its panel."""
    made = target(folder) / "penilaian"
    made.mkdir(exist_ok=True)
    return made


def tree(folder: Path, name: str) -> Path:
    """The korkot folder of the tree of this name."""
    finished = folder / name / "finished"
    if not finished.exists():
        TREES[name](folder / name)
        finished.touch()
    return target(folder / name)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*", default=list(TREES))
    options = parser.parse_args()
    for name in options.names:
        print(tree(options.folder, name), flush=True)
