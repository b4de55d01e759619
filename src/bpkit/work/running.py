"""The conductor: from a path to facts, from facts to findings and results. The order of work lives here and
nowhere else; what is right or wrong lives in the rooms it calls.
"""

from __future__ import annotations

import os
import re
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from msgspec.structs import replace

from .. import share
from ..cache.store import Cache, NoCache
from ..errors import ShareError, UserError
from ..levels import levels_of
from ..model.agenda import AgendaBook, Event
from ..model.facts import Folder, FolderId, Submission, every_damage, out_of_sight
from ..model.matches import Match
from ..model.outcomes import Checked, Judged
from ..model.problems import Finding, Problem
from ..model.scores import Assessment, Panel, Rubric
from ..model.settings import Settings
from ..model.units import Period, unit_name
from ..months.deadlines import due_days, year_end, zone_of
from ..naming import ROSTER_BOOK, FolderName, parse
from ..originality import IndexLostError, Texts, file_in
from ..panels.candidates import panel_of, sent_unseen, with_former_titles
from ..panels.view import LOOKED_FOR, NAMES, concerns, disturbances, errors, selected, withheld
from ..reading.documents.writing import References, read_references
from ..reading.folders import ReadingOptions, Tick, read_folder, stems_of
from ..reading.known import PASSING
from ..reading.panel.names import NOTHING_AROUND
from ..reading.tree.walker import Layout, Walker
from ..resources import program_names
from ..rules.checking import Selection, check, check_assessment, check_panel, skipped, strict, weighed
from ..rules.registry import Codes, Context
from ..seal_chain import Chain, read_chain
from ..settings.config import find_config
from ..settings.proven import proven_rubric, proven_settings
from ..share import Seen
from ..share.publishing import Register
from ..wording import LANGUAGES, language_for, say, use_language
from .incoming import Incoming, book_of, look
from .memo import KeptCheck, Memo, PackedAssessment, key_told
from .program_trees import roster_misfits, trees_in
from .request import Request, require_folder

if TYPE_CHECKING:
    from ..reading.cluster import Cluster

# A province speaks of what each city proposed and of what is damaged in it, as the city does itself.
OF_A_CITY = ("BP606", "BP607")
OF_NAMES = ("BP101", "BP102", "BP105")  # what `bpkit fix` is about


T = TypeVar("T")


