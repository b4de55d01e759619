"""The walls of docs/architecture.md, held against the imports of the code."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "bpkit"
TESTS = ROOT / "tests"
# What is tested in a folder of its own: whole jobs by their commands, pages and the house, rubrics/, the
# benchmarks, and what does more by a make target.
WHOLE = {"jobs", "docs", "programs", "benchmarks", "fuzz", "reckoning", "siege"}
WHOLE_PACKAGES = {"forms/test_paper.py", "forms/rounds/test_print_size.py"}  # every form, whichever module
EVERYWHERE = {"wording", "errors", "figures"}
NUMBERS = {"limits", "version"}  # of which even those may know that know no words
BELOW_WORDING = {"model", "errors", "yamlfile", "resources"}  # these import none of them


def table() -> dict[str, set[str]]:
    """Which rooms a room may import, as the table says."""
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    walls: dict[str, set[str]] = {}
    for rooms, allowed in re.findall(r"^\| (`.+?) \| .+? \| (.+?) \|$", page, re.MULTILINE):
        for room in re.findall(r"`(\w+)`", rooms):
            walls[room] = set(re.findall(r"`(\w+)`", allowed))
            walls[room].add("*" if allowed.startswith("everything") else room)
    return walls


def modules() -> list[Path]:
    return [path for path in sorted(SOURCE.rglob("*.py")) if path.name not in ("__init__.py", "__main__.py")]


def room_of(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def imported_rooms(path: Path) -> Iterator[str]:
    """The rooms that a module imports at its top or inside a function, but for type checking alone."""
    package = ["bpkit", *path.relative_to(SOURCE).parts[:-1]]
    tree = ast.parse(path.read_text(encoding="utf-8"))
    guarded = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in guarded or not isinstance(node, ast.ImportFrom) or not node.level:
            continue
        base = package[: len(package) - node.level + 1]
        parts = [*base, *(node.module or "").split(".")] if node.module else base
        if len(parts) > 1:
            yield parts[1]
        else:
            yield from (name.name for name in node.names if not name.name.startswith("__"))


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_no_module_imports_through_a_wall(path: Path) -> None:
    walls = table()
    room = room_of(path)
    assert room in walls, f"{room} is missing from the table in docs/architecture.md"
    allowed = walls[room] | NUMBERS | (EVERYWHERE if room not in BELOW_WORDING else set())
    if "*" in allowed:
        assert room == "cli" or "cli" not in imported_rooms(path)
        return
    assert set(imported_rooms(path)) <= allowed


def test_the_table_names_no_room_that_is_not_there() -> None:
    rooms = {room_of(path) for path in modules()}
    assert set(table()) <= rooms | {path.parent.name for path in SOURCE.glob("*/__init__.py")}


def test_everything_that_the_first_table_names_is_there() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = page.partition("## Where to look")[2].partition("## Rooms")[0]
    missing = []
    for cell in re.findall(r"^\| .+? \| (.+) \|$", rows, re.MULTILINE)[1:]:
        folder = SOURCE
        for name in re.findall(r"`([\w/]+)`", cell):
            places = [place / name for place in (SOURCE, folder, folder.parent)]
            found = [one for one in places if one.is_dir() or one.with_suffix(".py").exists()]
            missing += [] if found else [name]
            folder = next((one if one.is_dir() else one.parent for one in found), folder)
    assert missing == []


def test_only_the_reading_room_opens_what_was_handed_in() -> None:
    pure = (
        "model",
        "rules",
        "panels",
        "scoring",
        "originality",
        "sealing",
    )
    opening = re.compile(r"\bopen\(|\.read_bytes\(|\.read_text\(|os\.scandir|\.iterdir\(|\.rglob\(")
    for path in modules():
        if room_of(path) in pure and path.name != "registry.py":
            assert not opening.search(path.read_text(encoding="utf-8")), path


def subject_of(path: Path) -> Path | None:
    """The module or package that a test module is named after: `test_docx_heading` belongs to `docx`."""
    words = path.stem.removeprefix("test_").split("_")
    for count in range(len(words), 0, -1):
        place = SOURCE / path.relative_to(TESTS).parent / "_".join(words[:count])
        if place.with_suffix(".py").exists() or place.is_dir():
            return place
    return None


def test_every_test_stands_where_its_subject_stands_and_has_its_name() -> None:
    lost = []
    for path in sorted(TESTS.rglob("test_*.py")):
        place = path.relative_to(TESTS)
        if place.parts[0] not in WHOLE and place.as_posix() not in WHOLE_PACKAGES and not subject_of(path):
            lost.append(place.as_posix())
    assert lost == [], "call it test_<module>.py or test_<module>_<aspect>.py, where its module is"


def test_what_helps_tests_has_one_home() -> None:
    taking = re.compile(r"^\s*(?:from|import) (?:[\w.]+\.)?test_\w+", re.MULTILINE)
    assert [path for path in TESTS.rglob("*.py") if taking.search(path.read_text(encoding="utf-8"))] == []
