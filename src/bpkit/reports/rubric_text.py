"""A rubric on the screen and as JSON, with the assumption it rests on."""

from __future__ import annotations

from typing import Any

from rich.console import Console

from ..figures import exact
from ..model.scores import Rubric
from ..wording import say
from .numbers import whole
from .screen.console import escape, print_indented


def print_rubric(rubric: Rubric, console: Console) -> None:
    """Write instruments, weights, limits and the note."""
    console.print(f"[bold]{escape(rubric.id)}[/]  {escape(rubric.name)}")
    console.print(escape(rubric.source))
    console.print()
    for number, instrument in enumerate(rubric.instruments, start=1):
        head = f"{number}. {instrument.name}"
        weight = say("report.weight", weight=whole(instrument.weight))
        console.print(f"[bold]{escape(head)}[/]  [cyan]{instrument.code}[/]  {weight}")
        print_indented(console, escape(instrument.description), 3)
        for condition in instrument.conditions:
            print_indented(console, escape(f"• {condition}"), 3)
    console.print()
    scale = rubric.scale
    limits = {
        "least": whole(scale.least),
        "most": whole(scale.most),
        "step": whole(scale.step),
        "passing": whole(rubric.passing),
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
    console.print(say("report.rubric_example", final=whole(rubric.example.final)))
    if rubric.note:
        console.print()
        console.print(f"[yellow]{escape(rubric.note)}[/]")


def rubric_json(rubric: Rubric) -> dict[str, Any]:
    """The same as data; figures are exact and travel as text."""
    scale = rubric.scale
    return {
        "rubric": rubric.id,
        "name": rubric.name,
        "source": rubric.source,
        "note": rubric.note,
        "sha256": rubric.sha256,
        "scale": {"least": exact(scale.least), "most": exact(scale.most), "step": exact(scale.step)},
        "passing": exact(rubric.passing),
        "panel_minimum": {level.value: least for level, least in rubric.panel_minimum.items()},
        "named": {level.value: count for level, count in rubric.named.items()},
        "quota": {"teams": rubric.quota_teams, "many": rubric.quota_many, "few": rubric.quota_few},
        "tie_break": list(rubric.tie_break),
        "instruments": [
            {
                "code": one.code,
                "name": one.name,
                "short_name": one.short_name,
                "description": one.description,
                "conditions": list(one.conditions),
                "weight": exact(one.weight),
            }
            for one in rubric.instruments
        ],
        "example": exact(rubric.example.final),
    }
