"""How a caption reads: `Foto 1. …`, `Gambar 2: …`, `Keterangan foto: …`, or in the style for captions."""

from __future__ import annotations

import re

from ..documents.content import Paragraph
from ..identity.labels import begins_with_label

LONGEST = 400  # characters of a marked caption
LONGEST_UNMARKED = 160
LONGEST_BESIDE = 300  # of what stands in the cell of a photo, or in the next

_WORD = (
    r"(?:foto|gambar|photo|figure|fig|gbr|ilustrasi|illustration"
    r"|ket(?:erangan)?\.?(?:\s+(?:foto|gambar))?|teks\s+foto|caption)"
)
_NUMBER = r"(?:no(?:mor)?\.?\s*)?([0-9]+|[IVX]+\b|[a-hA-H]\b)"
_MARK = re.compile(rf"[\W_]*{_WORD}\.?\s*(?:{_NUMBER}|(?=[:.(\-–—]))[\s.:)\-–—=|,]*", re.IGNORECASE)
_BEGINNING = re.compile(rf"[\W_]*{_WORD}\s+(?!(?:di|yang|ini|itu|tersebut|dan)\b)[a-z]", re.IGNORECASE)
_SEVERAL = re.compile(
    rf"[\W_]*{_WORD}\s*[0-9]+\s*(?:,|&|dan|-|–|s/?d|sampai)\s*(?:{_WORD}\s*)?[0-9]"
    r"|.*\b(?:searah jarum jam|(?:dari |foto |gambar |\()?(?:kiri|atas)\b.*\b(?:kanan|bawah))\b",
    re.IGNORECASE | re.DOTALL,
)
_PLACEHOLDER = re.compile(r"\[[^\]]*\]")
_GAP = re.compile(r"\t+|\s{3,}|\n")


def is_marked(paragraph: Paragraph) -> bool:
    """Whether a paragraph says itself that it is a caption, and goes on to say something."""
    text = paragraph.text.strip()
    if paragraph.style == "caption":
        return bool(_without_mark(text))
    if _MARK.match(text):
        return len(text) <= LONGEST and bool(_without_mark(text))
    return len(text) <= LONGEST_UNMARKED and bool(_BEGINNING.match(text))


def is_caption(paragraph: Paragraph, *, below: bool = True) -> bool:
    """Whether a paragraph next to a photo is its caption; an unmarked one only below it and set apart."""
    text = paragraph.text.strip()
    if is_marked(paragraph):
        return True
    if not below or not 3 < len(text) <= LONGEST_UNMARKED or _is_other(paragraph):
        return False
    in_brackets = text.startswith("(") and text.rstrip(".").endswith(")")
    small = paragraph.size_pt is not None and paragraph.size_pt <= 10.5
    return in_brackets or small or (paragraph.centred and not paragraph.bold) or bool(paragraph.pictures)


def is_beside(paragraph: Paragraph) -> bool:
    """Whether words in the cell of a photo, or in the next, are its caption."""
    text = paragraph.text.strip()
    if is_marked(paragraph):
        return True
    return 3 < len(_without_mark(text)) <= LONGEST_BESIDE and not _is_other(paragraph)


def number_of(text: str) -> int | None:
    """The number that a caption gives its photo."""
    mark = _MARK.match(text)
    return int(mark[1]) if mark and mark[1] and mark[1].isdigit() else None


def parts_of(text: str) -> list[str]:
    """Captions that share one paragraph, side by side like their photos."""
    parts = [part.strip() for part in _GAP.split(text.strip()) if part.strip()]
    return parts if len(parts) > 1 and all(_MARK.match(part) for part in parts) else [text]


def speaks_of_several(text: str) -> bool:
    """Whether one caption names several photos: `Foto 1 dan 2`, `kiri … kanan …`."""
    return bool(_SEVERAL.match(text))


def _without_mark(text: str) -> str:
    """What a caption says; nothing where a template's `[…]` was left."""
    mark = _MARK.match(text)
    words = text[mark.end() :].strip() if mark else text
    return "" if _PLACEHOLDER.fullmatch(words) else words


def _is_other(paragraph: Paragraph) -> bool:
    """A heading, or a line with facts about the author."""
    return paragraph.style.startswith(("title", "heading")) or begins_with_label(paragraph.text)