class Work:
    """One given path with its settings; what is read is read once."""

    def __init__(self, request: Request, tick: Tick = lambda *_: None) -> None:
        self.request = request
        self.tick = tick
        self._keeps = request.cache
        self.states: Mapping[FolderId, bytes] = {}  # a key of each folder with all that its check yielded
        self._at_hand: OrderedDict[FolderId, Assessment] = OrderedDict()
        self.path = _absolute(request.path)
        use_language(language_for(request.language))
        require_folder(request.path, request.seen)
        _require_language(request.language)
        self.settings = _settings(self.cache, request.config, self.path, request.seen)
        use_language(language_for(request.language, self.settings.language))
        self._told = request.seen.only(self.root)  # taken out of what was seen when the tree is walked
        self.selection = Selection.of(request.select, request.ignore)

    def cache(self) -> Cache:
        """What was read before; empty, and keeping nothing, where the request wants none."""
        return Cache.open() if self._keeps else NoCache()

    @property
    def root(self) -> Path:
        """The share: the folder of bpkit.yaml, else the given path."""
        return self.settings.root or self.path

    @cached_property
    def layout(self) -> Layout:
        """The tree by its names."""
        own: list[Path] = []
        if not self._told.lacks(self.root / ".bpkit"):
            _, own = share.both(lambda: self.chain, lambda: _written(self.root))
        return _walk(self.path, self.settings, _period(self.request.period), self.request.seen, own)

    @cached_property
    def folder(self) -> Folder:
        """The tree with everything in it read."""
        share.both(lambda: self.layout, self._ask_beside)
        folder = self._whole(lambda: self._read(self.layout, self._above()))
        self.__dict__.pop("layout", None)  # a year's has 36,000 paths, and nobody asks for them any more
        if out_of_sight(folder):
            _require_listing(self.path)
        compared = (damage for one in self._compared for damage in out_of_sight(one))
        # What was to be compared with and can't be read is said where it was asked for.
        misfits = (*folder.seal_problems, *self.chain.problems)
        twins = self._twins
        unsafe = (*folder.unsafe, *self._references.unread, *compared, *self.chain.unread, *twins)
        folder = replace(folder, unsafe=unsafe, seal_problems=misfits)
        if self.request.deep:
            from ..reading.images.opening import decoded

            folder = decoded(folder)
        return folder

    def _ask_beside(self) -> None:
        """Ask a slow share, while the tree is walked, for all that lies beside it; another is asked later."""
        if share.is_late():
            share.both(lambda: self._book, lambda: share.both(lambda: self._references, lambda: self._twins))

    @cached_property
    def _book(self) -> AgendaBook | Problem:
        return AgendaBook() if self._told.lacks(self.root / ".bpkit") else book_of(self.root)

    @cached_property
    def _twins(self) -> tuple[Problem, ...]:
        """What a `Daftar Wilayah.xlsx` beside bpkit.yaml says otherwise."""
        if self.path != self.root or self._told.lacks(self.root / ROSTER_BOOK):
            return ()
        return roster_misfits(self.root, self.settings)

    @property
    def steady(self) -> bool:
        """Whether everything could be seen, so that the same files give the same answer."""
        damages = chain.from_iterable(map(every_damage, (self.folder, *self._compared)))
        return not any(damage.kind in PASSING for damage in damages) and not self.incoming.damage

    @property
    def of_the_day(self) -> bool:
        """Whether another day may say something else of the same files: a deadline is still to come.

        Or there is what the register does not hold yet, so that it counts as first seen today.
        """
        now = self.context.now
        if any(line.event is not Event.LOOKED for line in self.incoming.lines):
            return True
        if now is None:
            return False
        years = {period.year for period in _periods(self.folder)} if self.settings.experts else set()
        if any(now.date() <= year_end(year) for year in years):
            return True
        return any(
            now.astimezone(zone_of(self.settings, due.province)).date() <= due.day
            for period in _periods(self.folder)
            for due in due_days(self.settings, period)
        )

    @cached_property
    def _compared(self) -> list[Folder]:
        """The trees of `--compare`."""
        period = _period(self.request.period)
        settings, seen = self.settings, self.request.seen
        layouts = [
            _walk(path, settings, period, seen, _written(settings.root or path))
            for path in map(_absolute, self.request.compare)
        ]
        return [self._read(layout) for layout in layouts]

    def _read(self, layout: Layout, above: Folder | None = None) -> Folder:
        texts = self._texts if self._compares else None
        with self.cache() as cache:
            workers = self.request.workers
            seen, levels = self.request.seen.files, self.settings.levels
            cluster, in_force = self._cluster(), self.chain.in_force
            options = ReadingOptions(cache, texts, workers, cluster, self.tick, seen, levels, in_force)
            return read_folder(layout, above, options)

    @cached_property
    def chain(self) -> Chain:
        """The share's chain of seals."""
        return Chain(self.root) if self._told.lacks(self.root / ".bpkit") else read_chain(self.root)

    def _cluster(self) -> Cluster | None:
        """Other computers that read, where the request names them."""
        if self.request.dask is None:
            return None
        from ..reading.cluster import Cluster

        return Cluster(self.request.dask, self.root)

    @cached_property
    def _compares(self) -> bool:
        """Whether there is anything to compare a text with."""
        several = len(list(islice(stems_of(self.layout), 2))) > 1
        return several or bool(self.request.compare) or bool(self._references.texts)

    def _whole(self, work: Callable[[], T]) -> T:
        """The work; where the index was lost, once more with a temporary one and everything read anew."""
        try:
            return work()
        except IndexLostError:
            if not self._keeps:
                raise
            self._let_texts_go()
            for name in ("folder", "_compared"):
                self.__dict__.pop(name, None)
            self._keeps = False
            return work()

    def _handed_in(self) -> Iterable[Submission]:
        """Every submission once, also where trees to compare with lie in the given one."""
        if not self._compared:
            return _submissions(self.folder)  # one folder's after the other's
        folders = [self.folder, *self._compared]
        return {one.path: one for folder in folders for one in _submissions(folder)}.values()

    def _let_texts_go(self) -> None:
        self._texts.close()
        del self._texts

    @cached_property
    def _texts(self) -> Texts:
        """The texts of everything that is read, to be compared."""
        with self.cache() as cache:
            return Texts(file_in(cache.folder))

    @cached_property
    def _references(self) -> References:
        with self.cache() as cache:
            return read_references(self.root, cache, self._told)

    def _above(self) -> Folder | None:
        """The folder of the next level up that a folder given alone lies in: a city's says the province."""
        levels = levels_of(self.settings)
        above = levels.above(self.layout.level)
        name = parse(self.path.parent.name, levels) if above else None
        if above is None or not isinstance(name, FolderName) or name.level != above:
            return None
        known = self.settings.unit(above, name.unit)
        return Folder(self.path.parent, above, known.name if known else unit_name(name.unit))

    @cached_property
    def rubric(self) -> Rubric:
        """The rubric that bpkit.yaml names."""
        settings = self.settings
        return proven_rubric(self.cache, settings.rubric, settings.file and settings.file.parent)

    @cached_property
    def context(self) -> Context:
        """What rules may know besides their subject."""
        return Context(
            self.settings,
            root=self.root,
            today=self.request.today,
            matches=self._matches(),
            now=self.request.moment if self.request.today else self.request.now,
            book=self.incoming.book,
            gone=self.incoming.gone,
        )

    @cached_property
    def incoming(self) -> Incoming:
        """What the register of the share says beside what is seen now."""
        return look(self.root, self.folder, self.request.moment, self.__dict__.pop("_book", None))

    def _matches(self) -> Mapping[Path, tuple[Match, ...]]:
        """What the submissions of this tree have in common with each other, `--compare` and `referensi/`."""

        def found() -> Mapping[Path, tuple[Match, ...]]:
            return self._texts.matches(self._handed_in(), self._references.texts)

        matches = self._whole(found)
        self._let_texts_go()
        return matches

    @cached_property
    def judged(self) -> Judged:
        """Every folder with its panel's assessment: cities first, for what they propose is scored above."""
        return self._worked[1]

    @cached_property
    def checked(self) -> Checked:
        """Every folder with its findings, those of its panel among them."""
        return _with_panel(*self._worked)

    @cached_property
    def _worked(self) -> tuple[Checked, Judged]:
        folder, damage = self.folder, self.incoming.damage
        if damage:  # deadlines and titles hang on the register: whoever can't read it does not see the whole
            folder = replace(folder, unsafe=(*folder.unsafe, damage))
        if not self._keeps or self.request.deep:
            return self._work_on(folder, None)
        with self.cache() as cache:
            memo = Memo(cache, self.context, self.selection, self.incoming, folder)
            self.states = memo.states
            return self._work_on(folder, memo)

    def _work_on(self, folder: Folder, memo: Memo | None) -> tuple[Checked, Judged]:
        """A folder checked and judged while what was handed in there is at hand; those below it first."""
        below = [self._work_on(child, memo) for child in folder.children]
        children = tuple(checked for checked, _ in below), tuple(judged for _, judged in below)
        key = memo.key(folder, self._rubric_key if self._needs_rubric(folder) else b"none") if memo else b""
        if memo and (kept := memo.known(key, folder)):
            return self._as_kept(folder, kept, *children)
        self.context.asked.clear()
        checked, judged = self._work_anew(folder, *children)
        if memo:
            memo.keep(key, checked, judged)
        return checked, judged

    def _as_kept(
        self, folder: Folder, kept: KeptCheck, children: tuple[Checked, ...], below: tuple[Judged, ...]
    ) -> tuple[Checked, Judged]:
        """A folder as it was checked and judged before."""
        checked = Checked(folder, kept.findings, self._skipped, children)
        checked.__dict__.update(complete=kept.complete, produced=kept.produced)
        packed = kept.assessment
        assessment = PackedAssessment(packed, folder, lambda: self.rubric, self._at_hand) if packed else None
        causes = _causes(folder, kept.errors, below)
        judged = Judged(folder, assessment, kept.of_panel, below, kept.errors, causes, kept.sends)
        judged.__dict__["proposed"] = kept.proposed
        return checked, judged

    def _work_anew(
        self, folder: Folder, children: tuple[Checked, ...], below: tuple[Judged, ...]
    ) -> tuple[Checked, Judged]:
        findings = check(folder, self.context, self.selection)
        checked = Checked(folder, tuple(findings), self._skipped, children)
        judged = self._judge(checked, below)
        # Counted while they are at hand: every level above tells it.
        _ = checked.complete, checked.produced, judged.proposed
        return checked, judged

    def _judge(self, checked: Checked, children: tuple[Judged, ...]) -> Judged:
        folder = checked.folder
        assessment, found = self._assess(checked, children)
        own = errors(found)
        causes = _causes(folder, own, children)
        return Judged(
            folder,
            withheld(assessment) if assessment and causes else assessment,
            tuple(weighed(found, self.context, self.selection)),
            children,
            errors=own,
            causes=causes,
            sends=selected(assessment) if assessment else sent_unseen(folder, children),
        )

    def _assess(
        self, checked: Checked, below: Sequence[Judged]
    ) -> tuple[Assessment | None, Sequence[Finding]]:
        """What the panel made of its sheets, and all findings about it and its files, as rules weigh them."""
        folder = checked.folder
        context = strict(replace(self.context, folder=folder))
        found = [one for one in check(folder, context, Selection(LOOKED_FOR)) if concerns(one, folder)]
        # Whether a name is wrong may be the roster's fault: of names bpkit.yaml has the last word.
        found += [] if folder.level.is_share else check(folder, self.context, Selection(NAMES))
        if not self._needs_rubric(folder):
            return None, found
        panel = self.panel(checked, below)
        context = replace(context, rubric=self.rubric)
        if _is_idle(folder):
            return None, [*found, *check_panel(panel, context)]
        from ..scoring.results import assess  # most folders have no panel

        assessment = assess(panel, self.rubric)
        return assessment, [*found, *check_assessment(assessment, context)]

    @staticmethod
    def _needs_rubric(folder: Folder) -> bool:
        """Whether there is a panel to look at."""
        return not (folder.level.is_share or (_is_idle(folder) and folder.level.sends_unseen))

    @cached_property
    def _rubric_key(self) -> bytes:
        return key_told(self.rubric)

    @cached_property
    def _skipped(self) -> tuple[str, ...]:
        return skipped(self.context, self.selection)

    def panel(self, checked: Checked, below: Sequence[Judged]) -> Panel:
        """What lies before a folder's panel; `below` are the judged folders it is fed from."""
        panel = panel_of(checked, below, self.rubric, self.settings, self.root, self.request.today)
        return with_former_titles(panel, self.incoming.former_titles(self.root))


