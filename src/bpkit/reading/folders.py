"""Reads what a layout names, once, into frozen facts. Whatever can't be read is a fact as well."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator, MutableMapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field
from msgspec.structs import replace

from .. import share
from ..cache.store import Cache, NoCache, key_of
from ..model.facts import Folder, Submission
from ..model.levels import Levels
from ..model.problems import Kind, Problem
from ..model.scores import SEAL, Seal
from ..model.signs import regex
from ..sealing import UNKNOWN, UNSEEN, load
from .known import KeptStem, KnownFacts, TextKeeper
from .packing import AT_HAND, Packer
from .panel import PanelFacts
from .submissions import read_bytes
from .tree.stems import Stem
from .tree.walker import PANEL_FOLDER, Layout
from .workers import Crew, Fresh

if TYPE_CHECKING:
    from .cluster import Cluster
    from .panel.reader import KnownPanels

WINDOW = 512  # stems that are looked up in the cache at once
MOST_UNPACKED = 4096  # submissions of a tree that all stay as they were read; of more they are packed

# What iCloud (`.Judul.docx.icloud`) and others leave in the place of a file that is only in the cloud.
_PLACEHOLDER = regex(r"\..+\.icloud|.+\.(?:cloud|cloudf|odrive)", re.IGNORECASE)

Tick = Callable[[Path, int, int], None]  # told of every submission once it is read: which of how many


InForce = Callable[[Path, Seal | None], tuple[Seal | None, Problem | None]]


def as_found(_: Path, seal: Seal | None) -> tuple[Seal | None, Problem | None]:
    """The seal as its file has it."""
    return seal, None


class ReadingOptions(Struct, frozen=True):
    """How a tree is read: with what was read before, by how many processes (None: as many as pay).

    Where `texts` takes the texts of documents, their facts are without.
    """

    cache: Cache = field(default_factory=NoCache)
    texts: TextKeeper[Any] | None = None
    workers: int | None = None
    cluster: Cluster | None = None  # other computers that read
    tick: Tick = lambda *_: None
    seen: MutableMapping[str, Any] = {}  # files that the share was asked about a moment ago
    levels: Levels | None = None  # of the programme, where it is not the default one
    in_force: InForce = as_found  # which seal holds where one is found, or none


def read_folder(layout: Layout, above: Folder | None = None, options: ReadingOptions | None = None) -> Folder:
    """The folder with everything below it.

    Raises:
        UserError: the cluster is not there, or reads otherwise than this computer.
    """
    stems = list(stems_of(layout))
    if any(file.suffix.casefold() == ".pdf" for stem in stems for file in stem.mains):
        from .documents.pdf import start

        start()
    options = options or ReadingOptions()
    keep = Packer(AT_HAND).pack if len(stems) > MOST_UNPACKED else _as_read
    panel_of = _PanelReading(options.cache, options.levels).of
    return _assembled(layout, _Parts(_read_all(stems, options), keep, panel_of, options.in_force), above)


def stems_of(layout: Layout) -> Iterator[Stem]:
    """Every stem of the tree, in the order in which the folders take them."""
    yield from layout.stems
    yield from layout.products
    for child in layout.children:
        yield from stems_of(child)


def _read_all(stems: Sequence[Stem], options: ReadingOptions) -> Iterator[KeptStem]:
    """What every stem gives, in order: from the cache, or read by as many as pay."""
    texts, left = options.texts, len(stems)
    known = KnownFacts(options.cache, texts, options.seen)
    with Crew(options.workers, texts.prepare if texts else None, options.cluster) as crew:
        for start in range(0, len(stems), WINDOW):
            some = stems[start : start + WINDOW]
            found = known.look(some)
            fresh = crew.read([stem for number, stem in enumerate(some) if number not in found], left)
            for number, stem in enumerate(some, start):
                if (kept := found.get(number - start)) is None:
                    kept = _taken_in(stem, next(fresh), known, texts)
                elif texts and kept.read.submission:
                    texts.know(kept.read.submission, kept.read.text)
                options.tick(stem.main, number + 1, len(stems))
                yield kept
            left -= len(some)


def _taken_in(stem: Stem, fresh: Fresh, known: KnownFacts, texts: TextKeeper[Any] | None) -> KeptStem:
    """Remember what was read."""
    kept = known.keep(stem, fresh.read, fresh.packed)
    if texts and fresh.read.submission:
        texts.add(fresh.read.submission, fresh.text)
    return kept


class _Parts(Struct, frozen=True):
    """What folders are put together from: what was read of every stem, how it is kept, and the panels."""

    read: Iterator[KeptStem]
    keep: Callable[[list[Submission], list[bytes]], Sequence[Submission]]
    panel_of: Callable[[Layout], tuple[PanelFacts, bytes]]
    in_force: InForce = as_found


def _assembled(layout: Layout, parts: _Parts, above: Folder | None) -> Folder:
    shell = Folder(layout.path, layout.level, layout.unit, layout.period, layout.named, above)
    writings, products = _Taken(layout.stems, parts.read), _Taken(layout.products, parts.read)
    panel, panel_key = parts.panel_of(layout)
    seal, broken = _seal(layout)
    misfit = None
    if not layout.level.is_share:
        seal, misfit = parts.in_force((layout.panel_folder or layout.path / PANEL_FOLDER) / SEAL, seal)
    forms, missed = sealed_forms(layout.path, seal)
    left = sorted(
        {*layout.strays, *writings.strays, *products.strays, *panel.papers}
        - {one.path for one in panel.uncounted}
    )
    absent = tuple(path for path in left if _PLACEHOLDER.fullmatch(path.name))
    return replace(
        shell,
        children=tuple(_assembled(child, parts, shell) for child in layout.children),
        submissions=parts.keep(writings.submissions, writings.blobs),
        products=parts.keep(products.submissions, products.blobs),
        strays=tuple(path for path in left if path not in absent),
        unsafe=(
            *layout.unsafe,
            *panel.unsafe,
            *broken,
            *missed,
            *_table_problems(layout, (*writings.submissions, *products.submissions)),
            *(Problem(path, variant="cloud", kind=Kind.UNREACHABLE, detail="not here") for path in absent),
        ),
        entries=layout.entries,
        sheets=panel.sheets,
        uncounted=panel.uncounted,
        decision=panel.decision,
        seal=seal,
        sealed_forms=forms,
        seal_problems=(misfit,) if misfit else (),
        key=_key(writings.key, products.key, panel_key),
    )


def _key(*parts: bytes) -> bytes:
    """The key of what hangs on all of these; none where one has none."""
    return key_of(*parts) if all(parts) else b""


def _table_problems(layout: Layout, submissions: Sequence[Submission]) -> tuple[Problem, ...]:
    """What is wrong with a folder's table of facts; that it can't be read now, its writings say."""
    if layout.table is None:
        return ()
    from .facts_table import facts_table

    try:
        return tuple(facts_table(layout.table).problems_for(one.title for one in submissions))
    except OSError as error:
        return () if submissions else (share.damage_of(error, layout.table),)


class _Taken:
    """The submissions of these stems, each also as it is kept, and the pictures with a YAML that are none."""

    def __init__(self, stems: Sequence[Stem], read: Iterator[KeptStem]) -> None:
        self.submissions: list[Submission] = []
        self.blobs: list[bytes] = []
        self.strays: list[Path] = []
        told: list[bytes] = []
        for stem, kept in zip(stems, read, strict=False):
            told += (os.fsencode(stem.main), kept.blob)
            if kept.read.submission:
                self.submissions.append(kept.read.submission)
                self.blobs.append(kept.blob)
            else:
                self.strays += [file for file in (*stem.pictures, stem.sidecar) if file]
        self.key = key_of("read", *told) if all(told) else b""


def _as_read(submissions: list[Submission], _: list[bytes]) -> tuple[Submission, ...]:
    return tuple(submissions)


class _PanelReading:
    """Reads panels; what that takes, a dozen modules, is loaded where there is anything to read."""

    def __init__(self, cache: Cache, levels: Levels | None) -> None:
        self._cache, self._levels = cache, levels

    def of(self, layout: Layout) -> tuple[PanelFacts, bytes]:
        """The facts of a folder's panel, and their key."""
        if not layout.panel_files and layout.around.is_empty:
            return PanelFacts(), b"no panel"
        return self._known.keyed(layout.panel_files, layout.around, layout.path)

    @cached_property
    def _known(self) -> KnownPanels:
        from .panel.reader import KnownPanels

        return KnownPanels(self._cache, read_bytes, self._levels)


def _seal(layout: Layout) -> tuple[Seal | None, tuple[Problem, ...]]:
    """The seal of a panel, and why it can't be read; one that nobody can see now is taken for closed."""
    if layout.panel_folder is None:
        return None, ()
    file = layout.panel_folder / SEAL
    try:
        data = share.read(file) if share.exists(file) else None
    except OSError as error:
        return UNSEEN, (share.damage_of(error, file),)
    if data is None:
        hidden = any(damage.path == layout.panel_folder for damage in layout.unsafe)
        return (UNSEEN if hidden else None), ()
    return load(data), ()


def sealed_forms(folder: Path, seal: Seal | None) -> tuple[dict[str, str], list[Problem]]:
    """The forms that a seal names, as they lie in the folder now; one that is gone is not among them."""
    digests: dict[str, str] = {}
    unread: list[Problem] = []
    for name in seal.forms if seal else ():
        file = folder / Path(name).name  # a seal is a file that people can edit: it leads nowhere else
        if share.exists(file):
            data = read_bytes(file)
            digests[name] = UNKNOWN if isinstance(data, Problem) else hashlib.sha256(data).hexdigest()
            unread += [data] if isinstance(data, Problem) else []
    return digests, unread
