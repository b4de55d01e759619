"""The same facts with python-docx: words, and width and height of each image.

python benchmarks/peer_python_docx.py FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

import docx


def read(file: Path) -> tuple[int, list[tuple[int, int]]]:
    """Number of words, and width and height of each image."""
    document = docx.Document(str(file))
    texts = [paragraph.text for paragraph in document.paragraphs]
    texts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    images = [part.image for part in document.part.package.image_parts]
    return len("\n".join(texts).split()), [(image.px_width, image.px_height) for image in images]


if __name__ == "__main__":
    read_all = [read(file) for file in sorted(Path(sys.argv[1]).glob("*.docx"))]
    print(len(read_all), sum(words for words, _ in read_all), sum(len(sizes) for _, sizes in read_all))
