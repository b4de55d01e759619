"""What was handed in, as it was read: facts know where they came from, and damage is a fact too."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from .levels import Level
from .place import PhotoName, PhotoPlace, Place
from .problems import OUT_OF_SIGHT, Problem
from .units import Period

if TYPE_CHECKING:
    from .scores import Decision, Seal, Sheet


class Medium(StrEnum):
    """The media of POB slide 6, as the YAML key `media` names them."""

    WRITING = "tulisan"
    AUDIO = "audio"
    VIDEO = "video"
    AUDIOVISUAL = "audiovisual"
    GRAPHIC = "grafis"


class Source(StrEnum):
    """How a fact was found; the label that people see is in the wording catalogue."""

    SIDECAR = "sidecar"  # the YAML beside the file
    TABLE = "table"  # a table with labels in one column and values in the next
    LABEL = "label"  # a labelled line such as `Nama : …`
    LINE = "line"  # one line with several facts
    TITLE_STYLE = "title_style"
    FIRST_LINE = "first_line"
    CAPTION = "caption"  # a paragraph beside the photo
    ALT_TEXT = "alt_text"
    POSITION = "position"  # taken from the author's position, for want of a statement


class Fact(Struct, frozen=True):
    """One fact as it was typed, and where it was found."""

    text: str
    source: Source
    file: Path
    place: Place | None = None


class Person(Struct, frozen=True):
    """An author: name, position (what and where) and contact (POB slide 8)."""

    name: Fact | None = None
    position: Fact | None = None
    contact: Fact | None = None


class Institution(Struct, frozen=True):
    """The institution or actor a submission is about (POB slide 8)."""

    name: Fact | None = None
    address: Fact | None = None
    contact: Fact | None = None


class Photo(Struct, frozen=True):
    """A photo in a document or beside it; width and height in pixels after EXIF rotation, None if unknown."""

    name: str
    width: int | None
    height: int | None
    caption: Fact | None = None
    digest: str = ""  # of the content: the same photo twice has the same
    file: Path | None = None  # a loose photo's own file; None when embedded
    placed_cm: tuple[float, float] | None = None  # width, height on the page
    damage: Problem | None = None
    place: PhotoPlace | None = None  # where in its document; None for a loose photo

    @property
    def called(self) -> PhotoName:
        """Its name, with what it takes to find it in the document."""
        return PhotoName(self.name, self.place, self.caption.text if self.caption else "")


class Identity(Struct, frozen=True):
    """Who wrote and about whom, as one source (a document, a sidecar) gives it."""

    author: Person = Person()
    institution: Institution = Institution()
    source: Fact | None = None  # a TF, `korkot`, `TA KMW` or another actor
    submitted: Fact | None = None
    kind: Fact | None = None  # artikel, narasi, feature, …


class Document(Struct, frozen=True):
    """A writing as its file gives it. `pages` are quarto, double spaced, photos included (POB slide 8)."""

    file: Path
    text: str = ""
    words: int = 0
    pages: float | None = None
    pages_from: str | None = None  # "estimate", or "file" where the file's own count can be trusted
    pages_in_file: int | None = None  # as the file itself counts them, on its own paper and spacing
    heading: Fact | None = None  # the title inside the document
    identity: Identity = Identity()
    photos: tuple[Photo, ...] = ()
    damages: tuple[Problem, ...] = ()


class Submission(Struct, frozen=True):
    """Everything with one stem; the stem is the title (POB slide 28)."""

    title: str
    path: Path  # the file that is the submission: the document, else the medium
    files: tuple[Path, ...]
    medium: Medium
    identity: Identity = Identity()
    product: str = "best practice"  # or "produk pengetahuan"
    submitted: date | None = None
    document: Document | None = None  # as its file gives it; None for other media and for what can't be read
    photos: tuple[Photo, ...] = ()  # in the document and beside it, with the captions that its YAML gives
    minutes: float | None = None
    sha256: str = ""
    damages: tuple[Problem, ...] = ()
    beside: tuple[tuple[Path, str], ...] = ()  # sidecar, table's row and loose photos, as SHA-256

    @property
    def heading(self) -> Fact | None:
        """The title inside the document."""
        return self.document.heading if self.document else None

    @property
    def text(self) -> str:
        """The document's text; "" where there is none."""
        return self.document.text if self.document else ""

    @property
    def pages(self) -> float | None:
        """Quarto pages, double spaced, photos included (POB slide 8); None where nothing tells."""
        return self.document.pages if self.document else None

    @property
    def is_writing(self) -> bool:
        """Whether the rules for writings (BP2xx to BP4xx) speak of it."""
        return self.medium is Medium.WRITING


