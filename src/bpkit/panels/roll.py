"""Who is who at a panel's table: which names on its sheets are one person's, and who wrote what is scored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..model.scores import Candidate, Sheet
from ..people.names import people, person, same_person, unmarked

Ids = frozenset[str]
Paths = frozenset[Path]


@dataclass(frozen=True, slots=True)
class Roll:
    """Everybody named on the panel's sheets."""

    ids: Mapping[str, str]  # what `person` makes of a name -> the id under which that person goes
    sheets: Mapping[str, frozenset[Path]]  # by id
    unclear: Mapping[str, tuple[str, ...]]  # a name that may be either of several namesakes

    def id(self, name: str) -> str:
        """The id of whoever goes by this name."""
        who = person(name)
        return self.ids.get(who, who)

    def among(self, name: str, others: Iterable[str]) -> bool:
        """Whether somebody of these ids may be meant by the name."""
        who = self.id(name)
        return any(same_person(who, other) for other in others)

    def writers(self, candidate: Candidate, cleared: Paths) -> tuple[Ids, Ids]:
        """Who of the roll is the candidate's author, and who only bears the name, as somebody approved."""
        authors = people(candidate.author)
        named = {who for who in self.sheets if any(same_person(who, author) for author in authors)}
        apart = named if candidate.path in cleared else {who for who in named if self.sheets[who] & cleared}
        return frozenset(named - apart), frozenset(apart)


def call_roll(sheets: Iterable[Sheet], expected: Iterable[str]) -> Roll:
    """The roll of those who scored or agreed on these sheets; `expected` are the names under `panel:`."""
    named = [
        (person(name), sheet.path) for sheet in sheets for name in (sheet.assessor, *sheet.agreed) if name
    ]
    namesakes: dict[str, set[str]] = {}
    for who in (*(who for who, _ in named), *map(person, expected)):
        namesakes.setdefault(unmarked(who), set()).add(who)
    ids: dict[str, str] = {}
    unclear: dict[str, tuple[str, ...]] = {}
    for bare, found in namesakes.items():
        marked = sorted(found - {bare})
        ids |= {who: marked[0] if len(marked) == 1 else who for who in found}
        if bare in found and len(marked) > 1:
            unclear[bare] = tuple(marked)
    paths: dict[str, set[Path]] = {}
    for who, path in named:
        paths.setdefault(ids[who], set()).add(path)
    return Roll(ids, {who: frozenset(found) for who, found in paths.items()}, unclear)
