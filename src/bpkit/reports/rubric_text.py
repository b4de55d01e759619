"""A rubric on the screen, with the assumption it rests on."""

from __future__ import annotations

from rich.console import Console

from ..figures import exact
from ..model.scores import Rubric
from ..wording import say
from .console import escape, print_indented


def print_rubric(rubric: Rubric, console: Console) -> None:
    """Write instruments, weights, limits and the note."""
    console.print(f"[bold]{escape(rubric.id)}[/]  {escape(rubric.name)}")
    console.print(escape(rubric.source))
    console.print()
    for number, instrument in enumerate(rubric.instruments, start=1):
        head = f"{number}. {instrument.name}"
        weight = say("report.weight", weight=exact(instrument.weight))
        console.print(f"[bold]{escape(head)}[/]  [cyan]{instrument.code}[/]  {weight}")
        print_indented(console, escape(instrument.description), 3)
        for condition in instrument.conditions:
            print_indented(console, escape(f"• {condition}"), 3)
    console.print()
    scale = rubric.scale
    limits = {
        "least": exact(scale.least),
        "most": exact(scale.most),
        "step": exact(scale.step),
        "passing": exact(rubric.passing),
    }
    console.print(say("report.rubric_scale", **limits))
    console.print(
        say("report.rubric_panels", **{level.value: n for level, n in rubric.panel_minimum.items()})
    )
    console.print(say("report.rubric_named", **{level.value: n for level, n in rubric.named.items()}))
    quota = {"teams": rubric.quota_teams, "many": rubric.quota_many, "few": rubric.quota_few}
    console.print(say("report.rubric_quota", **quota))
    ties = ", ".join(rubric.tie_break) or say("report.rubric_no_tie_break")
    console.print(say("report.rubric_ties", ties=ties))
    console.print(say("report.rubric_example", final=exact(rubric.example.final)))
    if rubric.note:
        console.print()
        console.print(f"[yellow]{escape(rubric.note)}[/]")
