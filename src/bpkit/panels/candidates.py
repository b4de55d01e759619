"""What lies before a panel, and which of it a title means.

The panel of the lowest level has the writings of its folder, every other what the level below sent up: a
city's its own, the province's what its cities proposed, the nation's what the provinces selected. A sheet
names a candidate by its title, or by `city/title` where titles repeat.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from ..model.facts import Folder, Submission
from ..model.hints import nearest
from ..model.outcomes import Checked, Judged
from ..model.place import Place
from ..model.problems import Problem
from ..model.scores import Candidate, Decision, Panel, Rubric, Sheet
from ..model.settings import Settings
from ..model.units import fold, fold_alike, same_unit, unit_name
from ..patterns import waived_paths

OWN_WRITING = "BP808"  # waived where the author only bears an assessor's name: a decision of people


def panel_of(  # noqa: PLR0913 - the last two say where and when waivers hold
    checked: Checked,
    below: Sequence[Judged],
    rubric: Rubric,
    settings: Settings,
    root: Path | None = None,
    today: date | None = None,
) -> Panel:
    """The panel of a unit's folder; `below` are the judged folders it is fed from."""
    folder = checked.folder
    mine, others = _before_it(checked, below)
    withdrawn = _withdrawn(mine, folder.decision)
    mine = tuple(candidate for candidate in mine if candidate not in withdrawn)
    paths = [*(sheet.path for sheet in folder.sheets), *(candidate.path for candidate in mine)]
    return Panel(
        level=folder.level,
        unit=folder.unit or "",
        period=folder.period,
        folder=folder.path,
        candidates=mine,
        sheets=folder.sheets,
        decision=folder.decision,
        expected=_expected(folder, settings),
        seats=_seats(folder, rubric, settings),
        others=others,
        seal=folder.seal,
        forms=folder.sealed_forms,
        withdrawn=withdrawn,
        told_apart=waived_paths(OWN_WRITING, paths, settings, root or settings.root, today),
    )


def with_former_titles(panel: Panel, titles: Mapping[Path, Sequence[str]]) -> Panel:
    """The panel, its candidates with the titles that they had before, by their paths."""
    if not titles:
        return panel

    def known(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
        return tuple(replace(one, formerly=tuple(titles.get(one.path, ()))) for one in candidates)

    return replace(panel, candidates=known(panel.candidates), others=known(panel.others))


def sent_unseen(folder: Folder, below: Sequence[Judged]) -> tuple[Path, ...]:
    """What a folder without panel and decision sends up: all that lies before it, or nothing."""
    if not folder.level.sends_unseen:
        return ()
    if folder.level.is_lowest:
        return tuple(submission.path for submission in _best_practices(folder))
    return tuple(path for judged in below for path in judged.sends)


def _withdrawn(mine: Iterable[Candidate], decision: Decision | None) -> tuple[Candidate, ...]:
    """The candidates that the panel's decision takes back under `ditarik`."""
    if decision is None or not decision.withdrawn:
        return ()
    titles = TitleIndex(mine)
    found = (titles.find(title) for title, _ in decision.withdrawn)
    return tuple(one for one in found if isinstance(one, Candidate))


def _before_it(
    checked: Checked, below: Sequence[Judged]
) -> tuple[tuple[Candidate, ...], tuple[Candidate, ...]]:
    """The candidates of a panel, and what lies in its folders but was not sent up."""
    passed = {
        result.candidate.path: result.passed
        for judged in below
        if judged.assessment
        for result in judged.assessment.results
        if result.final is not None
    }
    everything = _keyed(
        replace(_candidate(one, submission), passed_below=passed.get(submission.path))
        for one in checked.walk()
        if one.folder.level.is_lowest
        for submission in _best_practices(one.folder)
    )
    if checked.folder.level.is_lowest:
        return tuple(everything), ()
    sent = {path for judged in below for path in judged.sends}
    if checked.folder.sheets:
        sent = _as_scored(sent, everything, below, checked.folder.sheets)
    return (
        tuple(candidate for candidate in everything if candidate.path in sent),
        tuple(candidate for candidate in everything if candidate.path not in sent),
    )


def _as_scored(
    sent: set[Path], everything: Iterable[Candidate], below: Sequence[Judged], sheets: Iterable[Sheet]
) -> set[Path]:
    """What a panel has before it; of a folder whose own view is disturbed, what stands on its sheets.

    What such a folder sends is not known before its errors are mended: neither a title that it sent before,
    nor one that it would send now and that nobody was given to score, is a problem of the sheets.
    """
    open_ones = [judged.folder.path for judged in below if not judged.whole]
    named = {fold(title.rpartition("/")[2]) for sheet in sheets for title in sheet.listed}
    unsure = {one.path: one for one in everything if any(map(one.path.is_relative_to, open_ones))}
    return {path for path in sent if path not in unsure} | {
        path for path, one in unsure.items() if fold(one.title) in named
    }


def _best_practices(folder: Folder) -> list[Submission]:
    """What a panel may score: knowledge products are not."""
    return [submission for submission in folder.submissions if submission.product == "best practice"]


def _keyed(found: Iterable[Candidate]) -> list[Candidate]:
    """The candidates with keys that tell them apart: the title, or `city/title` where titles repeat."""
    found = list(found)
    titles = Counter(fold(candidate.title) for candidate in found)
    return [
        replace(one, key=one.title if titles[fold(one.title)] == 1 else f"{one.city}/{one.title}")
        for one in found
    ]


def _candidate(checked: Checked, submission: Submission) -> Candidate:
    author, source = submission.identity.author.name, submission.identity.source
    folder = checked.folder
    return Candidate(
        key=submission.title,
        title=submission.title,
        city=folder.unit or folder.path.name,
        province=(folder.above.unit if folder.above else None) or "",
        path=submission.path,
        author=author.text if author else "",
        source=source.text if source else "",
        sha256=submission.sha256,
        beside=submission.beside,
        complete=checked.is_complete(submission),
    )


def _expected(folder: Folder, settings: Settings) -> tuple[str, ...]:
    wanted = folder.unit if folder.level.is_named else folder.level.name
    return next((names for unit, names in settings.panels.items() if wanted and same_unit(unit, wanted)), ())


def _seats(folder: Folder, rubric: Rubric, settings: Settings) -> int | None:
    if not folder.level.quota:
        return rubric.named.get(folder.level.code, folder.level.seats)
    city = settings.city(folder.unit) if folder.unit else None
    return rubric.quota(city.team_count) if city else None


# Titles as people type them -----------------------------------------------------------------------

QUOTES = "\"'"
_SEARCHES = 100  # for the nearest title; a sheet of strange titles must not take minutes


class Miss(Struct, frozen=True):
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
        candidates, others = tuple(candidates), tuple(others)
        self._proposed = _named(candidates)
        self._others = _named(others)
        self._formerly = {
            fold_alike(title): one.key for one in (*others, *candidates) for title in one.formerly
        }
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
        former = fold_alike(title.rpartition("/")[2])
        if former in self._formerly:
            return Miss("renamed", (self._formerly[former],))
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
