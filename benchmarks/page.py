"""The tables of docs/speed.md, from results.json.

python -m benchmarks.page            writes them
python -m benchmarks.page --check    says whether they are what it would write, and exits 1 if not
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from .contests import MORE, ROWS, Row

RESULTS = Path(__file__).parent / "results.json"
PAGE = Path(__file__).parents[1] / "docs" / "speed.md"
ENOUGH = 5  # rounds: of fewer the table says so
TABLES = {"reach": ROWS, "more": MORE}
HEAD = (
    "| what | against | at most | measured | by processor | processor s | peak MiB |",
    "|---|---|---|---|---|---|---|",
)


def figures(value: float) -> float:
    """Three figures that count."""
    return float(f"{value:.3g}")


def shown(value: float) -> str:
    """A figure for people."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def judged(row: Row, kept: dict[str, Any]) -> str:
    """The figure that a row is about, or why there is none."""
    if "skipped" in kept:
        return str(kept["skipped"])
    few = [f"rounds: {kept['rounds']}"] if kept["rounds"] < ENOUGH else []
    doubts = ", ".join([*few, *(["busy machine"] if kept.get("busy") else [])])
    return _judged(row, kept) + (f" ({doubts})" if doubts else "")


def _judged(row: Row, kept: dict[str, Any]) -> str:
    if row.against:
        return shown(kept["ratio"][row.figure]) if row.figure in kept["ratio"] else "not told by this system"
    unit = "MiB" if row.figure == "peak" else "s"
    value = kept["ours"][row.figure]
    return f"{shown(1000 * value)} ms" if value < 0.1 else f"{shown(value)} {unit}"


def limit(row: Row) -> str:
    """What a row is to reach."""
    if row.at_most is None:
        return ""
    if row.against:
        return shown(row.at_most)
    if row.figure == "peak":
        return f"{shown(row.at_most)} MiB"
    return f"{shown(1000 * row.at_most)} ms" if row.at_most < 0.1 else f"{shown(row.at_most)} s"


def line(row: Row, kept: dict[str, Any] | None) -> str:
    """One row of a table."""
    kept = kept or {"skipped": "not measured yet"}
    processor = seconds = peak = ""
    if "skipped" not in kept:
        sides = [kept[name] for name in ("ours", "theirs") if name in kept]
        processor = shown(kept["ratio"]["processor"]) if "processor" in kept.get("ratio", {}) else ""
        seconds = " / ".join(shown(side["processor"]) for side in sides)
        peak = " / ".join(shown(side["peak"]) for side in sides)
    cells = (row.what, row.peer, limit(row), judged(row, kept), processor, seconds, peak)
    return f"| {' | '.join(cells)} |".replace("  ", " ")


def table(rows: Iterable[Row], results: dict[str, Any]) -> Iterator[str]:
    """The lines of a table."""
    yield from HEAD
    for row in rows:
        yield line(row, results.get(row.name))


def page(text: str, results: dict[str, Any]) -> str:
    """The page with its tables made anew; the prose between them is people's."""
    for name, rows in TABLES.items():
        begin, end = f"<!-- table: {name} -->\n", "<!-- end -->\n"
        before, _, rest = text.partition(begin)
        _, _, after = rest.partition(end)
        text = before + begin + "\n".join(table(rows, results)) + "\n" + end + after
    return text


def write_page() -> None:
    """Make the tables anew."""
    PAGE.write_text(made(), "utf-8", newline="\n")


def made() -> str:
    """The page as it should be."""
    return page(PAGE.read_text("utf-8"), json.loads(RESULTS.read_text("utf-8")))


def main() -> int:
    """Write the tables, or check them."""
    if "--check" not in sys.argv:
        write_page()
        return 0
    if made() == PAGE.read_text("utf-8"):
        return 0
    print("docs/speed.md is not what python -m benchmarks.page writes")
    return 1


if __name__ == "__main__":
    sys.exit(main())
