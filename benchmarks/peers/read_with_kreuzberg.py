"""The text of the same documents with kreuzberg.

python benchmarks/peers/read_with_kreuzberg.py FOLDER
"""

import sys
from pathlib import Path

from kreuzberg import extract_file_sync

if __name__ == "__main__":
    print(
        "documents", sum(bool(extract_file_sync(file).content) for file in Path(sys.argv[1]).rglob("*.docx"))
    )
