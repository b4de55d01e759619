"""Files and folders moved so that it can be taken back: `.bpkit/fix.log` on the share, a line a step.

A line is on the disk before its step is taken, and none is ever changed. Whether a step was taken is not
noted but looked at: a run that is killed at any moment leaves a log that the next run goes on with or takes
back. Hold the share's lock for all of this.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from .. import share
from ..errors import ShareError
from ..share.parcels import unpack_names
from ..share.placing import TEMPORARY, append_line, patiently, take_free_name
from ..wording import say

NAME = "fix.log"


class LoggedStep(Struct, frozen=True, omit_defaults=True):
    """A line of the log; paths are relative to the share, `../X` is the share's own folder.

    `op` is `begin`, `rename`, `mkdir`, `rmdir`, `unpack` (a folder on its way), `create` (what was unpacked
    into its place), `did` (the steps since the last one belong together), `undone` (the step of that number)
    or `end`. `sha256` is of a file, `files` of all in a folder, `node` the disk's number of a folder.
    """

    batch: str
    number: int
    op: str
    when: str = ""
    old: str = ""
    new: str = ""
    sha256: str = ""
    node: int = 0
    files: dict[str, str] = {}


class MoveLog:
    """The log of one share."""

    def __init__(self, root: Path) -> None:
        """Raises ShareError where it can't be read."""
        self.root = root
        try:
            data = share.read(self.file) if share.exists(self.file) else b""
        except OSError as error:
            raise ShareError(say("run.unreadable", path=self.file), say("run.unreadable_remedy")) from error
        self.steps = [*_parsed(data)]
        self._torn = bool(data) and not data.endswith(b"\n")

    @property
    def file(self) -> Path:
        """Where it lies."""
        return self.root / ".bpkit" / NAME

    @property
    def open_batch(self) -> str:
        """The run that did not come to its end; "" where the last one did."""
        last = self.steps[-1] if self.steps else None
        return "" if last is None or last.op == "end" else last.batch

    def path(self, name: str) -> Path:
        """The path that a name in the log means today."""
        outside = name.removeprefix("../")
        return self.root / name if outside == name else self.root.parent / outside

    def name(self, path: Path) -> str:
        """How the log calls a path of this share."""
        if path == self.root or path.parent == self.root.parent:
            return f"../{path.name}"
        return path.relative_to(self.root).as_posix()

    def add(self, batch: str, op: str, **more: Any) -> LoggedStep:
        """Write a line to the disk. Raises OSError."""
        now = datetime.now().astimezone().isoformat(timespec="seconds")
        step = LoggedStep(batch, len(self.steps) + 1, op, now, **more)
        text = json.dumps(msgspec.to_builtins(step))  # names that are no UTF-8 stay what they are
        append_line(self.file, (f"\n{text}\n" if self._torn else f"{text}\n").encode())
        self._torn = False
        self.steps.append(step)
        return step

    def done_in(self, batch: str) -> list[list[LoggedStep]]:
        """The steps of a run that were not taken back, by what belongs together, the last ones first."""
        undone = {int(step.old) for step in self.steps if step.op == "undone"}
        lines: list[list[LoggedStep]] = [[]]
        for step in self.steps:
            if step.batch == batch and step.op == "did":
                lines.append([])
            elif step.batch == batch and step.number not in undone and step.op in _BACK:
                lines[-1].insert(0, step)
        return [line for line in reversed(lines) if line]

    def unfinished(self) -> list[LoggedStep]:
        """What a run that was killed had begun of something that belongs together, the last step first."""
        done = [step.number for step in self.steps if step.op == "did"]
        lines = self.done_in(self.open_batch) if self.open_batch else []
        return [step for line in lines for step in line if step.number > max(done, default=0)]

    def last_batch(self, below: str) -> str:
        """The last run of which there is something to take back at or below a folder; "" where none is."""
        for batch in dict.fromkeys(step.batch for step in reversed(self.steps)):
            steps = [step for line in self.done_in(batch) for step in line]
            if any(_is_within(name, below) for step in steps for name in (step.old, step.new) if name):
                return batch
        return ""


def _is_within(name: str, below: str) -> bool:
    return not below or name == below or name.startswith(f"{below}/")


def _parsed(data: bytes) -> Iterator[LoggedStep]:
    """The lines; one that broke off stands for a step that was never taken."""
    for line in data.split(b"\n"):
        with suppress(ValueError, msgspec.ValidationError):
            yield msgspec.convert(json.loads(line), LoggedStep)


