"""The shape of everything printed as JSON and of the files that people write, and their JSON Schemas.

What prints JSON is typed with these, so that mypy holds the two together; pydantic makes the schemas of them.
The modules that print import this one for type checking alone: no command waits for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from types import GenericAlias
from typing import (
    TYPE_CHECKING,
    Any,
    Literal,
    NotRequired,  # pydantic asks for these before Python 3.12
)

from typing_extensions import (
    TypedDict,
    is_typeddict,
)

from .errors import UserError
from .model.facts import Medium
from .wording import say

if TYPE_CHECKING:
    from pydantic import TypeAdapter

SeverityName = Literal["error", "warning", "info"]
ModeName = Literal["individual", "agreed"]
DutyKind = Literal["team", "own_team", "expert"]
ReasonName = Literal["author", "stood_aside", "double"]
ExactNumber = str  # computed exactly, so it travels as text: "742.33"


class FindingJson(TypedDict):
    """One finding; the words are in the language of the run, `severity` is not."""

    code: str
    severity: SeverityName
    path: str
    """relative to the given path, with /"""
    where: str | None
    message: str
    found: str
    expected: str
    remedy: str
    waived: bool


class OriginJson(TypedDict):
    """Where a fact was found."""

    how: str
    path: str
    where: str | None


class AuthorJson(TypedDict):
    """The author of a submission."""

    name: str | None
    position: str | None
    contact: str | None


class InstitutionJson(TypedDict):
    """The institution or actor a submission is about."""

    name: str | None
    address: str | None
    contact: str | None


class PhotoJson(TypedDict):
    """A photo; pixels after EXIF rotation."""

    name: str
    width: int | None
    height: int | None
    caption: str | None
    where: str
    """what it takes to find it in the document, in the language of the run"""


class SubmissionJson(TypedDict):
    """One submission with the facts read from it."""

    title: str
    path: str
    medium: Medium
    product: str
    kind: str | None
    source: str | None
    author: AuthorJson
    institution: InstitutionJson
    submitted: str | None
    """ISO date"""
    words: int | None
    pages: float | None
    """quarto, double spaced, photos included"""
    pages_from: str | None
    pages_in_file: int | None
    """by the file itself, on its own paper and spacing"""
    photos: list[PhotoJson]
    minutes: float | None
    sha256: str | None
    complete: bool
    facts_from: dict[str, OriginJson]


class SummaryJson(TypedDict):
    """Counts over a folder and all below it."""

    submissions: int
    complete: int
    errors: int
    warnings: int
    infos: int
    waived: int
    skipped: list[str]


class UnitJson(TypedDict):
    """Which folder an object is about."""

    path: str
    level: str
    """code of a level of the programme, or `share`"""
    unit: str | None
    period: str | None
    """such as 2010-10"""


class FolderJson(UnitJson):
    """A folder; `units` are the folders below it, each an object of the same kind."""

    bpkit: str
    summary: SummaryJson
    submissions: list[SubmissionJson]
    findings: list[FindingJson]
    units: NotRequired[Sequence[FolderJson]]


class ValidateJson(FolderJson):
    """The output of `bpkit validate --format json` for one path; several paths give an array."""


class AssessorJson(TypedDict):
    """An assessor, the sheets, and the mean difference from the others."""

    name: str
    position: str
    sheet: str
    severity: ExactNumber | None


class SetAsideJson(TypedDict):
    """Somebody whose scores on a title are left out, or counted once though they came twice (double)."""

    name: str
    reason: ReasonName


class ResultJson(TypedDict):
    """One title's outcome."""

    rank: int | None
    title: str
    key: str
    city: str
    province: str
    author: str
    path: str
    complete: bool
    """whether the writing itself has no error"""
    totals: dict[str, ExactNumber]
    na: ExactNumber | None
    passed: bool
    selected: bool
    provisional: bool
    tied: bool
    rank_by_value: int | None
    """before the panel's decision"""
    spread: ExactNumber | None
    deviation: ExactNumber | None
    fragile: bool
    set_aside: list[SetAsideJson]
    instruments: dict[str, ExactNumber]


class AgreementJson(TypedDict):
    """ICC(2,k)."""

    icc2k: ExactNumber
    titles: int
    assessors: int


