"""The files that people double-click instead of typing a command, and what was dropped on them.

Each is a few lines that find bpkit and call `bpkit start`; what happens then stands in `cli/start.py`. On
Windows Explorer puts quotes only around addresses with blanks, so `S:\\A&B` dropped on a .cmd comes in two
pieces: a .cmd hands over the whole command line as cmd.exe was given it, and it is taken apart here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from enum import StrEnum
from pathlib import Path

from msgspec import Struct

from .. import share
from ..errors import ShareError
from ..share.locking import locked
from ..share.placing import write_over
from ..share.publishing import Register
from ..wording import say, speaking

TEXTS = Path(__file__).parents[1] / "texts"


class System(StrEnum):
    """Whose starters they are."""

    WINDOWS = "windows"
    MACOS = "macos"
    LINUX = "linux"


class Starter(Struct, frozen=True):
    """One of them: its name, what `bpkit start` is told, and its words in `texts/start.yaml`."""

    title: str
    action: str

    @property
    def what(self) -> str:
        """What it does, in a sentence without any sign that is not ASCII: code pages differ."""
        return say(f"start.what_{self.action.partition('-')[0]}")


STARTERS = (
    Starter("Mulai", "mulai"),
    Starter("Periksa", "periksa"),
    Starter("Nilai", "nilai"),
    Starter("Bulan Ini", "bulan-ini"),
    Starter("Jadwalkan", "jadwalkan"),
)
# A .desktop finds the .command beside it.
SUFFIXES = {System.WINDOWS: (".cmd",), System.MACOS: (".command",), System.LINUX: (".command", ".desktop")}


def starter_text(starter: Starter, suffix: str) -> bytes:
    """The file's bytes: Windows' with CR and LF, the others' with LF."""
    text = (TEXTS / f"starter{suffix}.txt").read_text(encoding="utf-8")
    with speaking("id"):
        values = {"@TITLE@": starter.title, "@ACTION@": starter.action, "@WHAT@": starter.what}
    for place, value in values.items():
        text = text.replace(place, value)
    return text.replace("\n", "\r\n" if suffix == ".cmd" else "\n").encode("ascii")


def write_starters(directory: Path, systems: Collection[System]) -> Iterator[tuple[Path, bool]]:
    """Write the starters that are missing; gives each with whether it was written.

    Raises:
        ShareError, LockedError: the folder can't be written.
    """
    suffixes = dict.fromkeys(suffix for system in systems for suffix in SUFFIXES[system])
    with locked(directory):
        register = Register(directory)
        register.announce_in(directory)
        for suffix in suffixes:
            for starter in STARTERS:
                file = directory / f"{starter.title}{suffix}"
                written = not share.exists(file) and write_over(file, starter_text(starter, suffix), None)
                if written and suffix != ".cmd":
                    _let_run(file)
                yield file, written
        register.save()


def _let_run(file: Path) -> None:
    try:
        file.chmod(0o755)
    except OSError as error:
        raise ShareError(say("run.unwritable", path=file), say("run.unwritable_remedy")) from error


# What was dropped -----------------------------------------------------------------------------------


def dropped(environment: Mapping[str, str]) -> list[str]:
    """The addresses that a .cmd was given, as Explorer or a prompt gave them.

    >>> called = 'cmd /c ""S:\\\\Periksa.cmd" S:\\\\A&B "S:\\\\C (1)" "'
    >>> dropped({"BPKIT_STARTER": "Periksa.cmd", "BPKIT_CALLED": called})
    ['S:\\\\A&B', 'S:\\\\C (1)']
    """
    starter, called = environment.get("BPKIT_STARTER", ""), environment.get("BPKIT_CALLED", "")
    found = re.search(rf"{re.escape(starter)}\"?(?=\s|\"|$)", called, re.IGNORECASE) if starter else None
    if found is None:  # typed at a prompt, which is older than this call
        return _parts(environment.get("BPKIT_GIVEN", ""))
    rest = called[found.end() :]
    if rest.count('"') % 2:  # the one that closes what follows /c
        at = rest.rindex('"')
        rest = rest[:at] + rest[at + 1 :]
    return _parts(rest)


def _parts(line: str) -> list[str]:
    """What stands between blanks, or in quotes. A backslash before a quote is the end of a folder's name."""
    return [
        part for quoted, bare in re.findall(r'"([^"]*)"?|([^\s"]+)', line) if (part := quoted or bare).strip()
    ]
