"""What others may build on: check, score and recap a folder from Python, as the commands do.

Each function reads the share anew, says everything in facts and findings, and prints nothing. Words come from
`message`; the language is that of bpkit.yaml unless one is given.

What comes back is what the folder's programme judges: writings (`Checked`, `Judged`, `Recapped`), or units
over a period (`RoundResult`, `FilesWritten`). These records and the errors are `bpkit`'s own names as well.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from .errors import LockedError, ShareError, UserError  # noqa: F401 - names of `bpkit`
from .model.outcomes import Checked, Judged, Recapped
from .model.problems import Finding, Problem  # noqa: F401 - names of `bpkit`
from .model.rounds import RoundResult
from .rules.catalogue import render
from .work.one_file import is_one_file, work_on
from .work.program_trees import judges_units
from .work.recapping import recap as write_forms
from .work.request import Request
from .work.round_files import FilesWritten, recap_round
from .work.rounds import RoundWork
from .work.running import Work


def validate(
    path: Path | str,
    *,
    period: str | None = None,
    config: Path | str | None = None,
    language: str | None = None,
) -> Checked | RoundResult:
    """Check what was handed in at and below a folder, of any level or the share; or one writing by its file.

    `period` is a month such as `2010-10` where no name says it, `config` another bpkit.yaml. The answer is a
    tree like the folder's: `findings` about each folder and its submissions, `children` below it. Where units
    are judged it has `units`, each with its findings, its judgements and the units below it as `children`.

    Raises:
        UserError: bpkit.yaml or an argument is wrong, or no name says the year.
        ShareError: the folder is not there or can't be read.
    """
    asked = _request(path, period, config, language)
    if _judges_units(asked) and not is_one_file(asked.path):
        return RoundWork(asked).result
    return work_on(asked).checked


def score(
    path: Path | str,
    *,
    period: str | None = None,
    config: Path | str | None = None,
    language: str | None = None,
) -> Judged | RoundResult:
    """Compute final values, ranks and winners of every panel at and below a folder (POB slides 15, 18, 26).

    Numbers are exact (`fractions.Fraction`). While `causes` is not empty, the panel's view is disturbed and
    nobody is selected. Where units are judged, every one has its `judgements`, and each of these an outcome
    for everything that it judges: `total`, with the values of all items below it.

    Raises:
        UserError, ShareError: as `validate`.
    """
    asked = _request(path, period, config, language)
    return RoundWork(asked).result if _judges_units(asked) else Work(asked).judged


def recap(  # noqa: PLR0913 - as the command has them
    path: Path | str,
    output: Path | str | None = None,
    *,
    day: date | None = None,
    below: bool = False,
    period: str | None = None,
    config: Path | str | None = None,
    language: str | None = None,
) -> Recapped | FilesWritten:
    """Write Lampiran 2 and 3 of a folder, below `output` or beside the data; with `below` those of all below.

    Where units are judged, the workbooks of all units at and below the folder are written, as their programme
    names them. `day` is the date to print. A form that a person has edited is never overwritten.

    Raises:
        UserError, ShareError: as `validate`.
        LockedError: another bpkit is writing on the share.
    """
    asked, place = _request(path, period, config, language), Path(output) if output is not None else None
    if _judges_units(asked):
        return recap_round(RoundWork(asked), place)
    return write_forms(Work(asked), place, day, below=below)


def message(finding: Finding) -> str:
    """What a finding says, in the language of the last call, with its remedy."""
    words = render(finding)
    return f"{words.message} {words.remedy}"


def _judges_units(asked: Request) -> bool:
    return judges_units(asked.path, asked.config)


def _request(
    path: Path | str, period: str | None, config: Path | str | None, language: str | None
) -> Request:
    settings, now = Path(config) if config is not None else None, datetime.now().astimezone()
    return Request(Path(path), config=settings, period=period, language=language, today=now.date(), now=now)
