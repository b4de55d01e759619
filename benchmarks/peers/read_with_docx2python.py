"""Text and images of the same documents with docx2python.

python benchmarks/peers/read_with_docx2python.py FOLDER
"""

import sys
from pathlib import Path

from docx2python import docx2python

if __name__ == "__main__":
    documents = photos = 0
    for file in Path(sys.argv[1]).rglob("*.docx"):
        with docx2python(file) as document:
            documents += bool(document.text)
            photos += len(document.images)
    print("documents", documents)
    print("photos", photos)
