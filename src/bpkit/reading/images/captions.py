"""Which words belong to which photo: a caption below, above or beside it, or its alternative text.

One caption is one photo's, unless the photos stand side by side above it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path

from msgspec import Struct

from ...model.facts import Fact, Source
from ...model.place import Place, quoting
from ...model.signs import regex
from ..documents.content import (
    Block,
    DocumentContent,
    DocumentPart,
    DocumentTable,
    Paragraph,
    Picture,
    paragraphs_in,
)
from ..identity.phrases import begins_with_label


class CaptionedPhoto(Struct, eq=False):
    """One photo in a document, and its caption once that is found."""

    picture: Picture
    caption: Fact | None = None


def captioned(
    path: Path, content: DocumentContent, photos: Callable[[Paragraph], list[Picture]]
) -> list[CaptionedPhoto]:
    """Every photo of a document in reading order, with its caption where it has one."""
    matcher = _Matcher(path, photos)
    visible = [
        block for block in content.blocks if block.part not in (DocumentPart.HEADER, DocumentPart.FOOTER)
    ]
    run: list[Paragraph] = []
    for index, block in enumerate(visible):
        if isinstance(block, Paragraph):
            run.append(block)
        elif matcher.add_table(block, visible[index + 1 : index + 2]):
            matcher.match_run(run)  # no caption reaches across a table of photos
            run = []
    matcher.match_run(run)
    matcher.match_numbers()
    return matcher.in_order(visible)


class _Matcher:
    """Gives captions to photos; a caption that is given is used up."""

    def __init__(self, path: Path, photos: Callable[[Paragraph], list[Picture]]) -> None:
        self._path = path
        self._photos = photos
        self._shots: dict[int, list[CaptionedPhoto]] = {}  # by the identity of their paragraph
        self._used: set[int] = set()
        self._left: list[Paragraph] = []  # captions that no photo stands next to

    def in_order(self, blocks: Iterable[Block]) -> list[CaptionedPhoto]:
        """The photos as they come in the document; their own text stands in for a missing caption."""
        shots = [shot for p in paragraphs_in(blocks) for shot in self._shots.get(id(p), ())]
        for shot in shots:
            text = alternative_text(shot.picture.alt_text)
            if shot.caption is None and text:
                shot.caption = Fact(text, Source.ALT_TEXT, self._path, Place(part=shot.picture.name))
        return shots

    def add_table(self, table: DocumentTable, following: Sequence[Block]) -> bool:
        """Match the photos of a table within it; False where it has none."""
        shots = [shot for paragraph in paragraphs_in((table,)) for shot in self._shots_of(paragraph)]
        if not shots:
            return False
        for r, row in enumerate(table.rows):
            for c, cell in enumerate(row):
                for paragraph in cell:
                    if own := self._shots_of(paragraph):
                        self._give(own, self._beside(table, r, c, paragraph))
        bare = [shot for shot in shots if not shot.caption]
        after = following[0] if following else None
        if bare and isinstance(after, Paragraph) and not after.pictures and is_marked(after):
            self._give(bare, [after], together=len(table.rows) == 1)
        return True

    def _beside(self, table: DocumentTable, r: int, c: int, paragraph: Paragraph) -> list[Paragraph]:
        """The words nearest to a photo in a table: in its own cell, then below, right, left, above."""
        cell = table.rows[r][c]
        at = next(index for index, other in enumerate(cell) if other is paragraph)
        near = [paragraph, *cell[at + 1 :], *reversed(cell[:at])]
        for row, column in ((r + 1, c), (r, c + 1), (r, c - 1), (r - 1, c)):
            words = _cell(table, row, column)
            if not any(self._photos(other) for other in words):
                near += words
        found = next((p for p in near if self._is_free(p) and is_beside(p)), None)
        return [found] if found else []

    def match_run(self, run: Sequence[Paragraph]) -> None:
        """Match the photos of a run of paragraphs with the captions between them, below or above each."""
        for index, paragraph in enumerate(run):
            shots = self._shots_of(paragraph) if paragraph.pictures else []
            if shots and any(other.text.strip() for other in run[:index]) and is_caption(paragraph):
                self._give(shots, [paragraph])
        below, above = self._pairs(run, 1), self._pairs(run, -1)
        for pairs in (below, above) if _reach(below) >= _reach(above) else (above, below):
            for shots, captions in pairs:
                bare = [shot for shot in shots if not shot.caption]
                self._give(bare, [p for p in captions if self._is_free(p)])
        self._left += [p for p in run if self._is_free(p) and not p.pictures and is_marked(p)]

    def _pairs(
        self, run: Sequence[Paragraph], step: int
    ) -> list[tuple[list[CaptionedPhoto], list[Paragraph]]]:
        """Each group of photos with the captions that follow it (step 1) or precede it (step -1)."""
        pairs: list[tuple[list[CaptionedPhoto], list[Paragraph]]] = []
        shots: list[CaptionedPhoto] = []
        captions: list[Paragraph] = []
        for paragraph in run[::step]:
            if paragraph.pictures and (own := [s for s in self._shots_of(paragraph) if not s.caption]):
                if captions:
                    pairs.append((shots, captions))
                    shots, captions = [], []
                shots = [*shots, *own] if step > 0 else [*own, *shots]
            elif shots and not paragraph.pictures and is_caption(paragraph, below=step > 0):
                captions = [*captions, paragraph] if step > 0 else [paragraph, *captions]
            elif paragraph.text.strip():
                pairs.append((shots, captions))
                shots, captions = [], []
        pairs.append((shots, captions))
        return [(shots, captions) for shots, captions in pairs if shots and captions]

    def match_numbers(self) -> None:
        """Captions that stand all together somewhere: `Foto 2` is the second photo's."""
        shots = [shot for shots in self._shots.values() for shot in shots]
        for paragraph in self._left:
            number = number_of(paragraph.text)
            if number and number <= len(shots) and shots[number - 1].caption is None:
                self._give([shots[number - 1]], [paragraph])

    def _shots_of(self, paragraph: Paragraph) -> list[CaptionedPhoto]:
        if id(paragraph) not in self._shots and paragraph.pictures:
            self._shots[id(paragraph)] = [CaptionedPhoto(picture) for picture in self._photos(paragraph)]
        return self._shots.get(id(paragraph), [])

    def _is_free(self, paragraph: Paragraph) -> bool:
        return id(paragraph) not in self._used

    def _give(
        self, shots: Sequence[CaptionedPhoto], captions: Sequence[Paragraph], *, together: bool = False
    ) -> None:
        """One caption for one photo in their order; a single one for photos side by side, or for the last."""
        if not shots or not captions:
            return
        if len(captions) == 1:
            self._give_one(shots, captions[0], together or self._stand_together(shots))
            return
        for shot, paragraph in zip(shots, captions, strict=False):
            self._set(shot, paragraph, paragraph.text)

    def _give_one(self, shots: Sequence[CaptionedPhoto], paragraph: Paragraph, together: bool) -> None:
        parts = parts_of(paragraph.text)
        if len(parts) == len(shots):
            for shot, part in zip(shots, parts, strict=True):
                self._set(shot, paragraph, part)
            return
        for shot in shots if together or speaks_of_several(paragraph.text) else shots[-1:]:
            self._set(shot, paragraph, paragraph.text)

    def _stand_together(self, shots: Sequence[CaptionedPhoto]) -> bool:
        return any(set(map(id, shots)) <= set(map(id, group)) for group in self._shots.values())

    def _set(self, shot: CaptionedPhoto, paragraph: Paragraph, text: str) -> None:
        words = " ".join(text.split())
        shot.caption = Fact(words, Source.CAPTION, self._path, quoting(words))
        self._used.add(id(paragraph))


