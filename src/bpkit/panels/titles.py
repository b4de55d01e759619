"""Which candidate a title on a sheet means: its own, or `city/title` where titles repeat."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ..model.hints import nearest
from ..model.place import Place
from ..model.problems import Problem
from ..model.scores import Candidate
from ..model.units import fold, fold_alike, unit_name

QUOTES = "\"'"
_SEARCHES = 100  # for the nearest title; a sheet of strange titles must not take minutes


@dataclass(frozen=True, slots=True)
class Miss:
    """Why a title means nothing here: the wording variant of BP805 and the keys that may have been meant."""

    variant: str
    keys: tuple[str, ...] = ()

    def problem(self, path: Path, title: str, place: Place) -> Problem:
        """A title that means nothing, with where it was typed; `expected` has the keys one a line."""
        return Problem(path, title, "\n".join(self.keys), place, self.variant)


class TitleIndex:
    """Finds candidates by what people type."""

    def __init__(
        self, candidates: Iterable[Candidate], others: Iterable[Candidate] = (), withdrawn: Iterable[str] = ()
    ) -> None:
        """`withdrawn` are the titles, as typed, that the decision takes back."""
        self._proposed = _named(candidates)
        self._others = _named(others)
        self._withdrawn = {fold_alike(name) for title in withdrawn for name in _names("", title)}
        named = sorted((*self._others, *self._proposed), key=self._precedence)
        # Quotes around a whole title are YAML's own to whoever reads it, and the title's to whoever typed it.
        self._alike = {_unquoted(name): name for name in named} | {fold_alike(name): name for name in named}
        self._found: dict[tuple[str, str], Candidate | Miss] = {}
        self._searches = 0

    def find(self, title: str, city: str = "") -> Candidate | Miss:
        """The candidate that is meant; letter case, blanks and Unicode forms make no difference.

        Where no name is the same, one that looks the same is: Word curls quotes and lengthens hyphens.
        """
        typed = (title, city)
        if typed not in self._found:
            self._found[typed] = self._find(title, city)
        return self._found[typed]

    def _find(self, title: str, city: str) -> Candidate | Miss:
        names = _names(city, title)
        if any(fold_alike(name) in self._withdrawn for name in names):
            return Miss("withdrawn")
        likes = [like for name in names for like in (fold_alike(name), _unquoted(name))]
        names += [self._alike[like] for like in likes if like in self._alike]
        for name in names:
            if found := self._proposed.get(name):
                return found[0] if len(found) == 1 else Miss("ambiguous", tuple(sorted(c.key for c in found)))
            if name in self._others:
                return Miss("not_proposed", (self._others[name][0].key,))
        return self._nearest(title)

    def _precedence(self, name: str) -> tuple[bool, str]:
        """What was proposed comes last, so that it stands where names look alike."""
        return (name in self._proposed, name)

    def _nearest(self, title: str) -> Miss:
        self._searches += 1
        if self._searches > _SEARCHES:
            return Miss("unknown")
        near = nearest(fold(title), self._proposed)
        return Miss("", (self._proposed[near][0].key,)) if near is not None else Miss("unknown")


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


def _unquoted(name: str) -> str:
    """The name as it looks, without quotes around the title."""
    city, slash, title = fold_alike(name).rpartition("/")
    return f"{city}{slash}{title.strip(QUOTES)}"


def _with_city(city: str, title: str) -> str:
    return f"{fold(unit_name(city))}/{fold(title)}"


def _split(typed: str) -> str:
    """`Kota Semarang / Judul` as `semarang/judul`."""
    city, _, title = typed.partition("/")
    return _with_city(city, title)