class PanelJson(UnitJson):
    """A folder with its panel's results."""

    rubric: str | None
    mode: ModeName | None
    panel: list[AssessorJson]
    results: list[ResultJson]
    agreement: AgreementJson | None
    provisional: bool
    """whether its view is disturbed; then nobody is selected"""
    causes: list[FindingJson]
    """what disturbs it, here and below"""
    findings: list[FindingJson]
    units: NotRequired[Sequence[PanelJson]]


class ScoreJson(PanelJson):
    """The output of `bpkit score --format json`."""

    bpkit: str


class FormJson(TypedDict):
    """A form or letter and what became of it."""

    path: str
    status: str
    """written, unchanged, beside, sealed or retired, and whatever may come"""


class IncompleteJson(TypedDict):
    """The selected titles of one folder whose writings still have errors."""

    path: str
    titles: list[str]


class RecapJson(TypedDict):
    """The output of `bpkit recap --format json` and `bpkit letter --format json`."""

    bpkit: str
    path: str
    forms: list[FormJson]
    incomplete_winners: list[IncompleteJson]
    waiting: list[str]
    """folders whose form waits for sheets"""
    refused: list[str]
    """why a form could not be written, one text a form"""
    causes: list[FindingJson]
    """what keeps panels from deciding"""
    findings: list[FindingJson]


class MessageJson(TypedDict):
    """One message to paste; *stars* are WhatsApp's bold."""

    to: Literal["city", "author"]
    name: str
    unit: str
    """the city"""
    path: str
    contact: str
    """of an author, as typed"""
    text: str


class MessagesJson(TypedDict):
    """The output of `bpkit message --format json`."""

    bpkit: str
    path: str
    messages: list[MessageJson]
    complete: list[str]
    """cities that nobody has to be written to"""


class SendJson(TypedDict):
    """The output of `bpkit send --format json`."""

    bpkit: str
    path: str
    target: str
    """the zip, or the folder as it lies in that of the level above"""
    status: str
    """written, unchanged or in_place"""
    files: list[str]
    """what was sent, relative to the sent folder"""
    obstacles: list[str]
    """what is not whole and was sent all the same"""
    reason: str
    """why it was sent all the same"""


class ReceiveJson(TypedDict):
    """The output of `bpkit receive --format json`."""

    bpkit: str
    path: str
    target: str
    status: str
    """written, unchanged, or differs: then nothing was written"""
    info: dict[str, str]
    """what the parcel says of itself"""
    new: list[str]
    changed: list[str]
    gone: list[str]


class RunJson(TypedDict):
    """The output of `bpkit run --format json`."""

    validate: ValidateJson
    score: ScoreJson
    recap: RecapJson


class StateJson(UnitJson, SummaryJson):
    """Where one folder stands, of the array of `bpkit status`; None where nobody scored or decided."""

    bpkit: str
    due: int | None
    """writings owed: one of every TF and one of the city's own team; of a province those of its cities"""
    handed_in: int
    """best practices, complete or not"""
    proposed: int
    """TF writings that the cities propose"""
    quota: int | None
    scored: int | None
    passed: int | None
    selected: int | None
    sealed: bool
    sent: str | None
    """when it last went on to the next level, or came from the one below; as the register has it"""
    changed_since: bool
    """whether what was handed in is not what it was then"""
    forms: list[str]
    """what bpkit wrote about the folder and is there"""
    deadline: str | None
    days_left: int | None
    """until the last day for handing in; negative once it is over"""
    missing: list[str]
    """cities of the roster without a folder"""
    provisional: bool
    causes: list[FindingJson]
    incomplete_winners: list[str]


class ChangeJson(TypedDict):
    """A number of a folder that is another one now; of `folder`, whether it is there."""

    unit: str
    path: str
    what: str
    before: str | int | None
    after: str | int | None


class UnitFindingJson(TypedDict):
    """A finding that came or went."""

    unit: str
    severity: SeverityName
    path: str
    message: str
    count: int


class OpenUnitJson(TypedDict):
    """What is still to be mended in a folder."""

    unit: str
    path: str
    errors: int
    warnings: int
    incomplete: list[str]


class NearJson(TypedDict):
    """A folder that is not done, or a task of a unit, near its last day."""

    unit: str
    path: str
    task: str | None
    """of a programme whose units are judged; null for a folder"""
    deadline: str | None
    days_left: int | None
    due: int | None
    handed_in: int
    complete: int


class NewsPartsJson(TypedDict):
    """What is new since it was told last."""

    bpkit: str
    path: str
    since: str | None
    """when it was told last; null the first time"""
    is_new: bool
    """whether there is anything to tell; the first time there is"""
    changes: list[ChangeJson]
    new: list[UnitFindingJson]
    mended: list[UnitFindingJson]
    near: list[NearJson]
    open: list[OpenUnitJson]


