"""Commands run on a disk of `siege.disk`, each in a process of its own, and what they left on the share."""

from __future__ import annotations

import ctypes
import functools
import gc
import importlib
import io
import json
import os
import pkgutil
import re
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from msgspec import structs

import bpkit
from bpkit.cache import version
from bpkit.cache.store import NoCache
from bpkit.model.agenda import Event
from bpkit.resources import program_names
from bpkit.settings import programs
from bpkit.share.agenda import parsed
from bpkit.work import round_files
from bpkit.work.recapping import Making, made_once

from .disk import KILLED, Disk, Operation, Trouble, no_trouble

SECONDS = 20  # after which a command hangs
IN_MEMORY = Path("/dev/shm")  # noqa: S108 - whose name is the system's

Tree = dict[str, bytes | None]  # what lies below a folder by relative path; None of a folder


@dataclass(frozen=True)
class Outcome:
    """How a command ended, what it said, and what it asked of the disk."""

    code: int
    out: str
    err: str
    done: tuple[Operation, ...] = ()

    @property
    def killed(self) -> bool:
        """Whether it was stopped in the midst of its work."""
        return self.code == KILLED


def scratch() -> tempfile.TemporaryDirectory[str]:
    """A folder for trials, in memory where there is such a place: a disk does no more, and takes longer."""
    return tempfile.TemporaryDirectory(dir=IN_MEMORY if os.access(IN_MEMORY, os.W_OK) else None)


def load_all() -> None:
    """Import every module of bpkit, so that no trial has to."""
    for module in pkgutil.walk_packages(bpkit.__path__, "bpkit."):
        if not module.name.endswith(("__main__", "cluster")):
            importlib.import_module(module.name)
    for name in ("bpkit.__main__", "concurrent.futures.thread", "concurrent.futures.process"):
        importlib.import_module(name)
    _know_the_version()
    _know_the_programs()
    _make_forms_of_rounds_once()


def _know_the_version() -> None:
    """Look at bpkit's own sources once, and not in every trial: no share has a part in them."""
    known = functools.cache(lambda rooms: version.version_of(NoCache(), rooms))
    for module in [*sys.modules.values()]:
        if module is not version and vars(module).get("version_of") is version.version_of:
            module.version_of = lambda _, rooms=version.READERS: known(rooms)  # type: ignore[attr-defined]


def _know_the_programs() -> None:
    """Prove what travels with bpkit once: it lies on no share either."""
    load, known = programs.load_program, functools.cache(programs.load_program)
    vars(programs)["load_program"] = lambda name, base=None: (
        known(name) if name in program_names() else load(name, base)
    )


def _make_forms_of_rounds_once() -> None:
    """Lay out a form of the same facts once: that asks nothing of the share, and takes longest of all."""
    made: dict[bytes, bytes] = {}

    def once(making: Making) -> bytes:
        if making.key not in made:
            made[making.key] = making.make()
        return made[making.key]

    vars(round_files)["made_once"] = lambda making, *where: made_once(
        structs.replace(making, make=lambda: once(making)), *where
    )


def slim() -> None:
    """Give back what is not used, and leave the rest alone: a fork takes as long as there are pages."""
    gc.collect()
    gc.freeze()
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def warm_up(home: Path, arguments: Sequence[str]) -> None:
    """Run a command in this process, so that the trials find loaded what hangs on no share."""
    from bpkit.__main__ import main

    before = sys.argv, sys.stdout, sys.stderr, Path.cwd(), dict(os.environ)
    os.chdir(home)
    os.environ["BPKIT_CACHE_DIR"] = str(home.with_name(f"{home.name}-cache"))
    sys.argv, sys.stdout, sys.stderr = ["bpkit", *arguments], io.StringIO(), io.StringIO()
    try:
        main()
    except SystemExit:
        pass
    finally:
        from bpkit.reading.media import mediainfo

        mediainfo._CHILD.end()  # which trials must not share
        sys.argv, sys.stdout, sys.stderr, folder, environment = before
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(environment)


