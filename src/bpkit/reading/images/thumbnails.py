"""Small pictures for the pages: of the photos that findings speak of, as `data:` links.

A page stays light: a photo that is large is shown by the thumbnail that its camera put into it, and
what would make the page heavier than `HEAVIEST` is left out.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

from ... import share
from ...model.extensions import IMAGES
from ...model.facts import Photo, Submission
from ...model.outcomes import Checked
from ...model.problems import Finding, UnreadableError
from .photos import PhotoOpener
from .size import measure

HEAVIEST = 1_500_000  # bytes of pictures on a page
SMALL = 60_000  # bytes that are embedded as they are
LARGEST = 300_000  # bytes of a photo that has no thumbnail in it
SHOWN = ("jpeg", "png", "gif", "webp", "bmp")  # what browsers show

Key = tuple[Path, str]  # the file that the finding is about, and the photo's name; "" for a file of its own


def thumbnails(checked: Checked, heaviest: int = HEAVIEST) -> dict[Key, str]:
    """The photos that findings at and below this folder speak of; those of errors come first.

    Photos inside PDF, RTF and old Word documents are left out, and so is whatever can't be read.
    """
    made: dict[Key, str] = {}
    album, room = PhotoOpener(), heaviest
    wanted = [pair for one in checked.walk() for pair in _wanted(one)]
    for finding, photo in sorted(wanted, key=lambda pair: -pair[0].severity):
        name = (finding.problem.path, photo.name if photo else "")
        data = b"" if name in made else _small(album, finding.problem.path, photo)
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


def _small(album: PhotoOpener, path: Path, photo: Photo | None) -> bytes:
    """The photo small enough for a page; nothing where there is no such picture."""
    try:
        data = album.bytes_of(path, photo) if photo else share.read(path)
    except (OSError, UnreadableError):
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