class NewsJson(NewsPartsJson):
    """The output of `bpkit status --new --format json`."""

    states: list[StateJson]
    """where everything stands, as without --new"""


class TallyJson(TypedDict):
    """What became of the writings of a city, a TF or an author in a year."""

    name: str
    city: str
    province: str
    writings: int
    complete: int
    proposed: int
    selected: int
    """by the province's panel"""
    won: int
    """named by the national panel"""
    titles: list[str]
    """what the province selected, each with its month"""
    months: dict[str, int]
    """writings by month, such as 2010-10"""
    due: dict[str, int]
    """what a city owes, by month that is over"""


class DutyJson(TypedDict):
    """What somebody owes in a year, and did."""

    kind: DutyKind
    name: str
    """empty for a city's own team, and for TFs that the roster only counts"""
    city: str
    province: str
    due: int
    done: int
    lacking: list[str]
    """the months without a writing"""


class YearJson(TypedDict):
    """The output of `bpkit status --year --format json`."""

    bpkit: str
    path: str
    year: int
    months: list[str]
    cities: list[TallyJson]
    teams: list[TallyJson]
    authors: list[TallyJson]
    rewards: list[str]
    """authors whom the nation named"""
    workshops: list[str]
    """authors whom a province selected"""
    duties: list[DutyJson]
    open_panels: list[str]
    """folders whose panels can decide nothing yet"""


class RoundSummaryJson(TypedDict):
    """How many units and findings there are; waived ones count apart."""

    units: int
    errors: int
    warnings: int
    infos: int
    waived: int


class RoundHeadJson(TypedDict):
    """What every answer about a programme whose units are judged begins with."""

    schema: int
    """the version of this shape"""
    bpkit: str
    program: str
    program_sha256: str
    path: str
    """as it was given"""


class RoundUnitJson(TypedDict):
    """Whose folder it is, and for which period."""

    path: str
    """relative to the given path, with /"""
    level: str
    unit: str | None
    period: str | None
    """such as 2012-T3"""
    period_name: str | None
    """such as Triwulan III 2012"""


class WritingJson(TypedDict):
    """A writing in a unit's folder."""

    title: str
    path: str
    sha256: str | None


class RoundCheckedJson(RoundUnitJson):
    """A unit with what was read and found in its folder."""

    summary: RoundSummaryJson
    writings: list[WritingJson]
    sheets: list[str]
    lists: dict[str, int]
    """rows by the list's code"""
    papers: dict[str, str]
    """paths by the document's code"""
    evidence: list[str]
    findings: list[FindingJson]
    units: list[RoundCheckedJson]


class RoundValidateJson(RoundHeadJson):
    """The output of `bpkit validate --format json` for a programme whose units are judged."""

    summary: RoundSummaryJson
    findings: list[FindingJson]
    units: list[RoundCheckedJson]


class ValueSourceJson(TypedDict):
    """Where a number was typed."""

    path: str
    where: str | None
    text: str


class ValueJson(TypedDict):
    """A value with the values that it is made of."""

    item: str
    value: ExactNumber | None
    """`n/d` where the decimals never end; null where there is nothing to reckon with"""
    band: str | None
    provisional: bool
    missing: list[str]
    by_voice: dict[str, ExactNumber]
    ruled: str | None
    """the reason, where a panel put its own value"""
    reckoned: ExactNumber | None
    """what the value was before that"""
    sources: list[ValueSourceJson]
    items: list[ValueJson]
    actual: NotRequired[ExactNumber]
    """of an indicator: what was reached up to this period"""
    target: NotRequired[ExactNumber | None]
    """of an indicator: what it is held against; null where there is none"""


class OutcomeJson(TypedDict):
    """One judged thing under one scheme."""

    judged: str | None
    """null where it is the unit itself"""
    passed: bool | None
    rank: int | None
    tied: bool
    selected: bool
    total: ValueJson


class JudgementJson(TypedDict):
    """What came of one scheme in a unit's folder."""

    scheme: str
    name: str
    outcomes: list[OutcomeJson]


class NeedPostJson(TypedDict):
    """What one place needs in one field; null where something is missing."""

    place: str
    field: str
    classes: ExactNumber | None
    load: ExactNumber | None
    share: ExactNumber | None
    """load ÷ duty, before it is rounded"""
    need: ExactNumber | None
    there: ExactNumber | None
    surplus: ExactNumber | None
    shortage: ExactNumber | None
    missing: list[str]


