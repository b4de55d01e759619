"""Lists a folder once, and tells what in it is never a submission: what systems leave behind, what bpkit
wrote, and what `.bpkitignore` names (gitignore syntax, from its folder down).
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Collection, Iterator, Mapping, Sequence
from fnmatch import translate
from functools import partial
from pathlib import Path
from typing import Any

from msgspec import Struct

from ... import limits, share
from ...levels import default_levels
from ...model.levels import Levels
from ...model.place import Place
from ...model.problems import Kind, Problem
from ...model.scores import SEAL
from ...model.signs import decode, regex
from ...model.units import same_unit
from ...naming import form_of, looks_like_ours, parse, period_of_folder, safe
from ...patterns import compiled

IGNORE_FILE = ".bpkitignore"
SITE_MARK = ".bpkit-situs.json"  # lies in a site that bpkit made

_DEVICE = "a pipe, a socket or a device"  # which could wait for ever or never end
_PAGE = regex(r"Hasil Pemeriksaan(?: \(bpkit(?: [0-9]+)?\))?\.html")


class Entries(Struct, frozen=True):
    """What lies in one folder, sorted by name, without what is never a submission."""

    files: tuple[Path, ...] = ()
    folders: tuple[Path, ...] = ()
    unsafe: tuple[Problem, ...] = ()
    locks: tuple[str, ...] = ()  # names of what Office lays beside a document that somebody has open

    @property
    def names(self) -> tuple[str, ...]:
        """Every name, sorted."""
        return tuple(sorted(path.name for path in (*self.files, *self.folders)))


class FolderLister:
    """The entries of folders below `root`, each listed once.

    `top` is the share, which no link may leave; `own` are the files that bpkit wrote, whatever their names;
    `levels` tell what it calls its forms. With `seen` all folders will be asked for, and a slow share is
    asked for them ahead, for many at once.
    """

    def __init__(
        self,
        root: Path,
        top: Path,
        own: Collection[Path] = (),
        levels: Levels | None = None,
        seen: share.Seen | None = None,
    ) -> None:
        self.root = root
        self._ahead = {} if seen is None else seen.take_folders(root)
        self._is_ahead = seen is None or len(self._ahead) > 1
        self.top = top
        self.own = frozenset(own)
        self.levels = levels or default_levels()
        self._known: dict[Path, Entries] = {}
        self._specs: dict[Path, Any] = {}
        self._ignoring: list[Problem] = []  # what is wrong with the files called `.bpkitignore`
        for folder in root.parents:
            if folder.is_relative_to(top):
                self._learn(folder, listed=False)

    def know(self, seen: share.Seen) -> None:
        """Take what was listed a moment ago."""
        self._ahead |= seen.folders

    def __call__(self, path: Path) -> Entries:
        """What lies in this folder. Raises OSError only where `root` itself can't be listed."""
        if path not in self._known:
            self._known[path] = self._list(path)
        return self._known[path]

    @property
    def damages(self) -> tuple[Problem, ...]:
        """Everything that was found unsafe or unreadable so far, in whatever folder."""
        listed = (damage for entries in self._known.values() for damage in entries.unsafe)
        return (*self._ignoring, *listed)

    def _list(self, path: Path) -> Entries:
        try:
            found = self._entries(path)
        except OSError as error:
            if path == self.root:
                raise
            return Entries(unsafe=(share.damage_of(error, path, folder=True),))
        names = {entry.name for entry in found}
        if SITE_MARK in names:
            return Entries()  # pages for readers, with photos that are nobody's
        if IGNORE_FILE in names:
            self._learn(path, listed=True)
        files: list[Path] = []
        folders: list[Path] = []
        unsafe: list[Problem] = []
        for entry in found:
            here = path / entry.name
            try:
                kept = share.attempt(partial(self._kept, entry, here))
            except OSError as error:
                unsafe.append(share.damage_of(error, here))
                continue
            if isinstance(kept, Problem):
                unsafe.append(kept)
            elif kept is not None:
                (folders if kept else files).append(here)
        locks = tuple(entry.name for entry in found if entry.name.startswith(("~$", ".~lock.")))
        return Entries(tuple(files), tuple(folders), tuple(unsafe), locks)

    def _entries(self, path: Path) -> list[os.DirEntry[str]]:
        """What the share says lies in a folder, or said a moment ago; a slow one is asked for all at once."""
        if share.is_late() and not self._is_ahead:
            self._is_ahead = True
            for folders, listings in listed_ahead(self.root, self._ahead):
                pairs = zip(folders, listings, strict=True)
                self._ahead |= {folder: found for folder, found in pairs if found is not None}
        found = self._ahead.pop(os.fspath(path), None)
        return share.entries(path) if found is None else found

    def _kept(self, entry: os.DirEntry[str], here: Path) -> bool | Problem | None:
        """Whether an entry is a folder; None where it is no business of ours, a damage if unsafe."""
        if is_leftover(entry.name) or here in self.own or _is_written(here, self.levels):
            return None
        # A link to a folder could lead in a circle; it is shown, and not followed.
        is_folder = entry.is_dir(follow_symlinks=False)
        if self._is_ignored(here, is_folder=is_folder):
            return None
        if entry.is_symlink():
            return self._link(here)
        if not is_folder and not entry.is_file(follow_symlinks=False):
            return Problem(here, variant="special", kind=Kind.UNSAFE, detail=_DEVICE)
        if not is_folder and is_unfinished(entry.name):
            return Problem(here, kind=Kind.IN_USE, detail="not yet copied to its end")
        return is_folder

    def _link(self, link: Path) -> bool | Problem:
        if self._leads_out(link):
            return self._outside(link)
        try:
            mode = link.stat().st_mode
        except OSError:
            return False  # what can't be read says so itself when it is read
        if stat.S_ISDIR(mode) and (looks_like_ours(link.name, self.levels) or period_of_folder(link.name)):
            # A month or a city whose folder is not entered must not be missed in silence.
            target = str(link.readlink())
            return Problem(link, found=target, variant="inner", kind=Kind.UNSAFE, detail="link to a folder")
        if share.is_ordinary(mode):
            return False
        return Problem(link, variant="special", kind=Kind.UNSAFE, detail=_DEVICE)

    @staticmethod
    def _outside(link: Path) -> Problem:
        target = str(link.readlink()) if link.is_symlink() else ""
        return Problem(link, found=target, variant="link", kind=Kind.UNSAFE, detail="out of the share")

    def _leads_out(self, link: Path) -> bool:
        """Whether a link leaves the share; one that leads in a circle leads nowhere.

        Raises:
            OSError: nobody can say at the moment where it leads.
        """
        return not share.is_within(link, self.top)

    def _learn(self, folder: Path, *, listed: bool) -> None:
        file = folder / IGNORE_FILE
        try:
            there = listed or share.exists(file)
            if there and self._leads_out(file):  # its lines would be shown
                self._ignoring.append(self._outside(file))
                return
            text = decode(share.read(file, limits.IGNORE_FILE)) if there else ""
        except OSError as error:
            self._ignoring.append(share.damage_of(error, file))
            return
        self._specs[folder] = compiled(tuple(self._patterns(file, text)))

    def _patterns(self, file: Path, text: str) -> Iterator[str]:
        """The lines that are patterns; one that is none is a damage, and the others hold."""
        for number, line in enumerate(text.splitlines(), start=1):
            try:
                compiled((line,))
            except ValueError as error:
                place = Place(line=number)
                damage = Problem(
                    file, found=line, place=place, variant="pattern", kind=Kind.BROKEN, detail=str(error)
                )
                self._ignoring.append(damage)
            else:
                yield line

    def _is_ignored(self, path: Path, *, is_folder: bool) -> bool:
        for folder, spec in self._specs.items():
            if path.is_relative_to(folder):
                relative = path.relative_to(folder).as_posix() + ("/" if is_folder else "")
                if spec.match_file(relative):
                    return True
        return False


