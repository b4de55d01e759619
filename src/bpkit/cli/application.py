"""The application and its commands, in the order in which a month uses them."""

from __future__ import annotations

from typing import Annotated

import typer

from .. import __version__
from .helping import help_of

app = typer.Typer(
    name="bpkit",
    help=help_of("app"),
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # __main__ turns a fault of our own into a report and exit code 70
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"bpkit {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", help=help_of("version"), callback=_version, is_eager=True)
    ] = False,
) -> None:
    pass
from .options import with_options, Options
for n in "validate score recap run sheets letter fix status doctor".split():
    def f(path: str, options: Options): pass
    app.command(n, help=help_of(n))(with_options(f))
