"""The JSON Schemas that `bpkit schema` prints; a test holds what is written as JSON to them."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel

from .errors import UserError
from .wording import say

LevelName = Literal["korkot", "kmw", "kmp", "share"]
Figure = str  # computed exactly, so it travels as text: "742.33"


class _OutputShape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class FindingShape(_OutputShape):
    """One finding; the words are in the language of the run, `severity` is not."""

    code: str
    severity: Literal["error", "warning", "info"]
    path: str = Field(description="relative to the given path, with /")
    where: str | None
    message: str
    found: str
    expected: str
    remedy: str
    waived: bool


class OriginShape(_OutputShape):
    """Where a fact was found."""

    how: str
    path: str
    where: str | None


class AuthorShape(_OutputShape):
    """The author of a submission."""

    name: str | None
    position: str | None
    contact: str | None


class InstitutionShape(_OutputShape):
    """The institution or actor a submission is about."""

    name: str | None
    address: str | None
    contact: str | None


class PhotoShape(_OutputShape):
    """A photo; pixels after EXIF rotation."""

    name: str
    width: int | None
    height: int | None
    caption: str | None
    where: str = Field(description="what it takes to find it in the document, in the language of the run")


class SubmissionShape(_OutputShape):
    """One submission with the facts read from it."""

    title: str
    path: str
    medium: Literal["tulisan", "audio", "video", "audiovisual", "grafis"]
    product: str
    kind: str | None
    source: str | None
    author: AuthorShape
    institution: InstitutionShape
    submitted: str | None = Field(description="ISO date")
    words: int | None
    pages: float | None = Field(description="quarto, double spaced, photos included")
    pages_from: str | None
    pages_in_file: int | None = Field(description="by the file itself, on its own paper and spacing")
    photos: list[PhotoShape]
    minutes: float | None
    sha256: str | None
    complete: bool
    facts_from: dict[str, OriginShape]


class SummaryShape(_OutputShape):
    """Counts over a folder and all below it."""

    submissions: int
    complete: int
    errors: int
    warnings: int
    infos: int
    waived: int
    skipped: list[str]


class FolderShape(_OutputShape):
    """A folder; `units` are the folders below it, each an object of the same kind."""

    bpkit: str
    path: str
    level: LevelName
    unit: str | None
    period: str | None
    summary: SummaryShape
    submissions: list[SubmissionShape]
    findings: list[FindingShape]
    units: list[FolderShape] = []


class ValidateShape(FolderShape):
    """The output of `bpkit validate --format json` for one path; several paths give an array."""


class AssessorShape(_OutputShape):
    """An assessor, the sheets, and the mean difference from the others."""

    name: str
    position: str
    sheet: str
    severity: Figure | None


class SetAsideShape(_OutputShape):
    """Somebody whose scores on a title are left out, or counted once though they came twice (double)."""

    name: str
    reason: Literal["author", "stood_aside", "double"]


class ResultShape(_OutputShape):
    """One title's outcome."""

    rank: int | None
    title: str
    key: str
    city: str
    province: str
    author: str
    path: str
    complete: bool = Field(description="whether the writing itself has no error")
    totals: dict[str, Figure]
    na: Figure | None
    passed: bool
    selected: bool
    provisional: bool
    tied: bool
    rank_by_value: int | None = Field(description="before the panel's decision")
    spread: Figure | None
    deviation: Figure | None
    fragile: bool
    set_aside: list[SetAsideShape]
    instruments: dict[str, Figure]


class AgreementShape(_OutputShape):
    """ICC(2,k)."""

    icc2k: Figure
    titles: int
    assessors: int


class PanelShape(_OutputShape):
    """A folder with its panel's results."""

    path: str
    level: LevelName
    unit: str | None
    period: str | None
    rubric: str | None
    mode: Literal["individual", "agreed"] | None
    panel: list[AssessorShape]
    results: list[ResultShape]
    agreement: AgreementShape | None
    provisional: bool = Field(description="whether its view is disturbed; then nobody is selected")
    causes: list[FindingShape] = Field(description="what disturbs it, here and below")
    findings: list[FindingShape]
    units: list[PanelShape] = []