def listed_ahead(
    root: Path, known: Mapping[str, list[os.DirEntry[str]]] | None = None
) -> Iterator[tuple[Sequence[str], Sequence[list[os.DirEntry[str]] | None]]]:
    """The folders of each depth with what lies in them, None where they can't be listed.

    Those that are `known` were listed a moment ago.

    Those of one depth are asked for together, and none that systems and programs leave behind. A site is
    made of what else lies in the tree, and has thousands of files: it counts as empty.
    """
    level, known = [os.fspath(root)], known or {}
    while level:
        asked = share.each(share.entries_now, [folder for folder in level if folder not in known], asks=True)
        answers = [known[folder] if folder in known else next(asked) for folder in level]
        found = [
            [] if any(entry.name == SITE_MARK for entry in entries or ()) else entries for entries in answers
        ]
        yield level, found
        level = [
            entry.path
            for entries in found
            for entry in entries or ()
            if entry.is_dir(follow_symlinks=False) and not is_leftover(entry.name)
        ]


def _is_written(path: Path, levels: Levels) -> bool:
    """Whether bpkit writes a file of this name into this folder.

    The register tells what bpkit wrote, but not after it was lost or the folder copied without it. A name
    alone could as well be a title: it must be of this very unit, and of a month that there is.
    """
    if path.name == SEAL or _PAGE.fullmatch(path.name):
        return True
    form = form_of(path.name, levels)
    if form is None:
        return False
    unit = parse(path.parent.name, levels).unit
    return not unit or not form.unit or same_unit(form.unit, safe(unit))


