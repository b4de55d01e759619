"""`bpkit seal verify`"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import ExitCode, UserError
from .helping import help_of
from .options import Config, Format, FormatOption, Language, Options, request
from .rounds import seen_from, tell_tree, trees_at
from .telling import tell, tell_json
from .usage import WordedCommand, WordedGroup

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..schemas import SealVerifyJson
    from ..work.seals import SealState, Verified

seal = typer.Typer(cls=WordedGroup, help=help_of("seals"), no_args_is_help=True)


@seal.callback()
def _group() -> None:
    """A group with one command so far."""


@seal.command("verify", cls=WordedCommand, help=help_of("seal_verify"))
def verify(
    path: Annotated[Path, typer.Argument(metavar="PATH", help=help_of("path"))],
    hash: Annotated[str | None, typer.Option("--hash", metavar="NOMOR", help=help_of("seal_hash"))] = None,  # noqa: A002
    config: Config = None,
    lang: Language = None,
    format: FormatOption = Format.TEXT,  # noqa: A002
) -> None:
    """Hold every seal of every programme against its chain and what it seals; 1 where one does not hold."""
    from ..reports.rounds import by_tree
    from ..sealing import LEAST_TYPED, typed_number
    from ..wording import say
    from ..work.seals import verify_all

    options = Options(config=config, lang=lang)
    if hash is not None and len(typed_number(hash)) < LEAST_TYPED:
        raise UserError(say("report.seal_short", number=hash), say("report.seal_short_remedy"))
    found = verify_all([request(one, options) for one in trees_at(path, options) or [path]], hash or "")
    if format is Format.JSON:
        told = {seen_from(one.path, path): _as_json(one) for one in found}
        tell_json(by_tree(told) if len(told) > 1 else next(iter(told.values())))
    else:
        for one in found:
            if len(found) > 1:
                tell_tree(one.path, path)
            for line in _lines(one):
                tell(line)
    raise typer.Exit(ExitCode.CLEAN if all(one.holds for one in found) else ExitCode.FINDINGS)


def _as_json(found: Verified) -> SealVerifyJson:
    from ..reports.json_output import finding_json
    from ..sealing import number_of

    chain = found.chain
    return {
        "path": str(found.path),
        "holds": found.holds,
        "chain": {
            "path": str(chain.file),
            "links": len(chain.links),
            "misfit": chain.misfit.line if chain.misfit else None,
            "why": "unread" if chain.trouble else chain.misfit.why if chain.misfit else "",
            "last": chain.links[-1].hash if chain.links else "",
        },
        "seals": [
            {
                "place": one.place,
                "number": one.number,
                "state": one.state,
                "act": one.act,
                "when": one.when,
                "by": one.by,
                "reason": one.reason,
            }
            for one in found.states
        ],
        "findings": [finding_json(one, found.path) for one in found.findings],
        "asked": found.asked,
        "named": [
            {
                "link": link.number,
                "place": link.place,
                "number": number_of(link.seal),
                "when": link.when,
                "by": link.by,
                "state": state,
            }
            for link, state in found.known
        ],
    }


def _lines(found: Verified) -> Iterator[str]:
    """What was found, the chain first, then every seal, then what does not fit."""
    from ..reports.panels import cause_lines
    from ..rules.catalogue import render
    from ..wording import say

    chain = found.chain
    if chain.trouble:
        yield say("report.chain_unread", path=chain.file)
    elif chain.misfit:
        yield say(f"report.chain_{chain.misfit.why}", line=chain.misfit.line, path=chain.file)
    elif chain.links:
        yield say("report.chain_whole", count=len(chain.links), path=chain.file)
    else:
        yield say("report.chain_none")
    for state in found.states:
        yield from _state_lines(state)
    for one, (place, message) in zip(found.findings, cause_lines(found.findings, found.path), strict=True):
        yield f"  {place}: {message}"
        yield f"    {say('report.remedy', remedy=render(one).remedy)}"
    if found.asked:
        yield from _named_lines(found)
    yield say("report.seals_hold" if found.holds else "report.seals_fail")


def _state_lines(state: SealState) -> Iterator[str]:
    from ..wording import say

    yield f"  {(state.number or '–').ljust(14)}  {say(f'report.seal_{state.state}')}: {state.place}"
    if state.when:
        whom = say("report.seal_by", by=state.by) if state.by else ""
        why = say("report.seal_reason", reason=state.reason) if state.reason else ""
        yield "    " + say("report.seal_when", when=state.when, by=whom, reason=why)


def _named_lines(found: Verified) -> Iterator[str]:
    from ..sealing import number_of
    from ..wording import say

    if not found.known:
        yield say("report.number_unknown", number=found.asked)
    for link, state in found.known:
        words = "report.number_holds" if state == "holds" else "report.number_fails"
        yield say(words, number=number_of(link.seal), link=link.number, place=link.place, when=link.when)
