"""The conductor: from a path to facts, from facts to findings, results and forms. The order of work lives here
and nowhere else; what is right or wrong lives in the rooms it calls.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from .checking import Selection, check, check_assessment, check_panel, skipped
from .config import find_config, load_settings
from .errors import ShareError, UserError
from .model.facts import Folder
from .model.findings import Finding
from .model.outcomes import Checked, Judged
from .model.scores import Rubric
from .model.settings import Settings
from .model.units import Period
from .proposals import panel_of
from .reading.folders import read_folder
from .reading.tree import Layout, Walker
from .rubrics import load_rubric
from .rules.registry import Context, all_rules
from .scoring import assess
from .wording import language_for, say, use_language


@dataclass(frozen=True, slots=True)
class Request:
    """What a command was asked to do, apart from the command itself."""

    path: Path
    config: Path | None = None
    period: str | None = None
    language: str | None = None
    select: Sequence[str] = ()
    ignore: Sequence[str] = ()
    today: date | None = None  # for waivers that run out


class Work:
    """One given path with its settings; what is read is read once."""

    def __init__(self, request: Request, tick: Callable[[Path], None] = lambda _: None) -> None:
        self.request = request
        self.tick = tick
        self.path = request.path.absolute()
        if not self.path.is_dir():
            raise _not_a_folder(request.path)
        use_language(language_for(request.language))
        self.settings = load_settings(request.config or find_config(self.path), all_rules().keys())
        use_language(language_for(request.language, self.settings.language))
        self.selection = Selection.of(request.select, request.ignore)

    @property
    def root(self) -> Path:
        """The share: the folder of bpkit.yaml, else the given path."""
        return self.settings.root or self.path

    @cached_property
    def layout(self) -> Layout:
        """The tree by its names."""
        try:
            return Walker(self.path, self.settings, _period(self.request.period)).walk()
        except OSError as error:
            raise ShareError(say("run.unreadable", path=self.path), say("run.unreadable_remedy")) from error

    @cached_property
    def folder(self) -> Folder:
        """The tree with everything in it read."""
        return read_folder(self.layout, self.tick)

    @cached_property
    def rubric(self) -> Rubric:
        """The rubric that bpkit.yaml names."""
        return load_rubric(self.settings.rubric, self.settings.root)

    @property
    def context(self) -> Context:
        """What rules may know besides their subject."""
        return Context(self.settings, root=self.root, today=self.request.today)


    @cached_property
    def judged(self) -> Judged:
        """Every folder with its panel's assessment: cities first, for what they propose is scored above."""
        return self._judge(self.folder)

    @cached_property
    def checked(self) -> Checked:
        """Every folder with its findings."""
        return self._check(self.folder, {one.folder.path: one for one in self.judged.walk()})

    def _judge(self, folder: Folder) -> Judged:
        children = tuple(self._judge(child) for child in folder.children)
        if folder.level is Level.SHARE:
            return Judged(folder, None, (), children)
        panel = panel_of(folder, children, self.rubric, self.settings)
        if not folder.sheets and folder.decision is None:
            return Judged(folder, None, (), children)
        assessment = assess(panel, self.rubric)
        context = replace(self.context, rubric=self.rubric, folder=folder)
        findings = check_assessment(assessment, context, self.selection)
        return Judged(folder, assessment, tuple(findings), children)

    def _check(self, folder: Folder, judged: Mapping[Path, Judged]) -> Checked:
        children = tuple(self._check(child, judged) for child in folder.children)
        findings = check(folder, self.context, self.selection)
        return Checked(folder, tuple(findings), skipped(self.context), children)


def check_names(work: Work) -> Checked:
    """The tree with the findings about its names alone; nothing in it is opened."""
    return Checked(work.folder, ())
