"""What goes on to the next level: a city's choice into the province's folder, a province as one zip."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from hashlib import sha256
from pathlib import Path

from msgspec.structs import replace

from .. import share
from ..errors import RefusedError, ShareError, UserError
from ..levels import levels_of
from ..model.agenda import Event, Line
from ..model.facts import Submission, out_of_sight
from ..model.outcomes import Sent
from ..model.problems import Finding
from ..model.units import Period, fold, same_unit
from ..naming import FolderName, form_name, parse
from ..panels.view import unsettled
from ..reading.panel.names import is_decision
from ..reading.tree.listing import is_leftover, is_unfinished
from ..reading.tree.stems import is_facts_table
from ..reading.tree.walker import PANEL_FOLDER
from ..reports.level_page import PAGE
from ..reports.panels import cause_lines
from ..share.locking import locked
from ..share.parcels import collisions, is_unsafe, write_parcel
from ..share.placing import TEMPORARY, take_free_name, wrote
from ..share.publishing import Register
from ..wording import say
from .incoming import note, note_passage, path_in_book
from .recapping import is_sealed
from .running import Work

DEEP = 3  # folders below the share in which the month's KMW folder is looked for
HALF = f"{TEMPORARY}kiriman"  # what is on its way, under the lock; a killed run's goes at the next


def send(work: Work, output: Path | None, anyway: str | None) -> Sent:
    """Send a korkot folder into its KMW folder, or a KMW folder as a zip into `output`.

    Raises:
        UserError: the folder is of neither level, there is no place to send it to, or no reason.
        RefusedError: it is not whole and no reason is given, a name can't travel, or other content is there.
        ShareError, LockedError: something can't be read or written.
    """
    if anyway is not None and not anyway.strip():
        raise UserError(say("send.no_reason"), say("send.no_reason_remedy"))
    folder = work.checked.folder
    if folder.period is None or not folder.level.is_named:
        raise UserError(say("send.wrong_level", path=work.path), say("send.wrong_level_remedy"))
    with locked(work.root):
        obstacles = tuple(_obstacles(work))
        if obstacles and anyway is None:
            lines = [say("send.not_whole", count=len(obstacles)), *(f"  {one}" for one in obstacles)]
            raise RefusedError("\n".join(lines), say("send.not_whole_remedy"))
        reason = " ".join((anyway or "").split()) if obstacles else ""
        try:
            way = _to_province if folder.level.is_lowest else _as_parcel
            sent, digest = way(work, output, obstacles, reason)
        except OSError as error:
            place = error.filename or work.path
            raise ShareError(say("run.unwritable", path=place), say("run.unwritable_remedy")) from error
        note(work.root, work.incoming)
        note_passage(work.root, passage_line(work, Event.SENT, sent.target.name, digest))
        return sent


def passage_line(work: Work, event: Event, other: str, digest: str) -> Line:
    """What the register notes of a folder that went on or came; `other` is its name on the other side."""
    folder = work.folder
    path, period = path_in_book(folder.path, work.root), str(folder.period or "")
    return Line(work.request.moment, event, path, other, folder.unit or "", period, sha256=digest)


def _obstacles(work: Work) -> Iterator[str]:
    """Why the folder is not whole: a disturbed view, errors on what is sent, no seal, no Lampiran 3."""
    checked, judged = work.checked, work.judged
    sends = {*judged.sends}
    blocking: dict[object, Finding] = {one.key: one for one in unsettled(judged)}
    for part in checked.walk():
        for submission in part.submissions:
            if submission.path in sends:
                errors = (one for one in part.findings_on(submission) if one.blocks)
                blocking |= {one.key: one for one in errors}
    found = [*blocking.values()]
    yield from (f"{place}: {message}" for place, message in cause_lines(found, work.path))
    if not checked.folder.level.is_lowest and not is_sealed(judged.folder):
        yield say("send.not_sealed")
    if checked.folder.level.is_lowest and not share.is_file(_form(work)):
        yield say("send.no_form")


def _form(work: Work) -> Path:
    folder = work.checked.folder
    period = _period(work)
    return work.path / form_name("Lampiran 3", folder.level, folder.unit or "", period, ".xlsx")


def _period(work: Work) -> Period:
    """The month of the given folder, without which nothing is sent."""
    period = work.checked.folder.period
    if period is None:
        raise UserError(say("send.wrong_level", path=work.path), say("send.wrong_level_remedy"))
    return period


# A city ----------------------------------------------------------------------------------------------


def _to_province(
    work: Work, output: Path | None, obstacles: tuple[str, ...], reason: str
) -> tuple[Sent, str]:
    above = _read_name(work, work.path.parent)
    if output is None and above is not None and not above.level.is_lowest:
        here = {file.relative_to(work.path).as_posix(): file for file in _chosen(work)}
        return Sent(work.path, "in_place", (), obstacles, reason), _digest(here)
    home = output.absolute() if output else _province_folder(work)
    if not share.is_folder(home):
        raise UserError(say("send.no_target", path=work.path), say("send.no_target_remedy"))
    files = _travelling({file.relative_to(work.path).as_posix(): file for file in _chosen(work)}, work.path)
    target = home / work.path.name
    there = Work(replace(work.request, path=home))
    with nullcontext() if there.root == work.root else locked(there.root):
        _refuse_other(target, files)
        status = "written" if any(not share.exists(target / name) for name in files) else "unchanged"
        register = Register(there.root)
        register.announce_in(home)
        _copy(files, target)
        register.save()
        # What was sent before may lack in the register still: the share may have dropped out meanwhile.
        digest = _digest(files)
        arrived = Work(replace(work.request, path=target))
        if hidden := out_of_sight(arrived.folder):
            raise ShareError(say("run.unreadable", path=hidden[0].path), say("run.unreadable_remedy"))
        note(arrived.root, arrived.incoming)
        note_passage(arrived.root, passage_line(arrived, Event.RECEIVED, work.path.name, digest))
    return Sent(target, status, tuple(sorted(files)), obstacles, reason), digest


def _digest(files: Mapping[str, Path]) -> str:
    """One digest of what these files are called and hold."""
    digest = sha256()
    for name, file in sorted(files.items()):
        digest.update(f"{share.digest_of(file)} {name}\n".encode(errors="surrogatepass"))
    return digest.hexdigest()


def _chosen(work: Work) -> Iterator[Path]:
    """What the city proposes, with photos and facts; its sheets and decision; its Lampiran 3."""
    sends = {*work.judged.sends}
    chosen: list[Submission] = [one for one in work.checked.submissions if one.path in sends]
    yield from (file for one in chosen for file in one.files)
    for file in _files(work.path):
        inside = file.relative_to(work.path).parts
        if fold(inside[0]) == PANEL_FOLDER or (
            len(inside) == 1 and (is_facts_table(file) or is_decision(file))
        ):
            yield file
    if share.is_file(_form(work)):
        yield _form(work)


def _province_folder(work: Work) -> Path:
    """The one KMW folder of the month in the share that is this city's."""
    folder = work.checked.folder
    home = next((p for p in work.settings.provinces or () if p.city(folder.unit or "")), None)
    found = []
    for path in _folders(work.root, DEEP):
        named = _read_name(work, path)
        if named is None or named.level.is_lowest or (folder.period and named.month != folder.period.month):
            continue
        year = named.year or work.settings.year
        if home and same_unit(named.unit, home.name) and folder.period and year in (None, folder.period.year):
            found.append(path)
    if len(found) != 1:
        raise UserError(say("send.no_target", path=work.path), say("send.no_target_remedy"))
    return found[0]


