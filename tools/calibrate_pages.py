"""Measures how many characters and photos go on a quarto page, against pages that LibreOffice renders.

    python tools/calibrate_pages.py FOLDER [--documents 200] [--seed 1]

Makes writings of many lengths with and without photos, lists, headings and tables, typed as POB slide 8 asks;
renders them; fits `PageCapacity` to one half of them and reports the error on the other half, which
it has not seen. FOLDER keeps the documents and pages, so that a second run is quick. Needs `soffice` and
`pdftotext`.
"""

from __future__ import annotations

import argparse
import io
import itertools
import random
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt
from PIL import Image

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "src")]

from bpkit.reading.documents.content import CAPACITY, Block, PageCapacity, Paragraph, estimate  # noqa: E402  # noqa: E402
from bpkit.reading.documents.docx import read_docx  # noqa: E402

PAPERS = {"quarto": (21.5, 27.5), "letter": (21.59, 27.94)}
MARGIN_CM = 2.54
CHARACTERS_A_PAGE = 1917  # of running text; to compare with
Blocks = tuple[Block, ...]


@dataclass(frozen=True)
class Sample:
    """One document as it was made, and the pages it came to."""

    blocks: Blocks
    sheets: int
    pages: float  # the last page counts as far as it is filled

    @property
    def characters(self) -> int:
        return sum(len(block.text) for block in self.blocks if isinstance(block, Paragraph))


def sentences() -> list[str]:
    """Believable Indonesian sentences, from the writings of the example share."""
    found: list[str] = []
    for file in sorted((ROOT / "examples").rglob("*.docx")):
        for block in read_docx(file, file.read_bytes()).blocks:
            if isinstance(block, Paragraph) and len(block.text) > 200:
                found += re.split(r"(?<=[.!?])\s+", block.text)
    return [sentence for sentence in found if 20 < len(sentence) < 300]


def make(file: Path, chance: random.Random, supply: list[str]) -> None:
    """One writing, typed as slide 8 asks, of random length and looks."""
    document = docx.Document()
    section = document.sections[0]
    width, height = PAPERS[chance.choice(list(PAPERS))]
    section.page_width, section.page_height = Cm(width), Cm(height)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(MARGIN_CM)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(12)
    normal.paragraph_format.line_spacing, normal.paragraph_format.space_after = 2.0, Pt(0)
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.add_run("Dari Sampah Menjadi Berkah").bold = True
    if chance.random() < 0.6:
        document.add_paragraph("Oleh: Siti Rahma").alignment = WD_ALIGN_PARAGRAPH.CENTER
    write_body(document, chance, supply)
    write_ending(document, chance)
    document.save(str(file))


def write_body(document: Any, chance: random.Random, supply: list[str]) -> None:
    """Paragraphs with photos, headings and lists between them."""
    photos, indent = chance.choice([0, 0, 1, 2, 2, 3, 3, 4, 5]), chance.choice([0, 1.25])
    paragraphs = chance.randint(3, 16)
    places = sorted(chance.choices(range(paragraphs), k=photos))
    for number in range(paragraphs):
        paragraph = document.add_paragraph(" ".join(chance.choices(supply, k=chance.randint(2, 7))))
        paragraph.paragraph_format.first_line_indent = Cm(indent)
        if chance.random() < 0.12:
            document.add_paragraph().add_run("Awal yang tidak mudah").bold = True
        if chance.random() < 0.07:
            for item in chance.choices(supply, k=chance.randint(3, 6)):
                document.add_paragraph(f"- {item[:60]}")
        here = places.count(number)
        if here:
            add_photos(document, chance, here)


def add_photos(document: Any, chance: random.Random, count: int) -> None:
    """Photos one below the other, or two side by side, with their captions."""
    beside = count == 2 and chance.random() < 0.5
    paragraph = document.add_paragraph()
    for number in range(count):
        portrait = chance.random() < 0.35
        wide = chance.uniform(5, 7.8) if beside else chance.uniform(6, 10 if portrait else 14)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run().add_picture(photo(portrait), width=Cm(wide))
        if not beside or number == count - 1:
            caption = document.add_paragraph(
                f"Foto {number + 1}. Warga memilah sampah di balai RW", style="Caption"
            )
            caption.paragraph_format.line_spacing = chance.choice([1.0, 2.0])
            paragraph = document.add_paragraph() if number < count - 1 else paragraph


