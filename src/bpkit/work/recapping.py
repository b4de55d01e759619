"""Which forms a tree gets, and where they go."""

from __future__ import annotations

import re
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from .. import share
from ..cache.store import Cache, Shelf, key_of
from ..cache.version import version_of
from ..errors import RefusedError, ShareError, UserError
from ..forms.common import for_people
from ..forms.lampiran2 import lampiran2
from ..forms.lampiran2_content import recap2
from ..forms.lampiran3 import lampiran3, recap3
from ..forms.letters import decision_letter, fill_decision_letter, fill_notice, notice
from ..forms.stamp import stamped
from ..levels import default_levels, levels_of
from ..model.facts import Folder, FolderId
from ..model.levels import PROVINCE, Level
from ..model.outcomes import Checked, Judged, Recapped, WrittenForm
from ..model.problems import Finding
from ..model.scores import Assessment, Rubric
from ..model.units import Period, fold, same_unit
from ..months.standing import Reckoner, Standing
from ..naming import form_name, form_of, provisional_name
from ..panels.view import disturbances, is_unseen, unsettled
from ..reading.images.opening import shown_files, thumbnails
from ..reading.known import key_of_facts, key_of_files
from ..reading.tree.walker import PANEL_FOLDER
from ..reports.level_page import PAGE, LevelView, level_contents
from ..reports.messages import messages_for
from ..reports.outline import Recipient, level_name
from ..reports.panels import cause_lines, disturbed_below
from ..resources import resource
from ..rules.catalogue import name_of, reason_of, render, render_plainly
from ..sealing import number_of
from ..settings.rubrics import is_within
from ..share.locking import locked, made_folder
from ..share.placing import beside, content
from ..share.publishing import Published, Register, publish, retire
from ..wording import language, say, speaking
from .incoming import note
from .memo import key_told
from .running import Work

IN_HEAD = 4  # causes that the head of a provisional form names


class Making(Struct, frozen=True):
    """How a form is made, and what it is made of; `inputs` say all of it when they are shown."""

    make: Callable[[], bytes]
    inputs: Sequence[object]
    template: Path | None = None
    number: str = ""  # of the seal that holds it, for the foot of its pages
    unread: Sequence[Path] = ()  # once it was made: what it lacks because that can't be read now

    @property
    def key(self) -> bytes:
        """The same for the same inputs."""
        template = self.template.read_bytes() if self.template else b""
        return key_of(*map(repr, self.inputs), template, self.number)


def made_once(making: Making, target: Path, cache: Cache, version: str) -> bytes:
    """A form's bytes: as they lie there, where they came of the same before; else made anew.

    `version` is that of all of bpkit. Every form is made in Indonesian, whatever the language of the run.
    """
    key = key_of("form", version, making.key)
    there = _lying(cache.get(Shelf.MEMO, key), target)
    return _made(making, key, cache) if there is None else there


def _lying(digest: bytes | None, target: Path) -> bytes | None:
    """What lies at its place or beside it, where it has this SHA-256.

    That something there can't be read is told, in the language of the run, when the form is to be written.
    """
    for place in (target, beside(target)) if digest else ():
        with suppress(ShareError):
            there = content(place)
            if there is not None and sha256(there).digest() == digest:
                return there
    return None


def _made(making: Making, key: bytes, cache: Cache) -> bytes:
    data = stamped(making.make(), making.number)
    if not making.unread:
        cache.put(Shelf.MEMO, key, sha256(data).digest())
    return data


