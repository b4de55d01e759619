"""Writes docs/rules (an index and a page per rule, from the catalogue of `bpkit explain`) and docs/limits.md.

python tools/make_docs.py            writes the pages
python tools/make_docs.py --check    says which pages are not what it would write, and exits 1
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from bpkit.rules.catalogue import index, page
from bpkit.rules.registry import all_rules

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "rules"
LIMITS = ROOT / "docs" / "limits.md"
LIMITS_HEAD = """\
<!-- Ditulis oleh tools/make_docs.py dari src/bpkit/limits.py. / Written from src/bpkit/limits.py. -->
# Batas-batas pembacaan / *Limits*

Berkas datang dari banyak tangan, dan berkas kecil pun dapat dibuat untuk memenuhi komputer. Karena itu setiap
pembacaan ada batasnya. Bila batas tercapai, berkasnya mendapat temuan (BP801, BP814, BP901 atau BP904) dan
pemeriksaan berlanjut; *no further* berarti sisanya saja yang tidak dilihat. *Files come from many hands,
and a small one may be made to fill a computer. Where a limit is reached, the file gets a finding and the run
goes on.*
"""
CONSTANT = re.compile(r"([A-Z][A-Z_]+) = (.+?)  # (.+)")


def pages() -> dict[str, str]:
    """Every page by its file's name."""
    return {"index.md": index(), **{f"{code}.md": page(code) for code in all_rules()}}


def limits() -> str:
    """The page of limits: a table for each paragraph of `bpkit/limits.py`."""
    lines = [LIMITS_HEAD]
    for line in (ROOT / "src" / "bpkit" / "limits.py").read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            lines += ["", f"## {line[2:]}", "", "| name | limit | of what, and why |", "| --- | --: | --- |"]
        elif found := CONSTANT.fullmatch(line):
            name, value, reason = found.groups()
            lines.append(
                f"| `{name}` | {value.replace(' * ', ' ').replace('IB', 'iB').replace('_', ' ')} | {reason} |"
            )
    return "\n".join(lines).replace("\n\n\n", "\n\n") + "\n"


def stale() -> list[str]:
    """The names of pages that are missing, left over, or not what the catalogue gives."""
    wanted = pages() | {LIMITS.name: limits()}
    files = [file for file in [*FOLDER.glob("*.md"), LIMITS] if file.exists()]
    there = {file.name: file.read_text(encoding="utf-8") for file in files}
    return sorted(name for name in wanted.keys() | there.keys() if wanted.get(name) != there.get(name))


def write() -> None:
    """Write what differs, remove what has no rule."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = pages()
    LIMITS.write_text(limits(), encoding="utf-8", newline="\n")
    for name in stale():
        if name in wanted:
            (FOLDER / name).write_text(wanted[name], encoding="utf-8", newline="\n")
        else:
            (FOLDER / name).unlink()


def main() -> int:
    """Write the pages, or check them."""
    if "--check" in sys.argv:
        for name in stale():
            print(f"{name} in docs is not what tools/make_docs.py writes")
        return 1 if stale() else 0
    write()
    return 0


if __name__ == "__main__":
    sys.exit(main())
