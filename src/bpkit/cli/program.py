"""`bpkit program list`, `show`, `check` and `new`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .helping import help_of
from .options import Format, FormatOption, Language, speak
from .telling import asked, tell, tell_json
from .usage import WordedCommand, WordedGroup

if TYPE_CHECKING:
    from ..model.programs import Cycle
    from ..schemas import ProgramCheckJson
    from ..settings.program_draft import DraftItem

program = typer.Typer(cls=WordedGroup, help=help_of("program"), no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="NAME", help=help_of("program_name"))]


@program.command("list", cls=WordedCommand, help=help_of("program_list"))
def list_programs(lang: Language = None, format: FormatOption = Format.TEXT) -> None:  # noqa: A002
    """Print the programmes that travel with bpkit."""
    from ..resources import program_names
    from ..settings.programs import load_program

    speak(lang)
    found = [load_program(name) for name in program_names()]
    if format is Format.JSON:
        tell_json([{"program": one.id, "name": one.name, "cycle": one.cycle.value} for one in found])
        return
    width = max((len(one.id) for one in found), default=0)
    for one in found:
        tell(f"{one.id.ljust(width)}  {one.name}")


@program.command("show", cls=WordedCommand, help=help_of("program_show"))
def show(name: Name, lang: Language = None, format: FormatOption = Format.TEXT) -> None:  # noqa: A002
    """Print a programme: levels, cycle, trees, weights, scales, bands, assumptions."""
    from ..reports.programs import program_json, program_lines
    from ..settings.programs import load_program

    speak(lang)
    found = load_program(name, Path.cwd())
    if format is Format.JSON:
        tell_json(program_json(found))
    else:
        for line in program_lines(found):
            tell(line)


@program.command("check", cls=WordedCommand, help=help_of("program_check"))
def check(name: Name, lang: Language = None, format: FormatOption = Format.TEXT) -> None:  # noqa: A002
    """Read a programme file and prove its worked examples; any fault is a usage error."""
    from ..model.programs import VoiceKind
    from ..settings.programs import load_program
    from ..wording import say

    speak(lang)
    found = load_program(name, Path.cwd())
    own = [one for one in found.schemes if any(v.kind is not VoiceKind.UNITS for v in one.voices)]
    items = sum(1 for scheme in own for _ in scheme.root.leaves())  # others take over what units below have
    if format is Format.JSON:
        proven: ProgramCheckJson = {
            "program": found.id,
            "sha256": found.sha256,
            "items": items,
            "examples": len(found.examples),
        }
        tell_json(proven)
    else:
        tell(say("program.good", program=found.id, items=items, examples=len(found.examples)))


@program.command("new", cls=WordedCommand, help=help_of("program_new"))
def new(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=help_of("program_file"))],
    name: Annotated[str | None, typer.Option("--name", help=help_of("new_name"))] = None,
    cycle: Annotated[str | None, typer.Option("--cycle", help=help_of("new_cycle"))] = None,
    level: Annotated[list[str] | None, typer.Option("--level", help=help_of("new_level"))] = None,
    judged: Annotated[str | None, typer.Option("--judged", help=help_of("new_judged"))] = None,
    scale: Annotated[str | None, typer.Option("--scale", help=help_of("new_scale"))] = None,
    item: Annotated[list[str] | None, typer.Option("--item", help=help_of("new_item"))] = None,
    lang: Language = None,
) -> None:
    """Write a commented programme file of the user's own; what no option says is asked for."""
    from ..settings.program_draft import Draft, scale_of, write_draft
    from ..wording import say

    speak(lang)
    _demand_free(file)
    draft = Draft(
        name or _asked("new_ask_name"),
        _cycle(cycle or _asked("new_ask_cycle", "tahun")),
        tuple(level or _listed(_asked("new_ask_levels", "unit"))),
        (judged or _asked("new_ask_judged", "unit")).strip(),
        scale_of(scale or _asked("new_ask_scale", "0-100")),
        tuple(_items(item)),
    )
    written = write_draft(file, draft)
    tell(written)
    tell(say("program.new_next", file=written), err=True)


def _demand_free(file: Path) -> None:
    """Ask nobody ten questions for a file that can't be written."""
    from ..errors import UserError
    from ..wording import say

    if file.exists() or file.with_name(file.name + ".yaml").exists():
        raise UserError(say("program.new_taken", file=file), say("program.new_taken_remedy"))


def _asked(question: str, default: str | None = None) -> str:
    return asked(f"program.{question}", default, remedy="program.new_remedy")


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _cycle(text: str) -> Cycle:
    from ..errors import UserError
    from ..model.programs import Cycle
    from ..settings.typed_file import nearest
    from ..wording import say

    options = [one.value for one in Cycle]
    if text.strip() not in options:
        problem = say("program.new_cycle_bad", cycle=text, near=nearest(text, options))
        raise UserError(problem, say("program.new_remedy"))
    return Cycle(text.strip())


def _items(given: list[str] | None) -> list[DraftItem]:
    """The items of the options, or asked for one by one until a line is empty."""
    from ..errors import UserError
    from ..settings.program_draft import fault_in, item_of
    from ..wording import say

    lines = given or []
    if not given:
        tell(say("program.new_items"), err=True)
        while line := _asked("new_ask_item", "").strip():
            lines.append(line)
    found = [item_of(line) for line in lines]
    if fault := fault_in(found):
        raise UserError(fault, say("program.new_item_remedy"))
    return found
