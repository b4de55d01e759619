"""Documents of a few lines whose identity is looked for, and what was found in one line."""

from __future__ import annotations

from pathlib import Path

from bpkit.model.facts import Fact, Identity
from bpkit.reading.documents.content import Block, DocumentContent, DocumentPart, DocumentTable, Paragraph
from bpkit.reading.identity.search import read_candidates, read_identity

FILE = Path("Dari Sampah Menjadi Berkah.docx")
PROSE = (
    "Warga kampung memilah sampah setiap pagi dan menimbangnya di bank sampah yang mereka dirikan sendiri "
    "pada tahun lalu. Hasilnya dipakai untuk membantu tetangga yang miskin, begitu cerita Bapak Slamet."
)
START = (Paragraph("Dari Sampah Menjadi Berkah"), Paragraph(PROSE), Paragraph(PROSE))


def blocks(text: str, part: DocumentPart = DocumentPart.BODY) -> list[Block]:
    """Paragraphs, and tables from neighbouring lines that begin with a bar."""
    made: list[Block] = []
    rows: list[tuple[tuple[Paragraph, ...], ...]] = []
    for line in [*text.split("\n"), ""]:
        if line.startswith("|"):
            cells = [cell.strip() for cell in line[1:].split("|")]
            rows.append(tuple(tuple(Paragraph(t, part=part) for t in cell.split("//")) for cell in cells))
            continue
        if rows:
            made.append(DocumentTable(tuple(rows), part))
            rows = []
        made.append(Paragraph(line, part=part))
    return made


def identity(*parts: Block) -> Identity:
    return read_identity(FILE, read_candidates(DocumentContent((*START, *parts))))


def said(*facts: Fact | None) -> str:
    return " | ".join(fact.text if fact else "-" for fact in facts)
