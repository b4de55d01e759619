"""Runs `bpkit validate` over many documents against the floor and against python-docx, as whole processes.

    python benchmarks/validate.py [FOLDER] [--documents 300] [--runs 5]

The programs take turns, so that whatever else the machine does hits all of them; the best run of each counts.
Targets: at most 2 times the floor, at most 0.2 times python-docx, under 80 MiB; and `bpkit --help` at most
1.3 times the help of a minimal Typer application.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
# An installed bpkit is compiled once; a checkout must not be compiled at every start to be compared.
ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
MINIMAL = """
import typer
app = typer.Typer()
@app.command()
def hello(name: str) -> None: print(name)
@app.command()
def bye(name: str) -> None: print(name)
app()
"""
Command = list[str]


def run(command: Command) -> tuple[float, float]:
    """Seconds and peak MiB of one process; what it finds and says doesn't matter."""
    start = time.perf_counter()
    process = subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if not hasattr(os, "wait4"):  # Windows: no peak memory
        process.wait()
        return time.perf_counter() - start, 0.0
    _, _, usage = os.wait4(process.pid, 0)
    return time.perf_counter() - start, usage.ru_maxrss / (1024 if sys.platform == "linux" else 1024**2)


def best(commands: dict[str, Command], runs: int) -> dict[str, tuple[float, float]]:
    """Each command's shortest time and largest memory over all its turns."""
    turns = [{name: run(command) for name, command in commands.items()} for _ in range(runs)]
    return {
        name: (min(turn[name][0] for turn in turns), max(turn[name][1] for turn in turns))
        for name in commands
    }


def documents(python: str, folder: Path, count: int, photos: int) -> str:
    """The folder with the documents, made by a process of its own: a child's peak begins at its parent's."""
    script = str(HERE / "make_documents.py")
    command = [python, script, str(folder), "--documents", str(count), "--photos", str(photos)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "folder", nargs="?", type=Path, default=Path(tempfile.gettempdir()) / "bpkit-benchmark"
    )
    parser.add_argument("--documents", type=int, default=300)
    parser.add_argument("--photos", type=int, default=3)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    python = sys.executable
    folder = documents(python, options.folder, options.documents, options.photos)
    bpkit = [python, "-m", "bpkit"]
    minimal = options.folder / "minimal.py"
    minimal.write_text(MINIMAL, "utf-8")
    results = best(
        {
            "floor": [python, str(HERE / "floor.py"), folder],
            "validate": [*bpkit, "validate", folder, "--no-cache", "--format", "json"],
            "python-docx": [python, str(HERE / "peer_python_docx.py"), folder],
            "minimal --help": [python, str(minimal), "--help"],
            "bpkit --help": [*bpkit, "--help"],
        },
        options.runs,
    )
    for name, (seconds, mib) in results.items():
        print(f"{name:16} {seconds:7.3f} s {mib:7.1f} MiB")
    ratio(results, "validate", "floor", 2)
    ratio(results, "validate", "python-docx", 0.2)
    ratio(results, "bpkit --help", "minimal --help", 1.3)
    print(f"peak memory of validate: {results['validate'][1]:.1f} MiB (target < 80)")


def ratio(results: dict[str, tuple[float, float]], one: str, other: str, target: float) -> None:
    value = results[one][0] / results[other][0]
    print(f"{one} / {other}: {value:.2f} (target <= {target})")


if __name__ == "__main__":
    main()
