"""What a panel gets: a form for every assessor, and in the end the seal of its decision.

A form that exists is never touched: titles that came later go on a further form of the same assessor.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256
from itertools import count
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from .. import share
from ..errors import RefusedError, ShareError, UserError
from ..forms.lampiran3 import missing_words
from ..forms.score_sheet import SheetHead, SheetLine, missing_titles, score_sheet, score_sheet_yaml
from ..forms.xlsx.drawings import link_to
from ..model.facts import Folder, Submission
from ..model.outcomes import WrittenForm
from ..model.scores import SEAL, Assessment, Candidate, Panel, Sheet
from ..model.sources import is_team, team_key
from ..model.units import Period, fold
from ..naming import sheet_name
from ..panels.view import unseen, unsettled
from ..people.names import listed, person, same_person
from ..reading.panel.names import is_decision, is_decision_book
from ..reading.tree.stems import is_facts_table
from ..reading.tree.walker import PANEL_FOLDER
from ..rules.catalogue import name_of
from ..sealing import number_of, seal, unseal
from ..share.locking import locked, made_folder
from ..share.placing import write_over
from ..share.publishing import Register
from ..wording import say, speaking
from .recapping import Recapper, refuse, template_for
from .running import Work
from .seals import Sealed, Sealing

BLANK = "Penilai"  # a blank copy is called `Penilai 1`, until somebody writes a name on it


def make_sheets(work: Work, assessors: Sequence[str], suffix: str, output: Path | None) -> list[WrittenForm]:
    """Write the forms that are missing; `suffix` is `.xlsx` or `.yaml`.

    Raises:
        UserError: the given path is a share, which has no panel.
        ShareError, LockedError: the forms can't be written.
    """
    with locked(made_folder(output) or work.root):
        # Read under the lock: two at once would both find that an assessor has no form.
        checked = work.checked
        if checked.folder.level.is_share or checked.folder.period is None:
            raise UserError(say("run.no_panel_here", path=work.path), say("run.no_panel_here_remedy"))
        # Titles on a form that exists are never put right: none is made from half a view.
        refuse(unseen(work.judged), work.path, "run.no_sheets")
        panel = work.panel(checked, work.judged.children)
        folder = panel.folder / PANEL_FOLDER if output is None else output.absolute()
        missing = {
            submission.path: missing_words(one.findings_on(submission), name_of)
            for one in checked.walk()
            for submission in (*one.folder.submissions, *one.folder.products)
        }
        register = Register(output or work.root)
        maker = _Maker(work, panel, checked.folder.period, folder, suffix, register, missing)
        copies = work.rubric.panel_minimum.get(panel.level.code, panel.level.panel_minimum)
        named = assessors or panel.expected
        blank = () if named else (f"{BLANK} {number}" for number in range(1, copies + 1))
        forms = [*(maker.form(name, name) for name in named), *(maker.form(name, "") for name in blank)]
        forms += maker.twins(checked.folder) if suffix == ".xlsx" else ()
        maker.register.save()
        return forms


class _Maker(Struct, frozen=True):
    work: Work
    panel: Panel
    period: Period
    folder: Path
    suffix: str
    register: Register
    missing: Mapping[Path, str]  # what each submission lacks

    def form(self, called: str, assessor: str) -> WrittenForm:
        """One assessor's form, or a blank copy where `assessor` is empty; none where no title is missing."""
        theirs = list(_sheets_of(self.panel, called, self.period))
        keys = [candidate.key for candidate in self.panel.candidates]
        titles = missing_titles(keys, *(sheet.listed for sheet in theirs))
        if theirs and not titles:
            return WrittenForm(theirs[0].path, "unchanged")
        position = next((sheet.position for sheet in theirs if sheet.position), "")
        data = self._data(assessor, position, titles)
        places = _names_from(self.folder / sheet_name(called, self.period, self.suffix))
        self.register.announce_in(self.folder)
        # A name that is free now may be taken when the form is made: nothing is written over.
        return WrittenForm(next(place for place in places if write_over(place, data, None)), "written")

    def twins(self, folder: Folder) -> Iterator[WrittenForm]:
        """The form for the decision, and that for the facts of writings, where nobody made any yet."""
        from ..forms.blank_forms import DECISION_BOOK, decision_book

        panel = self.panel
        with speaking("id"):
            if not any(map(_is_decision, _names(self.folder))):
                titles = [candidate.key for candidate in panel.candidates]
                data = decision_book(panel.level, panel.unit, self.period, titles)
                yield from self._written(self.folder / DECISION_BOOK, data)
            home = self.folder if self.folder.name != PANEL_FOLDER else self.folder.parent
            if panel.level.is_lowest:
                yield from self._facts(home, folder.submissions)
            elif folder.products:
                own = folder.products[0].path.parent
                yield from self._facts(own if home == folder.path else home, folder.products)

    def _facts(self, home: Path, writings: Iterable[Submission]) -> Iterator[WrittenForm]:
        from ..forms.blank_forms import FACTS_BOOK, facts_book

        if not any(map(is_facts_table, _names(home))):
            yield from self._written(home / FACTS_BOOK, facts_book([one.title for one in writings]))

    def _written(self, target: Path, data: bytes) -> Iterator[WrittenForm]:
        """The form under a name that is free; one that somebody made meanwhile stays."""
        self.register.announce_in(target.parent)
        if write_over(target, data, None):
            yield WrittenForm(target, "written")

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
            SheetLine(
                one.key,
                one.city,
                "" if rubric.blind else one.author,
                link_to(one.path, self.folder),
                self.missing.get(one.path),
                own=_is_own(one, assessor, position),
            )
            for one in panel.candidates
            if one.key in titles
        ]
        with speaking("id"):
            if self.suffix == ".yaml":
                return score_sheet_yaml(rubric, head, lines).encode()
            return score_sheet(rubric, head, lines, template_for(self.work, "lembar-penilaian.xlsx"))


