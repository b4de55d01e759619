"""Who a writing comes from, as people type it: a TF in any spelling, the city's own team, or others."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .signs import regex
from .units import fold

_NUMBERED = regex(r"\b(?:tf|tim|faskel|fasilitator(?: kelurahan)?)[\W_]*0*([1-9][0-9]{0,2}[a-z]?)\b")
_NUMBER = regex(r"0*([1-9][0-9]{0,2}[a-z]?)")
_NAMED = regex(r"(?:tf|tim fas(?:ilitator|kel)?(?: kelurahan)?|faskel|fasilitator kelurahan)\b[\W_]*(.*)")
_OWN_TEAM = regex(r"(?:tim )?(?:korkot|koorkot|koordinator kota|askot|asisten (?:korkot|koordinator kota))\b")


def is_team(source: str) -> bool:
    """Whether the source says that it is a TF.

    >>> is_team("Tim Fasilitator 3"), is_team("BKM Sejahtera")
    (True, False)
    """
    folded = fold(source)
    return bool(_NUMBERED.search(folded) or _NAMED.match(folded))


def is_own_team(source: str) -> bool:
    """Whether the source is the team that puts the writings of its city together (POB slide 12)."""
    return not is_team(source) and bool(_OWN_TEAM.match(fold(source)))


def team_key(name: str) -> str:
    """What tells one TF from another: `TF-03`, `TF 3`, `TF03` and `Tim Fasilitator 3` all give `#3`."""
    folded = fold(name)
    numbered = _NUMBERED.search(folded) or _NUMBER.fullmatch(folded)
    if numbered:
        return f"#{numbered[1]}"
    named = _NAMED.fullmatch(folded)
    return re.sub(r"[\W_]+", " ", named[1] if named else re.sub(r"^tim ", "", folded)).strip()


def team_among(source: str, teams: Iterable[str]) -> str | None:
    """The TF of the roster that the source means."""
    return next((team for team in teams if team_key(team) == team_key(source)), None)