# Leftovers -------------------------------------------------------------------------------------------

# What systems and programs leave behind in a folder: never entered, never a finding, never written into. One
# pattern a line, as of a shell (`*`, `?`, `[…]`), for whole names of files and folders alike, whatever their
# letter case. They are narrow: a writing may well be called `Icon.docx`, and a title may begin with `#`.
LEFTOVERS: dict[str, tuple[str, ...]] = {
    program: tuple(names.split("|"))
    for program, names in {
        "bpkit": ".bpkit|.bpkitignore|.bpkit-situs.json|bpkit.yaml|.~bpkit-*|daftar wilayah.xlsx"
        "|bpkit|bpkit.exe",
        "what people double-click": "|".join(
            f"{name}.{extension}"
            for name in ("mulai", "periksa", "nilai", "bulan ini", "jadwalkan")
            for extension in ("cmd", "command", "desktop")
        ),
        "Windows": "$recycle.bin|recycler|recycled|system volume information|$windows.~bt|$windows.~ws"
        "|thumbs.db|thumbs.db:encryptable|ehthumbs.db|ehthumbs_vista.db|desktop.ini|autorun.inf"
        "|found.[0-9][0-9][0-9]|*:zone.identifier",
        "replication between Windows servers": "dfsrprivate",
        "Microsoft Office": "~$*|~wr[abdlsx]*.tmp|~df*.tmp|ppt*.tmp",
        # What Word and Excel save into before they rename it: seven or eight hexadecimal digits.
        "saving in Office": "|".join(f"{'[0-9a-f]' * digits}.tmp" for digits in (7, 8)),
        "LibreOffice": ".~lock.*#|lu[0-9]*.tmp",
        # The second icon is the first as it comes over SMB.
        "macOS": "._*|.ds_store|__macosx|icon\r|icon\uf00d|.appledouble|.appledb|.appledesktop|.appletemp"
        "|network trash folder|temporary items|.temporaryitems|.trashes|.spotlight-v100|.fseventsd"
        "|.documentrevisions-v100|.pkinstallsandboxmanager*|.localized|.volumeicon.icns|.com.apple.*"
        "|.apdisk|.metadata_never_index",
        "Linux": ".trash|.trash-[0-9]*|lost+found|.directory|.fuse_hidden*|.goutputstream-*|.xdg-volume-info"
        f"|.nfs{'[0-9a-f]' * 8}*",
        "Synology": "#recycle|#snapshot|@eadir|@tmp|@sharebin|@sharesnap|*@synoeastream|*@synoresource",
        "QNAP": "@recycle|@recently-snapshot|.@__thumb|.@__qini|.@__comments|.streams",
        "Buffalo": "trashbox",
        "Samba's vfs_recycle": ".recycle|.deleted",
        "NetApp and ZFS": "~snapshot|.snapshot|.snapshots|.zfs",
        "media servers and WebDAV": ".wdmc|.dav|.twonkymedia*",
        "Syncthing": ".stversions|.stfolder|.stfolder (*)|.stignore|.syncthing.*.tmp|~syncthing~*.tmp",
        "Resilio": ".sync|.syncarchive|.syncid|.syncignore|*.!sync",
        "ownCloud and Nextcloud": ".owncloudsync*|.nextcloudsync*|._sync_*.db*|.sync_*.db*"
        "|.csync_journal.db*|.sync-exclude.lst",
        "Dropbox": ".dropbox|.dropbox.cache|.dropbox.attr|.dropbox.device",
        "Google Drive": ".tmp.driveupload|.tmp.drivedownload|.shortcut-targets-by-id|.file-revisions-by-id",
        "OneDrive": ".849c9593-d756-4e56-8d6e-42412f2a707b",
        "Seafile, MEGA and rsync": ".seafile-data|.megaignore|.debris|.rsync-partial|.~tmp~",
        "viewers of pictures": ".picasa.ini|picasa.ini|.picasaoriginals|.thumbnails|zbthumbnail.info"
        "|albumartsmall.jpg|albumart_{*}*.jpg",
        "programmers": ".git|.gitignore|.gitattributes|.svn|.hg|.idea|.vscode",
    }.items()
}