class NeedSumJson(TypedDict):
    """Posts added up; those with something missing are counted apart."""

    name: str
    need: ExactNumber
    there: ExactNumber
    surplus: ExactNumber
    shortage: ExactNumber
    unknown: int


class MoveJson(TypedDict):
    """A move; `fault` says why a proposed one is not followed."""

    source: str
    target: str
    field: str
    count: ExactNumber | None
    fault: str | None


class NeedJson(TypedDict):
    """A need reckoned in one unit."""

    need: str
    name: str
    provisional: bool
    posts: list[NeedPostJson]
    by_place: list[NeedSumJson]
    by_field: list[NeedSumJson]
    total: NeedSumJson
    moves: list[MoveJson]
    proposals: list[MoveJson]


class StageCountJson(TypedDict):
    """How many units are in each state of a stage."""

    stage: str
    name: str
    of: int
    done: int
    states: dict[str, list[str]]
    untold: list[str]
    figures: dict[str, ExactNumber]
    words: str


class ProgressJson(TypedDict):
    """Stages counted over the units at and below a folder."""

    stages: str
    name: str
    counts: list[StageCountJson]


class RoundScoredJson(RoundUnitJson):
    """A unit with its values."""

    provisional: bool
    judgements: list[JudgementJson]
    needs: NotRequired[list[NeedJson]]
    """where the programme reckons needs"""
    progress: NotRequired[list[ProgressJson]]
    """where the programme counts stages"""
    causes: list[FindingJson]
    """what keeps its panel from deciding"""
    findings: list[FindingJson]
    units: list[RoundScoredJson]


class RoundScoreJson(RoundHeadJson):
    """The output of `bpkit score --format json` for a programme whose units are judged."""

    assumptions: list[str]
    hidden: list[FindingJson]
    units: list[RoundScoredJson]


class RoundStateJson(RoundUnitJson):
    """Where a unit stands."""

    summary: RoundSummaryJson
    sheets: int
    judged: bool
    provisional: bool


class RoundStatusJson(RoundHeadJson):
    """The output of `bpkit status --format json` for a programme whose units are judged."""

    findings: list[FindingJson]
    units: list[RoundStateJson]


class RoundNewsJson(NewsPartsJson):
    """The output of `bpkit status --new --format json` for a programme whose units are judged."""

    states: RoundStatusJson


class RoundRecapJson(RoundHeadJson):
    """The output of `bpkit recap` and `letter --format json` for a programme whose units are judged."""

    forms: list[FormJson]
    refused: list[str]
    causes: list[FindingJson]


class RoundRunJson(TypedDict):
    """The output of `bpkit run --format json` for a programme whose units are judged."""

    validate: RoundValidateJson
    score: RoundScoreJson
    recap: RoundRecapJson


class ProgramTreeJson(TypedDict):
    """The answer of one of several programmes on a share, in its own shape."""

    path: str
    answer: Any


class RenamingJson(TypedDict):
    """A folder to rename, a writing to move or a zip to unpack; `problem` says why it was left alone."""

    kind: Literal["rename", "move", "unpack"]
    old: str
    new: str | None
    refused: bool
    """it can't be done, or only a person can tell how"""
    renamed: bool
    """it was done"""
    problem: str | None


class FixJson(TypedDict):
    """The output of `bpkit fix --format json`; of `--undo`, `old` is where it lay and `new` where it lies."""

    bpkit: str
    path: str
    dry_run: bool
    stage: Literal["plan", "apply", "undo"]
    renamings: list[RenamingJson]
    stale: list[str]
    """lines of a reviewed plan that hold no longer"""


class SiteJson(TypedDict):
    """What became of a site."""

    bpkit: str
    path: str
    output: str
    writings: int
    comments: int
    """that show"""
    files: int
    """in the site"""
    made: int
    kept: int
    removed: int
    unread: list[str]
    """what could not be read at the moment"""


class CommentJson(TypedDict):
    """What a reader said of a submission."""

    title: str
    city: str
    path: str
    """of the comment's file"""
    name: str
    date: str | None
    text: str
    new: bool
    trouble: str | None
    """why it does not show: large, unreadable or empty"""


class CommentsJson(TypedDict):
    """Comments, the newest first."""

    bpkit: str
    path: str
    comments: list[CommentJson]


