"""Which of some new texts were there before.

    python benchmarks/inside/originality.py NEW OLD

One text in a hundred is copied and one in 150 for the most part. bpkit has no way yet to hold new texts
against an index of those that are known: all are compared with all.
"""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks import writings
from benchmarks.processes import clocked
from bpkit.model.facts import Document, Medium, Submission
from bpkit.originality import matches


def main() -> None:
    """Measure; printed is how many of the new ones match another."""
    new, old = int(sys.argv[1]), int(sys.argv[2])
    texts = [
        Submission(
            writings.title(n),
            Path(f"{n}.docx"),
            (),
            Medium.WRITING,
            document=Document(Path(f"{n}.docx"), "\n".join(writings.prose(n))),
        )
        for n in range(old + new)
    ]
    found = clocked(lambda: matches(texts))
    print("matched", sum(bool(found.get(Path(f"{n}.docx"))) for n in range(old, old + new)))


if __name__ == "__main__":
    main()
