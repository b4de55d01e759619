"""The least that the same documents can cost: zip directory, lxml over the text, heads of the images.

python benchmarks/peers/floor.py FOLDER
"""

import os
import sys
import zipfile

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
HEAD = 4096
FRAMES = {0xC0, 0xC1, 0xC2}


def read(file: str) -> tuple[int, list[tuple[int, int]]]:
    """Number of words, and width and height of each image."""
    with zipfile.ZipFile(file) as package:
        names = package.namelist()
        root = etree.fromstring(package.read("word/document.xml"))
        paragraphs = ["".join(text.text or "" for text in p.iter(W + "t")) for p in root.iter(W + "p")]
        sizes = []
        for name in names:
            if name.startswith("word/media/"):
                with package.open(name) as image:
                    sizes.append(size(image.read(HEAD)))
    return len("\n".join(paragraphs).split()), sizes


def size(head: bytes) -> tuple[int, int]:
    """Width and height of a JPEG."""
    at = 2
    while at + 9 < len(head):
        if head[at + 1] in FRAMES:
            return int.from_bytes(head[at + 7 : at + 9], "big"), int.from_bytes(head[at + 5 : at + 7], "big")
        at += 2 + int.from_bytes(head[at + 2 : at + 4], "big")
    return 0, 0


def main() -> None:
    """Read every document below the folder."""
    files = (f"{place}/{name}" for place, _, names in os.walk(sys.argv[1]) for name in names)
    found = [read(file) for file in files if file.endswith(".docx")]
    print("documents", len(found))
    print("photos", sum(len(sizes) for _, sizes in found))
    print("words", sum(words for words, _ in found))


if __name__ == "__main__":
    main()
