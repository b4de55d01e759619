"""Where `--report` may write: into a new file or over a report of bpkit's own, never over a person's work."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..errors import ShareError, UserError
from ..wording import say


def demand_free(file: Path) -> None:
    """Refuse a file that is there and is no report as bpkit wrote it.

    Reports carry a mark, which Excel drops when it saves; on a share the register has to know them as well.

    Raises:
        UserError: the file is somebody's work, or no file at all.
        ShareError: it can't be read.
    """
    from ..reports.writing import is_report

    file = file.absolute()
    try:
        if not file.exists():
            return
        if not file.is_file():
            raise _taken(file)
        data, shares = file.read_bytes(), _with_register(file)
    except OSError as error:
        raise ShareError(say("run.unreadable", path=file), say("run.unreadable_remedy")) from error
    if not is_report(data, file.suffix) or (shares and not _is_known(data, shares)):
        raise _taken(file)


def _with_register(file: Path) -> list[Path]:
    """The folders above the file in which bpkit remembers what it wrote."""
    return [folder for folder in file.parents if (folder / ".bpkit" / "written.json").is_file()]


def _is_known(data: bytes, shares: Sequence[Path]) -> bool:
    from ..publishing import Register

    return any(Register(share).knows(data) for share in shares)


def _taken(file: Path) -> UserError:
    return UserError(say("run.report_taken", path=file), say("run.report_taken_remedy"))
