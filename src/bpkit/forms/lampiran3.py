"""Lampiran 3: Form Rekapitulasi Produksi Best Practice dan Produk Pengetahuan (POB slide 28)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

from ..model.units import Level
from ..wording import say
from .common import SIGNERS, fill_head, yes_no
from .recap3 import CityRecap, ProductionRow, Recap3
from .xlsx.values import FormattedNumber, Value
from .xlsx.workbook import Workbook

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


def lampiran3(recap: Recap3, template: Path, provisional: str = "") -> bytes:
    """The workbook of a Lampiran 3: of one city, or of many with a heading for each.

    `provisional` says, across its head, why it may not be sent yet.

    Raises:
        UserError: the template lacks a place.
    """
    book = Workbook(template, PLACES)
    fill_head(book, recap.program, provisional)
    book.put("kota", _unit(recap))
    book.put("provinsi", recap.province)
    book.put("bulan", recap.period)
    book.fill({"city": ("kepala_kota",), "entry": ROW}, list(_rows(recap)))
    for name, value in zip(SUMMARY, _summary(recap), strict=True):
        book.put(name, value)
    if recap.level is Level.KORKOT:
        book.remove_rows("per_kota")
    else:
        cities = [city for city in recap.cities if city.is_city]
        book.fill({"city": CITY_ROW}, [("city", _city(n, city)) for n, city in enumerate(cities, start=1)])
    knows, made = SIGNERS[recap.level]
    for name, value in zip(FOOT, (recap.place_date, knows, made), strict=True):
        book.put(name, value)
    parts = [MARKS[0], *([] if recap.level is Level.KORKOT else ["per_kota"]), FOOT[0]]
    book.keep_together("judul", parts, MARKS[1])
    return book.to_bytes()


def _unit(recap: Recap3) -> str:
    if recap.level is Level.KORKOT:
        return recap.unit
    return f"{sum(city.is_city for city in recap.cities)} Korkot/Kota"


def _rows(recap: Recap3) -> Iterator[tuple[str, tuple[Value, ...]]]:
    number = 0
    for city in recap.cities:
        if recap.level is not Level.KORKOT:
            yield "city", (_heading(city),)
        for entry in city.entries:
            number += 1
            yield "entry", _entry(number, entry)
        if not city.entries:
            yield "entry", (None, say("forms.nothing"), *[None] * (len(ROW) - 2))


def _heading(city: CityRecap) -> str:
    if not city.is_city:
        return say("forms.experts_heading", unit=city.city)
    return f"Korkot {city.city}" + (f" ({city.teams} TF)" if city.teams is not None else "")


def _entry(number: int, entry: ProductionRow) -> tuple[Value, ...]:
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
    note = say("forms.obligation_note")
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
    if level is Level.KORKOT:
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
