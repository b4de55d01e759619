"""Which candidate a title on a sheet means: its own, or `city/title` where titles repeat."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from ..model.scores import Candidate
from ..model.signs import loose
from ..model.units import fold, unit_name

_SEARCHES = 100  # for the nearest title; a sheet of strange titles must not take minutes


@dataclass(frozen=True, slots=True)
class Miss:
    """Why a title means nothing here: the wording variant of BP805 and the keys that may have been meant."""

    variant: str
    keys: tuple[str, ...] = ()


class TitleIndex:
    """Finds candidates by what people type."""

    def __init__(
        self, candidates: Iterable[Candidate], others: Iterable[Candidate] = (), withdrawn: Iterable[str] = ()
    ) -> None:
        """`withdrawn` are the titles, as typed, that the decision takes back."""
        self._proposed = _named(candidates)
        self._others = _named(others)
        self._withdrawn = {loose(name) for title in withdrawn for name in _names("", title)}
        self._loose = _loosened(self._proposed)
        self._found: dict[tuple[str, str], Candidate | Miss] = {}
        self._searches = 0

    def find(self, title: str, city: str = "") -> Candidate | Miss:
        """The candidate that is meant; case, blanks, Unicode forms and pasted signs make no difference."""
        typed = (title, city)
        if typed not in self._found:
            self._found[typed] = self._find(title, city)
        return self._found[typed]

    def _find(self, title: str, city: str) -> Candidate | Miss:
        names = _names(city, title)
        if not self._withdrawn.isdisjoint(loose(name) for name in names):
            return Miss("withdrawn")
        # As typed first: two titles may differ by a dash alone. Then as pasted text differs from typed.
        for name, known in (*((n, self._proposed) for n in names), *((loose(n), self._loose) for n in names)):
            if found := known.get(name):
                return found[0] if len(found) == 1 else Miss("ambiguous", tuple(sorted(c.key for c in found)))
            if name in self._others:
                return Miss("not_proposed", (self._others[name][0].key,))
        return self._nearest(title)

    def _nearest(self, title: str) -> Miss:
        self._searches += 1
        if self._searches > _SEARCHES:
            return Miss("unknown")
        near = get_close_matches(fold(title), self._proposed, n=1, cutoff=0.6)
        return Miss("", (self._proposed[near[0]][0].key,)) if near else Miss("unknown")


def _named(candidates: Iterable[Candidate]) -> dict[str, list[Candidate]]:
    """Candidates under every name they go by."""
    names: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        for name in {fold(candidate.key), fold(candidate.title), _with_city(candidate.city, candidate.title)}:
            names[name].append(candidate)
    return dict(names)


def _names(city: str, title: str) -> list[str]:
    """What a typed title may be known by, the surest first."""
    names = [_with_city(city, title)] if city else []
    return [*names, fold(title), *([_split(title)] if "/" in title else [])]


def _loosened(named: Mapping[str, Sequence[Candidate]]) -> dict[str, list[Candidate]]:
    """The same under names without the signs that come with pasted text."""
    names: dict[str, list[Candidate]] = defaultdict(list)
    for name, candidates in named.items():
        names[loose(name)] += [one for one in candidates if one not in names[loose(name)]]
    return dict(names)


def _with_city(city: str, title: str) -> str:
    return f"{fold(unit_name(city))}/{fold(title)}"


def _split(typed: str) -> str:
    """`Kota Semarang / Judul` as `semarang/judul`."""
    city, _, title = typed.partition("/")
    return _with_city(city, title)
