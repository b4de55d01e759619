"""Reads what belongs to one stem into one submission. Whatever can't be read is a fact as well."""

from __future__ import annotations

import hashlib
from functools import partial
from pathlib import Path

from msgspec.structs import replace

from .. import limits, share
from ..model.dates import parse_date
from ..model.extensions import AUDIO, DOCUMENTS, VIDEO, YAML
from ..model.facts import Medium, Submission
from ..model.problems import OUT_OF_SIGHT, Kind, Problem
from .documents.writing import read_writing
from .images.photos import read_loose_photo
from .sidecar import Sidecar, merge, read_sidecar
from .tree.stems import Stem


def read_submission(stem: Stem) -> Submission | None:
    """The facts of one stem; None for a picture of which nothing says that it is a graphic."""
    typed, beside = _sidecar(stem)
    sidecar, row = _with_table(typed, stem)
    unread = any(damage.kind in OUT_OF_SIGHT for damage in sidecar.damages)
    if not stem.mains and sidecar.medium is not Medium.GRAPHIC and not unread:
        return None
    submission = Submission(
        title=stem.title,
        path=stem.main,
        files=(*stem.mains, *stem.pictures, *((stem.sidecar,) if stem.sidecar else ())),
        medium=sidecar.medium or (_medium_of(stem.main) if stem.mains else Medium.GRAPHIC),
        identity=sidecar.identity,
        product=sidecar.product or "best practice",
        damages=(*sidecar.damages, *_in_use(stem)),
        beside=(*beside, *row),
    )
    if stem.main.suffix.casefold() in DOCUMENTS:
        submission = _with_document(submission, stem, sidecar)
    elif submission.medium is Medium.GRAPHIC:
        submission = _with_digest(submission)
    else:
        from .media.length import read_medium  # a dozen modules, which most folders never need

        facts = read_medium(stem.main)
        submission = _with_digest(
            replace(submission, minutes=facts.minutes, damages=(*submission.damages, *facts.damages))
        )
    handed_in = submission.identity.submitted
    return replace(submission, submitted=parse_date(handed_in.text) if handed_in else None)


def _medium_of(main: Path) -> Medium:
    suffix = main.suffix.casefold()
    return Medium.AUDIO if suffix in AUDIO else Medium.VIDEO if suffix in VIDEO else Medium.WRITING


Beside = tuple[tuple[Path, str], ...]  # files that were handed in with a submission, as SHA-256


def _sidecar(stem: Stem) -> tuple[Sidecar, Beside]:
    if stem.sidecar is None:
        return Sidecar(), ()
    data = read_bytes(stem.sidecar)
    if isinstance(data, Problem):
        return Sidecar(damages=(data,)), ()
    return read_sidecar(stem.sidecar, data), ((stem.sidecar, hashlib.sha256(data).hexdigest()),)


def _with_table(sidecar: Sidecar, stem: Stem) -> tuple[Sidecar, Beside]:
    """With what the folder's table of facts says of this title; the digest is that of its row alone."""
    if stem.table is None:
        return sidecar, ()
    from .facts_table import facts_table, row_digest, with_row  # most folders have none

    try:
        table = facts_table(stem.table)
        digest = row_digest(table, stem.title)
        beside = ((stem.table, digest),) if digest else ()
        return with_row(sidecar, stem.sidecar, table, stem.title), beside
    except OSError as error:
        return replace(sidecar, damages=(*sidecar.damages, share.damage_of(error, stem.table))), ()


def _in_use(stem: Stem) -> tuple[Problem, ...]:
    return (
        (Problem(stem.main, kind=Kind.IN_USE, detail="Office's lock file lies beside it"),)
        if stem.locked
        else ()
    )


def _with_document(submission: Submission, stem: Stem, sidecar: Sidecar) -> Submission:
    data = read_bytes(stem.main)
    if isinstance(data, Problem):
        return replace(submission, damages=(*submission.damages, data))
    document = read_writing(stem.main, data)
    loose = [read_loose_photo(file) for file in stem.pictures]
    photos = (*document.photos, *(photo for photo, _ in loose))
    beside = tuple((photo.file, digest) for photo, digest in loose if photo.file and digest)
    return replace(
        submission,
        identity=merge(sidecar.identity, document.identity),
        document=document,
        photos=sidecar.captioned(photos),
        sha256=hashlib.sha256(data).hexdigest(),
        beside=(*submission.beside, *beside),
        damages=(*submission.damages, *document.damages),
    )


def read_bytes(path: Path) -> bytes | Problem:
    """The bytes of a file, or why it can't be read."""
    try:
        return share.read(path, _most(path))
    except OSError as error:
        return share.damage_of(error, path)


def _most(path: Path) -> int:
    suffix = path.suffix.casefold()
    if suffix in DOCUMENTS:
        return limits.FILE
    return limits.TEXT if suffix in YAML else limits.TABLE


def _with_digest(submission: Submission) -> Submission:
    """With the SHA-256 of its file, of any size; one that can't be read is a damage, told once."""
    try:
        return replace(submission, sha256=share.attempt(partial(share.digest_of, submission.path)))
    except OSError as error:
        damage = share.damage_of(error, submission.path)
        known = any(one.kind is damage.kind and one.path == damage.path for one in submission.damages)
        return submission if known else replace(submission, damages=(*submission.damages, damage))
