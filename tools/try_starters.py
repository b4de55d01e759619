r"""Runs the .cmd files that `bpkit init` writes by Wine's cmd.exe, where no Windows is at hand.

python tools/try_starters.py     needs wine (Debian: apt-get install wine); some seconds

Each is called from a folder whose name is hard to write, with an address as hard. In place of bpkit.exe
stands a script that says what it was given. Wine's cmd.exe knows no CMDCMDLINE, takes names with `!` and `%`
apart and waits for no script's exit code; Wine has no where.exe and no shares. So what Explorer drops, how
bpkit is found on the PATH, such names, exit codes and `\\server\share` are not tried here.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bpkit.work.starters import STARTERS, System, dropped, write_starters

FOLDER = "Berbagi & 'Kita' (1)"
DROPPED = "satu & dua (2) 'x'.docx"
FAKE = """#!/bin/sh
said="$(dirname "$0")/said.txt"
env | grep ^BPKIT_ > "$said"
printf "ARGUMENTS=%s" "$*" >> "$said"
exit 5
"""


def windows(path: Path) -> str:
    """A path as Wine's drive Z has it."""
    return "Z:" + str(path).replace("/", "\\")


def try_starter(folder: Path, title: str, action: str, environment: dict[str, str]) -> list[str]:
    """What is wrong when it is called with an address."""
    said = folder / "said.txt"
    said.unlink(missing_ok=True)
    address = windows(folder / DROPPED)
    name, caller = windows(folder / f"{title}.cmd"), folder.parent / "panggil.cmd"
    caller.write_bytes(f'@echo off\r\ncall "{name}" "{address}"\r\n'.encode("ascii"))
    done = subprocess.run(
        ["wine", "cmd", "/c", "panggil.cmd"], cwd=folder.parent, input="\r\n", capture_output=True, text=True,
        env=environment, timeout=120, check=False,
    )  # fmt: skip
    if not said.is_file():
        return [f"{title}: bpkit was not called\n{done.stdout}{done.stderr}"]
    values = dict(line.partition("=")[::2] for line in said.read_text(encoding="utf-8").splitlines())
    wanted = {
        "ARGUMENTS": f"start {action} --lang id",
        "BPKIT_STARTER": f"{title}.cmd",
        "BPKIT_HOME": windows(folder) + "\\.",
    }
    wrong = [
        f"{title}: {key} is {values.get(key)!r}" for key, value in wanted.items() if values.get(key) != value
    ]
    if dropped(values) != [address]:
        wrong.append(f"{title}: {dropped(values)!r} in place of {address!r}")
    return wrong


def main() -> int:
    """Try each, and say what was wrong."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve() / FOLDER
        folder.mkdir()
        list(write_starters(folder, [System.WINDOWS]))
        (folder / "bpkit.exe").write_text(FAKE, encoding="utf-8")
        (folder / "bpkit.exe").chmod(0o755)
        (folder / DROPPED).touch()
        quiet = {"WINEPREFIX": f"{name}/wine", "WINEDEBUG": "-all", "WINEDLLOVERRIDES": "mscoree=;mshtml="}
        wrong = [
            line
            for one in STARTERS
            for line in try_starter(folder, one.title, one.action, {**os.environ, **quiet})
        ]
        subprocess.run(["wineserver", "-k"], env={**os.environ, **quiet}, check=False)
    print("\n".join(wrong) or f"{len(STARTERS)} starters did what they should")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
