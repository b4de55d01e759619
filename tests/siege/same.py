"""The same share gives the same bytes, whatever computer and whatever moment bpkit runs on.

`python -m siege.same` compares every setting alone, in a process of its own, with every command.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .office import PROVINCE, SHARE, Office
from .trials import Tree, comparable, difference, scratch, tree

COMMANDS: Mapping[str, Sequence[str]] = {
    "validate": ("validate", SHARE, "--format", "json", "--lang", "id"),
    "score": ("score", PROVINCE, "--format", "json", "--lang", "id"),
    "run": ("run", SHARE, "--format", "json", "--lang", "id"),
}
HERE = Path(__file__).parents[1]
# A process in which folders are listed in another order, and which makes what it makes with this mask.
_BEGIN = """
import os, random, sys
sys.path.insert(0, {tests!r})
from pathlib import Path
from siege.disk import Disk
from bpkit.reading import workers
os.umask({umask})
workers.PROBE, workers.CHUNK = (0, 1) if {workers} > 1 else (workers.PROBE, workers.CHUNK)
Disk([Path.cwd()], order={order}).install()
sys.argv = ["bpkit", *{arguments!r}]
from bpkit.__main__ import main
main()
"""
_ORDERS = {
    "as it is": "list",
    "backwards": "lambda found: sorted(found, key=lambda one: one.name, reverse=True)",
    "shuffled": "lambda found: random.Random(5).sample(found, len(found))",
}


@dataclass(frozen=True)
class Setting:
    """Something that differs from computer to computer; `cache` is what was read before."""

    name: str
    environment: Mapping[str, str] = field(default_factory=dict)
    umask: int = 0o022
    order: str = "as it is"
    workers: int = 1
    cache: str = "cold"  # cold, warm, damaged


SETTINGS = (
    Setting("another hash seed", {"PYTHONHASHSEED": "4711"}),
    Setting("no locale", {"LC_ALL": "C", "PYTHONUTF8": "0"}),
    Setting("another locale", {"LC_ALL": "C.UTF-8", "LANG": "id_ID.UTF-8"}),
    Setting("west of here", {"TZ": "America/Anchorage"}),
    Setting("east of here", {"TZ": "Asia/Jayapura"}),
    Setting("a narrow mask", umask=0o077),
    Setting("listed backwards", order="backwards"),
    Setting("listed at random", order="shuffled"),
    Setting("two workers", workers=2),
    Setting("a warm cache", cache="warm"),
    Setting("a damaged cache", cache="damaged"),
    Setting("no cache", cache="none"),
)
EVERYTHING = Setting("everything at once", {"PYTHONHASHSEED": "99", "LC_ALL": "C", "TZ": "Asia/Jayapura"},
                     umask=0o077, order="shuffled", workers=2)  # fmt: skip


def answer(office: Office, command: str, setting: Setting) -> tuple[int, str, Tree]:
    """What a command says on a new share, its exit code, and what is there after it."""
    home = office.meet("new")
    if setting.cache in ("warm", "damaged"):
        _ended(home, ("validate", SHARE, "--format", "json"), setting)
    if setting.cache == "damaged":
        for file in office.cache.glob("*.sqlite"):
            data = bytearray(file.read_bytes())
            data[len(data) // 3 : len(data) // 2] = os.urandom(len(data) // 2 - len(data) // 3)
            file.write_bytes(data)
    more = ["--workers", str(setting.workers)] if setting.workers > 1 else []
    more += ["--no-cache"] if setting.cache == "none" else []
    code, out = _ended(home, (*COMMANDS[command], *more), setting)
    return code, out, comparable(tree(home))


def _ended(home: Path, arguments: Sequence[str], setting: Setting) -> tuple[int, str]:
    script = _BEGIN.format(
        tests=str(HERE), umask=setting.umask, workers=setting.workers, order=_ORDERS[setting.order],
        arguments=[*arguments],
    )  # fmt: skip
    told = {name: value for name, value in os.environ.items() if name not in ("LC_ALL", "LANG", "TZ")}
    told |= {"BPKIT_CACHE_DIR": str(home.with_name(f"{home.name}-cache")), "PYTHONHASHSEED": "0"}
    ended = subprocess.run(
        [sys.executable, "-c", script], cwd=home, env={**told, **setting.environment}, capture_output=True,
        check=False,
    )  # fmt: skip
    return ended.returncode, ended.stdout.decode()


def main() -> int:
    """Compare them, and say what differs."""
    fell = 0
    with scratch() as folder:
        office = Office(Path(folder))
        for command in COMMANDS:
            begun = time.monotonic()
            calm = answer(office, command, Setting("as it is"))
            for setting in (*SETTINGS, EVERYTHING):
                other = answer(office, command, setting)
                if other != calm:
                    fell += 1
                    what = difference(calm[2], other[2]) or [f"{calm[0]} and {other[0]}"]
                    sys.stdout.write(f"{command}, {setting.name}: {what[:4]}\n")
            sys.stdout.write(f"{command}: {time.monotonic() - begun:.0f} s\n")
    return min(fell, 1)


if __name__ == "__main__":
    sys.exit(main())
