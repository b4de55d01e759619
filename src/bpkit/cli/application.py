"""The application and its commands, in the order in which a month uses them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib import import_module
from typing import Annotated, Any

import typer

from ..version import __version__
from .helping import help_of
from .usage import WordedCommand, WordedGroup

# The commands, and the modules whose functions they are.
COMMANDS = {
    **{name: name for name in ("validate", "sheets", "score", "recap", "letter", "run", "status", "fix")},
    **{name: name for name in ("message", "send", "receive", "site", "comments")},
    "explain": "explain",
    "rules": "explain",
    **{name: name for name in ("init", "start", "demo", "schema", "doctor")},
}
GROUPS = ("rubric", "program", "seal", "cache")


def application(arguments: Sequence[str] | None = None) -> typer.Typer:
    """All commands; with `arguments`, only what these need: the one they name, or what help lists of each.

    To describe them all takes longer than many a run.
    """
    app = typer.Typer(
        name="bpkit",
        cls=WordedGroup,
        help=help_of("app"),
        no_args_is_help=True,
        pretty_exceptions_enable=False,  # __main__ turns a fault of our own into a report and exit code 70
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_root)
    known = (*COMMANDS, *GROUPS)
    named = arguments[0] if arguments else ""
    is_listing = arguments is not None and not set(known) & set(arguments) and not _completes()
    for name, module in COMMANDS.items():
        if name == named or named not in known:
            app.command(name, help=help_of(name), cls=WordedCommand)(
                _listed if is_listing else _found(module, name)
            )
    for name in GROUPS:
        if name == named or named not in known:
            group = typer.Typer() if is_listing else _found(name, name)
            app.add_typer(group, name=name, help=help_of(name))
    return app


def _completes() -> bool:
    """Whether a shell asks what may come next, for which it needs every option."""
    return any(name.startswith("_") and name.endswith("_COMPLETE") for name in os.environ)


def _listed() -> None:
    """A command of which only the name and the help are shown."""


def _found(module: str, name: str) -> Any:
    return getattr(import_module(f".{module}", __package__), name)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"bpkit {__version__}")
        raise typer.Exit


def _root(
    version: Annotated[
        bool, typer.Option("--version", help=help_of("version"), callback=_version, is_eager=True)
    ] = False,
) -> None:
    pass
