"""A fault of bpkit's own: what to tell the user, and the file to send to those who can mend it."""

from __future__ import annotations

import platform
import sys
import tempfile
import traceback
from datetime import datetime
from pathlib import Path

from . import __version__
from .wording import say


def report_crash(error: Exception) -> str:
    """Write the trace to a file of its own and say what to send to whom."""
    now = datetime.now().astimezone()
    lines = [
        f"bpkit {__version__}, Python {platform.python_version()}, {platform.platform()}",
        f"{now:%Y-%m-%d %H:%M:%S %z}",
        "command: " + " ".join(sys.argv[1:]),
        "",
        "".join(traceback.format_exception(error)),
    ]
    name = f"bpkit-crash-{now:%Y%m%d-%H%M%S}.txt"
    file = Path(tempfile.gettempdir()) / name
    try:
        file.write_text("\n".join(lines), encoding="utf-8")
    except OSError:
        return say("run.crash_unwritten", error=repr(error)) + "\n" + "\n".join(lines)
    return say("run.crash", error=repr(error), file=file)
