"""Lampiran 3: Form Rekapitulasi Produksi Best Practice dan Produk Pengetahuan (POB slide 28).

Every submission of a city, or of all cities of a province, and what they owed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from msgspec import Struct

from ..levels import levels_of
from ..model.facts import Fact, Folder, Submission
from ..model.levels import CITY, PROVINCE, Level
from ..model.outcomes import Checked
from ..model.problems import Finding
from ..model.scores import Result, Rubric
from ..model.settings import City, Settings
from ..model.sources import is_own_team, is_team, team_key
from ..model.units import Severity, same_unit
from ..wording import say
from .common import (
    Signatures,
    fill_head,
    fill_signatures,
    final_number,
    place_and_date,
    signatures,
    yes_no,
)
from .templates import fills
from .xlsx.cells import FormattedNumber, Value
from .xlsx.workbook import Workbook

BEST_PRACTICE = "best practice"
IN_ROW = 24  # letters of a reason that a row has room for


class ProductionRow(Struct, frozen=True):
    """One submission as a row of the form."""

    title: str
    product: str
    medium: str
    author: str
    position: str
    source: str
    contact: str
    submitted: date | None
    pages: Decimal | None
    photos: int | None
    complete: bool
    missing: str
    final: FormattedNumber | None
    proposed: bool
    remark: str
    waivers: tuple[str, ...] = ()  # what was let pass, and why

    @property
    def counts(self) -> bool:
        """Whether it is one of the writings that a city owes: knowledge products are not."""
        return self.product == BEST_PRACTICE


class CityRecap(Struct, frozen=True):
    """A city's entries and what it owed; `teams` and what follows from it are None without a roster."""

    city: str
    entries: tuple[ProductionRow, ...]
    teams: int | None = None
    quota: int | None = None
    idle: tuple[str, ...] = ()  # TFs of the roster that produced nothing
    idle_count: int | None = None  # how many did; their names are known only where the roster has them
    is_city: bool = True  # False for the experts of a higher level with their knowledge products

    @property
    def due(self) -> int | None:
        """What the city owes a month: a writing of every TF and one of its own team (POB slide 12)."""
        return None if self.teams is None else self.teams + 1

    @property
    def produced(self) -> int:
        """How many best practices it produced."""
        return sum(entry.counts for entry in self.entries)

    @property
    def complete(self) -> int:
        """How many of them fulfil every requirement."""
        return sum(entry.counts and entry.complete for entry in self.entries)

    @property
    def proposed(self) -> int:
        """How many it proposed within its quota: its own team's goes beside it (POB slide 15)."""
        return sum(entry.proposed and not is_own_team(entry.source) for entry in self.entries)

    @property
    def proposed_beside(self) -> int:
        """How many of its own team's it proposed."""
        return sum(entry.proposed and is_own_team(entry.source) for entry in self.entries)

    @property
    def share(self) -> Fraction | None:
        """What it produced of what it owed."""
        return Fraction(self.produced, self.due) if self.due else None


class Recap3(Struct, frozen=True):
    """Everything that stands on a Lampiran 3."""

    level: Level
    unit: str
    province: str
    program: str
    period: str
    place_date: str
    signatures: Signatures
    cities: tuple[CityRecap, ...]
    lowest: Level  # where writings are handed in
    obligation: int | None = (
        None  # what the province owes the nation (POB slide 16), where bpkit.yaml says it
    )


