"""Which forms a tree gets, and where they go."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from hashlib import sha256
from pathlib import Path

from msgspec import Struct

from ..cache.store import Shelf, key_of
from ..cache.version import version_of
from ..errors import LockedError, RefusedError, ShareError, UserError
from ..forms.common import for_people
from ..forms.lampiran2 import lampiran2, recap2
from ..forms.lampiran3 import lampiran3, recap3
from ..forms.letters import decision_letter, fill_decision_letter, fill_notice, notice
from ..levels import default_levels
from ..model.facts import Folder
from ..model.levels import Level
from ..model.outcomes import Checked, Judged, Recapped, WrittenForm
from ..model.problems import Finding
from ..model.scores import Assessment
from ..model.units import Period
from ..naming import form_name, provisional_name
from ..panels.view import disturbances, is_unseen, unsettled
from ..publishing import Register, beside, content, publish, retire
from ..reading.images.opening import thumbnails
from ..reading.known import key_of_facts
from ..reports.panels import cause_lines
from ..resources import resource
from ..rules.catalogue import name_of, reason_of, render
from ..wording import language, say, speaking
from .incoming import note
from .running import Work

IN_HEAD = 4  # causes that the head of a provisional form names
PAGE = "Hasil Pemeriksaan.html"  # what a coordinator opens who never sees a terminal


class Making(Struct, frozen=True):
    """How a form is made, and what it is made of; `inputs` say all of it when they are shown."""

    make: Callable[[], bytes]
    inputs: Sequence[object]
    template: Path | None = None

    @property
    def key(self) -> bytes:
        """The same for the same inputs."""
        template = self.template.read_bytes() if self.template else b""
        return key_of(*map(repr, self.inputs), template)


class Recapper:
    """Writes the forms of one run, each once, and remembers where."""

    def __init__(self, work: Work, output: Path | None, day: date | None, *, refresh: bool = False) -> None:
        """`refresh` writes anew what a seal would hold: for the seal that is about to be made."""
        self.refresh = refresh
        self.work = work
        self.output = output.absolute() if output else None
        self.day = day
        self.register = Register(self.output or work.root)
        self.cache = work.cache()
        self._version = version_of(self.cache, ())
        self.forms: list[WrittenForm] = []
        self.without_scores: list[Folder] = []
        self.refused: list[str] = []

    def write(self, checked: Checked, judged: Judged, *, below: bool) -> None:
        """The forms of a folder and, where `below` says so, of every folder below it."""
        if checked.folder.level.is_named:
            with self.register.together():  # a province is remembered in one go
                self._write(checked, judged, below=below)
        else:
            self._write(checked, judged, below=below)

    def _write(self, checked: Checked, judged: Judged, *, below: bool) -> None:
        level, period = checked.folder.level, checked.folder.period
        if period and level.is_named:
            self._lampiran3(checked, judged, period)
        if below and level.is_lowest:
            self._put(checked.folder, PAGE, self._page(checked))
        if period and level.is_fed:
            self._lampiran2(judged, period)
        for one, other in zip(checked.children, judged.children, strict=True):
            if below or level.is_share:
                self.write(one, other, below=below)

    def _lampiran3(self, checked: Checked, judged: Judged, period: Period) -> None:
        cities = [one for one in judged.walk() if one.folder.level.is_lowest]
        causes = production_causes(judged)
        results = {
            result.candidate.path: result
            for city in cities
            if city.assessment and city.folder.sheets
            for result in city.assessment.results
        }
        sent = {path for city in cities if city.whole for path in city.sends}
        with speaking("id"):
            rows = recap3(checked, results, sent, self.work.settings, self.work.rubric, name_of, self.day)
            head = provisional_head(causes)
            template = template_for(self.work, "lampiran-3.xlsx")
            making = Making(lambda: lampiran3(rows, template, head), (rows, head), template)
            self._publish(checked.folder, period, "Lampiran 3", making, whole=not causes)

    def _lampiran2(self, judged: Judged, period: Period) -> None:
        if judged.assessment is None:
            self.without_scores.append(judged.folder)
            return
        with speaking("id"):
            rows = recap2(judged.assessment, self.work.settings, reason_of, self.day)
            head = provisional_head(judged.causes)
            template = template_for(self.work, "lampiran-2.xlsx")
            making = Making(lambda: lampiran2(rows, template, head), (rows, head), template)
            self._publish(judged.folder, period, "Lampiran 2", making, whole=judged.whole)

    @staticmethod
    def _page(checked: Checked) -> Making:
        """The page of a city: made of what was found, what was handed in, and its photos."""
        folder = checked.folder
        told = (folder.path, folder.level, folder.unit, folder.period, checked.skipped, checked.findings)
        inputs = (*told, key_of_facts(checked.submissions))

        def make() -> bytes:
            from ..reports.html import hasil_pemeriksaan

            return hasil_pemeriksaan(checked, thumbnails(checked))

        return Making(make, inputs)

    def letter(self, checked: Checked, judged: Judged, period: Period) -> None:
        """The decision letter of a panel; the notice to a folder of writings that has something to mend.

        Raises:
            RefusedError: the view is disturbed, and every cause is named; or the panel has yet to decide.
        """
        refuse(letter_causes(judged), self.work.path, "run.no_letter")
        with speaking("id"):
            if checked.folder.level.is_lowest:
                self._notice(checked, period)
            elif judged.assessment:
                self._decision_letter(judged.folder, judged.assessment, period)
        if judged.assessment is None and not checked.folder.level.is_lowest:
            problem = say("run.nothing_to_announce", path=self.work.path)
            raise RefusedError(problem, say("run.nothing_to_announce_remedy"))

    def _notice(self, checked: Checked, period: Period) -> None:
        found = notice(checked, self.work.settings, _words, self.day)
        if found is not None:
            template = template_for(self.work, "surat-perbaikan.docx")
            making = Making(lambda: fill_notice(found, template), (found,), template)
            self._publish(checked.folder, period, "Surat Perbaikan", making, ".docx")

    def _decision_letter(self, folder: Folder, assessment: Assessment, period: Period) -> None:
        decision = decision_letter(assessment, self.work.settings, self.day)
        template = template_for(self.work, letter_template(folder.level))
        making = Making(lambda: fill_decision_letter(decision, template), (decision,), template)
        # Not held by the seal: an older letter may name other winners than what was sealed.
        name = form_name("Surat Penetapan", folder.level, folder.unit or "", period, ".docx")
        self._put(folder, name, making)

    def _publish(  # noqa: PLR0913 - a form, its name, and what it was made from
        self,
        folder: Folder,
        period: Period,
        kind: str,
        making: Making,
        suffix: str = ".xlsx",
        *,
        whole: bool = True,
    ) -> None:
        """Bring a form under its name; a provisional one beside it, until the view is whole again."""
        name = form_name(kind, folder.level, folder.unit or "", period, suffix)
        if whole:
            self._put(folder, name, making, sealed=is_sealed(folder) and not self.refresh)
            self._retire(folder, provisional_name(name))
        else:
            self._put(folder, provisional_name(name), making)

    def _put(self, folder: Folder, name: str, making: Making, *, sealed: bool = False) -> None:
        with self._gathering_refusals():
            target = self._place(folder.path) / name
            data = b"" if sealed and target.exists() else self._made(making, target)
            published = publish(target, data, self.register, sealed=sealed)
            self.forms.append(WrittenForm(published.path, published.status.value, folder.path))

    def _retire(self, folder: Folder, name: str) -> None:
        with self._gathering_refusals():
            for gone in retire(self._place(folder.path) / name, self.register):
                self.forms.append(WrittenForm(gone.path, gone.status.value, folder.path))

    def _made(self, making: Making, target: Path) -> bytes:
        """The form's bytes: as they lie there, where they came of the same before; else made anew."""
        key = key_of("form", self._version, language(), making.key)
        known = self.cache.get(Shelf.MEMO, key)
        for place in (target, beside(target)) if known else ():
            there = content(place)
            if there is not None and sha256(there).digest() == known:
                return there
        data = making.make()
        self.cache.put(Shelf.MEMO, key, sha256(data).digest())
        return data

    @contextmanager
    def _gathering_refusals(self) -> Iterator[None]:
        """One form that is open in Excel must not keep the others from being written."""
        try:
            yield
        except ShareError as error:
            self.refused.append(f"{error.problem} {error.remedy}".strip())

    def note_incoming(self) -> None:
        """Note in the register what came in; one that is open in Excel keeps no form from being written."""
        with self._gathering_refusals():
            note(self.work.root, self.work.incoming)

    def recapped(self, checked: Checked, judged: Judged) -> Recapped:
        """What was written, and what could not be."""
        self.cache.close()
        waiting, refused = tuple(self.without_scores), tuple(self.refused)
        return Recapped(checked, judged, tuple(self.forms), waiting, refused)

    def _place(self, folder: Path) -> Path:
        """Beside the data, or at the same place below `--output`."""
        return folder if self.output is None else self.output / folder.relative_to(self.work.path)


