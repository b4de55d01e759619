"""Cached answers of commands: where nothing in a tree changed since, the same is said again and nothing read.

The key of an answer has all that it depends on: bpkit and its libraries, the command with its options, its
language and the width of the screen, every name, size and time stamp in the tree and of what is read beside
it. What it hangs on besides, the day for waivers that run out and files that only the settings name, is kept
with the answer and compared.
"""

from __future__ import annotations

import codecs
import json
import os
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

from msgspec import Struct

from ..cache.store import Cache, Shelf, key_of
from ..cache.version import version_of
from ..model.settings import Settings
from ..model.units import fold
from ..model.zones import days_now
from ..reading.tree.listing import IGNORE_FILE
from ..reading.tree.signature import Signature
from ..reading.tree.walker import REFERENCES_FOLDER
from ..seal_chain import NAME, NEXT
from ..settings.config import find_config
from ..share import Seen
from ..share.agenda import NAME as AGENDA

LARGEST = 64 << 20  # bytes of a packed answer that is kept
PIECE = 1 << 20  # bytes that are unpacked at once


class KeptAnswer(Struct, frozen=True):
    """What a command printed, packed by `zlib` and in pieces, and its exit code."""

    packed: Sequence[bytes]
    code: int

    def said(self) -> Iterator[str]:
        """What was printed, piece by piece."""
        unpack, decode = zlib.decompressobj(), codecs.getincrementaldecoder("utf-8")("surrogatepass")
        for piece in self.packed:
            left = piece
            while left:
                yield decode.decode(unpack.decompress(left, PIECE))
                left = unpack.unconsumed_tail
        yield decode.decode(unpack.flush(), final=True)


class Answers:
    """The answers that a cache holds to one question: a command, its options, and the trees it looks at."""

    def __init__(
        self,
        cache: Cache,
        question: Sequence[object],
        paths: Sequence[Path],
        config: Path | None,
        seen: Seen | None = None,
    ) -> None:
        """`question` is the command with everything that may change its answer but the trees at `paths`.

        The files and folders in them, as they are now, go into `seen`.
        """
        self.signature = Signature()
        if seen is not None:
            self.signature.seen = seen
        roots: list[Path] = []
        for part in question:
            self.signature.add_text(repr(part))
        for path in (Path(os.path.abspath(path)) for path in paths):  # noqa: PTH100 - follows no links
            self.signature.add_tree(path)
            roots.append(self._add_share(path, config))
        # Taken out of what was seen when the tree is read.
        self._told = [self.signature.seen.only(root) for root in roots]
        self._key = key_of("answer", version_of(cache, ()), self.signature.digest)
        self._cache = cache
        self._kept = cache.get(Shelf.MEMO, self._key) if self.signature.steady else None

    def _add_share(self, path: Path, config: Path | None) -> Path:
        """What is read outside a tree: settings, register and guidelines of its share, ignore files above."""
        found = find_config(path, lenient=config is not None, seen=self.signature.seen)
        root = found.parent if found else path
        above = [folder / IGNORE_FILE for folder in path.parents if folder.is_relative_to(root)]
        used = [file for file in (found, config) if file]
        written = [root / ".bpkit" / name for name in ("written.json", "written.log", AGENDA, NAME, NEXT)]
        self.signature.add_files([*used, *written, *above])
        if root != path:
            try:
                references = [one.path for one in os.scandir(root) if fold(one.name) == REFERENCES_FOLDER]
            except OSError:
                self.signature.steady = False
                return root
            for folder in sorted(references):
                self.signature.add_tree(Path(folder))
        return root

    def known(self) -> KeptAnswer | None:
        """The answer that was given before and still holds."""
        if self._kept is None:
            return None
        hangs = json.loads(self._kept)
        # What was over when it was said is over on every later day; of an earlier one, on a computer whose
        # clock was put right, nothing is known.
        day, today = hangs["day"], _days()
        holds = today == day or (hangs["lasts"] and today > day)
        if not holds or hangs["files"] != self._seen(map(Path, hangs["files"])):
            return None
        keys = [bytes.fromhex(key) for key in hangs["pieces"]]
        found = self._cache.get_many(Shelf.MEMO, keys)
        return KeptAnswer([found[key] for key in keys], hangs["code"]) if len(found) == len({*keys}) else None

    def same_as(self, other: Answers) -> bool:
        """Whether everything still is as it was."""
        return self.signature.steady and self._key == other._key

    def keep(
        self, cache: Cache, answer: KeptAnswer, settings: Iterable[Settings], *, of_the_day: bool = False
    ) -> None:
        """Keep an answer that was given with these settings; one `of_the_day` holds no longer than that."""
        settings = list(settings)
        if not self.signature.steady or sum(map(len, answer.packed)) > LARGEST:
            return
        runs_out = any(waiver.until for one in settings for waiver in one.waivers)
        named = [one.file.parent / one.rubric for one in settings if one.file]
        for templates in (one.templates for one in settings if one.templates):
            named += [templates, *sorted(templates.glob("*"))]
        hangs = {
            "code": answer.code,
            "day": _days(),
            "lasts": not (runs_out or of_the_day),
            "files": self._seen(named),
            "pieces": [key_of("piece", piece).hex() for piece in answer.packed],
        }
        # Piece by piece, for that of a nation's year has a dozen MiB, and would be copied five times.
        for piece in answer.packed:
            cache.put(Shelf.MEMO, key_of("piece", piece), piece)
            if len(answer.packed) > 1:
                cache.flush()
        cache.put(Shelf.MEMO, self._key, json.dumps(hangs).encode())

    def _seen(self, files: Iterable[Path]) -> dict[str, str]:
        """Each file with a hash of its size and time stamps."""
        seen = {}
        for file in files:
            told = next((one for one in self._told if one.lacks(file)), Seen())
            signature = Signature(seen=told)
            signature.add_files([file])
            seen[os.fspath(file)] = signature.digest.hex() if signature.steady else "unsteady"
        return seen


def _days() -> str:
    """The day it is, here and where the provinces are; a later one comes later in the alphabet, too."""
    return f"{date.today()} {days_now(datetime.now().astimezone())}"
