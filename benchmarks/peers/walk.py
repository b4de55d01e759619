"""The least that looking for changes can cost: every folder listed, every file's size and time asked for.

python benchmarks/peers/walk.py FOLDER
"""

import os
import sys


def walk(folder: str) -> int:
    """Number of documents below a folder."""
    found = 0
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                found += walk(entry.path)
            else:
                status = entry.stat()
                found += status.st_size > 0 and entry.name.endswith(".docx")
    return found


if __name__ == "__main__":
    print("documents", walk(sys.argv[1]))
