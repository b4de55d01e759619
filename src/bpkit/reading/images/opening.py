"""Photos whose bytes are asked for once more: to decode them (`--deep`), or to show them on a page."""

from __future__ import annotations

import io
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from ... import limits, share
from ...model.extensions import DOCUMENTS, IMAGES
from ...model.facts import Folder, Photo, Submission
from ...model.outcomes import Checked
from ...model.problems import Finding, Kind, Problem, UnreadableError
from ..documents.archive import Package
from .headers import PILLOW_FAULTS
from .size import measure, viewable


class PhotoOpener:
    """Opens photos; the document opened last stays open, for its photos come one after the other."""

    def __init__(self) -> None:
        self._opened: tuple[Path, Package] | None = None

    def bytes_of(self, document: Path, photo: Photo) -> bytes:
        """The photo's own bytes; empty where its kind of document does not give them away (PDF, RTF, .doc).

        Raises:
            OSError, UnreadableError: the file can't be opened any more.
        """
        return share.read(photo.file) if photo.file else self._embedded(document, photo.digest)

    def _embedded(self, document: Path, digest: str) -> bytes:
        """A photo in a package, known by its digest: names differ from kind to kind."""
        if self._opened is None or self._opened[0] != document:
            self._opened = document, Package(share.read(document))
        package = self._opened[1]
        part = next((name for name in package if digest and package.digest(name) == digest), None)
        return package.read(part) if part else b""


# `--deep`: without it only a photo's header and end mark are seen -------------------------------------------


def decoded(folder: Folder) -> Folder:
    """The folder with a damage on every photo, at it and below, that can't be decoded to its last pixel.

    Photos in PDF, RTF and old Word documents are left as they are.
    """
    return _decoded(folder, PhotoOpener())


def _decoded(folder: Folder, album: PhotoOpener) -> Folder:
    return replace(
        folder,
        children=tuple(_decoded(child, album) for child in folder.children),
        submissions=tuple(_submission(submission, album) for submission in folder.submissions),
        products=tuple(_submission(submission, album) for submission in folder.products),
    )


def _submission(submission: Submission, album: PhotoOpener) -> Submission:
    if submission.path.suffix.casefold() not in DOCUMENTS:
        return submission
    return replace(submission, photos=tuple(_photo(submission, photo, album) for photo in submission.photos))


def _photo(submission: Submission, photo: Photo, album: PhotoOpener) -> Photo:
    if photo.damage is not None:
        return photo
    file = photo.file or submission.path
    try:
        data = album.bytes_of(submission.path, photo)
    except OSError as error:
        return replace(photo, damage=share.damage_of(error, file))
    except UnreadableError:
        return photo
    trouble = _trouble(data) if data else ""
    if not trouble:
        return photo
    return replace(photo, damage=Problem(file, kind=Kind.PHOTO, detail=trouble))


def _trouble(data: bytes) -> str:
    """Why the picture can't be decoded; empty where it can, or where Pillow does not know its kind."""
    from PIL import Image, UnidentifiedImageError

    kind = measure([data], check_end=False).kind
    if kind == "drawing":  # the metafile that shows an object
        return ""
    try:
        with Image.open(io.BytesIO(viewable(data) if kind == "jpeg" else data)) as image:
            if image.width * image.height > limits.DEEP_PIXELS:
                return f"{image.width} × {image.height} pixels"
            image.load()
    except UnidentifiedImageError:
        return ""
    except (*PILLOW_FAULTS, Image.DecompressionBombError) as error:
        return str(error) or type(error).__name__
    return ""


def shown_files(checked: Checked) -> list[Path]:
    """The picture files that findings here speak of; what is in those of no writing no fact says."""
    paths = {finding.problem.path for finding in checked.findings}
    return sorted(path for path in paths if path.suffix.casefold() in IMAGES)


# Small pictures for the pages, as `data:` links -----------------------------------------------------------

HEAVIEST = 1_500_000  # bytes of pictures on a page
SMALL = 60_000  # bytes that are embedded as they are
LARGEST = 300_000  # bytes of a photo that has no thumbnail in it
SHOWN = ("jpeg", "png", "gif", "webp", "bmp")  # what browsers show

Key = tuple[Path, str]  # the file that the finding is about, and the photo's name; "" for a file of its own


def thumbnails(
    checked: Checked, heaviest: int = HEAVIEST, unread: list[Path] | None = None
) -> dict[Key, str]:
    """The photos that findings at and below this folder speak of, for a page; those of errors come first.

    A large photo is shown by the thumbnail that its camera put into it, and what would make the page heavier
    than `heaviest` is left out. So are photos inside PDF, RTF and old Word documents, and whatever can't be
    read: that goes into `unread`.
    """
    made: dict[Key, str] = {}
    album, room = PhotoOpener(), heaviest
    unread = [] if unread is None else unread
    wanted = [pair for one in checked.walk() for pair in _wanted(one)]
    for finding, photo in sorted(wanted, key=lambda pair: -pair[0].severity):
        name = (finding.problem.path, photo.name if photo else "")
        data = b"" if name in made else _small(album, finding.problem.path, photo, unread)
        if data and len(data) <= room:
            room -= len(data)
            made[name] = (
                f"data:image/{measure([data], check_end=False).kind};base64,{b64encode(data).decode()}"
            )
    return made


def _wanted(checked: Checked) -> Iterator[tuple[Finding, Photo | None]]:
    """The findings with the photo that each is about; None for a picture that belongs to no writing."""
    submissions = {file: submission for submission in checked.submissions for file in submission.files}
    for finding in checked.findings:
        path, place = finding.problem.path, finding.problem.place
        submission = submissions.get(path)
        if submission and place and place.part:
            photo = _named(submission, place.part)
            if photo:
                yield finding, photo
        elif submission is None and path.suffix.casefold() in IMAGES:
            yield finding, None


def _named(submission: Submission, name: str) -> Photo | None:
    return next((photo for photo in submission.photos if photo.name == name and not photo.damage), None)


def _small(album: PhotoOpener, path: Path, photo: Photo | None, unread: list[Path]) -> bytes:
    """The photo small enough for a page; nothing where there is no such picture, or a link in its place."""
    try:
        if ((photo and photo.file) or path).is_symlink():  # it may lead to what is not meant for the page
            return b""
        data = album.bytes_of(path, photo) if photo else share.read(path)
    except (OSError, UnreadableError):
        unread.append(path)
        return b""
    image = measure([data], check_end=False)
    if image.trouble or image.kind not in SHOWN:
        return b""
    if len(data) > SMALL:
        data = _camera_thumbnail(data) or data
    return data if len(data) <= LARGEST else b""


def _camera_thumbnail(data: bytes) -> bytes:
    """The small JPEG inside a JPEG's EXIF, with the part of the EXIF before it, for the orientation."""
    start = data.find(b"Exif\0\0", 0, SMALL)
    if start < 4 or data[:2] != b"\xff\xd8":
        return b""
    exif = data[start : start - 2 + int.from_bytes(data[start - 2 : start], "big")]
    begin, end = exif.find(b"\xff\xd8\xff"), exif.rfind(b"\xff\xd9")
    if not 0 < begin < end:
        return b""
    head = exif[:begin]
    small = b"\xff\xd8\xff\xe1" + (len(head) + 2).to_bytes(2, "big") + head + exif[begin + 2 : end + 2]
    return b"" if measure([small]).trouble else small