# Forward ---------------------------------------------------------------------------------------------


class Mover:
    """One run that moves things; `close` ends it."""

    def __init__(self, log: MoveLog, given: Path) -> None:
        """Goes on with the run that was killed, if one was: what it had half done is taken back first.

        Raises:
            OSError: the log can't be written.
        """
        self.log = log
        self.batch = log.open_batch
        if self.batch:
            self._take_back(step for step in log.unfinished() if not is_of_root(step))
        else:
            self.batch = f"{datetime.now():%Y%m%d-%H%M%S}-{os.urandom(3).hex()}"
            log.add(self.batch, "begin", old=log.name(given))

    def rename(self, old: Path, new: Path) -> None:
        """Give a file or folder its new name. Raises OSError: FileExistsError where something has it."""
        known = {"node": old.stat().st_ino} if share.is_folder(old) else {"sha256": share.digest_of(old)}
        step = self.log.add(self.batch, "rename", old=self.log.name(old), new=self.log.name(new), **known)
        try:
            rename(old, new)
        except OSError:
            self.log.add(self.batch, "undone", old=str(step.number))
            raise
        if is_of_root(step):  # which the log lies in
            self.log.root = new

    def make_folder(self, folder: Path) -> None:
        """Make a folder that is not there. Raises OSError."""
        self.log.add(self.batch, "mkdir", new=self.log.name(folder))
        folder.mkdir()

    def remove_empty(self, folder: Path, home: Path) -> None:
        """Take away a folder in which nothing is left, and those above it up to `home`. Raises OSError."""
        while folder != home and folder.is_relative_to(home) and not os.listdir(folder):  # noqa: PTH208
            self.log.add(self.batch, "rmdir", old=self.log.name(folder))
            folder.rmdir()
            folder = folder.parent

    def unpack(self, file: Path, names: Mapping[str, Path]) -> None:
        """Unpack these names of a zip to where they belong, beside the zip: first aside, then each whole.

        Raises:
            OSError: nothing came into its place, or something of that name is there.
        """
        home = file.parent
        half = home / f"{TEMPORARY}bongkar-{os.urandom(6).hex()}"
        self.log.add(self.batch, "unpack", new=self.log.name(half))
        inside = {name: target.relative_to(home) for name, target in names.items()}
        try:
            half.mkdir()
            digests = unpack_names(file, {name: half / place for name, place in inside.items()})
            for top in sorted({place.parts[0] for place in inside.values()}):
                files = {
                    path.relative_to(half / top).as_posix(): digest
                    for path, digest in digests.items()
                    if path.is_relative_to(half / top)
                }
                self.log.add(self.batch, "create", new=self.log.name(home / top), files=files)
                rename(half / top, home / top)
        finally:
            clear_half(half)

    @contextmanager
    def together(self) -> Iterator[None]:
        """What is done in it is done as a whole, or taken back. Raises OSError as what is done in it."""
        before = len(self.log.steps)
        try:
            yield
        except OSError:
            lines = self.log.done_in(self.batch)
            self._take_back(step for line in lines for step in line if step.number > before)
            raise
        self.log.add(self.batch, "did")

    def _take_back(self, steps: Iterable[LoggedStep]) -> None:
        for step in steps:
            with suppress(OSError, NotAsItWasError):
                take_back(self.log, step)

    def close(self) -> None:
        """Say that the run came to its end. Raises OSError."""
        self.log.add(self.batch, "end")


def rename(old: Path, new: Path) -> None:
    """Rename over nothing at all. Raises OSError: FileExistsError where something of that name is there."""

    def attempt() -> None:
        if old.parent == new.parent and old.name != new.name and _is_one(old, new):
            old.rename(new)  # one name in other letters, where the disk does not tell them apart
        elif not take_free_name(old, new):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(new))

    patiently(attempt)


def _is_one(old: Path, new: Path) -> bool:
    """Whether both names are one entry of their folder, as on Windows and macOS when only case differs."""
    return new.exists() and new.samefile(old) and not is_there(new)


def is_there(path: Path) -> bool:
    """Whether the folder above has an entry of exactly this name, letter case included. Raises OSError."""
    return share.is_listed(path)  # `exists` does not see letter case


def clear_half(half: Path) -> None:
    """Take away what was being unpacked; nobody else has a folder of such a name."""
    if half.name.startswith(TEMPORARY):
        shutil.rmtree(half, ignore_errors=True)


