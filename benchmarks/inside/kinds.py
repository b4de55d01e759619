"""Reading documents of one kind that lie in memory; seconds a document.

python benchmarks/inside/kinds.py FOLDER KIND
"""

from __future__ import annotations

import importlib
import os
import sys
import time
from pathlib import Path

from benchmarks.processes import family


def main() -> None:
    """Read every file of this kind; the first, which loads and compiles, is not counted."""
    folder, kind = Path(sys.argv[1]), sys.argv[2]
    read = getattr(importlib.import_module(f"bpkit.reading.documents.{kind}"), f"read_{kind}")
    first, *files = [(file, file.read_bytes()) for file in sorted(folder.glob(f"*.{kind}"))]
    read(*first)
    wall, processor = time.perf_counter(), spent()
    found = [read(file, data) for file, data in files]
    print("wall", (time.perf_counter() - wall) / len(files))
    print("processor", (spent() - processor) / len(files))
    print("documents", len(found))


def spent() -> float:
    """Processor seconds of this process and of those that it started, which read PDFs (Linux alone)."""
    children = [process for process in family(os.getpid()) if process != os.getpid()]
    ticks = 0
    for child in children:
        # The name, in brackets, may hold blanks; user and system time are the 12th and 13th field after it.
        fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return time.process_time() + (ticks / os.sysconf("SC_CLK_TCK") if children else 0)


if __name__ == "__main__":
    main()
