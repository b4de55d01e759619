"""`bpkit site PATH --output DIR`"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .helping import help_of
from .options import Config, Format, FormatOption, Language, Options, PeriodOption, Workers
from .telling import progress, tell, tell_json, tell_unseen

if TYPE_CHECKING:
    from .. import schemas as shapes
    from ..work.siting import BuiltSite


def site(
    path: Annotated[Path, typer.Argument(metavar="PATH", help=help_of("path"))],
    output: Annotated[Path, typer.Option("--output", file_okay=False, help=help_of("site_output"))],
    period: PeriodOption = None,
    config: Config = None,
    lang: Language = None,
    format: FormatOption = Format.TEXT,  # noqa: A002
    no_cache: Annotated[bool, typer.Option("--no-cache", help=help_of("no_cache"))] = False,
    workers: Workers = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help=help_of("quiet"))] = False,
) -> None:
    """Make the pages that show everybody the writings, the winners and the progress."""
    from ..work.request import Request
    from ..work.running import Work
    from ..work.siting import build_site

    with progress(Options(quiet=quiet)) as tick:
        asked = Request(
            path,
            config=config,
            period=period,
            language=lang,
            today=date.today(),
            cache=not no_cache,
            workers=workers,
        )
        built = build_site(Work(asked, tick), output)
    if format is Format.JSON:
        tell_json(built_json(built, path))
    else:
        say_built(built, err=False)


def built_json(built: BuiltSite, path: Path) -> shapes.SiteJson:
    """What became of a site; `path` as it was typed."""
    from ..version import __version__

    return {
        "bpkit": __version__,
        "path": path.as_posix(),
        "output": built.path.as_posix(),
        "writings": built.writings,
        "comments": built.comments,
        "files": built.files,
        "made": built.made,
        "kept": built.kept,
        "removed": built.gone,
        "unread": [one.as_posix() for one in _unread(built)],
    }


def _unread(built: BuiltSite) -> list[Path]:
    return list(dict.fromkeys((*built.unread, *(one.path for one in built.unseen))))


def say_built(built: BuiltSite, *, err: bool) -> None:
    """What became of a site, in words."""
    from ..wording import say

    for unread in built.unread:
        tell(say("site.untold", path=unread), err=True)
    for line in built.unsettled:
        tell(line, err=True)
    tell_unseen([one for one in built.unseen if one.path not in built.unread])
    words = "site.done_unchanged" if built.is_unchanged else "site.done_written"
    counts = {name: getattr(built, name) for name in ("writings", "files", "made", "kept", "gone")}
    tell(say(words, path=built.path, **counts), err=err)
