"""Which of some new texts were there before, where an index has those that are known.

    python benchmarks/inside/originality.py NEW OLD

One text in a hundred is copied and one in 150 for the most part. Measured is what a run does that finds what
it knows of the old writings in its cache: the new texts are taken apart, and all are asked for what they
share.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from benchmarks import writings
from benchmarks.processes import clocked
from bpkit.model.facts import Document, Medium, Submission
from bpkit.model.matches import Match
from bpkit.originality import Texts


def main() -> None:
    """Measure; printed is how many of the new ones match another."""
    new, old = int(sys.argv[1]), int(sys.argv[2])
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder, "index.sqlite")
        known = _known(index, map(_submission, range(old)))
        fresh = [_submission(n) for n in range(old, old + new)]
        found = clocked(lambda: _found(index, known, fresh))
    print("matched", sum(bool(found.get(one.path)) for one in fresh))


def _submission(n: int) -> Submission:
    path = Path(f"{n}.docx")
    document = Document(path, "\n".join(writings.prose(n)))
    return Submission(writings.title(n), path, (), Medium.WRITING, document=document)


def _known(index: Path, submissions: Iterable[Submission]) -> list[tuple[Submission, bytes]]:
    """What a run that read them keeps: of each all but its text, and the digest of that."""
    texts, bare = Texts(index), []
    for one in submissions:
        digest = texts.add(one, Texts.prepare(one))
        bare.append((Submission(one.title, one.path, (), one.medium), digest))
    texts.matches([one for one, _ in bare])
    texts.close()
    return bare


def _found(
    index: Path, known: Iterable[tuple[Submission, bytes]], fresh: Iterable[Submission]
) -> Mapping[Path, tuple[Match, ...]]:
    texts, handed_in = Texts(index), []
    for one, digest in known:
        texts.know(one, digest)
        handed_in.append(one)
    for one in fresh:
        texts.take(one)
        handed_in.append(one)
    found = texts.matches(handed_in)
    texts.close()
    return found


if __name__ == "__main__":
    main()