def _is_idle(folder: Folder) -> bool:
    """Whether nothing lies before its panel; what a closed seal holds is looked at even where it is gone."""
    sealed = folder.seal is not None and folder.seal.seen and folder.seal.closed
    return not folder.sheets and folder.decision is None and not sealed


def _causes(folder: Folder, own: Sequence[Finding], below: Sequence[Judged]) -> tuple[Finding, ...]:
    """What disturbs the view of its panel."""
    return () if folder.level.is_share else disturbances(own, below)


def _written(root: Path) -> list[Path]:
    try:
        return Register(root).files()
    except OSError as error:
        raise ShareError(say("run.unreadable", path=root), say("run.unreadable_remedy")) from error


def _walk(
    path: Path, settings: Settings, period: Period | None, seen: Seen, written: Sequence[Path]
) -> Layout:
    require_folder(path, seen)
    try:
        own = [*written]
        if settings.root in (path, None):
            own += trees_in(path, seen.files)  # which have programmes of their own
        return Walker(path, settings, period, own, seen).walk()
    except OSError as error:
        raise ShareError(say("run.unreadable", path=path), say("run.unreadable_remedy")) from error


def _submissions(folder: Folder) -> Iterator[Submission]:
    for one in folder.walk():
        yield from (*one.submissions, *one.products)


