"""The pages of the rules are those that the catalogue gives."""

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))

from make_docs import ROOT, stale


def test_the_pages_are_what_the_generator_writes() -> None:
    assert stale() == [], "run: python tools/make_docs.py"


READERS = (
    "share",
    "yamlfile",
    "patterns",
    "reading/documents/*",
    "reading/media/*",
    "reading/panel/workbooks/*",
)
OWN = re.compile(r"^_?(?:MOST|LARGEST|DEEPEST|LONGEST)(?:_[A-Z]+)* = [0-9].*", re.MULTILINE)


def test_every_limit_of_a_reader_stands_among_the_others() -> None:
    source = ROOT / "src" / "bpkit"
    files = [file for name in READERS for file in source.glob(f"{name}.py")]
    assert len(files) > 20
    found = {line for file in files for line in OWN.findall(file.read_text(encoding="utf-8"))}
    # Measures of layout, what a title can be, what is kept of cells, and chains of a few: nothing that
    # fills a computer.
    allowed = {"MOST_TITLE_LINES", "LONGEST"} | {
        f"_{name}" for name in ("MOST_RAISED", "MOST_TAGS", "LONGEST")
    }
    allowed |= {"_LONGEST_CM", "_LONGEST_LINK", "_MOST_PARENTS"}
    allowed |= {"MOST_KNOWN", "LONGEST_KNOWN", "MOST_RESTS", "LONGEST_REST"}
    assert {line.partition(" =")[0] for line in found} <= allowed
    limits = (source / "limits.py").read_text(encoding="utf-8")
    constants = re.findall(r"^([A-Z][A-Z_]+) = .*  # .+", limits, re.MULTILINE)
    page = (ROOT / "docs" / "limits.md").read_text(encoding="utf-8")
    assert len(constants) > 50
    assert [name for name in constants if f"| `{name}` |" not in page] == []
