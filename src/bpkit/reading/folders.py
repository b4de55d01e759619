"""Reads what a layout names, once, into frozen facts. Whatever can't be read is a fact as well."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from .. import share
from ..cache.store import Cache, NoCache
from ..model.facts import Folder, Submission
from ..model.problems import Kind, Problem
from ..model.scores import Seal
from ..sealing import UNKNOWN, UNSEEN, load
from .crew import Crew
from .known import KnownFacts
from .panel import PanelFacts
from .submissions import read_bytes
from .tree.listing import SEAL
from .tree.stems import Stem
from .tree.walker import Layout

WINDOW = 512  # stems that are looked up in the cache at once

# What iCloud (`.Judul.docx.icloud`) and others leave in the place of a file that is only in the cloud.
_PLACEHOLDER = re.compile(r"\..+\.icloud|.+\.(?:cloud|cloudf|odrive)", re.IGNORECASE)

Tick = Callable[[Path, int, int], None]  # told of every submission once it is read: which of how many


def read_folder(
    layout: Layout,
    tick: Tick = lambda *_: None,
    above: Folder | None = None,
    *,
    cache: Cache | None = None,
    workers: int | None = None,
) -> Folder:
    """The folder with everything below it; with `workers` processes, or without as many as pay."""
    stems = list(_stems(layout))
    if any(file.suffix.casefold() == ".pdf" for stem in stems for file in stem.mains):
        from .documents.pdf import start

        start()
    return _assembled(layout, _read_all(stems, cache or NoCache(), workers, tick), above)


def _stems(layout: Layout) -> Iterator[Stem]:
    """Every stem of the tree, in the order in which the folders take them."""
    yield from layout.stems
    yield from layout.products
    for child in layout.children:
        yield from _stems(child)


def _read_all(
    stems: Sequence[Stem], cache: Cache, workers: int | None, tick: Tick
) -> Iterator[Submission | None]:
    """What every stem gives, in order: from the cache, or read by as many as pay."""
    known, left = KnownFacts(cache), len(stems)
    with Crew(workers) as crew:
        for start in range(0, len(stems), WINDOW):
            some = stems[start : start + WINDOW]
            found = known.look(some)
            fresh = crew.read([stem for number, stem in enumerate(some) if number not in found], left)
            for number, stem in enumerate(some):
                read = found.get(number)
                if read is None:
                    read, packed = next(fresh)
                    known.keep(stem, read, packed)
                tick(stem.main, start + number + 1, len(stems))
                yield read.submission
            left -= len(some)


def _assembled(layout: Layout, read: Iterator[Submission | None], above: Folder | None) -> Folder:
    shell = Folder(layout.path, layout.level, layout.unit, layout.period, layout.named, above)
    submissions, strays = _taken(layout.stems, read)
    products, more_strays = _taken(layout.products, read)
    panel = _panel(layout)
    seal, broken = _seal(layout)
    sealed_forms, missed = _sealed_forms(layout.path, seal)
    left = sorted(
        {*layout.strays, *strays, *more_strays, *panel.papers} - {one.path for one in panel.uncounted}
    )
    absent = tuple(path for path in left if _PLACEHOLDER.fullmatch(path.name))
    return replace(
        shell,
        children=tuple(_assembled(child, read, shell) for child in layout.children),
        submissions=submissions,
        products=products,
        strays=tuple(path for path in left if path not in absent),
        unsafe=(
            *layout.unsafe,
            *panel.unsafe,
            *broken,
            *missed,
            *(Problem(path, variant="cloud", kind=Kind.UNREACHABLE, detail="not here") for path in absent),
        ),
        entries=layout.entries,
        sheets=panel.sheets,
        uncounted=panel.uncounted,
        decision=panel.decision,
        seal=seal,
        sealed_forms=sealed_forms,
    )


def _taken(
    stems: Sequence[Stem], read: Iterator[Submission | None]
) -> tuple[tuple[Submission, ...], list[Path]]:
    """The submissions, and the pictures with a YAML that does not make them one."""
    submissions: list[Submission] = []
    strays: list[Path] = []
    for stem, submission in zip(stems, read, strict=False):
        if submission:
            submissions.append(submission)
        else:
            strays += [file for file in (*stem.pictures, stem.sidecar) if file]
    return tuple(submissions), strays


def _panel(layout: Layout) -> PanelFacts:
    if not layout.panel_files and layout.around.is_empty:
        return PanelFacts()
    from .panel.reader import read_panel  # a dozen modules, which most folders never need

    return read_panel(layout.panel_files, layout.around, read_bytes)


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


def _sealed_forms(folder: Path, seal: Seal | None) -> tuple[dict[str, str], list[Problem]]:
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