def run(
    home: Path,
    arguments: Sequence[str],
    trouble: Trouble = no_trouble,
    *,
    prepare: Callable[[], object] | None = None,
    cache: bool = False,
    **disk: Any,
) -> Outcome:
    """Run bpkit in `home`, which is watched, as with `cache` its cache is, on a disk with this trouble."""
    watched = Disk([home, *([home.with_name(f"{home.name}-cache")] if cache else [])], trouble, **disk)
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        _be_bpkit(home, arguments, watched, prepare, writer)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        told = pipe.read()
    _, status = os.waitpid(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    if not told:
        return Outcome(code, "", "")
    facts = json.loads(told)
    operations = tuple(Operation(*one) for one in facts["done"])
    return Outcome(facts["code"], facts["out"], facts["err"], operations)


def _be_bpkit(
    home: Path,
    arguments: Sequence[str],
    disk: Disk,
    prepare: Callable[[], object] | None,
    writer: int,
) -> None:
    """Never returns."""
    code, out, err = 99, io.StringIO(), io.StringIO()
    try:
        signal.alarm(SECONDS)
        os.chdir(home)
        os.environ["BPKIT_CACHE_DIR"] = str(home.with_name(f"{home.name}-cache"))
        sys.argv, sys.stdout, sys.stderr = ["bpkit", *arguments], out, err
        time.sleep = lambda _: None  # a share that does not answer is asked again at once
        if prepare:
            prepare()
        disk.install()
        from bpkit.__main__ import main

        try:
            main()
        except SystemExit as left:
            code = int(left.code or 0)
        disk.trouble = no_trouble
        disk._asleep = True
        facts = {
            "code": code,
            "out": out.getvalue(),
            "err": err.getvalue(),
            "done": [(one.number, one.name, one.path) for one in disk.done],
        }
        with os.fdopen(writer, "wb") as pipe:
            pipe.write(json.dumps(facts).encode())
    except BaseException:  # noqa: BLE001 - nothing of the parent's is ever run on
        import traceback

        os.write(2, traceback.format_exc().encode())
    finally:
        os._exit(code)


def tree(folder: Path) -> Tree:
    """Everything below a folder."""
    found: Tree = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[name] = b"-> " + os.fsencode(path.readlink())
        else:
            found[name] = None if path.is_dir() else path.read_bytes()
    return found


# Files that are no form: their bytes hang on the clock, or on the order of what was done. A link of the chain
# of seals has the moment in it, and so has its hash.
_CLOCK = re.compile(
    r"\d{4}-\d{2}-\d{2}([T ;]\d{2}[:.]\d{2}[:.]\d{2}[^;\"]*)?|\"(?:before|chain|link)\": ?\"[0-9a-f]{64}\""
    r"|\d{8}-\d{6}-[0-9a-f]{6}|\"node\": \d+"  # a run of `fix`, and a folder as the disk counts it
)


# Logs and what else tells how something came about, which another way to the same end tells otherwise.
_OF_NO_CONCERN = tuple(
    f"/.bpkit{name}" for name in ("", "/lock", "/written.json", "/riwayat.jsonl", "/fix.log")
)


def comparable(found: Tree) -> Tree:
    """The tree without what hangs on the clock, and without what is nobody's business after a run."""
    same: Tree = {}
    for name, data in found.items():
        if name.endswith(_OF_NO_CONCERN):
            continue
        if data is not None and name.endswith("/.bpkit/buku-agenda.csv"):
            same |= {f"{name}: {line}": b"" for line in noted(data)}
            continue
        same[name] = timeless(name, data)
    return same


def timeless(name: str, data: bytes | None) -> bytes | None:
    """What a file says at any moment."""
    if name.endswith("/.bpkit/lock.json"):
        return b"the name of one who is gone"
    if data is None or not name.endswith(("segel.json", "segel-berikut.json", ".jsonl", "/.bpkit/fix.log")):
        return data
    return _CLOCK.sub("…", data.decode("utf-8", "replace")).encode()


def noted(register: bytes) -> list[str]:
    """What a register says of files, and not when it was written: a disturbed run notes the rest later."""
    lines = (line for line in parsed(register) if line.event is not Event.LOOKED)
    return sorted({f"{line.event} {line.path} {line.sha256}" for line in lines})


def restore(folder: Path, wanted: Path) -> None:
    """Make a folder what another is, time stamps and all."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(wanted, folder, symlinks=True)


def difference(before: Mapping[str, object], after: Mapping[str, object]) -> list[str]:
    """What is not the same in two trees, by name."""
    return [
        f"{'-' if name not in after else '+' if name not in before else '~'} {name}"
        for name in sorted({*before, *after})
        if before.get(name, ...) != after.get(name, ...)
    ]