def _periods(folder: Folder) -> set[Period]:
    """Every month in a tree."""
    return {one.period for one in folder.walk() if one.period}


def _with_panel(checked: Checked, judged: Judged) -> Checked:
    """The findings about a folder with those about its panel: no error is in one command's output only."""
    children = tuple(map(_with_panel, checked.children, judged.children))
    known = {finding.key for finding in checked.findings}
    known |= {f.key for child in children for f in child.findings if f.code in OF_A_CITY}
    more = (finding for finding in judged.findings if finding.key not in known)
    return checked.with_more(more, children)


def check_names(work: Work) -> Checked:
    """The tree with the findings about names alone, and what belongs nowhere; nothing in it is opened.

    Raises:
        ShareError: a folder can't be listed, which may hold the names that matter.
    """
    folder = read_folder(_names_alone(work.layout))
    if hidden := out_of_sight(folder):
        raise ShareError(say("run.unreadable", path=hidden[0].path), say("run.unreadable_remedy"))
    return _check_names(work, folder)


def _check_names(work: Work, folder: Folder) -> Checked:
    asked = tuple(code for code in OF_NAMES if work.selection.holds(code))
    findings = check(folder, Context(work.settings, root=work.root), Selection(asked)) if asked else ()
    children = tuple(_check_names(work, child) for child in folder.children)
    return Checked(folder, tuple(findings), (), children)


