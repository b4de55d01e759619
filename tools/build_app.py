"""Builds bpkit as one file that needs no Python, for the system it runs on, and tries it.

python tools/build_app.py                builds dist/app/bpkit (bpkit.exe on Windows), tries it, and
                                         puts the files to double-click beside it
python tools/build_app.py --try FILE     only tries a file that was built

PyInstaller is needed for the building alone. Its licence, the GPL, has an exception for what it puts into the
file; nothing of it is bpkit's own dependency.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bpkit.work.starters import System, write_starters

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "bpkit"
WORK = ROOT / "build" / "app"
DIST = ROOT / "dist" / "app"
# Read at run time by name, so that no import tells PyInstaller of them: all catalogues, templates and styles.
DATA = [
    *((PACKAGE / name, f"bpkit/{name}") for name in ("texts", "rules", "site", "reports")),
    *((ROOT / name, f"bpkit/data/{name}") for name in ("rubrics", "templates", "examples")),
]
# Packages with files beside their code.
PACKAGES = (
    "docxtpl",
    "docx",
    "phonenumbers",
    "pymediainfo",
    "pypdfium2_raw",
    "rich",
)  # with files beside their code
UNUSED = ("tkinter", "unittest", "pydoc_data", "distributed", "dask", "numpy", "pytest", "mypy", "hypothesis")
# Readers of PDF and of recordings run in a process of their own, as `python -P -c …`: the file plays Python.
BEGINNING = """\
import multiprocessing
import sys

if __name__ == "__main__":
    multiprocessing.freeze_support()
    if sys.argv[1:3] == ["-P", "-c"]:
        exec(sys.argv[3], {"__name__": "__main__"})
    else:
        from bpkit.__main__ import program

        program()
"""
STEPS: tuple[tuple[str, ...], ...] = (
    ("--version",),
    ("demo", "Berbagi Contoh"),
    ("validate", "Berbagi Contoh", "--no-cache", "--format", "json", "--fail-on", "never"),
    ("run", "Berbagi Contoh", "--fail-on", "never", "--quiet"),
    ("init", "Baru", "--province", "Bali", "--city", "Denpasar; 4"),
)


def build() -> Path:
    """Build the file, and give where it is."""
    WORK.mkdir(parents=True, exist_ok=True)
    begin = WORK / "bpkit_app.py"
    begin.write_text(BEGINNING, encoding="utf-8")
    options = ["--onefile", "--console", "--noconfirm", "--clean", "--name", "bpkit", "--log-level", "WARN"]
    options += ["--distpath", str(DIST), "--workpath", str(WORK), "--specpath", str(WORK)]
    options += ["--paths", str(ROOT / "src"), "--collect-submodules", "bpkit"]
    for source, target in DATA:
        options += ["--add-data", f"{source}{os.pathsep}{target}"]
    for name in PACKAGES:
        options += ["--collect-data", name, "--collect-binaries", name]
    for name in UNUSED:
        options += ["--exclude-module", name]
    subprocess.run([sys.executable, "-m", "PyInstaller", *options, str(begin)], check=True)
    return DIST / ("bpkit.exe" if os.name == "nt" else "bpkit")


def try_out(built: Path) -> None:
    """Run it where no Python, no package and no checkout can be found, and say how large and quick it is."""
    print(f"{built}: {built.stat().st_size / 1e6:.1f} MB")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        program = Path(shutil.copy2(built, folder / built.name))
        kept = ("SYSTEMROOT", "TEMP", "TMP", "COMSPEC", "NUMBER_OF_PROCESSORS")
        bare = {key: os.environ[key] for key in kept if key in os.environ}
        bare |= {
            "BPKIT_CACHE_DIR": str(folder / "cache"),
            "BPKIT_LANG": "id",
            "HOME": name,
            "USERPROFILE": name,
        }
        for step in (STEPS[0], *STEPS):  # the first start is the slow one: a virus scanner looks at it
            begun = time.perf_counter()
            done = subprocess.run(
                [str(program), *step],
                cwd=folder,
                env=bare,
                capture_output=True,
                encoding="utf-8",
                check=False,
            )
            print(f"  bpkit {' '.join(step)}: {time.perf_counter() - begun:.1f} s")
            if done.returncode:
                sys.exit(f"exit code {done.returncode}\n{done.stdout}\n{done.stderr}")
            if step[0] == "demo":
                add_what_needs_libraries(folder / "Berbagi Contoh")
            if step[0] == "validate":
                demand_the_same(done.stdout, step, folder, bare)
        forms = sorted(file.name for file in folder.rglob("Lampiran*.xlsx"))
        letters = list((folder / "Baru").rglob("best practice_korkot (Denpasar)*"))
        if len(forms) < 3 or not letters:
            sys.exit(f"not everything was made: {forms} {letters}")
        print(f"  forms: {', '.join(forms)}")


def add_what_needs_libraries(share: Path) -> None:
    """A PDF, recordings and an old document, which are read by libraries or in other processes."""
    city = next(share.rglob("best practice_korkot (Semarang)*"))
    files = [*ROOT.glob("tests/data/media/a.[amo][ugkp]*"), ROOT / "tests" / "data" / "office" / "semua.doc"]
    files.append(next((ROOT / "examples").rglob("*.pdf")))
    for number, file in enumerate(files):
        shutil.copyfile(file, city / f"Coba {number}{file.suffix}")


def demand_the_same(said: str, step: tuple[str, ...], folder: Path, environment: dict[str, str]) -> None:
    """What bpkit says from its sources is what the built file said: every reader found what it needs."""
    command = [sys.executable, "-m", "bpkit", *step]
    wanted = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=True
    ).stdout
    if json.loads(said) != json.loads(wanted):
        sys.exit(f"the built file reads something else:\n{said}\nin place of\n{wanted}")


def main() -> None:
    """Build and try; what people double-click goes beside the file, for whoever unpacks both onto a share."""
    if sys.argv[1:2] == ["--try"]:
        try_out(Path(sys.argv[2]).resolve())
        return
    built = build()
    try_out(built)
    system = {"win32": System.WINDOWS, "darwin": System.MACOS}.get(sys.platform, System.LINUX)
    print("  beside it: " + ", ".join(file.name for file, _ in write_starters(built.parent, [system])))


if __name__ == "__main__":
    main()