def _reach(pairs: Sequence[tuple[list[CaptionedPhoto], list[Paragraph]]]) -> int:
    return sum(min(len(shots), len(captions)) for shots, captions in pairs)


def _cell(table: DocumentTable, row: int, column: int) -> Sequence[Paragraph]:
    if not 0 <= row < len(table.rows) or column < 0:
        return ()
    cells = table.rows[row]
    return cells[column] if column < len(cells) else ()


# How a caption reads: `Foto 1. …`, `Gambar 2: …`, `Keterangan foto: …`, or in the style for captions ------

LONGEST = 400  # characters of a marked caption
LONGEST_UNMARKED = 160
LONGEST_BESIDE = 300  # of what stands in the cell of a photo, or in the next

_WORD = (
    r"(?:foto|gambar|photo|figure|fig|gbr|ilustrasi|illustration"
    r"|ket(?:erangan)?\.?(?:\s+(?:foto|gambar))?|teks\s+foto|caption)"
)
_NUMBER = r"(?:no(?:mor)?\.?\s*)?([0-9]+|[IVX]+\b|[a-hA-H]\b)"
_MARK = regex(rf"[\W_]*{_WORD}\.?\s*(?:{_NUMBER}|(?=[:.(\-–—]))[\s.:)\-–—=|,]*", re.IGNORECASE)
_BEGINNING = regex(rf"[\W_]*{_WORD}\s+(?!(?:di|yang|ini|itu|tersebut|dan)\b)[a-z]", re.IGNORECASE)
_SEVERAL = regex(
    rf"[\W_]*{_WORD}\s*[0-9]+\s*(?:,|&|dan|-|–|s/?d|sampai)\s*(?:{_WORD}\s*)?[0-9]"
    r"|.*\b(?:searah jarum jam|(?:dari |foto |gambar |\()?(?:kiri|atas)\b.*\b(?:kanan|bawah))\b",
    re.IGNORECASE | re.DOTALL,
)
_PLACEHOLDER = regex(r"\[[^\]]*\]")
_GAP = regex(r"\t+|\s{3,}|\n")