class Recapper:
    """Writes the forms of one run, each once, and remembers where."""

    def __init__(self, work: Work, output: Path | None, day: date | None, *, number: str = "") -> None:
        """`number` is that of the seal about to be made, which holds what is written: all of it anew."""
        self.number = number
        self.work = work
        self.output = output.absolute() if output else None
        self.day = day
        self.register = Register(self.output or work.root, makes_folders=output is not None)
        self._told = language()
        self.cache = work.cache()
        self._version = version_of(self.cache, ())
        self.forms: list[WrittenForm] = []
        self.without_scores: list[Folder] = []
        self.refused: list[str] = []
        self._standings: dict[FolderId, Standing] = {}  # of the folders that pages tell of
        self._templates: dict[str, tuple[Path, bytes]] = {}  # each with its key
        self._province: str | None = None  # that is being written

    def write(self, checked: Checked, judged: Judged, *, below: bool) -> None:
        """The forms of a folder and, where `below` says so, of every folder below it."""
        if checked.folder.level.is_named:
            with self.register.together():  # a province is remembered in one go
                self._write(checked, judged, below=below)
        else:
            self._write(checked, judged, below=below)

    def _write(self, checked: Checked, judged: Judged, *, below: bool) -> None:
        level, period = checked.folder.level, checked.folder.period
        outer = self._province
        self._province = _province_of(checked.folder, outer)
        if period and level.is_named:
            self._lampiran3(checked, judged, period)
        if below and level.is_lowest:
            province = self._province
            self._put(
                checked.folder,
                PAGE,
                lambda: self._page(checked, self._standing(checked, judged, province)),
                self._page_hangs_on(checked),
            )
        if period and level.is_fed:
            self._lampiran2(judged, period)
        for one, other in zip(checked.children, judged.children, strict=True):
            if below or level.is_share:
                self.write(one, other, below=below)
        if below and level.is_fed:  # after all that it leads to
            self._put_page_of_level(checked, judged, self._province)
        if below and (level.is_share or level.is_top):
            self._retire_pages(checked.folder)
        self._province = outer

    def _lampiran3(self, checked: Checked, judged: Judged, period: Period) -> None:
        causes = production_causes(judged)
        template, key = self._template("lampiran-3.xlsx")

        def making() -> Making:
            cities = [one for one in judged.walk() if one.folder.level.is_lowest]
            results = {
                result.candidate.path: result
                for city in cities
                if city.assessment and city.folder.sheets
                for result in city.assessment.results
            }
            sent = {path for city in cities if city.whole for path in city.sends}
            rows = recap3(checked, results, sent, self.work.settings, self.work.rubric, name_of, self.day)
            head = provisional_head(causes, self.work.rubric)
            return Making(lambda: lampiran3(rows, template, head), (rows, head), template)

        with speaking("id"):
            hangs_on = self._hangs_on(checked.folder, key)
            self._publish(checked.folder, period, "Lampiran 3", making, hangs_on, whole=not causes)

    def _lampiran2(self, judged: Judged, period: Period) -> None:
        if judged.outcome is None:
            self.without_scores.append(judged.folder)
            return
        template, key = self._template("lampiran-2.xlsx")

        def making() -> Making:
            assert judged.assessment  # noqa: S101 - seen before
            rows = recap2(judged.assessment, self.work.settings, reason_of, self.day)
            head = provisional_head(judged.causes, self.work.rubric)
            return Making(lambda: lampiran2(rows, template, head), (rows, head), template)

        with speaking("id"):
            hangs_on = self._hangs_on(judged.folder, key)
            self._publish(judged.folder, period, "Lampiran 2", making, hangs_on, whole=judged.whole)

    def _page(self, checked: Checked, standing: Standing) -> Making:
        """The page of a city: made of what was found, what was handed in, its photos and the messages."""
        folder, place = checked.folder, self._place(checked.folder.path)
        told = (folder.path, folder.level, folder.unit, folder.period, checked.skipped, checked.findings)
        with speaking("id"):
            messages = [m for to in Recipient for m in messages_for(checked, [standing], to)]
        unread: list[Path] = []
        inputs = (*told, key_of_facts(checked.submissions), _pictures(checked, unread), place, messages)

        def make() -> bytes:
            from ..reports.html import hasil_pemeriksaan

            return hasil_pemeriksaan(checked, thumbnails(checked, unread=unread), messages, place)

        return Making(make, inputs, unread=unread)

    def _put_page_of_level(self, checked: Checked, judged: Judged, province: str | None) -> None:
        folder = checked.folder
        files = tuple(self._files_of(folder))

        def making() -> Making:
            standing = self._standing(checked, judged, province)
            return self._page_of_level(checked, judged, standing, files)

        self._put(folder, self._page_name(folder), making, self._page_hangs_on(checked, files))

    def _page_name(self, folder: Folder) -> str:
        """What its page is called: the nation's of a share without folders for months says which month."""
        if folder.period is None or not self._other_months(folder):
            return PAGE
        return form_name(Path(PAGE).stem, folder.level, folder.unit or "", folder.period, Path(PAGE).suffix)

    def _other_months(self, folder: Folder) -> list[Folder]:
        """What the same folder on disk stands for besides: the nation in other months."""
        alike = [one for one in self._tops if one.path == folder.path] if folder.level.is_top else []
        return [one for one in alike if one.period != folder.period]

    @cached_property
    def _tops(self) -> list[Folder]:
        """The nation's folder of each month."""
        given = self.work.folder
        return [one for one in (given, *given.children) if one.level.is_top]

    def _retire_pages(self, folder: Folder) -> None:
        """Take away the nation's pages of months that this folder on disk stands for no longer."""
        stay = {self._page_name(one) for one in self._tops if one.path == folder.path}
        levels = levels_of(self.work.settings)
        for file in [*self._known_files.get(self._place(folder.path), ())]:
            form = form_of(file.name, levels)
            is_page = file.name == PAGE or (form is not None and form.kind == Path(PAGE).stem)
            if is_page and file.name not in stay:
                self._retire(folder, file.name)

    def _page_of_level(
        self, checked: Checked, judged: Judged, standing: Standing, files: tuple[Path, ...]
    ) -> Making:
        """The page of a province or of the nation: who is in, what comes next, its panel, its messages."""
        folder, place = checked.folder, self._place(checked.folder.path)
        standings = tuple(self._standings[one.folder.id] for one in judged.walk())
        writes = all(child.folder.level.is_lowest for child in checked.children)
        with speaking("id"):
            messages = messages_for(checked, standings, Recipient.CITY) if writes else ()
            absent = tuple(self._absent(checked, standing))
        home = next((folder.path / name for name in folder.entries if fold(name) == PANEL_FOLDER), None)
        view = LevelView(checked, judged, standings, absent, files, tuple(messages), home)
        shown = (judged.assessment, judged.findings, judged.errors, disturbed_below(judged), folder.seal)
        unread: list[Path] = []
        pictures = _pictures(checked, unread)
        own = (folder.path, checked.findings, key_of_facts(checked.submissions), pictures, place)
        with speaking("id"):
            rows = level_contents(view)
        inputs = (*own, *shown, rows.figures, rows.steps, rows.listings, messages)

        def make() -> bytes:
            from ..reports.html import hasil_of_level

            return hasil_of_level(view, thumbnails(replace(checked, children=()), unread=unread), place)

        return Making(make, inputs, unread=unread)

    def _absent(self, checked: Checked, standing: Standing) -> Iterator[str]:
        """What has no folder below this one: cities of a province, provinces of the nation."""
        yield from (f"{level_name(city.level)} {city.name}" for city in standing.absent)
        below = levels_of(self.work.settings).below(checked.folder.level)
        if below and below.roster == PROVINCE:
            there = [child.folder.unit for child in checked.children if child.folder.unit]
            for province in self.work.settings.provinces or ():
                if not any(same_unit(unit, province.name) for unit in there):
                    yield f"{level_name(below)} {province.name}"

    def _files_of(self, folder: Folder) -> list[Path]:
        """Forms, letters and sheets of bpkit's that lie in a folder or with its panel, but for the page.

        One that was put beside an edited page is no more than that, and of other months it tells nothing.
        """
        others = tuple(f"_({one.period.in_words})" for one in self._other_months(folder) if one.period)
        places = (self._place(folder.path), self._place(folder.path) / PANEL_FOLDER)
        known = {file for place in places for file in self._known_files.get(place, ())}
        page = Path(PAGE).stem
        own = (one for one in known if not (one.name.startswith(page) or any(o in one.name for o in others)))
        return sorted(file for file in own if share.is_file(file))

    def _made(self, published: Published, folder: Folder) -> None:
        """Note a form of this folder; its page names it."""
        self.forms.append(WrittenForm(published.path, published.status.value, folder.path))
        self._known_files.setdefault(published.path.parent, []).append(published.path)

    @cached_property
    def _known_files(self) -> dict[Path, list[Path]]:
        """What bpkit wrote, before or now, by its folder: a nation's year has thousands of each."""
        found: dict[Path, list[Path]] = {}
        for file in self.register.files():
            found.setdefault(file.parent, []).append(file)
        return found

    def _hangs_on(self, folder: Folder, *more: object) -> bytes:
        """The key of all that a form or page of this folder is made of; nothing where it can't be told.

        That is all that the check of the folder hung on and yielded, those below it included, and what a
        form hangs on besides: `more` is what this one alone does.
        """
        state = self.work.states.get(folder.id, b"")
        besides = (self._rubric_key, self.day, self._place(folder.path), *more)
        return key_told("form of", state, *besides) if state else b""

    def _page_hangs_on(self, checked: Checked, *more: object) -> bytes:
        """The same of a page, which shows pictures; nothing where one may be another soon."""
        pictures = key_of_files((), shown_files(checked))
        return self._hangs_on(checked.folder, pictures, *more) if pictures else b""

    @cached_property
    def _rubric_key(self) -> bytes:
        return key_told(self.work.rubric)

    def _template(self, name: str) -> tuple[Path, bytes]:
        """A template, and a key of what is in it."""
        if name not in self._templates:
            file = template_for(self.work, name)
            self._templates[name] = file, key_of("template", file.read_bytes())
        return self._templates[name]

    def _standing(self, checked: Checked, judged: Judged, province: str | None) -> Standing:
        """Where a folder stands, forms and sending aside."""
        id_ = checked.folder.id
        if id_ not in self._standings:
            pairs = zip(checked.children, judged.children, strict=True)
            below = [self._standing(one, other, _province_of(one.folder, province)) for one, other in pairs]
            self._standings[id_] = self._reckoner.one(checked, judged, below, province)
        return self._standings[id_]

    @cached_property
    def _reckoner(self) -> Reckoner:
        request = self.work.request
        return Reckoner(self.work.settings, self.work.rubric.quota, request.moment, {})

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
            self._publish(checked.folder, period, "Surat Perbaikan", lambda: making, suffix=".docx")

    def _decision_letter(self, folder: Folder, assessment: Assessment, period: Period) -> None:
        decision = decision_letter(assessment, self.work.settings, self.day)
        template = template_for(self.work, letter_template(folder.level))
        number = number_in(folder)
        making = Making(lambda: fill_decision_letter(decision, template), (decision,), template, number)
        # Not held by the seal: an older letter may name other winners than what was sealed.
        name = form_name("Surat Penetapan", folder.level, folder.unit or "", period, ".docx")
        self._put(folder, name, lambda: making)

    def _publish(  # noqa: PLR0913 - a form, its name, and what it was made from
        self,
        folder: Folder,
        period: Period,
        kind: str,
        making: Callable[[], Making],
        hangs_on: bytes = b"",
        *,
        suffix: str = ".xlsx",
        whole: bool = True,
    ) -> None:
        """Bring a form under its name; a provisional one beside it, until the view is whole again."""
        name = form_name(kind, folder.level, folder.unit or "", period, suffix)
        if whole:
            number = self.number or number_in(folder)
            hangs_on = hangs_on and key_of(hangs_on, number)
            sealed = is_sealed(folder) and not self.number
            self._put(folder, name, lambda: replace(making(), number=number), hangs_on, sealed=sealed)
            self._retire(folder, provisional_name(name))
        else:
            self._put(folder, provisional_name(name), making, hangs_on)

    def _put(
        self,
        folder: Folder,
        name: str,
        making: Callable[[], Making],
        hangs_on: bytes = b"",
        *,
        sealed: bool = False,
    ) -> None:
        """Bring a form to its place, made of what it `hangs_on`, where all of that can be told by a key."""
        with self._gathering_refusals():
            target = self._place(folder.path) / name
            stays = sealed and share.exists(target)
            data = b"" if stays else self._bytes_of(target, making, hangs_on)
            with speaking(self._told):  # what keeps it from its place is told to whoever runs bpkit
                published = publish(target, data, self.register, sealed=sealed)
            self._made(published, folder)

    def _bytes_of(self, target: Path, making: Callable[[], Making], hangs_on: bytes) -> bytes:
        """A form's bytes: as they lie there, where it hangs on the same as then, or is made of the same."""
        known = self.cache.get(Shelf.MEMO, hangs_on) if hangs_on else None
        if (there := _lying(known, target)) is not None:
            return there
        what = making()
        data = made_once(what, target, self.cache, self._version)
        if hangs_on and not what.unread:
            self.cache.put(Shelf.MEMO, hangs_on, sha256(data).digest())
        return data

    def _retire(self, folder: Folder, name: str) -> None:
        with self._gathering_refusals(), speaking(self._told):
            for gone in retire(self._place(folder.path) / name, self.register):
                self._made(gone, folder)

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


