"""`bpkit comments PATH`: lists what readers said, and hides it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .helping import help_of
from .options import Config, Format, FormatOption, Language, PeriodOption
from .telling import tell, tell_json

if TYPE_CHECKING:
    from .. import schemas as shapes
    from ..work.commenting import SaidComment


def comments(
    path: Annotated[Path, typer.Argument(metavar="PATH", help=help_of("path"))],
    every: Annotated[bool, typer.Option("--all", help=help_of("comments_all"))] = False,
    seen: Annotated[bool, typer.Option("--seen", help=help_of("comments_seen"))] = False,
    hide: Annotated[
        Path | None, typer.Option("--hide", metavar="FILE", help=help_of("comments_hide"))
    ] = None,
    reason: Annotated[str, typer.Option("--reason", help=help_of("comments_reason"))] = "",
    period: PeriodOption = None,
    config: Config = None,
    lang: Language = None,
    format: FormatOption = Format.TEXT,  # noqa: A002
) -> None:
    """List what readers said, and hide what must not show."""
    from ..wording import say
    from ..work import commenting
    from ..work.request import Request
    from ..work.running import Work

    work = Work(Request(path, config=config, period=period, language=lang, today=date.today(), cache=True))
    if hide is not None:
        tell(say("site.hidden", path=commenting.hide(work, hide, reason, date.today())), err=True)
    said = commenting.comments_below(work)
    shown = [one for one in said if every or one.is_new]
    if format is Format.JSON:
        tell_json(as_json(shown, path, work.path))
    else:
        _tell_all(shown, every=every)
    if seen:
        commenting.note_seen(work, said)


def as_json(said: list[SaidComment], path: Path, given: Path) -> shapes.CommentsJson:
    """Comments as JSON; `path` as it was typed, their files as seen from there."""
    from ..reports.outline import relative
    from ..version import __version__

    return {
        "bpkit": __version__,
        "path": path.as_posix(),
        "comments": [
            {
                "title": one.submission.title,
                "city": one.city,
                "path": relative(one.comment.file, given),
                "name": one.comment.name,
                "date": one.comment.when.isoformat() if one.comment.when else None,
                "text": one.comment.text,
                "new": one.is_new,
                "trouble": one.comment.trouble or None,
            }
            for one in said
        ],
    }


def _tell_all(said: list[SaidComment], *, every: bool) -> None:
    from ..model.dates import in_words
    from ..wording import say

    if not said:
        tell(say("site.comments_none"))
        return
    tell(say("site.comments_all" if every else "site.comments_new", count=len(said)))
    for one in said:
        comment = one.comment
        when = in_words(comment.when) if comment.when else say("site.comment_undated")
        text = say(f"site.trouble_{comment.trouble}") if comment.trouble else " ".join(comment.text.split())
        name = comment.name or say("site.nameless")
        tell(say("site.comment_line", title=one.submission.title, name=name, date=when, text=text))
        tell(say("site.comment_file", path=comment.file))
    tell(say("site.comments_hint"))
