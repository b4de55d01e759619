"""The application and its commands, in the order in which a month uses them."""

from __future__ import annotations

from typing import Annotated

import typer

from .. import __version__
from .cache import cache
from .demo import demo
from .doctor import doctor
from .explain import explain, rules
from .fix import fix
from .helping import help_of
from .init import init
from .letter import letter
from .recap import recap
from .rubric import rubric
from .run import run
from .schema import schema
from .score import score
from .sheets import sheets
from .status import status
from .validate import validate

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


for command in (
    validate,
    sheets,
    score,
    recap,
    letter,
    run,
    status,
    fix,
    explain,
    rules,
    init,
    demo,
    schema,
    doctor,
):
    app.command(help=help_of(command.__name__))(command)
app.add_typer(rubric, name="rubric", help=help_of("rubric"))
app.add_typer(cache, name="cache", help=help_of("cache"))