def _pictures(checked: Checked, unread: list[Path]) -> list[str]:
    """What is in the picture files that a page shows; of what can't be read now nothing, and that."""
    digests = []
    for file in shown_files(checked):
        try:
            digests.append(share.digest_of(file))
        except OSError:
            unread.append(file)
    return digests


def _province_of(folder: Folder, outer: str | None) -> str | None:
    """The province that a folder lies in or is of; `outer` is that of the folder above, where it is known."""
    if folder.level.roster == PROVINCE:
        return folder.unit
    return outer or (folder.above.unit if folder.above else None)


def provisional_head(causes: Sequence[Finding], rubric: Rubric) -> str:
    """What stands across the head of a form from a disturbed view; empty for a whole one.

    In words for whoever reads the form: which file and row it is, the run and its reports say.
    """
    if not causes:
        return ""
    said = (
        f"{(for_people(render_plainly(one).message) or name_of(one.code)).rstrip('.')} ({one.code})"
        for one in causes
    )
    names = {f"“{one.code}”": f"“{one.short_name}”" for one in rubric.instruments}
    known = re.compile("|".join(map(re.escape, names)))
    told = dict.fromkeys(known.sub(lambda found: names[found[0]], words) for words in said)
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
    """The user's own template of that name where bpkit.yaml points to one, else bpkit's.

    Raises:
        UserError: it is a link that leads elsewhere; what is in there is for no form.
        ShareError: nobody can say at the moment whether there is one.
    """
    return own_template(work.settings.templates, name) or resource("templates") / name