def provisional_head(causes: Sequence[Finding]) -> str:
    """What stands across the head of a form from a disturbed view; empty for a whole one.

    In words for whoever reads the form: which file, row and rule it is, the run and its reports say.
    """
    if not causes:
        return ""
    said = ((one.code, for_people(render(one).message) or name_of(one.code)) for one in causes)
    told = dict.fromkeys(f"{code}: {words}" for code, words in said)
    lines = list(told)[:IN_HEAD]
    more = [say("forms.provisional_more", count=len(told) - IN_HEAD)] if len(told) > IN_HEAD else []
    return say("forms.provisional", causes=" · ".join([*lines, *more]))


def production_causes(judged: Judged) -> tuple[Finding, ...]:
    """What disturbs a Lampiran 3: it tells what was produced, and draws on the panels of cities alone."""
    if judged.folder.level.is_lowest:
        return judged.causes
    unread = [finding for finding in judged.errors if is_unseen(finding, judged.folder)]
    return disturbances(unread, judged.children)


def letter_causes(judged: Judged) -> tuple[Finding, ...]:
    """What keeps a letter from going out; a notice only needs its writings to be read."""
    if judged.folder.level.is_lowest:
        return tuple(finding for finding in judged.errors if is_unseen(finding, judged.folder))
    return unsettled(judged)