_NAMES = [name for names in LEFTOVERS.values() for name in names]
_PATTERNS = [name for name in _NAMES if any(sign in name for sign in "*?[")]
_WHOLE = frozenset(_NAMES) - frozenset(_PATTERNS)  # in small letters
# rsync writes `Bank Sampah.docx` into `.Bank Sampah.docx.Ab3dEf` first.
_OF_RSYNC = r"\..+\.[a-z0-9]{1,5}\.[a-z0-9]{6}"
_PATTERN = regex("|".join([*map(translate, _PATTERNS), rf"(?s:{_OF_RSYNC})\Z"]), re.IGNORECASE)
# What a name that `_PATTERN` finds begins with, or ends in: hardly any name does, which is told at once.
_STARS = str.maketrans("?[]", "***")
_HEADS = (".", *(head for name in _PATTERNS if (head := name.translate(_STARS).partition("*")[0])))
_TAILS = tuple(name.translate(_STARS).rpartition("*")[2] for name in _PATTERNS if name[0] in "*?[")


def is_leftover(name: str) -> bool:
    """Whether a file or folder of this name is what a system or a program left behind.

    >>> is_leftover("#recycle"), is_leftover("#1 Bank Sampah.docx")
    (True, False)
    """
    folded = name.casefold()
    if folded in _WHOLE:
        return True
    may_be = folded.startswith(_HEADS) or folded.endswith(_TAILS)
    return may_be and _PATTERN.match(name) is not None


# Browsers, WinSCP and copying programs give these extensions to what has not come to its end.
_UNFINISHED = (".crdownload", ".part", ".partial", ".filepart", ".download", ".opdownload")


def is_unfinished(name: str) -> bool:
    """Whether a file of this name is still being copied or downloaded."""
    return name.casefold().endswith(_UNFINISHED)