def recap3(  # noqa: PLR0913 - each is a fact of its own
    checked: Checked,
    results: Mapping[Path, Result],
    proposed: Collection[Path],
    settings: Settings,
    rubric: Rubric,
    name_of: Callable[[str], str],
    day: date | None = None,
) -> Recap3:
    """The recap of a folder of the lowest level, or of every city below a higher one.

    `results` are the cities' own, by the submission's path; `proposed` are the paths of what the cities
    sent up; `name_of` gives the short Indonesian name of what a rule asks for; `day` is the date to
    print where the folder's decision has none.
    """
    folder = checked.folder
    office = settings.office(folder.level, folder.unit or "")
    decided = folder.decision.date if folder.decision else None

    def entry(owner: Checked, submission: Submission) -> ProductionRow:
        result = results.get(submission.path)
        return _entry(owner, submission, result, submission.path in proposed, rubric, name_of)

    cities = [
        _city_recap(one.folder, [entry(one, found) for found in one.folder.submissions], settings, rubric)
        for one in checked.walk()
        if one.folder.level.is_lowest
    ]
    experts = [_of_experts(one, entry) for one in checked.walk() if one.folder.products]
    return Recap3(
        level=folder.level,
        unit=folder.unit or "",
        province=_province(folder, settings),
        program=settings.program,
        period=folder.period.in_words if folder.period else "",
        place_date=place_and_date(folder.level, folder.unit or "", decided or day, office),
        signatures=signatures(folder.level, office),
        cities=(*cities, *_absent(folder, cities, settings, rubric), *experts),
        lowest=levels_of(settings).lowest,
        obligation=next(
            (n for p, n in settings.obligations.items() if same_unit(p, folder.unit or "")), None
        ),
    )


def _of_experts(owner: Checked, entry: Callable[[Checked, Submission], ProductionRow]) -> CityRecap:
    products = tuple(entry(owner, found) for found in owner.folder.products)
    return CityRecap(_title_of(owner.folder), products, is_city=False)


def _title_of(folder: Folder) -> str:
    return f"{folder.level.name} {folder.unit or ''}".strip()


def _province(folder: Folder, settings: Settings) -> str:
    if folder.level.roster == PROVINCE:
        return folder.unit or ""
    if folder.above and folder.above.level.roster == PROVINCE and folder.above.unit:
        return folder.above.unit
    provinces = settings.provinces or ()
    return next((p.name for p in provinces if folder.unit and p.city(folder.unit)), "")


def _entry(  # noqa: PLR0913
    owner: Checked,
    submission: Submission,
    result: Result | None,
    proposed: bool,
    rubric: Rubric,
    name_of: Callable[[str], str],
) -> ProductionRow:
    identity = submission.identity
    findings = owner.findings_on(submission)
    return ProductionRow(
        title=submission.title,
        product=submission.product,
        medium=submission.medium.value,
        author=_text(identity.author.name),
        position=_text(identity.author.position),
        source=_text(identity.source),
        contact=_text(identity.author.contact),
        submitted=submission.submitted,
        pages=None if submission.pages is None else Decimal(f"{submission.pages:.1f}"),
        photos=len(submission.photos) if submission.is_writing else None,
        complete=owner.is_complete(submission),
        missing=missing_words(findings, name_of),
        final=final_number(result.final if result else None, rubric.passing),
        proposed=proposed,
        remark=_remark(submission, findings, result, name_of),
        waivers=tuple(f"{name_of(f.code)} – {f.waiver}" for f in findings if f.waived and not _is_short(f)),
    )


def _text(fact: Fact | None) -> str:
    return fact.text if fact else ""


def missing_words(findings: Iterable[Finding], name_of: Callable[[str], str]) -> str:
    """What a submission lacks, each once: `foto kurang dari 2; nomor kontak belum ada`."""
    errors = (f.code for f in findings if f.severity is Severity.ERROR and not f.waived)
    return "; ".join(dict.fromkeys(map(name_of, errors)))


def _remark(
    submission: Submission, findings: Iterable[Finding], result: Result | None, name_of: Callable[[str], str]
) -> str:
    parts = [_text(submission.identity.kind)]
    if submission.minutes is not None:
        parts.append(say("forms.minutes", minutes=f"{submission.minutes:.0f}"))
    if result is not None and result.provisional:
        parts.append(say("forms.provisional_value"))
    parts += [
        say("forms.waived" if _is_short(f) else "forms.waived_noted", rule=name_of(f.code), reason=f.waiver)
        for f in findings
        if f.waived
    ]
    return "; ".join(dict.fromkeys(filter(None, parts)))


def _is_short(finding: Finding) -> bool:
    """Whether a row has room for the reason of a waiver; else a note below the table has it."""
    return len(finding.waiver or "") <= IN_ROW