def _names_alone(layout: Layout) -> Layout:
    children = tuple(_names_alone(child) for child in layout.children)
    return replace(layout, children=children, stems=(), products=(), panel_files=(), around=NOTHING_AROUND)


def _absolute(path: Path) -> Path:
    """The whole path, without `..`: what a folder is called says what it is."""
    return Path(os.path.abspath(path))  # noqa: PTH100 - `resolve` would follow links to other names


def _settings(opened: Callable[[], Cache], config: Path | None, path: Path, seen: Seen) -> Settings:
    """The settings in force. The share is where the bpkit.yaml above the path lies, whichever is used."""
    if config and config.is_dir():
        raise UserError(say("typed.no_file", path=config), say("typed.no_file_remedy"))
    nearest = find_config(path, lenient=config is not None, seen=seen)
    used = _absolute(config) if config else nearest
    settings = proven_settings(opened, used, Codes(), program_names())
    if settings.root is None or path.is_relative_to(settings.root):
        return settings
    return replace(settings, root=nearest.parent if nearest else None)


def _require_listing(path: Path) -> None:
    """What can't be read may be the whole share's trouble, and of a share that is gone nothing holds."""
    try:
        share.entries(path)
    except OSError as error:
        raise ShareError(say("run.unreadable", path=path), say("run.unreadable_remedy")) from error


def _require_language(language: str | None) -> None:
    if language is not None and language not in LANGUAGES:
        raise UserError(say("run.bad_language", language=language), say("run.bad_language_remedy"))


def _period(text: str | None) -> Period | None:
    """The month given with `--period`."""
    if text is None:
        return None
    match = re.fullmatch("((?:19|20)[0-9]{2})-(0[1-9]|1[0-2])", text)
    if match is None:
        raise UserError(say("run.bad_period", period=text), say("run.bad_period_remedy"))
    return Period(int(match[1]), int(match[2]))