def _folders(root: Path, deep: int) -> Iterator[Path]:
    for path in sorted(root.iterdir()) if deep else ():
        if share.is_folder(path) and not path.is_symlink() and not is_leftover(path.name):
            yield path
            yield from _folders(path, deep - 1)


def _read_name(work: Work, path: Path) -> FolderName | None:
    named = parse(path.name, levels_of(work.rubric))
    return named if isinstance(named, FolderName) else None


def _refuse_other(target: Path, files: Mapping[str, Path]) -> None:
    """Nothing is written over: where other content lies under one of the names, nothing is sent at all."""
    other = [
        name
        for name, file in files.items()
        if share.exists(target / name) and share.digest_of(target / name) != share.digest_of(file)
    ]
    if other:
        lines = [say("send.differs", path=target), *(f"  {name}" for name in sorted(other))]
        raise RefusedError("\n".join(lines), say("send.differs_remedy"))


def _copy(files: Mapping[str, Path], target: Path) -> None:
    """Copy what is missing; a folder that was not there comes whole or not at all."""
    whole = not share.exists(target)
    half = target.parent / HALF
    clear(half)
    try:
        share.make_folder(half)
        for name, file in files.items():
            place = target / name
            if not whole and share.exists(place):
                continue
            copy = half / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copy)
            if not whole:
                place.parent.mkdir(parents=True, exist_ok=True)
                share.as_its_folder(copy)
                if not take_free_name(copy, place):
                    raise OSError(0, "taken meanwhile", str(place))
                wrote(place)
        if whole and files:
            share_all(half)
            half.rename(target)
            wrote(target)
    finally:
        clear(half)