def _city_recap(
    folder: Folder, entries: Iterable[ProductionRow], settings: Settings, rubric: Rubric
) -> CityRecap:
    name = folder.unit or ""
    province = settings.province(_province(folder, settings))
    city = province.city(name) if province else settings.city(name)
    sources = [_text(found.identity.source) for found in folder.submissions if found.is_writing]
    return _recap_of(city, name or folder.path.name, tuple(entries), sources, rubric)


def _recap_of(
    city: City | None, name: str, entries: tuple[ProductionRow, ...], sources: Collection[str], rubric: Rubric
) -> CityRecap:
    """A city's recap; `sources` are those of its writings, for a TF owes a writing (POB slide 12)."""
    if city is None:
        return CityRecap(name, entries)
    heard = {team_key(source) for source in sources}
    idle = tuple(team for team in city.teams if team_key(team) not in heard)
    counted = len({team_key(source) for source in sources if is_team(source)})
    return CityRecap(
        city=name,
        entries=entries,
        teams=city.team_count,
        quota=rubric.quota(city.team_count),
        idle=idle,
        idle_count=len(idle) if city.teams else max(city.team_count - counted, 0),
    )


def _absent(
    folder: Folder, present: Collection[CityRecap], settings: Settings, rubric: Rubric
) -> Iterator[CityRecap]:
    """The cities of the province's roster that have no folder this month."""
    province = settings.province(folder.unit) if folder.level.roster == PROVINCE and folder.unit else None
    for city in province.cities if province else ():
        if not any(same_unit(city.name, other.city) for other in present):
            yield _recap_of(city, city.name, (), (), rubric)


HEAD = ("program", "kota", "provinsi", "bulan")
ROW = (
    "nomor",
    "judul",
    "jenis_produk",
    "bentuk_media",
    "penulis",
    "jabatan",
    "sumber",
    "kontak",
    "tanggal_masuk",
    "jumlah_halaman",
    "jumlah_foto",
    "kelengkapan_syarat",
    "kekurangan",
    "nilai_akhir",
    "diusulkan",
    "keterangan",
)
TEXTS = (
    "judul",
    "jenis_produk",
    "bentuk_media",
    "penulis",
    "jabatan",
    "sumber",
    "kelengkapan_syarat",
    "kekurangan",
    "keterangan",
)
SUMMARY = ("jumlah_tf", "kewajiban", "produksi", "persentase", "usulan", "tf_belum", "catatan_kewajiban")
CITY_ROW = (
    "kota_nomor",
    "kota_nama",
    "kota_tf",
    "kota_kewajiban",
    "kota_produksi",
    "kota_persentase",
    "kota_lengkap",
    "kota_diusulkan",
    "kota_kuota",
    "kota_belum",
)
FOOT = ("tempat_tanggal", "jabatan_mengetahui", "jabatan_pembuat")
MARKS = ("kaki", "tanda_tangan")  # where the foot begins and ends
PLACES = (*HEAD, "kepala_kota", *ROW, *SUMMARY, "per_kota", *CITY_ROW, *FOOT, *MARKS)


@fills
def lampiran3(recap: Recap3, template: Path, provisional: str = "") -> bytes:
    """The workbook of a Lampiran 3: of one city, or of many with a heading for each.

    `provisional` says, across its head, why it may not be sent yet.

    Raises:
        UserError: the template lacks a place.
    """
    book = Workbook(template, PLACES)
    fill_head(book, recap.program, provisional)
    rows = list(_rows(recap))
    book.fit_width(
        TEXTS, [row for kind, row in rows if kind == "entry"], ROW, () if recap.level.is_lowest else CITY_ROW
    )
    book.put("kota", _unit(recap))
    book.put("provinsi", recap.province)
    book.put("bulan", recap.period)
    book.fill({"city": ("kepala_kota",), "entry": ROW}, rows)
    for name, value in zip(SUMMARY, _summary(recap), strict=True):
        book.put(name, value)
    if recap.level.is_lowest:
        book.remove_rows("per_kota")
    else:
        cities = [city for city in recap.cities if city.is_city]
        book.fill({"city": CITY_ROW}, [("city", _city(n, city)) for n, city in enumerate(cities, start=1)])
    fill_signatures(book, recap.signatures, recap.place_date)
    parts = [MARKS[0], *([] if recap.level.is_lowest else ["per_kota"]), FOOT[0]]
    book.keep_together("judul", parts, MARKS[1])
    return book.to_bytes()


