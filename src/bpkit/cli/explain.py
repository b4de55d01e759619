"""`bpkit explain CODE` and `bpkit rules`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, cast

import typer

from .helping import help_of
from .options import Format, FormatOption, Language, speak
from .telling import tell, tell_json

if TYPE_CHECKING:
    from ..schemas import RuleJson, SeverityName


def explain(
    code: Annotated[str, typer.Argument(metavar="BP303", help=help_of("code"))],
    lang: Language = None,
    format: FormatOption = Format.TEXT,  # noqa: A002
) -> None:
    """Print what a rule asks, why, and how to mend it."""
    from ..rules import catalogue

    speak(lang)
    if format is Format.JSON:
        tell_json(catalogue.explained(code))
    else:
        tell(catalogue.explain(code))


def rules(
    lang: Language = None,
    format: FormatOption = Format.TEXT,  # noqa: A002
) -> None:
    """List every rule with its severity."""
    from ..rules.catalogue import name_of
    from ..rules.registry import all_rules
    from ..wording import say

    speak(lang)
    listed: list[RuleJson] = [
        {
            "code": rule.code,
            "severity": cast("SeverityName", rule.severity.label),
            "name": name_of(rule.code),
            "slide": rule.slide,
        }
        for rule in all_rules().values()
    ]
    if format is Format.JSON:
        tell_json(listed)
        return
    for rule in listed:
        severity = say(f"report.{rule['severity']}")
        tell(f"{rule['code']}  {severity:<10}  {rule['name']}")
