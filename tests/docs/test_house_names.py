"""No room of the engine names a programme, a level or an item that is scored: those are data of rubrics/.

Looked at are identifiers and texts of the code; a comment or docstring may say who asks for something.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bpkit import yamlfile

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "bpkit"

# Codes of programmes that mean something else to the engine, in its own language or in that of its files.
COMMON = {"unit", "hasil", "pertemuan"}

# What still does, and why; this list only gets shorter.
ALLOWED = {
    "resources.py": "which programme a tree follows that has no bpkit.yaml",
    "model/sources.py": "words by which people say which team a writing comes from",
    "people/names.py": "words for positions, which stand beside people's names",
    "reading/documents/writing.py": "words of running heads, which are no title",
    "reading/identity/tables.py": "words for positions, as people sign",
    "reading/identity/values.py": "words for positions, as people type them",
    "reading/identity/vocabulary.py": "words for positions and workplaces, as people type them",
    "reading/panel/score_form.py": "headings of the form and of tables that people made themselves",
}


def codes() -> set[str]:
    """Ids of programmes, codes of their levels and of whatever is scored, from all that travel with bpkit."""
    found: set[str] = set()
    for file in sorted((ROOT / "rubrics").glob("*.yaml")):
        typed = yamlfile.read(file.read_bytes())
        found.add(typed["id"])
        found |= {entry["kode"] for entry in typed.get("tingkat", ())}
        found |= set(_items([*typed.get("instrumen", ()), *typed.get("butir", ())]))
    return {str(code) for code in found if re.search("[a-z]{3}", code)} - COMMON


def _items(entries: list[Any]) -> Iterator[str]:
    for entry in entries:
        if isinstance(entry, dict):
            yield entry["kode"]
            yield from _items(entry.get("butir", []))


def said(path: Path) -> Iterator[str]:
    """Every identifier and every text of a module, docstrings left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    aside = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
            if id(node) not in aside:
                yield node.value if isinstance(node.value, str) else node.value.decode("latin-1")
        elif isinstance(node, ast.Name):
            yield node.id
        else:
            yield from (
                value
                for key, value in ast.iter_fields(node)
                if key in ("name", "attr", "arg", "asname") and isinstance(value, str)
            )


def names_in(path: Path) -> set[str]:
    """The codes that a module names."""
    text = "\n".join(said(path)).casefold()
    return {
        code for code in codes() if re.search(rf"(?<![a-z0-9]){re.escape(code.casefold())}(?![a-z0-9])", text)
    }


@pytest.mark.parametrize(
    "path", sorted(SOURCE.rglob("*.py")), ids=lambda path: path.relative_to(SOURCE).as_posix()
)
def test_no_module_names_a_programme_a_level_or_an_item(path: Path) -> None:
    allowed = path.relative_to(SOURCE).as_posix() in ALLOWED
    assert bool(names_in(path)) is allowed, names_in(path) or "take it off the list"
