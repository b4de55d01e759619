"""The pages of the rules are those that the catalogue gives."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))

from make_docs import stale


def test_the_pages_are_what_the_generator_writes() -> None:
    assert stale() == [], "run: python tools/make_docs.py"
