"""The title inside a document: what its style, its label or its place at the top says is the title."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from ...model.facts import Fact, Source
from ...model.place import Place
from ...people.contacts import contact_in
from ..identity.lines import entries_of
from ..identity.search import Candidate
from ..identity.vocabulary import Field
from .content import Block, DocumentPart, Paragraph

LONGEST = 160  # characters
MOST_TITLE_LINES = 4
LINES_LOOKED_AT = 6  # a letterhead may stand above the title

_KICKER = re.compile(
    r"\W*(?:(?:best|good)\s+practices?|praktik\s+(?:baik|terbaik)|artikel|feature|narasi|tulisan|pnpm|p2kp|"
    r"program|mandiri|perkotaan|nasional|pemberdayaan|masyarakat|naskah|lembar|korkot|kmw|bulan|edisi|[0-9]{4}|[\W_])+"
    r"(?:(?:korkot|kmw|bulan|edisi|kota|provinsi|propinsi)\b.*)?",
    re.IGNORECASE,
)


def heading_of(path: Path, blocks: Sequence[Block], candidates: Iterable[Candidate]) -> Fact | None:
    """The title: in the style Title, behind `Judul:`, in the style Heading 1, else the first line."""
    labelled = next((find for find in candidates if find.field is Field.TITLE), None)
    texts = [block for block in blocks if isinstance(block, Paragraph) and _is_typed(block)]
    styled = _styled(texts, "title")
    if styled is None and labelled:
        return Fact(labelled.text, labelled.source, path, Place(part=labelled.line[:40]))
    styled = styled or _styled(texts[:LINES_LOOKED_AT], "heading 1")
    if styled:
        return _fact(path, _whole(path, texts, styled) or styled.text, Source.TITLE_STYLE)
    return _first_line(path, texts[:LINES_LOOKED_AT])


def _styled(texts: Iterable[Paragraph], style: str) -> Paragraph | None:
    return next((paragraph for paragraph in texts if paragraph.style == style), None)


def _whole(path: Path, texts: Sequence[Paragraph], first: Paragraph) -> str:
    """The title where it goes on in the lines below, as the file's name tells; else nothing.

    People break a long title with the Enter key, and in a PDF every line is one of its own.
    """
    at = next(index for index, paragraph in enumerate(texts) if paragraph is first)
    name = _letters(path.stem)
    for end in range(at + 2, min(at + MOST_TITLE_LINES, len(texts)) + 1):
        text = " ".join(paragraph.text for paragraph in texts[at:end])
        if _letters(text) == name:
            return text
    return ""


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _first_line(path: Path, texts: Sequence[Paragraph]) -> Fact | None:
    for index, paragraph in enumerate(texts):
        if _KICKER.fullmatch(paragraph.text.strip()):
            continue
        if paragraph.part is not DocumentPart.BODY:
            continue
        line = paragraph.text.strip()
        if "\n" in line and not _is_title(line):
            line = line.split("\n")[0]
        if not _is_title(line):
            return None
        if whole := _whole(path, texts, paragraph):
            return _fact(path, whole, Source.FIRST_LINE)
        following = texts[index + 1] if index + 1 < len(texts) else None
        if following and _runs_on(paragraph, following):
            line = f"{line} {following.text}"
        return _fact(path, line, Source.FIRST_LINE)
    return None


def _is_title(text: str) -> bool:
    """Short, no sentence, no label, no telephone number."""
    words = " ".join(text.split())
    sentence = words.endswith((".", ";", ":", ",")) and not words.endswith("...")
    if sentence or not 2 <= len(words) <= LONGEST:
        return False
    return not entries_of(words) and not contact_in(words)


def _is_typed(paragraph: Paragraph) -> bool:
    """Whether there are words, no caption's, and not a template's `[…]` that nobody typed over."""
    text = paragraph.text.strip()
    return text != "" and paragraph.style != "caption" and not (text.startswith("[") and text.endswith("]"))


def _runs_on(title: Paragraph, following: Paragraph) -> bool:
    """Whether a title was broken in two with the Enter key: the same format, and still no sentence."""
    formats = [(p.bold, p.centred, p.size_pt, p.style, p.text.isupper()) for p in (title, following)]
    set_apart = title.centred and title.bold
    return set_apart and formats[0] == formats[1] and _is_title(following.text)


def _fact(path: Path, text: str, source: Source) -> Fact:
    words = " ".join(text.split())
    return Fact(words, source, path, Place(part=words[:40]))
