"""What readers said, for whoever keeps the share: what is new, and what is hidden with its reason."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import date
from hashlib import blake2b
from pathlib import Path

from msgspec import Struct

from .. import share
from ..errors import ShareError, UserError
from ..model.facts import Folder, Submission
from ..model.story import Comment
from ..model.units import fold
from ..reading.comments import FOLDER, HIDDEN, CommentReader
from ..share.locking import locked
from ..share.placing import write_atomically
from ..share.publishing import Register
from ..wording import say
from .running import Work

SEEN = "komentar.json"  # in `.bpkit/`: which comments were listed already


class SaidComment(Struct, frozen=True):
    """A comment, the writing that it is about, and whether it was listed before."""

    submission: Submission
    city: str
    comment: Comment
    is_new: bool


def comments_below(work: Work) -> list[SaidComment]:
    """Every comment at and below the given folder, the newest first."""
    seen, reader = _seen(work.root), CommentReader()
    said = [
        SaidComment(submission, city, comment, _mark(comment) not in seen)
        for submission, city in _submissions(work.folder)
        for comment in reader.of(submission)
    ]
    return sorted(said, key=lambda one: (one.comment.when or date.max, str(one.comment.file)), reverse=True)


def _submissions(folder: Folder) -> Iterator[tuple[Submission, str]]:
    for submission in (*folder.submissions, *folder.products):
        yield submission, folder.unit or ""
    for child in folder.children:
        yield from _submissions(child)


def note_seen(work: Work, said: list[SaidComment]) -> None:
    """Remember that these were listed: the next time they are no news.

    Raises:
        ShareError: the share can't be written.
    """
    marks = _seen(work.root) | {_mark(one.comment) for one in said}
    if any(one.is_new for one in said):
        file = work.root / ".bpkit" / SEEN
        write_atomically(file, f"{json.dumps(sorted(marks), indent=0)}\n".encode())


def _seen(root: Path) -> set[str]:
    file = root / ".bpkit" / SEEN
    try:
        saved = json.loads(share.read(file)) if share.exists(file) else []
    except (OSError, ValueError, RecursionError):
        return set()  # they are listed once more, which harms nobody
    return {one for one in saved if isinstance(one, str)} if isinstance(saved, list) else set()


def _mark(comment: Comment) -> str:
    """The same for the same words in the same file, wherever the share lies."""
    told = (comment.file.parent.parent.name, comment.file.name, comment.name, comment.text)
    return blake2b("\0".join(told).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def hide(work: Work, file: Path, reason: str, today: date) -> Path:
    """Move a comment to `komentar/disembunyikan/`, and keep the reason beside it; where it lies then.

    Raises:
        UserError: it is no comment below the given folder, or there is no reason.
        ShareError, LockedError: it can't be moved.
    """
    file = Path(os.path.abspath(file))  # noqa: PTH100 - follows no links
    if not reason.strip():
        raise UserError(say("site.no_reason"), say("site.no_reason_remedy"))
    with locked(work.root):
        is_below = file.is_relative_to(work.path) and fold(file.parent.name) == FOLDER and share.is_file(file)
        if not is_below or file.is_symlink():
            raise UserError(
                say("site.no_comment", path=file, folder=work.path), say("site.no_comment_remedy")
            )
        register = Register(work.root)
        register.announce_in(file.parent / HIDDEN)
        target = _hidden(file, reason, today)
        register.save()
    return target


def _hidden(file: Path, reason: str, today: date) -> Path:
    target = _free(file.parent / HIDDEN / file.name)
    # Quotation marks as JSON has them are YAML as well, whatever stands between them.
    facts = {"berkas": file.name, "alasan": " ".join(reason.split()), "tanggal": today.isoformat()}
    text = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in facts.items())
    write_atomically(target.with_name(f"{target.name}.alasan.yaml"), text.encode("utf-8", "replace"))
    try:
        file.rename(target)
    except OSError as error:
        reason = share.reason_of(error)
        raise ShareError(
            say("forms.cannot_write", path=target, reason=reason), say("forms.cannot_write_remedy")
        ) from error
    return target


def _free(target: Path) -> Path:
    """The first name that no hidden comment has."""
    number, place = 2, target
    while share.exists(place):
        place = target.with_name(f"{target.stem} ({number}){target.suffix}")
        number += 1
    return place
