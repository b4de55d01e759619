"""The application and its commands, in the order in which a month uses them."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Annotated, Any

import typer

from .. import __version__
from .helping import help_of

# The commands, and the modules whose functions they are.
COMMANDS = {
    **{name: name for name in ("validate", "sheets", "score", "recap", "letter", "run", "status", "fix")},
    **{name: name for name in ("send", "receive", "site", "comments")},
    "explain": "explain",
    "rules": "explain",
    **{name: name for name in ("init", "demo", "schema", "doctor")},
}
GROUPS = ("rubric", "program", "cache")


def application(arguments: Sequence[str] = ()) -> typer.Typer:
    """All commands, or the one alone that these arguments name.

    To describe them all takes longer than many a run.
    """
    app = typer.Typer(
        name="bpkit",
        help=help_of("app"),
        no_args_is_help=True,
        pretty_exceptions_enable=False,  # __main__ turns a fault of our own into a report and exit code 70
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_root)
    named = arguments[0] if arguments else ""
    alone = named in (*COMMANDS, *GROUPS)
    for name, module in COMMANDS.items():
        if name == named or not alone:
            app.command(help=help_of(name))(_found(module, name))
    for name in GROUPS:
        if name == named or not alone:
            app.add_typer(_found(name, name), name=name, help=help_of(name))
    return app


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
