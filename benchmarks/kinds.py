"""How long the other kinds of documents and the comparison of texts take.

    python benchmarks/kinds.py [FILE …]

Without files it makes five pages of each kind that can be made without an office suite. Prints milliseconds a
document, best of five, beside what is wanted (.doc and .odt 5, .pdf 25), and seconds for 2,000 texts.
"""

from __future__ import annotations

import importlib
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from make.oldformats import doc, doc_picture, odt, odt_picture, pdf, pdf_image, pdf_text, picture

from bpkit.model.facts import Document, Medium, Submission
from bpkit.originality import matches

WANTED = {"doc": 5.0, "odt": 5.0, "pdf": 25.0, "rtf": 25.0}
TEXTS, WORDS, ROUNDS = 2000, 1200, 5
CHANCE = random.Random(2010)
VOCABULARY = ["".join(CHANCE.choices("abdegiklmnoprstu", k=CHANCE.randint(3, 9))) for _ in range(6000)]
RARITY = [1 / (place + 1) for place in range(len(VOCABULARY))]


def prose(words: int) -> str:
    """Words as frequent as those of a language."""
    return " ".join(CHANCE.choices(VOCABULARY, RARITY, k=words))


def five_pages() -> dict[str, bytes]:
    """A writing of twenty paragraphs with two photos, in each kind."""
    paragraphs = [prose(70) for _ in range(20)]
    photo = picture(1200, 1600)
    text = "".join(f"<text:p>{words}</text:p>" for words in paragraphs)
    frames = "".join(f"<text:p>{odt_picture(f'Pictures/{n}.jpg')}</text:p>" for n in range(2))
    lines = [
        line for words in paragraphs for line in (words[at : at + 80] for at in range(0, len(words), 80))
    ]
    pages = [
        "".join(pdf_text(72, 720 - 27 * n, line) for n, line in enumerate(lines[at : at + 25]))
        for at in range(0, len(lines), 25)
    ]
    pages[-1] += pdf_image("I0", 72, 72, 150, 200) + pdf_image("I0", 300, 72, 150, 200)
    shown = "".join(rf"{{\pict\jpegblip {photo.hex()}}}\par " for _ in range(2))
    return {
        "odt": odt(text + frames, files={f"Pictures/{n}.jpg": photo for n in range(2)}),
        "doc": doc("\r".join(paragraphs) + "\r", pictures=doc_picture(photo) * 2),
        "rtf": (r"{\rtf1\ansi " + "".join(rf"{words}\par " for words in paragraphs) + shown + "}").encode(),
        "pdf": pdf(pages, [photo]),
    }


def best(task: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Seconds of the fastest of some rounds."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        task()
        times.append(time.perf_counter() - start)
    return min(times)


def report(name: str, kind: str, data: bytes) -> None:
    """One line about one document."""
    read = getattr(importlib.import_module(f"bpkit.reading.{kind}"), f"read_{kind}")
    spent = 1000 * best(lambda: read(Path(name), data))
    print(f"{name:<30} {len(data) / 1024:8.0f} KiB {spent:8.2f} ms   wanted {WANTED.get(kind, 0):.0f}")


def _writing(title: str, text: str) -> Submission:
    path = Path(f"{title}.docx")
    return Submission(title, path, (), Medium.WRITING, document=Document(path, text))


def main() -> None:
    """Measure the files that were named, or those made here."""
    files = [Path(name) for name in sys.argv[1:]]
    for path in files:
        report(path.name, path.suffix[1:].lower(), path.read_bytes())
    for kind, data in five_pages().items() if not files else ():
        report(f"five pages.{kind}", kind, data)
    texts = [_writing(str(n), prose(WORDS)) for n in range(TEXTS - 1)]
    texts.append(_writing("salinan", texts[7].text))
    print(f"{TEXTS} texts of {WORDS} words compared in {best(lambda: matches(texts), 1):.1f} s")


if __name__ == "__main__":
    main()