def refuse(causes: Sequence[Finding], given: Path, words: str) -> None:
    """Refuse what decides, naming every cause and what to do.

    Raises:
        RefusedError: there are causes.
    """
    if not causes:
        return
    lines = []
    for finding, (place, message) in zip(causes, cause_lines(causes, given), strict=True):
        lines += [f"  {place}: {message}", f"    {say('report.remedy', remedy=render(finding).remedy)}"]
    raise RefusedError("\n".join([say(words, count=len(causes)), *lines]))


def template_for(work: Work, name: str) -> Path:
    """The user's own template of that name where bpkit.yaml points to one, else bpkit's."""
    own = work.settings.templates
    return own / name if own and (own / name).is_file() else resource("templates") / name


def letter_template(level: Level) -> str:
    """The template of its decision letter: its own, else that of a level like it in the default programme."""
    if level.letter:
        return level.letter
    likes = [one for one in default_levels() if one.letter]
    return next((one for one in likes if one.is_named == level.is_named), likes[-1]).letter


def recap(work: Work, output: Path | None, day: date | None, *, below: bool = False) -> Recapped:
    """Write the forms of the given folder; with `below` those of every folder below it, too.

    Raises:
        LockedError: another bpkit is writing.
        ShareError: the share can't be written at all; what keeps a single form from it is in the answer.
    """
    with locked(output or work.root):
        # Read under the lock, too: what a run writes must not be older than what it finds there.
        recapper = Recapper(work, output, day)
        checked, judged = work.checked, work.judged
        recapper.write(checked, judged, below=below)
        if output is None:  # whose lock would be another's
            recapper.note_incoming()
    return recapper.recapped(checked, judged)


def is_sealed(folder: Folder) -> bool:
    """Whether the panel of this folder has sealed its decision."""
    return folder.seal is not None and folder.seal.closed


def letter(work: Work, output: Path | None, day: date | None) -> Recapped:
    """Write the letter of the given folder.

    Raises:
        UserError: a share has no letter; the panel has not decided yet.
        ShareError, LockedError: the letter can't be written.
    """
    checked, judged = work.checked, work.judged
    period = checked.folder.period
    if checked.folder.level.is_share or period is None:
        raise UserError(say("run.no_panel_here", path=work.path), say("run.no_panel_here_remedy"))
    with locked(output or work.root):
        recapper = Recapper(work, output, day)
        recapper.letter(checked, judged, period)
    return recapper.recapped(checked, judged)


def _words(finding: Finding) -> tuple[str, str]:
    """What a finding says, and how to mend it."""
    words = render(finding)
    return words.message, words.remedy


@contextmanager
def locked(root: Path) -> Iterator[None]:
    """Hold the share's lock; it falls by itself when a run dies."""
    from filelock import FileLock, Timeout

    file = root / ".bpkit" / "lock"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if file.is_symlink():  # what it leads to would be emptied
            file.unlink(missing_ok=True)
        lock = FileLock(file, mode=0o666)  # the next run may be another user's
        lock.acquire(timeout=0)
    except NotImplementedError:
        # A share without locks; every file is still written whole or not at all.
        yield
        return
    except Timeout as error:
        raise LockedError(say("run.locked", path=root), say("run.locked_remedy")) from error
    except OSError as error:
        raise ShareError(say("run.unwritable", path=root), say("run.unwritable_remedy")) from error
    try:
        yield
    finally:
        lock.release()
