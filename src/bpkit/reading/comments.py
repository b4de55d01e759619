"""What readers say of a writing: small files in the folder `komentar/` inside the writing's own folder.

A comment is a YAML file (`nama`, `tanggal`, `teks`) or a text whose first lines may say the same; it is read
as people paste it out of an e-mail or a message, and what can't be read is told and not shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path

from .. import limits, share, yamlfile
from ..model.dates import parse_date
from ..model.extensions import YAML
from ..model.facts import Submission
from ..model.problems import UnreadableError
from ..model.signs import decode, shortened
from ..model.story import Comment
from ..model.units import fold
from .tree.listing import is_leftover, is_unfinished

FOLDER, HIDDEN = "komentar", "disembunyikan"
EXTENSIONS = (*YAML, ".txt")

_KEYS = {
    **dict.fromkeys(("nama", "name", "dari", "from"), "name"),
    **dict.fromkeys(("tanggal", "tgl", "date"), "when"),
    **dict.fromkeys(("teks", "text", "komentar", "comment", "isi", "pesan", "message"), "text"),
    **dict.fromkeys(("tulisan", "judul", "title", "kota", "city"), "about"),
}
_HEAD = re.compile(rf"\s*({'|'.join(_KEYS)})\s*:[ \t]*(.*)", re.IGNORECASE)


class CommentReader:
    """Finds the comments of submissions; each folder is listed once."""

    def __init__(self) -> None:
        self._folders = lru_cache(maxsize=64)(_folders)

    def of(self, submission: Submission) -> tuple[Comment, ...]:
        """The comments of one submission, the oldest first; those without a date come last."""
        comments = tuple(_read(file) for file in [*self.files(submission)][: limits.COMMENTS])
        return tuple(sorted(comments, key=lambda one: (one.when or date.max, one.file.name)))

    def files(self, submission: Submission) -> Iterator[Path]:
        """The files that are comments, by name; none where the folder can't be listed."""
        place = self.place(submission)
        for file in _listed(place) if place else ():
            if file.suffix.casefold() in EXTENSIONS and not _is_unfinished(file):
                yield file

    def place(self, submission: Submission) -> Path | None:
        """The folder with the comments, where there is one."""
        own = self._folders(submission.path.parent).get(fold(submission.title))
        return self._folders(own).get(FOLDER) if own else None


def _folders(path: Path) -> dict[str, Path]:
    """The folders in a folder by their folded names; a link is none."""
    try:
        found = share.entries(path)
        return {fold(one.name): path / one.name for one in found if one.is_dir(follow_symlinks=False)}
    except OSError:
        return {}


def _listed(place: Path) -> list[Path]:
    try:
        return sorted(place / one.name for one in share.entries(place) if one.is_file(follow_symlinks=False))
    except OSError:
        return []


def _is_unfinished(file: Path) -> bool:
    return is_leftover(file.name) or is_unfinished(file.name)


def _read(file: Path) -> Comment:
    try:
        data = share.read(file, limits.COMMENT_BYTES)
    except share.TooLargeError:
        return Comment(file, trouble="large")
    except OSError:
        return Comment(file, trouble="unreadable")
    try:
        facts = _facts(file, data)
    except UnreadableError:
        return Comment(file, trouble="unreadable")
    text = facts.get("text", "").strip()
    name = " ".join(facts.get("name", "").split())[:100]
    when = parse_date(facts.get("when", "").strip())
    return Comment(
        file, name, when, shortened(text, limits.COMMENT_CHARACTERS), trouble="" if text else "empty"
    )


def _facts(file: Path, data: bytes) -> dict[str, str]:
    if file.suffix.casefold() in YAML:
        try:
            typed = yamlfile.read(data)
        except UnreadableError:
            typed = None  # a text that somebody saved under that name, or pasted signs
        if isinstance(typed, dict):
            return _of_pairs((str(key), value) for key, value in typed.items())
    return _of_text(decode(data))


def _of_pairs(pairs: Iterable[tuple[str, object]]) -> dict[str, str]:
    named = ((_KEYS.get(fold(key)), value) for key, value in pairs)
    return {name: str(value) for name, value in named if name and value is not None}


def _of_text(text: str) -> dict[str, str]:
    """The facts of a text: lines such as `Nama: …` at its head, and what follows them."""
    facts: dict[str, str] = {}
    lines = text.lstrip("\ufeff").splitlines()
    for at, line in enumerate(lines):
        head = _HEAD.match(line)
        if head and (name := _KEYS[head[1].casefold()]) == "text":
            return facts | {"text": "\n".join([head[2], *lines[at + 1 :]])}
        if head:
            facts.setdefault(name, head[2])
        elif line.strip():
            return facts | {"text": "\n".join(lines[at:])}
    return facts
