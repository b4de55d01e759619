"""Reading documents of one kind that lie in memory; seconds a document.

python benchmarks/inside/kinds.py FOLDER KIND
"""

from __future__ import annotations

import importlib
import sys
import time
from pathlib import Path


def main() -> None:
    """Read every file of this kind; the first, which loads and compiles, is not counted."""
    folder, kind = Path(sys.argv[1]), sys.argv[2]
    read = getattr(importlib.import_module(f"bpkit.reading.documents.{kind}"), f"read_{kind}")
    first, *files = [(file, file.read_bytes()) for file in sorted(folder.glob(f"*.{kind}"))]
    read(*first)
    wall, processor = time.perf_counter(), time.process_time()
    found = [read(file, data) for file, data in files]
    print("wall", (time.perf_counter() - wall) / len(files))
    print("processor", (time.process_time() - processor) / len(files))
    print("documents", len(found))


if __name__ == "__main__":
    main()