class CheckJson(TypedDict):
    """One thing that `bpkit doctor` looked at: `missing` does not keep bpkit from working."""

    state: Literal["good", "missing", "bad"]
    text: str


class RuleJson(TypedDict):
    """One rule in the array of `bpkit rules`."""

    code: str
    severity: SeverityName
    name: str
    slide: int | None
    """of the POB"""


class ExplanationJson(RuleJson):
    """The output of `bpkit explain --format json`."""

    needs_roster: bool
    finding: str
    why: str
    bad: str
    good: str
    mend: list[str]
    """a step each"""


class ScaleJson(TypedDict):
    """The scores that a rubric allows."""

    least: ExactNumber
    most: ExactNumber
    step: ExactNumber


class QuotaJson(TypedDict):
    """How many writings a city proposes: `many` from this number of teams on, else `few`."""

    teams: int
    many: int
    few: int


class InstrumentJson(TypedDict):
    """One instrument of a rubric."""

    code: str
    name: str
    short_name: str
    description: str
    conditions: list[str]
    weight: ExactNumber


class RubricJson(TypedDict):
    """The output of `bpkit rubric show --format json`."""

    rubric: str
    name: str
    source: str
    note: str
    sha256: str
    scale: ScaleJson
    passing: ExactNumber
    panel_minimum: dict[str, int]
    """by level"""
    named: dict[str, int]
    """how many a panel names, by level"""
    quota: QuotaJson
    tie_break: list[str]
    instruments: list[InstrumentJson]
    example: ExactNumber
    """the final value of the worked example"""


class RubricCheckJson(TypedDict):
    """The output of `bpkit rubric check --format json`."""

    rubric: str
    sha256: str
    example: ExactNumber


class TraceJson(TypedDict):
    """One step of how a value came about."""

    what: str
    """na, voice, score, value, answer, decision, rubric or writing"""
    name: str
    code: str
    exact: str | None
    """the value as a fraction: "2380/3\""""
    decimal: str | None
    how: str
    """what was reckoned, in exact figures"""
    note: str
    rank: int | None
    typed: str
    """as it stands in the file"""
    file: str | None
    sha256: str
    sheet: str | None
    cell: str | None
    line: int | None
    column: int | None
    parts: Sequence[TraceJson]


class TracedJson(TypedDict):
    """How a title stands at one panel."""

    whose: str
    folder: str
    trace: TraceJson


class TracesJson(TypedDict):
    """The output of `bpkit score --trace --format json`."""

    path: str
    title: str
    traces: Sequence[TracedJson]


class SealStateJson(TypedDict):
    """One seal: how it stands, against the chain and against what it seals."""

    place: str
    """the path of its segel.json, from the share's folder, with /"""
    number: str
    """what stands at the foot of forms and letters"""
    state: str
    """holds, open, changed, misfit, gone, elsewhere, before (made before the chain), and whatever may come"""
    act: str
    when: str
    by: str
    reason: str


class SealChainJson(TypedDict):
    """The chain of a share's seals."""

    path: str
    links: int
    misfit: int | None
    """the line of the first link that does not fit"""
    why: str
    """broken, before, order or unread; "" where all fit"""
    last: str
    """the hash of the last link"""


class SealNamedJson(TypedDict):
    """A link under the number that was asked for."""

    link: int
    place: str
    number: str
    when: str
    by: str
    state: str


class SealVerifyJson(TypedDict):
    """The output of `bpkit seal verify --format json`."""

    path: str
    holds: bool
    chain: SealChainJson
    seals: Sequence[SealStateJson]
    findings: Sequence[FindingJson]
    asked: str
    """the number given with --hash; "" without one"""
    named: Sequence[SealNamedJson]


class LevelJson(TypedDict):
    """One level of a programme."""

    code: str
    name: str
    folder: str
    """the pattern of its folder's name"""
    panel_minimum: int
    seats: int | None


class BandJson(TypedDict):
    """What a value is called from `least` on."""

    least: ExactNumber
    name: str


class ItemJson(TypedDict):
    """An item of a tree; `kind` is how it is answered, or how its items are combined."""

    code: str
    name: str
    weight: ExactNumber | None
    kind: str
    scale: str | None
    conditional: bool
    assumed: bool
    """the source does not say so"""
    voices: dict[str, ExactNumber]
    """weights of voices, where they are its own"""
    hints: list[str]
    items: list[ItemJson]


