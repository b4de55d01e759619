"""Writes docs/rules: an index and a page per rule, from the same catalogue as `bpkit explain`.

python tools/make_docs.py            writes the pages
python tools/make_docs.py --check    says which pages are not what it would write, and exits 1
"""

from __future__ import annotations

import sys
from pathlib import Path

from bpkit.rules.catalogue import index, page
from bpkit.rules.registry import all_rules

FOLDER = Path(__file__).parents[1] / "docs" / "rules"


def pages() -> dict[str, str]:
    """Every page by its file's name."""
    return {"index.md": index(), **{f"{code}.md": page(code) for code in all_rules()}}


def stale() -> list[str]:
    """The names of pages that are missing, left over, or not what the catalogue gives."""
    wanted = pages()
    there = {file.name: file.read_text(encoding="utf-8") for file in FOLDER.glob("*.md")}
    return sorted(name for name in wanted.keys() | there.keys() if wanted.get(name) != there.get(name))


def write() -> None:
    """Write what differs, remove what has no rule."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = pages()
    for name in stale():
        if name in wanted:
            (FOLDER / name).write_text(wanted[name], encoding="utf-8", newline="\n")
        else:
            (FOLDER / name).unlink()


def main() -> int:
    """Write the pages, or check them."""
    if "--check" in sys.argv:
        for name in stale():
            print(f"docs/rules/{name} is not what tools/make_docs.py writes")
        return 1 if stale() else 0
    write()
    return 0


if __name__ == "__main__":
    sys.exit(main())
