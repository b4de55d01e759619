"""What a command was asked to do, apart from the command itself."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path

from msgspec import Struct, field

from .. import share
from ..errors import ShareError, UserError
from ..model.zones import WIB
from ..share import Seen
from ..wording import say


class Request(Struct, frozen=True):
    """The path, the settings and the options that every command has."""

    path: Path
    config: Path | None = None
    period: str | None = None
    language: str | None = None
    select: Sequence[str] = ()
    ignore: Sequence[str] = ()
    compare: Sequence[Path] = ()  # more to compare texts and photos with
    deep: bool = False  # decode every pixel of every photo
    today: date | None = None  # for waivers that run out and for what may be late
    now: datetime | None = None  # the moment, with its zone; without it noon of `today`
    cache: bool = False  # take what was read before from the user's cache
    workers: int | None = None  # processes that read; None as many as pay
    dask: str | None = None  # the address of a scheduler whose workers read
    seen: Seen = field(default_factory=Seen)  # what the share was asked about a moment ago

    @property
    def moment(self) -> datetime:
        """When the command was given."""
        if self.now is not None:
            return self.now
        return datetime.combine(self.today, time(12), WIB) if self.today else datetime.now().astimezone()


def require_folder(path: Path, seen: Seen) -> None:
    """See that there is a folder, unless it was listed a moment ago.

    Raises:
        UserError: it is a file.
        ShareError: there is nothing, or nobody can say at the moment.
    """
    if os.path.abspath(path) in seen.folders:  # noqa: PTH100 - `resolve` would follow links to other names
        return
    try:
        mode = share.mode_of(path)
    except OSError as error:
        raise ShareError(say("run.unreadable", path=path), say("run.unreadable_remedy")) from error
    if mode is None:
        raise ShareError(say("run.not_there", path=path), say("run.not_there_remedy"))
    if not stat.S_ISDIR(mode):
        raise UserError(say("run.not_a_folder", path=path), say("run.not_a_folder_remedy"))
