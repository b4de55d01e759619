"""`--deep`: decodes every pixel of every photo. Without it only a photo's header and end mark are seen.

Pillow does it, which is an extra (`bpkit[deep]`): it is heavy, and photos that break off show without it.
"""

from __future__ import annotations

import io
import struct
from dataclasses import replace

from ... import share
from ...errors import UserError
from ...model.extensions import DOCUMENTS
from ...model.facts import Folder, Photo, Submission
from ...model.problems import Kind, Problem, UnreadableError
from ...wording import say
from .headers import HeaderCutOffError
from .jpeg import without_strays
from .photos import PhotoOpener
from .size import measure

# What Pillow's readers raise at pictures that make no sense, each in its own way.
_PILLOW_FAULTS = (OSError, SyntaxError, ValueError, IndexError, ArithmeticError, struct.error)


def decoded(folder: Folder) -> Folder:
    """The folder with a damage on every photo, at it and below, that can't be decoded to its last pixel.

    Photos in PDF, RTF and old Word documents are left as they are.

    Raises:
        UserError: Pillow is not installed.
    """
    try:
        import PIL  # noqa: F401
    except ImportError as error:
        raise UserError(say("run.no_pillow"), say("run.no_pillow_remedy")) from error
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
    """Why the picture can't be decoded; empty where it can, or where Pillow does not know its kind.

    Stray bytes and a missing end mark harm no viewer, but Pillow stumbles over them.
    """
    from PIL import Image, UnidentifiedImageError

    image_kind = measure([data], check_end=False).kind
    if image_kind == "drawing":  # the metafile that shows an object
        return ""
    try:
        data = without_strays(data) if image_kind == "jpeg" else data
        with Image.open(io.BytesIO(data)) as image:
            image.load()
    except (UnidentifiedImageError, HeaderCutOffError):
        return ""
    except (*_PILLOW_FAULTS, Image.DecompressionBombError) as error:
        return str(error) or type(error).__name__
    return ""