class SchemeJson(TypedDict):
    """One judgement of a programme."""

    code: str
    name: str
    judged: str
    level: str
    voices: dict[str, ExactNumber]
    combine: str
    items: list[ItemJson]
    bands: list[BandJson]
    passing: ExactNumber | None


class ProgramJson(TypedDict):
    """The output of `bpkit program show --format json`."""

    program: str
    name: str
    source: str
    note: str
    assumptions: list[str]
    sha256: str
    cycle: str
    count: int | None
    levels: list[LevelJson]
    """from the lowest up"""
    schemes: list[SchemeJson]
    tables: list[str]
    papers: list[str]
    tasks: list[str]
    forms: list[str]
    families: list[str]
    """of rules in force"""


class ProgramCheckJson(TypedDict):
    """The output of `bpkit program check --format json`."""

    program: str
    sha256: str
    items: int
    """that are answered"""
    examples: int


class ProgramListJson(TypedDict):
    """One programme in the array of `bpkit program list`."""

    program: str
    name: str
    cycle: str


class AssessorFile(TypedDict):
    """`penilai:` on a sheet."""

    nama: str
    jabatan: NotRequired[str]


class SheetFile(TypedDict):
    """A score sheet in YAML. Beside the rubric's codes a title may have `catatan`."""

    rubrik: str
    tingkat: str
    """code of a level of the programme"""
    penilai: NotRequired[AssessorFile | None]
    """or `kesepakatan`"""
    kesepakatan: NotRequired[list[str] | str | None]
    """who agreed, where the panel agreed on one score"""
    tanggal: NotRequired[str | None]
    periode: NotRequired[str | None]
    """the month, such as 2010-10"""
    sidik_rubrik: NotRequired[str | None]
    """the rubric's fingerprint, on sheets made by bpkit"""
    nilai: NotRequired[dict[str, dict[str, float | str]]]
    """by title; scores by instrument code"""
    berhalangan: NotRequired[list[str]]
    """titles this assessor stands aside from"""
    catatan: NotRequired[str | None]


def _shapes() -> dict[str, Any]:
    """What each schema is of: a shape of this module, or the model that reads a file people write."""
    from .settings.config_model import ConfigFile
    from .settings.program_model import ProgramFile
    from .settings.rubric_model import RubricFile

    return {
        "validate": ValidateJson,
        "score": ScoreJson,
        "recap": RecapJson,
        "run": RunJson,
        "status": list[StateJson],
        "message": MessagesJson,
        "send": SendJson,
        "receive": ReceiveJson,
        "site": SiteJson,
        "comments": CommentsJson,
        "status-year": YearJson,
        "status-new": NewsJson,
        "round-validate": RoundValidateJson,
        "round-score": RoundScoreJson,
        "round-recap": RoundRecapJson,
        "round-run": RoundRunJson,
        "round-status": RoundStatusJson,
        "round-status-new": RoundNewsJson,
        "fix": FixJson,
        "doctor": list[CheckJson],
        "rules": list[RuleJson],
        "explain": ExplanationJson,
        "rubric-show": RubricJson,
        "rubric-check": RubricCheckJson,
        "seal-verify": SealVerifyJson,
        "trace": TracesJson,
        "program-list": list[ProgramListJson],
        "program-show": ProgramJson,
        "program-check": ProgramCheckJson,
        "sheet": SheetFile,
        "config": ConfigFile,
        "rubric": RubricFile,
        "program": ProgramFile,
    }


@cache
def adapter(name: str) -> TypeAdapter[Any]:
    """What checks a value against a schema; a key that the shape does not know is refused.

    Raises:
        UserError: there is no schema of that name.
    """
    from pydantic import ConfigDict, TypeAdapter, with_config

    shapes = _shapes()
    if name not in shapes:
        names = ", ".join(shapes)
        raise UserError(say("run.unknown_schema", name=name), say("run.unknown_schema_remedy", names=names))
    shape, closed = shapes[name], ConfigDict(extra="forbid", use_attribute_docstrings=True)
    if is_typeddict(shape):
        return TypeAdapter(with_config(closed)(shape))
    return TypeAdapter(shape, config=closed) if isinstance(shape, GenericAlias) else TypeAdapter(shape)


def schema(name: str) -> dict[str, Any]:
    """The JSON Schema of an output (validate, score, …) or of a file people write (sheet, config, rubric).

    Raises:
        UserError: there is no schema of that name.
    """
    draft = "https://json-schema.org/draft/2020-12/schema"
    return {"$schema": draft, **adapter(name).json_schema()}