class ScoreShape(PanelShape):
    """The output of `bpkit score --format json`."""

    bpkit: str


class FormShape(_OutputShape):
    """A form or letter and what became of it."""

    path: str
    status: str = Field(description="written, unchanged, beside, sealed or retired, and whatever may come")


class IncompleteShape(_OutputShape):
    """The selected titles of one folder whose writings still have errors."""

    path: str
    titles: list[str]


class RecapShape(_OutputShape):
    """The output of `bpkit recap --format json` and `bpkit letter --format json`."""

    bpkit: str
    path: str
    forms: list[FormShape]
    incomplete_winners: list[IncompleteShape]
    waiting: list[str] = Field(description="folders whose form waits for sheets")
    refused: list[str] = Field(description="why a form could not be written, one text a form")
    causes: list[FindingShape] = Field(description="what keeps panels from deciding")
    findings: list[FindingShape]


class RunShape(_OutputShape):
    """The output of `bpkit run --format json`."""

    validate_: ValidateShape = Field(alias="validate")
    score: ScoreShape
    recap: RecapShape


class StateShape(_OutputShape):
    """Where one folder stands; None where nobody scored or decided."""

    bpkit: str
    path: str
    level: LevelName
    unit: str | None
    period: str | None
    submissions: int
    complete: int
    errors: int
    warnings: int
    infos: int
    waived: int
    skipped: list[str]
    scored: int | None
    passed: int | None
    selected: int | None
    provisional: bool
    causes: list[FindingShape]
    incomplete_winners: list[str]


class StatusShape(RootModel[list[StateShape]]):
    """The output of `bpkit status --format json`: an object for every folder."""


class RenamingShape(_OutputShape):
    """A folder and its new name; `problem` says why it could not be renamed."""

    old: str
    new: str
    refused: bool = Field(description="something of that name is there already")
    renamed: bool
    problem: str | None


class FixShape(_OutputShape):
    """The output of `bpkit fix --format json`."""

    bpkit: str
    path: str
    dry_run: bool
    renamings: list[RenamingShape]


class AssessorEntry(_OutputShape):
    """`penilai:` on a sheet."""

    nama: str
    jabatan: str = ""


class SheetShape(BaseModel):
    """A score sheet in YAML. Beside the rubric's codes a title may have `catatan`."""

    model_config = ConfigDict(extra="forbid")

    rubrik: str
    tingkat: Literal["korkot", "kmw", "kmp"]
    penilai: AssessorEntry | None = Field(None, description="or `kesepakatan`")
    kesepakatan: list[str] | str | None = Field(
        None, description="who agreed, where the panel agreed on one score"
    )
    tanggal: str | None = None
    periode: str | None = Field(None, description="the month, such as 2010-10")
    sidik_rubrik: str | None = Field(None, description="the rubric's fingerprint, on sheets made by bpkit")
    nilai: dict[str, dict[str, float | str]] = Field({}, description="by title; scores by instrument code")
    berhalangan: list[str] = Field([], description="titles this assessor stands aside from")
    catatan: str | None = None


def schema(name: str) -> dict[str, Any]:
    """The JSON Schema of an output (validate, score, …) or of a file people write (sheet, config, rubric).

    Raises:
        UserError: there is no schema of that name.
    """
    from .settings.config_model import ConfigFile
    from .settings.rubric_model import RubricFile

    models: dict[str, type[BaseModel]] = {
        "validate": ValidateShape,
        "score": ScoreShape,
        "recap": RecapShape,
        "run": RunShape,
        "status": StatusShape,
        "fix": FixShape,
        "sheet": SheetShape,
        "config": ConfigFile,
        "rubric": RubricFile,
    }
    if name not in models:
        names = ", ".join(models)
        raise UserError(say("run.unknown_schema", name=name), say("run.unknown_schema_remedy", names=names))
    draft = "https://json-schema.org/draft/2020-12/schema"
    return {"$schema": draft, **models[name].model_json_schema()}