class PackedSubmissions(Sequence[Submission]):
    """Submissions that are unpacked whenever somebody looks; how many, and their damages, is known."""

    def __init__(
        self, count: int, damages: tuple[Problem, ...], unpacked: Callable[[], tuple[Submission, ...]]
    ) -> None:
        self.damages = damages
        self._count = count
        self._unpacked = unpacked

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, place: Any) -> Any:
        return self._unpacked()[place]

    def __iter__(self) -> Iterator[Submission]:
        return iter(self._unpacked())


FolderId = tuple[Path, str, Period | None]


class Folder(Struct, frozen=True):
    """The folder of a unit at any level, or the share, with what lies in it.

    `unit` and `period` are what the name, the folders above and the settings say; None if nothing does.
    """

    path: Path
    level: Level
    unit: str | None = None
    period: Period | None = None
    named: Period | None = None  # the month the name itself says (with the year that goes with it)
    above: Folder | None = None
    children: tuple[Folder, ...] = ()
    submissions: Sequence[Submission] = ()
    products: Sequence[Submission] = ()  # knowledge products (`produk pengetahuan/`)
    strays: tuple[Path, ...] = ()
    unsafe: tuple[Problem, ...] = ()  # links out of the share, files that can't be opened
    entries: tuple[str, ...] = ()  # every name in it, for rules about names
    sheets: tuple[Sheet, ...] = ()  # of `penilaian/`
    uncounted: tuple[Problem, ...] = ()  # in and beside `penilaian/`
    decision: Decision | None = None
    seal: Seal | None = None
    sealed_forms: Mapping[str, str] = field(default_factory=dict)  # as they are now, by name: SHA-256
    seal_problems: tuple[Problem, ...] = ()  # where the seal and the share's chain of seals do not fit
    key: bytes = b""  # of what its submissions and its panel's files say; nothing where that is not kept

    def __eq__(self, other: object) -> bool:
        """What lies above a folder, and whether what it says is kept, makes no difference."""
        if not isinstance(other, Folder):
            return NotImplemented
        names = (name for name in self.__struct_fields__ if name not in ("above", "key"))
        return all(getattr(self, name) == getattr(other, name) for name in names)

    __hash__ = None  # type: ignore[assignment]  # there are mappings in it

    @property
    def id(self) -> FolderId:
        """What tells it from every other folder of its tree: one on disk may stand for several months."""
        return (self.path, self.level.code, self.period)

    def walk(self) -> Iterator[Folder]:
        """This folder and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()


def every_damage(folder: Folder) -> Iterator[Problem]:
    """What could not be read as it was, at and below a folder; its sheets have problems of their own."""
    for one in folder.walk():
        yield from one.unsafe
        yield from damages_of(one.submissions)
        yield from damages_of(one.products)


def damages_of(submissions: Iterable[Submission]) -> Iterator[Problem]:
    """What of these could not be read as it was, their photos included."""
    if isinstance(submissions, PackedSubmissions):
        yield from submissions.damages
        return
    for submission in submissions:
        yield from submission.damages
        yield from (photo.damage for photo in submission.photos if photo.damage)


def out_of_sight(folder: Folder) -> tuple[Problem, ...]:
    """Whatever at and below a folder can't be read now, every file and folder once."""
    hidden = (damage for damage in every_damage(folder) if damage.kind in OUT_OF_SIGHT)
    return tuple({damage.path: damage for damage in hidden}.values())
