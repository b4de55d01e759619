"""Where the files are that travel with bpkit and that people may copy: rubrics, templates, examples."""

from __future__ import annotations

from pathlib import Path

DEFAULT_PROGRAM = "pob-2010"  # of a tree that says nothing of its programme


def program_names() -> list[str]:
    """The names of the programmes that travel with bpkit, rubrics among them."""
    return sorted(file.stem for file in resource("rubrics").glob("*.yaml"))


def resource(name: str) -> Path:
    """The folder `rubrics`, `templates` or `examples`: in the installed package, else in the checkout."""
    here = Path(__file__).parent
    installed = here / "data" / name
    return installed if installed.is_dir() else here.parents[1] / name