def _is_own(candidate: Candidate, assessor: str, position: str) -> bool:
    """Whether the assessor wrote it, or is of the TF that it comes from, as the position on a sheet says."""
    authors = (person(name) for name, _ in listed([candidate.author]))
    if assessor and any(same_person(person(assessor), author) for author in authors):
        return True
    return (
        is_team(position) and is_team(candidate.source) and team_key(position) == team_key(candidate.source)
    )


def _names(folder: Path) -> list[Path]:
    """What lies in a folder; nothing where there is none. Raises ShareError where nobody can say."""
    try:
        return [folder / one.name for one in share.entries(folder)] if share.exists(folder) else []
    except OSError as error:
        raise ShareError(say("run.unreadable", path=folder), say("run.unreadable_remedy")) from error


def _is_decision(file: Path) -> bool:
    return is_decision(file) or is_decision_book(file)


def _sheets_of(panel: Panel, name: str, period: Period) -> Iterator[Sheet]:
    """The assessor's sheets: by the name on them, else by the name of the file."""
    stem = fold(sheet_name(name, period, ""))
    for sheet in panel.sheets:
        if same_person(person(sheet.assessor), person(name)) or (
            not sheet.assessor and fold(sheet.path.stem).startswith(stem)
        ):
            yield sheet


def _names_from(target: Path) -> Iterator[Path]:
    """The target, then names like `… (2).xlsx`."""
    yield target
    for number in count(2):
        yield target.with_name(f"{target.stem} ({number}){target.suffix}")


def seal_decision(work: Work, day: date | None = None, by: str | None = None) -> Sealed:
    """Refresh the forms of the given folder's panel, then seal its decision with them.

    `day` is the date to print on the forms; without one it is the decision's. `by` is who seals; without it,
    as whoever is logged in. Sealing again what is unchanged does nothing, but for a `segel.json` that is gone
    or was edited: it is written anew.

    Raises:
        UserError: there are no sheets and no decision.
        RefusedError: the view is disturbed, the panel has yet to decide, or there is no result at all.
        ShareError: a form can't be written; then nothing is sealed.
    """
    with locked(work.root):
        acting = Sealing.now(work.root, by)
        adopted = acting.begin()
        acting.mend((work.layout.panel_folder or work.path / PANEL_FOLDER) / SEAL)
        # Looked at under the lock, with every rule: no --ignore may seal what is not in order.
        assessment = _assessment(work)
        before = assessment.panel.seal
        file = _seal_file(assessment.panel)
        if before and before.closed and not any(one.code == "BP813" for one in work.judged.errors):
            return Sealed(file, number_of(before), adopted)
        refuse(unsettled(work.judged), work.path, "run.not_sealed")
        if not any(result.selected or result.final is not None for result in assessment.results):
            raise RefusedError(say("run.empty_panel", path=work.path), say("run.empty_panel_remedy"))
        made = seal(assessment, acting.when, before, {}, acting.by)
        forms = _forms(work, day, number_of(made))
        written = acting.close(file, replace(made, forms=forms))
        return Sealed(file, number_of(written), adopted)


def open_seal(work: Work, reason: str, by: str | None = None) -> Sealed:
    """Open the seal of the given folder's panel; the reason stays in its history.

    Raises:
        UserError: there is no seal, or no reason.
    """
    with locked(work.root):
        acting = Sealing.now(work.root, by)
        adopted = acting.begin()
        acting.mend((work.layout.panel_folder or work.path / PANEL_FOLDER) / SEAL)
        panel = _assessment(work).panel
        if panel.seal is None or not panel.seal.closed or not panel.seal.readable:
            raise UserError(say("run.no_seal", path=work.path), say("run.no_seal_remedy"))
        if not reason.strip():
            raise UserError(say("run.no_reason"), say("run.no_reason_remedy"))
        file = _seal_file(panel)
        acting.open(file, unseal(panel.seal, reason, acting.when, acting.by))
        return Sealed(file, number_of(panel.seal), adopted)


def _forms(work: Work, day: date | None, number: str) -> dict[str, str]:
    """Write the panel's forms as they are to be sealed: SHA-256 by name."""
    decision = _assessment(work).panel.decision
    recapper = Recapper(work, None, day or (decision.date if decision else None), number=number)
    recapper.write(work.checked, work.judged, below=False)
    recapped = recapper.recapped(work.checked, work.judged)
    if recapped.refused:
        raise ShareError("\n".join(recapped.refused))
    kept = (form.path for form in recapped.forms if share.exists(form.path))
    return {path.name: sha256(share.read(path)).hexdigest() for path in kept}


def _assessment(work: Work) -> Assessment:
    assessment = work.judged.assessment
    if assessment is None:
        # Where the sheets can't be read there may well be some.
        refuse(unsettled(work.judged), work.path, "run.not_sealed")
        raise UserError(say("run.nothing_to_seal", path=work.path), say("run.nothing_to_seal_remedy"))
    if assessment.panel.seal and not assessment.panel.seal.seen:
        # Nobody knows what it says; writing another over it would lose it.
        raise ShareError(
            say("run.unreadable", path=_seal_file(assessment.panel)), say("run.unreadable_remedy")
        )
    return assessment


def _seal_file(panel: Panel) -> Path:
    return panel.folder / PANEL_FOLDER / SEAL
