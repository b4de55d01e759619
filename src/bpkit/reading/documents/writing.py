"""Reads one writing, whatever kind of document it is, into the facts of a `Document`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, cached_property
from importlib import import_module
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from ... import share
from ...cache.store import Cache, NoCache, Shelf
from ...cache.version import version_of
from ...model.extensions import DOCUMENTS, READERS, is_mislabelled, label
from ...model.facts import Document, Fact, Photo, Source
from ...model.place import PhotoPlace, quoting
from ...model.problems import OUT_OF_SIGHT, Kind, Problem
from ...model.signs import regex
from ...model.units import fold
from ...people.contacts import contact_in
from ..file_kinds import HEAD, kind_of, old_name
from ..identity.lines import entries_of
from ..identity.search import PossibleFact, read_candidates, read_identity
from ..identity.vocabulary import Field
from ..images.captions import CaptionedPhoto, captioned
from ..images.photos import Photos, photo_places, pictured, read_loose_photo
from ..known import PASSING, key_of_files
from ..tree.listing import FolderLister
from ..tree.walker import REFERENCES_FOLDER
from .content import Block, DocumentContent, DocumentPart, Paragraph, estimate, paragraphs_in

__all__ = ["read_loose_photo", "read_writing"]

# Where one of these was met, that there is no text is no news.
_SILENT = (Kind.BROKEN, Kind.PROTECTED, Kind.UNSAFE, Kind.NO_TEXT, Kind.MISLABELLED)  # before Word 97
_MARGINS = (DocumentPart.HEADER, DocumentPart.FOOTER)
STALE = 0.1  # of the words: a count that is further off was made before the text was changed


def read_writing(path: Path, data: bytes) -> Document:
    """The facts of a writing from the bytes of its file; whatever is wrong with it is among its damages.

    A file is read for what it is: where its extension says something else, that is one more damage.
    """
    kind = whole_kind(data, path.name)
    damages = []
    if kind == "old":
        found = old_name(data)
        damages.append(Problem(path, found=found, variant="old", kind=Kind.MISLABELLED, detail="its program"))
    elif is_mislabelled(kind, path.name):
        expected = path.suffix.lstrip(".").upper()
        damages.append(
            Problem(
                path, found=label(kind), expected=expected, kind=Kind.MISLABELLED, detail=f"content is {kind}"
            )
        )
    elif kind not in READABLE:
        damages.append(_unreadable(path, kind, data))
    if kind not in READABLE:
        return Document(path, damages=tuple(damages))
    document = assemble(path, reader_of(kind)(path, data))
    return replace(document, damages=(*damages, *document.damages))


def _unreadable(path: Path, kind: str, data: bytes) -> Problem:
    if kind == "encrypted":
        return Problem(path, kind=Kind.PROTECTED, detail="an encrypted package")
    if data and not data.strip(b"\0"):  # Windows and cloud programs make room first, and fill it later
        found = f"{len(data)} B"
        return Problem(path, found=found, variant="blank", kind=Kind.BROKEN, detail="nothing but zeros")
    found = "0 B" if kind == "empty" else ""
    return Problem(path, found=found, kind=Kind.BROKEN, detail=f"content is {kind}")


def assemble(path: Path, content: DocumentContent) -> Document:
    """The facts of a writing from its content. Headers and footers count for identity alone."""
    blocks = [block for block in content.blocks if block.part not in _MARGINS]
    text = "\n".join(paragraph.text for paragraph in paragraphs_in(blocks)).strip()
    damages = content.damages
    if not text and not any(damage.kind in _SILENT for damage in damages):
        damages = (*damages, Problem(path, kind=Kind.NO_TEXT, detail="no text"))
    candidates, photos = read_candidates(content), Photos(pictured(content)).of
    shots = zip(captioned(path, content, photos), photo_places(blocks, photos), strict=True)
    trusted, words = content.page_count, len(text.split())
    return Document(
        path,
        text,
        words=words,
        pages=float(trusted) if trusted else estimate(blocks) if text else None,
        pages_from="file" if trusted else "estimate" if text else None,
        pages_in_file=trusted or _own_count(content, words),
        heading=heading_of(path, blocks, candidates),
        identity=read_identity(path, candidates),
        photos=tuple(_photo(shot, place) for shot, place in shots),
        damages=damages,
    )


def _own_count(content: DocumentContent, words: int) -> int | None:
    """The pages that the program counted, unless it counted another text: its words tell."""
    if content.counted is None:
        return None
    pages, counted = content.counted
    return pages if pages and words and abs(counted - words) <= words * STALE else None


def _photo(shot: CaptionedPhoto, place: PhotoPlace) -> Photo:
    picture = shot.picture
    return Photo(
        picture.name,
        picture.width,
        picture.height,
        shot.caption,
        picture.digest,
        placed_cm=picture.placed_cm,
        damage=picture.damage,
        place=place,
    )


# Which reader takes which kind; each is imported when the first document of its kind is met -------------

Reader = Callable[[Path, bytes], DocumentContent]

READABLE = frozenset(READERS)
# What these are stands in a directory that may lie anywhere.
_UNSURE = ("zip", "doc", "xls", "ppt", "ole", "unknown")


@cache
def reader_of(kind: str) -> Reader:
    """The reader of a kind in `READABLE`."""
    reader: Reader = getattr(import_module(f".{READERS[kind]}", __package__), f"read_{kind}")
    return reader


def whole_kind(data: bytes, name: str) -> str:
    """The kind of a whole document (see `kinds.KINDS`)."""
    kind = kind_of(data[:HEAD], name)
    return kind_of(data, name) if kind in _UNSURE else kind


# The guidelines under `referensi/`, as text: what a writing should quote little of (POB slide 8) ---------


class References(Struct, frozen=True):
    """Path and text of every guideline, sorted by path, and what of them can't be read."""

    texts: tuple[tuple[Path, str], ...] = ()
    unread: tuple[Problem, ...] = ()