def own_template(folder: Path | None, name: str) -> Path | None:
    """The template of that name in a folder of the user's own. Raises as `template_for`."""
    file = folder / name if folder else None
    try:
        mode = share.mode_of(file) if file else None
    except OSError as error:
        raise ShareError(say("run.unreadable", path=file), say("run.unreadable_remedy")) from error
    if file is None or mode is None or not stat.S_ISREG(mode):
        return None
    if not is_within(file, file.parent):
        raise UserError(say("run.template_out", path=file), say("run.template_out_remedy"))
    return file


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
    with locked(made_folder(output) or work.root):
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


def number_in(folder: Folder) -> str:
    """The number of the seal that holds in this folder; empty where there is none."""
    return number_of(folder.seal) if folder.seal and folder.seal.readable and is_sealed(folder) else ""


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
    with locked(made_folder(output) or work.root):
        recapper = Recapper(work, output, day)
        recapper.letter(checked, judged, period)
    return recapper.recapped(checked, judged)


def _words(finding: Finding) -> tuple[str, str]:
    """What a finding says, and how to mend it, in the words of signed papers."""
    if finding.of_panel:  # the words of rules about sheets are full of keys
        return say("message.panel", rule=name_of(finding.code), name=finding.problem.path.name), ""
    words = render_plainly(finding)
    return words.message, words.remedy