def photo(portrait: bool) -> io.BytesIO:
    """A small picture of the usual shape."""
    stream = io.BytesIO()
    Image.new("RGB", (90, 120) if portrait else (120, 90), (120, 140, 90)).save(stream, "JPEG")
    stream.seek(0)
    return stream


def write_ending(document: Any, chance: random.Random) -> None:
    """The facts about author and institution, in lines or in a table."""
    facts = (
        ("Nama", "Siti Rahma"),
        ("Jabatan", "Fasilitator Sosial TF-03, Korkot Semarang"),
        ("Nomor kontak", "0812-3456-7890"),
        ("Nama lembaga", "BKM Sejahtera"),
        ("Alamat", "Jl. Mawar 3, Kel. Tandang, Kec. Tembalang"),
        ("Nomor kontak", "024-7654321"),
    )
    if chance.random() < 0.5:
        for label, value in facts:
            document.add_paragraph(f"{label} : {value}")
        return
    table = document.add_table(0, 2)
    for fact in facts:
        for cell, text in zip(table.add_row().cells, fact, strict=True):
            cell.text = text
            cell.paragraphs[0].paragraph_format.line_spacing = 1.0


def render(folder: Path) -> None:
    """Every document that has no PDF yet, in one run of LibreOffice."""
    waiting = [str(file) for file in sorted(folder.glob("*.docx")) if not file.with_suffix(".pdf").exists()]
    profile = f"-env:UserInstallation={(folder / 'profile').absolute().as_uri()}"
    for start in range(0, len(waiting), 50):
        command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
        subprocess.run([*command, *waiting[start : start + 50]], check=True, capture_output=True)


def sample(file: Path) -> Sample:
    """A rendered document: its sheets, and how far the last one is filled."""
    command = ["pdftotext", "-bbox", str(file.with_suffix(".pdf")), "-"]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    pages = re.split(r"<page ", told)[1:]
    height = float(re.findall(r'height="([0-9.]+)"', pages[-1])[0])
    lowest = max((float(y) for y in re.findall(r'yMax="([0-9.]+)"', pages[-1])), default=0.0)
    margin = MARGIN_CM / 2.54 * 72
    filled = min(1.0, max(0.05, (lowest - margin) / (height - 2 * margin)))
    return Sample(read_docx(file, file.read_bytes()).blocks, len(pages), len(pages) - 1 + filled)


def fit(samples: list[Sample]) -> PageCapacity:
    """The measure with the least squared error."""
    grid = itertools.product(
        [78 + n for n in range(0, 17, 2)],
        [20 + n / 2 for n in range(10)],
        [0.9 + n / 20 for n in range(14)],
    )
    measures = (PageCapacity(*point) for point in grid)
    return min(measures, key=lambda m: sum((estimate(s.blocks, m) - s.pages) ** 2 for s in samples))


def report(name: str, samples: list[Sample], estimates: list[float]) -> None:
    """Mean and largest error, and how many come within half a page and within one."""
    off = [made - sample.pages for made, sample in zip(estimates, samples, strict=True)]
    sheets = [made - sample.sheets for made, sample in zip(estimates, samples, strict=True)]
    print(
        f"{name}: mean error {mean(off):+.2f}, absolute {mean(map(abs, off)):.2f}, "
        f"largest {max(map(abs, off)):.2f}; "
        f"{within(off, 0.5):.0f} % within half a page, {within(off, 1):.0f} % within one page, "
        f"{within(sheets, 1):.0f} % within one of the number of sheets"
    )


def within(errors: list[float], limit: float) -> float:
    """Per cent of the errors that are no larger."""
    return 100 * sum(abs(error) <= limit for error in errors) / len(errors)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    chance, supply = random.Random(options.seed), sentences()
    files = [options.folder / f"{number:04d}.docx" for number in range(options.documents)]
    for file in files:
        make(file, chance, supply)
    render(options.folder)
    samples = [sample(file) for file in files]
    known, held_back = samples[::2], samples[1::2]
    best = fit(known)
    shortest, longest = min(s.pages for s in samples), max(s.pages for s in samples)
    print(f"{len(samples)} documents of {shortest:.1f} to {longest:.1f} pages; half of them held back")
    print(f"best fit: {best}\nin use:   {CAPACITY}")
    report("best fit", held_back, [estimate(s.blocks, best) for s in held_back])
    report("in use", held_back, [estimate(s.blocks) for s in held_back])
    report("by characters alone", held_back, [s.characters / CHARACTERS_A_PAGE for s in held_back])


if __name__ == "__main__":
    main()