# Back ------------------------------------------------------------------------------------------------


class NotAsItWasError(Exception):
    """A step can't be taken back without loss: the key of the words that say why."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def is_of_root(step: LoggedStep) -> bool:
    """Whether it renames the share itself."""
    return step.new.startswith("../")


def take_back_line(log: MoveLog, steps: Iterable[LoggedStep]) -> list[LoggedStep]:
    """Take back what belongs together, the last step first; gives the steps that had been taken.

    Raises:
        NotAsItWasError: a person changed or moved what it had moved, or put something in its place.
        OSError: the share can't be read or written.
    """
    steps = [*steps]
    for step in steps:  # a document must not go back without its photos
        if step.op in ("rename", "create"):
            _look(log, step)
    return [step for step in steps if take_back(log, step)]


def take_back(log: MoveLog, step: LoggedStep) -> bool:
    """Take back one step and note it; False where it had never been taken. Raises as `take_back_line`."""
    done = _BACK[step.op](log, step)
    log.add(step.batch, "undone", old=str(step.number))
    return done


def _look(log: MoveLog, step: LoggedStep) -> bool:
    """Whether a step was taken, and can be taken back. Raises as `take_back_line`."""
    old, new = log.path(step.old), log.path(step.new)
    if step.op == "create":
        found = [*_files_below(new)] if is_there(new) else []
        names = {path: path.relative_to(new).as_posix() for path in found}
        if any(path.is_symlink() or step.files.get(names[path]) != share.digest_of(path) for path in found):
            raise NotAsItWasError("changed")
        return is_there(new)
    before, after = is_there(old), is_there(new)
    if before and (not after or _is_it(old, step)):
        return after and step.sha256 != "" and old.samefile(new)  # killed between the link and the unlink
    if not after:
        raise NotAsItWasError("gone")
    if step.sha256 and not _is_it(new, step):
        raise NotAsItWasError("changed")
    if before:
        raise NotAsItWasError("taken")
    return True


def _rename_back(log: MoveLog, step: LoggedStep) -> bool:
    old, new = log.path(step.old), log.path(step.new)
    if not _look(log, step):
        return False
    if is_there(old):
        new.unlink()  # its other name
        return True
    if not share.is_folder(old.parent):
        raise NotAsItWasError("no_home")
    try:
        rename(new, old)
    except FileExistsError as error:
        raise NotAsItWasError("taken") from error
    if is_of_root(step):
        log.root = old
    return True


def _is_it(path: Path, step: LoggedStep) -> bool:
    """Whether this is what the step was to move, by what a file holds or the number of a folder."""
    if share.is_folder(path):
        return step.node != 0 and path.stat().st_ino == step.node
    return bool(step.sha256) and share.digest_of(path) == step.sha256


def _unmake(log: MoveLog, step: LoggedStep) -> bool:
    folder = log.path(step.new)
    if not is_there(folder):
        return False
    if os.listdir(folder):  # noqa: PTH208 - the names alone
        raise NotAsItWasError("filled")
    folder.rmdir()
    return True


def _remake(log: MoveLog, step: LoggedStep) -> bool:
    folder = log.path(step.old)
    if is_there(folder):
        return False
    if not share.is_folder(folder.parent):
        raise NotAsItWasError("no_home")
    folder.mkdir()
    return True


def _unpack_back(log: MoveLog, step: LoggedStep) -> bool:
    clear_half(log.path(step.new))
    return False


def _uncreate(log: MoveLog, step: LoggedStep) -> bool:
    """Delete what was unpacked, which the zip still holds, if all of it is as it was; some may be gone."""
    target = log.path(step.new)
    if not _look(log, step):
        return False
    for path in [*_files_below(target)]:
        path.unlink()
    for folder, _, _ in os.walk(target, topdown=False):
        Path(folder).rmdir()
    return True


def _files_below(path: Path) -> Iterator[Path]:
    """The file itself, or all below a folder. Raises OSError."""
    if path.is_symlink() or not share.is_folder(path):
        yield path
        return
    for entry in share.entries(path):
        yield from _files_below(Path(entry.path))


_BACK: dict[str, Callable[[MoveLog, LoggedStep], bool]] = {
    "rename": _rename_back,
    "mkdir": _unmake,
    "rmdir": _remake,
    "unpack": _unpack_back,
    "create": _uncreate,
}
