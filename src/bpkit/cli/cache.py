"""`bpkit cache info` and `bpkit cache clear`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from .helping import help_of
from .options import Format, FormatOption, Language, speak
from .telling import tell, tell_json
from .usage import WordedCommand, WordedGroup

if TYPE_CHECKING:
    from ..cache.store import CacheInfo

cache = typer.Typer(cls=WordedGroup, help=help_of("cache"), no_args_is_help=True)

_MIB = 1 << 20


@cache.command("info", cls=WordedCommand, help=help_of("cache_info"))
def info(
    lang: Language = None,
    format: FormatOption = Format.TEXT,  # noqa: A002
) -> None:
    """Print where the cache is and what it holds."""
    from ..cache.store import Cache

    speak(lang)
    with Cache.open() as found:
        held = found.info()
    if format is Format.JSON:
        tell_json(_as_json(held))
    else:
        _print(held)


@cache.command("clear", cls=WordedCommand, help=help_of("cache_clear"))
def clear(lang: Language = None) -> None:
    """Delete the cache."""
    from ..cache.store import Cache
    from ..errors import LockedError
    from ..wording import decimal, say

    speak(lang)
    with Cache.open() as found:
        size = found.info().size
        try:
            found.clear()
        except OSError as error:
            raise LockedError(
                say("cache.held", path=error.filename or ""), say("cache.held_remedy")
            ) from error
    tell(say("cache.cleared", size=decimal(f"{size / _MIB:.1f}")))


def _as_json(held: CacheInfo) -> dict[str, object]:
    return {
        "folder": str(held.folder),
        "bytes": held.size,
        "files": dict(held.files),
        "rows": dict(held.rows),
        "oldest": held.oldest and held.oldest.isoformat(),
        "newest": held.newest and held.newest.isoformat(),
    }


def _print(held: CacheInfo) -> None:
    from ..wording import decimal, say

    tell(say("cache.folder", path=held.folder))
    tell(say("cache.size", size=decimal(f"{held.size / _MIB:.1f}")))
    for table, count in held.rows.items():
        tell(say(f"cache.{table}", count=count))
    if held.oldest and held.newest:
        tell(say("cache.used", oldest=held.oldest.isoformat(), newest=held.newest.isoformat()))
