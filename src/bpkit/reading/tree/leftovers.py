"""What systems and programs leave behind in a folder: never entered, never a finding, never written into.

One list, as data. The patterns are those of a shell (`*`, `?`, `[…]`) and hold for whole names of files and
folders alike, whatever their letter case. They are narrow: a writing may well be called `Icon.docx`, and
a title may begin with `#` or `@`.
"""

from __future__ import annotations

import re
from fnmatch import translate

_HEX = "[0-9a-f]"

LEFTOVERS: dict[str, tuple[str, ...]] = {
    "bpkit": (".bpkit", ".bpkitignore", "bpkit.yaml", ".~bpkit-*"),
    "Windows": (
        "$recycle.bin",
        "recycler",
        "recycled",
        "system volume information",
        "$windows.~bt",
        "$windows.~ws",
        "dfsrprivate",  # replication between servers
        "found.[0-9][0-9][0-9]",
        "thumbs.db",
        "thumbs.db:encryptable",
        "ehthumbs.db",
        "ehthumbs_vista.db",
        "desktop.ini",
        "autorun.inf",
        "*:zone.identifier",
    ),
    "Microsoft Office": (
        "~$*",
        "~wr[abdlsx]*.tmp",
        "~df*.tmp",
        f"{_HEX * 8}.tmp",  # what Word and Excel save into before they rename it
        f"{_HEX * 7}.tmp",
        "ppt*.tmp",
        ".849c9593-d756-4e56-8d6e-42412f2a707b",  # OneDrive
    ),
    "LibreOffice": (".~lock.*#", "lu[0-9]*.tmp"),
    "macOS": (
        "._*",
        ".ds_store",
        "__macosx",
        "icon\r",
        "icon\uf00d",  # the same, as it comes over SMB
        ".appledouble",
        ".appledb",
        ".appledesktop",
        ".appletemp",
        "network trash folder",
        "temporary items",
        ".temporaryitems",
        ".trashes",
        ".spotlight-v100",
        ".fseventsd",
        ".documentrevisions-v100",
        ".pkinstallsandboxmanager*",
        ".localized",
        ".volumeicon.icns",
        ".com.apple.*",
        ".apdisk",
        ".metadata_never_index",
    ),
    "Linux": (
        ".trash",
        ".trash-[0-9]*",
        "lost+found",
        ".directory",
        ".fuse_hidden*",
        ".nfs" + _HEX * 8 + "*",
        ".goutputstream-*",
        ".xdg-volume-info",
    ),
    "network drives": (
        "#recycle",  # Synology
        "#snapshot",
        "@eadir",
        "@tmp",
        "@sharebin",
        "@sharesnap",
        "*@synoeastream",
        "*@synoresource",
        "@recycle",  # QNAP
        "@recently-snapshot",
        ".@__thumb",
        ".@__qini",
        ".@__comments",
        "trashbox",  # Buffalo
        ".streams",
        ".recycle",  # Samba's vfs_recycle
        ".deleted",
        "~snapshot",  # NetApp
        ".snapshot",
        ".snapshots",
        ".zfs",
        ".wdmc",
        ".dav",  # WebDAV
        ".twonkymedia*",
    ),
    "synchronisation": (
        ".stversions",  # Syncthing
        ".stfolder",
        ".stfolder (*)",
        ".stignore",
        ".syncthing.*.tmp",
        "~syncthing~*.tmp",
        ".sync",  # Resilio
        ".syncarchive",
        ".syncid",
        ".syncignore",
        "*.!sync",
        ".owncloudsync*",
        ".nextcloudsync*",
        "._sync_*.db*",
        ".sync_*.db*",
        ".csync_journal.db*",
        ".sync-exclude.lst",
        ".dropbox",
        ".dropbox.cache",
        ".dropbox.attr",
        ".dropbox.device",
        ".tmp.driveupload",  # Google Drive
        ".tmp.drivedownload",
        ".shortcut-targets-by-id",
        ".file-revisions-by-id",
        ".seafile-data",
        ".megaignore",
        ".debris",  # MEGA
        ".rsync-partial",
        ".~tmp~",
    ),
    "viewers of pictures": (
        ".picasa.ini",
        "picasa.ini",
        ".picasaoriginals",
        ".thumbnails",
        "zbthumbnail.info",
        "albumartsmall.jpg",
        "albumart_{*}*.jpg",
    ),
    "programmers": (".git", ".gitignore", ".gitattributes", ".svn", ".hg", ".idea", ".vscode"),
}

_NAMES = [name for names in LEFTOVERS.values() for name in names]
_PATTERNS = [name for name in _NAMES if any(sign in name for sign in "*?[")]
_WHOLE = frozenset(_NAMES) - frozenset(_PATTERNS)  # in small letters
# rsync writes `Bank Sampah.docx` into `.Bank Sampah.docx.Ab3dEf` first.
_OF_RSYNC = r"\..+\.[a-z0-9]{1,5}\.[a-z0-9]{6}"
_PATTERN = re.compile(
    "|".join([*map(translate, _PATTERNS), rf"(?s:{_OF_RSYNC})\Z"]),
    re.IGNORECASE,
)


def is_leftover(name: str) -> bool:
    """Whether a file or folder of this name is what a system or a program left behind.

    >>> is_leftover("#recycle"), is_leftover("#1 Bank Sampah.docx")
    (True, False)
    """
    return name.casefold() in _WHOLE or _PATTERN.match(name) is not None


# Browsers, WinSCP and copying programs give these extensions to what has not come to its end.
_UNFINISHED = (".crdownload", ".part", ".partial", ".filepart", ".download", ".opdownload")


def is_unfinished(name: str) -> bool:
    """Whether a file of this name is still being copied or downloaded."""
    return name.casefold().endswith(_UNFINISHED)
