"""The same facts with python-docx: words, and width and height of each image.

python benchmarks/peers/python_docx.py FOLDER
"""

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
    found = [read(file) for file in Path(sys.argv[1]).rglob("*.docx")]
    print("documents", len(found))
    print("photos", sum(len(sizes) for _, sizes in found))
    print("words", sum(words for words, _ in found))