def read_references(root: Path, cache: Cache | None = None, seen: share.Seen | None = None) -> References:
    """The guidelines of the share; one that lies as it was is taken from the cache, unopened.

    `seen` is the listing of the share's own folder, where it was listed a moment ago.
    """
    known = _KnownTexts(cache or NoCache())
    texts: list[tuple[Path, str]] = []
    unread: list[Problem] = []
    listing = FolderLister(root, root)
    if seen is not None:
        listing.know(seen.only(root))
    try:
        files = list(_documents(root, listing))
    except OSError as error:
        damage = share.damage_of(error, root, folder=True)
        # Who may only see a city's folder has no guidelines, and that is no fault.
        return References((), () if damage.kind is Kind.NO_PERMISSION else (damage,))
    for file in sorted(files):
        try:
            text = known.text_of(file)
        except OSError as error:
            unread.append(share.damage_of(error, file))
        else:
            texts += [(file, text)] if text else []
    closed = (damage for damage in listing.damages if damage.kind in OUT_OF_SIGHT)
    return References(tuple(texts), (*(one for one in closed if _is_inside(one.path, root)), *unread))


class _KnownTexts:
    """The texts of documents, by their path, size and time stamp."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache

    def text_of(self, file: Path) -> str:
        """The text of a document.

        Raises:
            OSError: it can't be read.
        """
        key = key_of_files(("text", self._version), [file]) if self._cache.folder else None
        if key and (kept := self._cache.get(Shelf.TEXTS, key)) is not None:
            return kept.decode("utf-8", "surrogatepass")
        document = read_writing(file, share.read(file))
        if key and not any(damage.kind in PASSING for damage in document.damages):
            self._cache.put(Shelf.TEXTS, key, document.text.encode("utf-8", "surrogatepass"))
        return document.text

    @cached_property
    def _version(self) -> str:
        return version_of(self._cache)


def _documents(root: Path, listing: FolderLister) -> Iterator[Path]:
    waiting = [folder for folder in listing(root).folders if fold(folder.name) == REFERENCES_FOLDER]
    while waiting:
        here = listing(waiting.pop())
        waiting += here.folders
        yield from (file for file in here.files if file.suffix.casefold() in DOCUMENTS)


def _is_inside(path: Path, root: Path) -> bool:
    parts = path.relative_to(root).parts if path.is_relative_to(root) else ()
    return bool(parts) and fold(parts[0]) == REFERENCES_FOLDER


# The title inside a document: what its style, its label or its place at the top says is the title --------

LONGEST = 160  # characters
MOST_TITLE_LINES = 4
LINES_LOOKED_AT = 6  # a letterhead may stand above the title

_KICKER = regex(
    r"\W*(?:(?:best|good)\s+practices?|praktik\s+(?:baik|terbaik)|artikel|feature|narasi|tulisan|pnpm|p2kp|"
    r"program|mandiri|perkotaan|nasional|pemberdayaan|masyarakat|naskah|lembar|korkot|kmw|bulan|edisi|[0-9]{4}|[\W_])+"
    r"(?:(?:korkot|kmw|bulan|edisi|kota|provinsi|propinsi)\b.*)?",
    re.IGNORECASE,
)


def heading_of(path: Path, blocks: Sequence[Block], candidates: Iterable[PossibleFact]) -> Fact | None:
    """The title: in the style Title, behind `Judul:`, in the style Heading 1, else the first line."""
    labelled = next((find for find in candidates if find.field is Field.TITLE), None)
    texts = [block for block in blocks if isinstance(block, Paragraph) and _is_typed(block)]
    styled = _styled(texts, "title")
    if styled is None and labelled:
        return Fact(labelled.text, labelled.source, path, quoting(labelled.line))
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
    name, so_far = _letters(path.stem), ""
    for end in range(at + 1, min(at + MOST_TITLE_LINES, len(texts)) + 1):
        so_far += _letters(texts[end - 1].text)
        if not name.startswith(so_far):
            return ""
        if so_far == name and end > at + 1:
            return " ".join(paragraph.text for paragraph in texts[at:end])
    return ""


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


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
    return Fact(words, source, path, quoting(words))
