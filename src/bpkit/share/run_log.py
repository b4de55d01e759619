"""What bpkit wrote on a share and when: `.bpkit/riwayat.jsonl`, a line a run, only ever added to.

A run that wrote nothing and went well leaves none: looking twice changes nothing on the share. There is
nothing in a line but names of files, the command, versions and times: neither who ran it nor where.
"""

from __future__ import annotations

import json
import platform
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from ..version import __version__
from .placing import append_line, gathering

NAME = "riwayat.jsonl"
LARGEST = 1 << 20  # bytes from which on a new one is begun
OLDER = 3  # that are kept: `riwayat.1.jsonl` is the latest of them
NAMED = 500  # files that one line names


@contextmanager
def logged(root: Path) -> Iterator[None]:
    """Note what is written meanwhile. Hold the share's lock: lines of two runs must not mix."""
    begun, started = datetime.now().astimezone(), time.monotonic()
    ended = "done"
    with gathering() as files:
        try:
            yield
        except BaseException as error:
            ended = type(error).__name__
            raise
        finally:
            names = list(dict.fromkeys(_name(file, root) for file in files))
            if names or ended != "done":
                with suppress(OSError):  # which is no reason to end a run that wrote its forms
                    _add(root, _line(begun, time.monotonic() - started, ended, names))


def last_written(root: Path) -> datetime | None:
    """When a run last wrote anything, by the share's clock; None where none did, or nobody can tell."""
    with suppress(OSError):
        return datetime.fromtimestamp((root / ".bpkit" / NAME).stat().st_mtime, UTC)
    return None


def _line(begun: datetime, seconds: float, ended: str, names: list[str]) -> bytes:
    facts = {
        "when": begun.isoformat(timespec="seconds"),
        "seconds": round(seconds, 1),
        "bpkit": __version__,
        "python": platform.python_version(),
        "command": _command(),
        "ended": ended,
        "files": names[:NAMED],
        "more": max(0, len(names) - NAMED),
    }
    return json.dumps(facts, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"


def _command() -> str:
    """The command's name alone: its arguments may say anything, as the reason of `--unseal` does."""
    if Path(sys.argv[0]).stem.casefold() not in ("bpkit", "__main__"):
        return "library"
    return next((word for word in sys.argv[1:] if word.isalpha()), "")


def _name(file: Path, root: Path) -> str:
    """The path below the share; of what lies elsewhere (`--output`) the name alone."""
    return file.relative_to(root).as_posix() if file.is_relative_to(root) else file.name


def _add(root: Path, line: bytes) -> None:
    folder = root / ".bpkit"
    if not folder.is_dir():  # a share that was unplugged is not made anew
        return
    file = folder / NAME
    with suppress(FileNotFoundError):
        if file.lstat().st_size > LARGEST:
            for number in range(OLDER, 0, -1):
                older = folder / f"riwayat.{number - 1}.jsonl" if number > 1 else file
                with suppress(FileNotFoundError):
                    older.replace(folder / f"riwayat.{number}.jsonl")
    append_line(file, line)