def is_marked(paragraph: Paragraph) -> bool:
    """Whether a paragraph says itself that it is a caption, and goes on to say something."""
    text = paragraph.text.strip()
    if paragraph.style == "caption":
        return bool(_without_mark(text))
    if len(text) > LONGEST:
        return False
    if _MARK.match(text):
        return bool(_without_mark(text))
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


# Alternative text: what a person wrote there is a caption, what a program put there is none -----------------

# Word 2007 puts this before the text that it takes over from an older file.
_ANNOUNCED = regex(r"(?:description|deskripsi|alt(?:ernative)? text|teks alternatif)\s*:\s*", re.IGNORECASE)

_ENDINGS = r"(?:jpe?g?|jfif|png|gif|bmp|dib|tiff?|webp|hei[cf]|avif|svg|[ew]m[fz]|cr2|nef|dng|psd|cdr)"
_NAMES = (
    # What Word, LibreOffice, WPS and Google call a picture, numbered or not.
    (
        r"(?:(?:new|gambar|foto|content|konten)[\s_\-]*)?"
        r"(?:picture|image|photo|gambar|foto|potret|bild|imagem?|pic|graphics?|grafik|grafis|shape"
        r"|bentuk|object|objek|group|grup|frame|bingkai|diagram|chart|bagan|rectangle|persegi(?: panjang)?"
        r"|text ?box|kotak ?teks|placeholder|bitmap|clip ?art|img|dscn?|hpim|scan|pindaian|p|baru|canvas"
        r"|smartart|kanvas|screen ?shot|(?:tangkapan|cuplikan) layar|whatsapp (?:image|photo)"
        r"|untitled design|desain tanpa judul)"
        r"[\s_\-]*[0-9()_\-\s.]*"
    ),
    r"(?:bitmap image|paintbrush picture|gambar bitmap|(?:image|picture) (?:description|placeholder))",
    # A name that nobody gave: cameras (`CIMG1234`, `MVC-012F`), phones, WhatsApp, downloads, GUIDs.
    r"(?=(?:\D*[0-9]){3})[\w.\-()+~{}@&=%,#]+",
    (
        r"(?:fb_img|img|vid|dsc|pxl|whatsapp|received|photo|foto|picture|image|gambar|screenshot|screen shot"
        r"|tangkapan layar|cuplikan layar|snapshot|scan|camscanner|wa)"
        r"(?:[\s_\-]+(?:image|gambar|foto|photo|video|whatsapp|at|pukul|jam|pada|am|pm|hp|wa[0-9]*))*"
        r"(?=(?:\D*[0-9]){3})[\s_\-]*[0-9][0-9\s_.:,()\-]*"
        r"(?:(?:at|pukul|jam|am|pm|wa[0-9]+|copy|salinan|burst[0-9]*|[0-9a-f]{8})[0-9\s_.:,()\-]*)*"
    ),
    rf".*\.{_ENDINGS}(?:@\S+)?(?:\s*\([0-9]+\))?",
    # Addresses and paths.
    r"[a-z]:[\\/].*",
    r"\\\\\S.*",
    r"(?:https?|ftp|file|data|blob|cid|content|about):\S*",
    r"www\.\S+",
    r"~?/\S+/.*",
    r"[\W0-9_]*",
)
_SENTENCES = (
    # What Office, Facebook and LinkedIn see in a picture, and say that they do.
    r"(?:an? |the )?(?:picture|image|close up|group of|person|man|woman)\b.*",
    r".*(?:automatically generated|dijana secara automatik).*",
    r".*\b(?:deskripsi|keterangan|konten|teks)\b.{0,30}\botomatis\b.*",
    r".*(?:automatisch (?:generierte|gegenereerde)|générée automatiquement).*",
    r".*\b(?:ai|a\.i\.|ki)\b[\s\-]*(?:generated|generierte).*",
    r".*\b(?:dihasilkan|dibuat|buatan|hasil)(?: oleh| dengan| dari)? (?:ai|kecerdasan buatan)\b.*",
    r".*(?:deskripsi|keterangan|konten) (?:yang )?(?:dihasilkan|dibuat) dengan (?:tingkat )?keyakinan.*",
    r".*(?:generated|created) with (?:very )?(?:low|medium|high) confidence.*",
    r"(?:sebuah )?gambar (?:yang )?(?:mungkin )?berisi\b.*",
    r"(?:mungkin|may be an?) (?:gambar|image)\b.*",
    r"gambar mungkin\b.*",
    r".*\b(?:generated (?:by|with) (?:an? )?ai|janaan ai)\b.*",
    # What search engines write beside their finds.
    r"(?:image result|related image|hasil gambar untuk|gambar terkait)\b.*",
    r"(?:see the source image|lihat gambar sumber)\b.*",
    # That there is none.
    r"(?:deskripsi|keterangan|teks alternatif) (?:foto |gambar )?(?:tidak|belum) (?:ada|tersedia)\b.*",
    r"(?:no|kein)[\s\-]*(?:alt(?:ernat\w*)?|text|photo|description|image)\b.*",
    (
        r"(?:tidak ada|tanpa|belum ada) (?:teks|deskripsi|keterangan|judul|nama|foto)"
        r"(?: alternatif| foto| gambar)?(?: yang tersedia| tersedia)?[\s_\-.]*[0-9()]*"
    ),
    (
        r"(?:untitled|unnamed|unknown|tak berjudul|alt(?:ernative)?[\s\-]?text|teks alternatif|alt|image alt)"
        r"[\s_\-]*[0-9()]*"
    ),
)
_LONGEST = 1000  # characters that are looked at; people write a sentence or two


def alternative_text(*candidates: str) -> str:
    """The first of these texts (a picture's description, its title) that somebody wrote; empty if none is.

    >>> alternative_text("Picture 3", "Description: Ibu-ibu memilah sampah di RW 3")
    'Ibu-ibu memilah sampah di RW 3'
    """
    for candidate in candidates:
        words = " ".join(candidate[:_LONGEST].split())
        words = _ANNOUNCED.sub("", words, count=1) if _ANNOUNCED.match(words) else words
        if words and not _automatic().fullmatch(words):
            return words
    return ""


@cache
def _automatic() -> re.Pattern[str]:
    """Compiled when the first text is met: it takes 10 ms, and many documents have none."""
    return re.compile("|".join((*_NAMES, *_SENTENCES)), re.IGNORECASE | re.DOTALL)
