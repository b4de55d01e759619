"""What a command was asked to do, apart from the command itself."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path

from msgspec import Struct

from ..model.zones import WIB


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
    seen: dict[str, os.stat_result] = {}  # files that the share was asked about a moment ago, by their paths

    @property
    def moment(self) -> datetime:
        """When the command was given."""
        if self.now is not None:
            return self.now
        return datetime.combine(self.today, time(12), WIB) if self.today else datetime.now().astimezone()
