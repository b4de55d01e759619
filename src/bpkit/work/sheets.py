"""`bpkit sheets`: a form for every assessor of a panel. A form that exists is never touched: titles that came
later go on a further form of the same assessor.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from ..errors import UserError
from ..forms.score_sheet import SheetHead, SheetLine, missing_titles, score_sheet, score_sheet_yaml
from ..model.outcomes import Form
from ..model.scores import Panel, Sheet
from ..model.units import Level, Period, fold
from ..naming import sheet_name
from ..people.names import person, same_person
from ..publishing import write_atomically
from ..reading.tree.walker import PANEL_FOLDER
from ..wording import say, speaking
from .recapping import locked, template_for
from .running import Work

BLANK = "Penilai"  # a blank copy is called `Penilai 1`, until somebody writes a name on it


def make_sheets(work: Work, assessors: Sequence[str], suffix: str, output: Path | None) -> list[Form]:
    """Write the forms that are missing; `suffix` is `.xlsx` or `.yaml`.

    Raises:
        UserError: the given path is a share, which has no panel.
        ShareError, LockedError: the forms can't be written.
    """
    checked = work.checked
    if checked.folder.level is Level.SHARE or checked.folder.period is None:
        raise UserError(say("run.no_panel_here", path=work.path), say("run.no_panel_here_remedy"))
    panel = work.panel(checked, work.judged.children)
    folder = panel.folder / PANEL_FOLDER if output is None else output.absolute()
    maker = _Maker(work, panel, checked.folder.period, folder, suffix)
    names = assessors or panel.expected
    copies = work.rubric.panel_minimum[panel.level]
    with locked(output or work.root):
        if names:
            return [maker.form(name, name) for name in names]
        return [maker.form(f"{BLANK} {number}", "") for number in range(1, copies + 1)]


@dataclass(frozen=True, slots=True)
class _Maker:
    work: Work
    panel: Panel
    period: Period
    folder: Path
    suffix: str

    def form(self, called: str, assessor: str) -> Form:
        """One assessor's form, or a blank copy where `assessor` is empty; none where no title is missing."""
        theirs = list(_sheets_of(self.panel, called, self.period))
        keys = [candidate.key for candidate in self.panel.candidates]
        titles = missing_titles(keys, *(sheet.listed for sheet in theirs))
        if theirs and not titles:
            return Form(theirs[0].path, "unchanged")
        target = _free(self.folder / sheet_name(called, self.period, self.suffix))
        position = next((sheet.position for sheet in theirs if sheet.position), "")
        write_atomically(target, self._data(assessor, position, titles))
        return Form(target, "written")

    def _data(self, assessor: str, position: str, titles: Sequence[str]) -> bytes:
        panel, rubric = self.panel, self.work.rubric
        head = SheetHead(
            assessor=assessor,
            position=position,
            date=None,
            level=panel.level,
            unit=panel.unit,
            period=self.period,
            program=self.work.settings.program,
        )
        lines = [
            SheetLine(one.key, one.city, "" if rubric.blind else one.author)
            for one in panel.candidates
            if one.key in titles
        ]
        with speaking("id"):
            if self.suffix == ".yaml":
                return score_sheet_yaml(rubric, head, lines).encode()
            return score_sheet(rubric, head, lines, template_for(self.work, "lembar-penilaian.xlsx"))


def _sheets_of(panel: Panel, name: str, period: Period) -> Iterator[Sheet]:
    """The assessor's sheets: by the name on them, else by the name of the file."""
    stem = fold(sheet_name(name, period, ""))
    for sheet in panel.sheets:
        if same_person(person(sheet.assessor), person(name)) or (
            not sheet.assessor and fold(sheet.path.stem).startswith(stem)
        ):
            yield sheet


def _free(target: Path) -> Path:
    """The target, or the first name like `… (2).xlsx` that nothing has."""
    names = (target.with_name(f"{target.stem} ({n}){target.suffix}") for n in count(2))
    return target if not target.exists() else next(name for name in names if not name.exists())
