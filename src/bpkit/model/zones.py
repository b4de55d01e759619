"""The time zones of Indonesia: no summer time, unchanged since 1988, so that three offsets are all there is.

Windows has no list of time zones to ask.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone

ZONE_NAMES = ("WIB", "WITA", "WIT")  # as people write them
WIB, WITA, WIT = (timezone(timedelta(hours=7 + n), name) for n, name in enumerate(ZONE_NAMES))
ZONES: Mapping[str, timezone] = {
    **dict.fromkeys(("WIB", "Asia/Jakarta", "Asia/Pontianak"), WIB),
    **dict.fromkeys(("WITA", "Asia/Makassar", "Asia/Ujung_Pandang"), WITA),
    **dict.fromkeys(("WIT", "Asia/Jayapura"), WIT),
}


def days_now(now: datetime) -> str:
    """The day it is in each zone: while it stays the same, nothing becomes late."""
    return " ".join(str(now.astimezone(zone).date()) for zone in (WIB, WITA, WIT))
