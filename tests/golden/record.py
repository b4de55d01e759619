"""The golden record: what bpkit says and writes of whole trees, kept so that a change of the code shows.

    python tests/golden/record.py TREE...            says what differs, and ends with 1 where something does
    python tests/golden/record.py --write TREE...    makes the record anew

A tree is a share, or a folder of folders that hold one each. The record of a tree lies beside this file under
the tree's name: the JSON of validate and score over the whole tree, and a digest of whatever else bpkit says
and of every form, letter, page and report.
Packages (.xlsx, .docx) are compared by what is in them, for zlib packs otherwise from build to build.
"""

from __future__ import annotations

import argparse
import contextlib
import difflib
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from zipfile import ZipFile, is_zipfile

HERE = Path(__file__).parent
DAY = "2010-10-25"
LANGUAGES = ("id", "en")
REPORTS = ("html", "xlsx", "md", "json")
SHARE = (
    "Berbagi"  # every tree is looked at under this name and from above, so that no path tells where it lay
)
WHOLE = tuple(f"{command} {SHARE} --format json --lang id" for command in ("validate", "score"))


def main() -> None:
    """Compare or write."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--write", action="store_true")
    arguments.add_argument("trees", nargs="+", type=Path)
    asked = arguments.parse_args()
    differ = [tree for tree in asked.trees if _differs(tree, write=asked.write)]
    sys.exit(1 if differ else 0)


def _differs(tree: Path, *, write: bool) -> bool:
    file = HERE / f"{tree.resolve().name}.json"
    now = _text(record(tree))
    if write:
        file.write_text(now, encoding="utf-8", newline="\n")
        return False
    then = file.read_text(encoding="utf-8")
    lines = difflib.unified_diff(then.splitlines(), now.splitlines(), "record", "now", n=2, lineterm="")
    shown = list(lines)
    sys.stdout.write("\n".join(shown[:400]) or f"{tree.name}: as recorded\n")
    return bool(shown)


def record(tree: Path) -> dict[str, Any]:
    """What bpkit says and writes of a tree, or of every tree in a folder of them."""
    trees = {"": tree} if (tree / "bpkit.yaml").exists() else _trees(tree)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return dict(zip(trees, pool.map(_record, trees.values()), strict=True))


def _trees(folder: Path) -> dict[str, Path]:
    """Folders by name, those that hold several variants by variant."""
    found: dict[str, Path] = {}
    for one in sorted(path for path in folder.iterdir() if path.is_dir()):
        below = sorted(path for path in one.iterdir() if path.is_dir())
        named = any(path.name.casefold().startswith("best practice") for path in below)
        found |= {one.name: one} if named else {f"{one.name}/{path.name}": path for path in below}
    return found


def _record(tree: Path) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as scratch:
        share = Path(scratch) / SHARE
        shutil.copytree(tree, share, symlinks=True, ignore=shutil.ignore_patterns("case.yaml", "*.py"))
        said = {" ".join(words): _said(words, scratch) for words in _questions(share)}
        said = {words: answer if words in WHOLE else _short(answer) for words, answer in said.items()}
        before = set(_files(share))
        done = {" ".join(words): _short(_said(words, scratch)) for words in _deeds(share)}
        made = {name: _digest(share / name) for name in sorted(set(_files(share)) - before)}
        made |= {file.name: _digest(file) for file in sorted(Path(scratch).glob("laporan*"))}
        return {"said": said, "done": done, "files": made}


def _questions(share: Path) -> Iterator[list[str]]:
    for language in LANGUAGES:
        for command in ("validate", "score"):
            for folder in _folders(share):
                yield [command, folder, "--format", "json", "--lang", language]
    yield from (["validate", SHARE, "--report", f"laporan-validate.{ending}"] for ending in REPORTS)
    yield from (["score", SHARE, "--report", f"laporan-score.{ending}"] for ending in REPORTS)


def _deeds(share: Path) -> Iterator[list[str]]:
    yield ["run", SHARE, "--date", DAY, "--format", "json"]
    yield from (["letter", folder, "--date", DAY] for folder in _folders(share) if folder != SHARE)


def _folders(share: Path) -> list[str]:
    """The share, its months and the POB's folders."""
    wanted = (path for path in sorted(share.rglob("*")) if path.is_dir())
    named = [path for path in wanted if path.name[:4].isdigit() or path.name.startswith("best practice")]
    return [SHARE, *(path.relative_to(share.parent).as_posix() for path in named)]


def _said(words: list[str], scratch: str) -> Any:
    """What a command prints and how it ends."""
    environment = {**os.environ, "BPKIT_LANG": "id", "NO_COLOR": "1", "COLUMNS": "120"}
    call = [sys.executable, "-m", "bpkit", *words]
    done = subprocess.run(
        call, cwd=scratch, env=environment, capture_output=True, check=False, encoding="utf-8"
    )
    answer: dict[str, Any] = {"exit": done.returncode}
    out, err = (said.replace(scratch, "") for said in (done.stdout, done.stderr))
    with contextlib.suppress(ValueError):
        return answer | {"json": json.loads(out)}
    return answer | {"out": out.splitlines(), "err": err.splitlines()}


def _short(answer: Any) -> str:
    """How it ended, and a digest of what was said."""
    return f"{answer['exit']} {hashlib.sha256(_text(answer).encode()).hexdigest()[:16]}"


def _files(share: Path) -> list[str]:
    found = (path for path in share.rglob("*") if path.is_file() and ".bpkit" not in path.parts)
    return [path.relative_to(share).as_posix() for path in found]


def _digest(file: Path) -> str:
    data = file.read_bytes()
    if is_zipfile(io.BytesIO(data)):
        with ZipFile(io.BytesIO(data)) as package:
            data = b"".join(name.encode() + package.read(name) for name in package.namelist())
    return hashlib.sha256(data).hexdigest()[:16]


def _text(recorded: Any) -> str:
    return json.dumps(recorded, ensure_ascii=False, indent=0, sort_keys=True) + "\n"


if __name__ == "__main__":
    main()