def _unit(recap: Recap3) -> str:
    if recap.level.is_lowest:
        return recap.unit
    units = recap.lowest.name + ("/Kota" if recap.lowest.roster == CITY else "")
    return f"{sum(city.is_city for city in recap.cities)} {units}"


def _rows(recap: Recap3) -> Iterator[tuple[str, tuple[Value, ...]]]:
    number = 0
    for city in recap.cities:
        if not recap.level.is_lowest:
            yield "city", (_heading(recap, city),)
        for entry in city.entries:
            number += 1
            yield "entry", _entry_cells(number, entry)
        if not city.entries:
            yield "entry", (None, say("forms.nothing"), *[None] * (len(ROW) - 2))


def _heading(recap: Recap3, city: CityRecap) -> str:
    if not city.is_city:
        return say("forms.experts_heading", unit=city.city)
    return f"{recap.lowest.name} {city.city}" + (f" ({city.teams} TF)" if city.teams is not None else "")


def _entry_cells(number: int, entry: ProductionRow) -> tuple[Value, ...]:
    return (
        number,
        entry.title,
        entry.product.capitalize(),
        entry.medium.capitalize(),
        entry.author,
        entry.position,
        entry.source,
        entry.contact,
        entry.submitted,
        entry.pages,
        entry.photos,
        say("forms.complete" if entry.complete else "forms.not_complete"),
        entry.missing,
        entry.final,
        yes_no(entry.proposed),
        entry.remark,
    )


def _summary(recap: Recap3) -> tuple[Value, ...]:
    cities = [city for city in recap.cities if city.is_city]
    known = [city for city in cities if city.due is not None]
    note = "\n".join([say("forms.obligation_note"), *_waivers(recap)])
    produced = sum(city.produced for city in cities)
    if not known:
        unknown = say("forms.no_roster")
        return unknown, unknown, produced, unknown, _proposed(recap, cities), unknown, note
    due = sum(city.due or 0 for city in known)
    return (
        sum(city.teams or 0 for city in known),
        due,
        produced,
        FormattedNumber(Fraction(sum(city.produced for city in known), due)),
        _proposed(recap, cities),
        _idle_of_all(recap.level, known),
        note,
    )


def _waivers(recap: Recap3) -> Iterator[str]:
    """What was let pass in which row, with the reason, for which a row has no room."""
    entries = [entry for city in recap.cities for entry in city.entries]
    for number, entry in enumerate(entries, start=1):
        for waiver in dict.fromkeys(entry.waivers):
            yield say("forms.waiver_note", number=number, waiver=waiver)


def _proposed(recap: Recap3, cities: Sequence[CityRecap]) -> str:
    quotas = [city.quota for city in cities if city.quota is not None]
    text = str(sum(city.proposed for city in cities))
    if quotas:
        text += say("forms.of_quota", quota=sum(quotas))
    if beside := sum(city.proposed_beside for city in cities):
        text += say("forms.beside_quota", count=beside)
    if recap.obligation is not None:
        text += say("forms.province_owes", count=recap.obligation)
    return text


def _idle_of_all(level: Level, cities: Sequence[CityRecap]) -> str:
    if level.is_lowest:
        return _idle(cities[0])
    return "; ".join(f"{city.city}: {_idle(city)}" for city in cities if city.idle_count) or say("forms.none")


def _idle(city: CityRecap) -> str:
    if not city.idle_count:
        return say("forms.none")
    return ", ".join(city.idle) or say("forms.idle_unnamed", count=city.idle_count)


def _city(number: int, city: CityRecap) -> tuple[Value, ...]:
    return (
        number,
        city.city,
        city.teams,
        city.due,
        city.produced,
        city.share,
        city.complete,
        city.proposed + city.proposed_beside,
        city.quota,
        "" if city.teams is None else _idle(city),
    )