def share_all(half: Path) -> None:
    """Let whoever may write in the folder above write in everything that was copied."""
    for path in sorted(half.rglob("*")):
        share.as_its_folder(path)


def clear(half: Path) -> None:
    """Take away what a killed run left; only under the share's lock.

    A share that drops out says of everything that it is not there: it is tried twice. Raises OSError.
    """
    for last in (False, True):
        try:
            if not os.path.lexists(half) and not share.is_listed(half):
                return
            shutil.rmtree(half) if stat.S_ISDIR(half.lstat().st_mode) else half.unlink()
        except FileNotFoundError:
            if last:
                raise
        else:
            return


# A province ------------------------------------------------------------------------------------------


def _as_parcel(work: Work, output: Path | None, obstacles: tuple[str, ...], reason: str) -> tuple[Sent, str]:
    if output is None or output.absolute().is_relative_to(work.path):
        raise UserError(say("send.no_output"), say("send.no_output_remedy"))
    folder, period = work.checked.folder, _period(work)
    base = f"{period}/{work.path.name}"
    register = Register(work.root)
    here = {
        file.relative_to(work.path).as_posix(): file
        for file in _files(work.path)
        if not (file.name == PAGE and register.knows(share.read(file)))  # the receiver makes its own
    }
    files = _travelling(here, work.path)
    info = {
        "Source-Organization": f"{folder.level.word} {folder.unit or ''}",
        "External-Description": f"{work.settings.program}, {period.in_words}",
        "External-Identifier": base,
        **({"Bpkit-Not-Whole": " | ".join(obstacles), "Bpkit-Anyway": reason} if obstacles else {}),
    }
    name = form_name("Kiriman", folder.level, folder.unit or "", period, ".zip")
    payload = {f"{base}/{inside}": file for inside, file in files.items()}
    target, status = _publish(output.absolute(), name, payload, info)
    return Sent(target, status, tuple(sorted(files)), obstacles, reason), share.digest_of(target)


def _publish(folder: Path, name: str, files: Mapping[str, Path], info: Mapping[str, str]) -> tuple[Path, str]:
    """The zip under its name, or the next free one where an earlier one that differs has it."""
    folder.mkdir(parents=True, exist_ok=True)
    half = folder / f"{HALF}-{sha256(name.encode()).hexdigest()[:12]}"  # a killed run's is found again
    clear(half)
    stem, called = name.removesuffix(".zip"), "kiriman"
    try:
        with half.open("xb") as sink:
            write_parcel(sink, called, files, info)
            sink.flush()
            os.fsync(sink.fileno())
        made, number = share.digest_of(half), 1
        while True:
            target = folder / (name if number == 1 else f"{stem} ({number}).zip")
            if share.exists(target) and share.digest_of(target) == made:
                return target, "unchanged"
            if not share.exists(target) and take_free_name(half, target):
                wrote(target)
                return target, "written"
            number += 1
    finally:
        clear(half)


def _files(folder: Path) -> Iterator[Path]:
    """Every file below a folder but what systems, programs and half-done copies leave; links are named."""
    for path in sorted(folder.iterdir()):
        if is_leftover(path.name) or is_unfinished(path.name) or path.name.startswith(TEMPORARY):
            continue
        if share.is_folder(path) and not path.is_symlink():
            yield from _files(path)
        else:
            yield path


def files_of(folder: Path) -> dict[str, Path]:
    """What would be sent of a folder, by its relative path.

    Raises:
        OSError: it can't be listed.
    """
    return {file.relative_to(folder).as_posix(): file for file in _files(folder)}


def _travelling(files: Mapping[str, Path], folder: Path) -> Mapping[str, Path]:
    """The files, if every one can arrive: no links, no names that another system can't hold."""
    names: Sequence[str] = [
        name for name, file in files.items() if is_unsafe(name) or not _is_own(file, folder)
    ]
    bad = {*names, *collisions([*files])}
    if bad:
        lines = [say("send.unsafe_names"), *(f"  {name}" for name in sorted(bad))]
        raise RefusedError("\n".join(lines), say("send.unsafe_names_remedy"))
    return files


def _is_own(file: Path, folder: Path) -> bool:
    return share.is_file(file) and share.is_within(file, folder)
