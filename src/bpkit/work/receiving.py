"""What arrives from a province: checked, unpacked beside, and put into its place in one step."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from msgspec.structs import replace

from .. import share
from ..errors import RefusedError, ShareError
from ..model.agenda import Event
from ..model.facts import out_of_sight
from ..model.outcomes import Received
from ..model.units import fold
from ..naming import period_of_folder
from ..seal_chain import sealed_files
from ..share.locking import locked
from ..share.parcels import Misfit, Parcel, read_parcel, unpack
from ..share.placing import wrote
from ..share.publishing import Register
from ..wording import say
from .incoming import note, note_passage
from .running import Work
from .seals import Sealing
from .sending import HALF, clear, files_of, passage_line, share_all


def receive(work: Work, file: Path) -> Received:
    """Check a zip and unpack it below the given folder; an earlier delivery that differs stays as it is.

    Raises:
        RefusedError: the zip was meddled with; every name that does not fit is told.
        ShareError, LockedError: something can't be read or written.
    """
    with locked(work.root):
        try:
            parcel = _checked(read_parcel(file.absolute()))
            received = _placed(work, parcel)
        except OSError as error:
            place = error.filename or file
            raise ShareError(say("run.unreadable", path=place), say("run.unreadable_remedy")) from error
        if received.status != "differs":
            arrived = Work(replace(work.request, path=received.target))
            if hidden := out_of_sight(arrived.folder):
                raise ShareError(say("run.unreadable", path=hidden[0].path), say("run.unreadable_remedy"))
            note(arrived.root, arrived.incoming)
            line = passage_line(arrived, Event.RECEIVED, file.name, share.digest_of(file))
            note_passage(arrived.root, line)
            _take_seals(work.root, received.target)
        return received


def _take_seals(root: Path, folder: Path) -> None:
    """Take the seals that came with a folder into this share's chain: they name links of another's."""
    acting = Sealing.now(root, None)
    files = [*sealed_files(folder)]
    if files:
        acting.begin()
    for file in files:
        acting.mend(file)


def _checked(parcel: Parcel) -> Parcel:
    tops = {tuple(entry.name.split("/")[:2]) for entry in parcel.entries}
    faults = parcel.faults
    if not faults and (len(tops) != 1 or not _is_layout(parcel)):
        faults = (Misfit("data/", "layout"),)
    if faults:
        lines = [say("send.meddled", path=parcel.file, count=len(faults))]
        lines += [f"  {_shown(one.name)}: {say(f'send.{one.why}')}" for one in faults]
        raise RefusedError("\n".join(lines), say("send.meddled_remedy"))
    return parcel


def _is_layout(parcel: Parcel) -> bool:
    period = parcel.entries[0].name.partition("/")[0]
    named = period_of_folder(period)
    return bool(named and all(named)) and all(entry.name.count("/") > 1 for entry in parcel.entries)


def _shown(name: str) -> str:
    """A name from a stranger, with nothing in it that a terminal obeys."""
    return "".join(sign if sign.isprintable() else f"\\x{ord(sign):02x}" for sign in name)


def _placed(work: Work, parcel: Parcel) -> Received:
    period, name = parcel.entries[0].name.split("/")[:2]
    named = period_of_folder(work.path.name)
    home = work.path if named == period_of_folder(period) else work.path / period
    target = _alike(home, name)
    prefix = f"{period}/{name}/"
    sent = {entry.name.removeprefix(prefix): entry.digest for entry in parcel.entries}
    if target.is_symlink() or share.exists(target):
        return _compared(work, target, sent, parcel)
    half, register = work.path / HALF, Register(work.root)
    register.announce_in(work.path)
    clear(half)
    try:
        unpack(parcel, half)
        share_all(half)
        share.make_folder(home)
        (half / period / name).rename(target)
        wrote(target)
    finally:
        clear(half)
    register.save()
    return Received(target, "written", len(sent), parcel.info)


def _alike(home: Path, name: str) -> Path:
    """The folder of that name, however it is written there."""
    inside = home.iterdir() if share.is_folder(home) else ()
    there = [path for path in inside if fold(path.name) == fold(name)]
    return there[0] if there else home / name


def _compared(work: Work, target: Path, sent: Mapping[str, str], parcel: Parcel) -> Received:
    """What changed since the first delivery; what bpkit wrote there meanwhile is no part of it."""
    own = {*Register(work.root).files()}
    there = {
        name: share.digest_of(path)
        for name, path in files_of(target).items()
        if name in sent or path not in own
    }
    new = tuple(sorted(sent.keys() - there.keys()))
    gone = tuple(sorted(there.keys() - sent.keys()))
    changed = tuple(sorted(name for name in sent.keys() & there.keys() if sent[name] != there[name]))
    status = "differs" if new or changed or gone else "unchanged"
    return Received(target, status, len(sent), parcel.info, new, changed, gone)
