"""Random data for the programmes that come with bpkit, reckoned from their files and their sources."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import ceil
from pathlib import Path
from random import Random
from typing import Any

import yaml

import bpkit
from bpkit.model.rounds import RoundResult
from bpkit.tallies.needs import needs_of

from .by_hand import ByHand, Told, Worth, code, leaves, ranked, walk
from .rounds import PEOPLE, compare, means, scored, write

RUBRICS = Path(__file__).parents[2] / "rubrics"
Rows = list[dict[str, Any]]


def written(name: str) -> dict[str, Any]:
    """A programme file as it is written."""
    found = yaml.safe_load((RUBRICS / f"{name}.yaml").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def settings(root: Path, name: str, more: str = "") -> None:
    write(root / "bpkit.yaml", f"versi: 1\nrubrik: {name}\nbahasa: id\n{more}")


# A checklist, and problems in their order ------------------------------------------------------------------


def checklist(seed: int, root: Path) -> int:
    """Meetings: a checklist of 26 items, and problems that institutions score."""
    rng, program = Random(seed), written("fpk-2010")
    settings(root, "fpk-2010", "tahun: 2010\n")
    count = 0
    for number in (1, 2):
        folder, where = root / f"pertemuan-{number} (Kota {number})", f"seed {seed}, meeting {number}"
        blanks = rng.choice((0, 0.1))
        ticks: dict[str, str] = {}
        for item in leaves(program):
            words = ["ya", "ya", "ya", "tidak", *(["tidak berlaku"] * 2 if item.get("bersyarat") else [])]
            answer = rng.choice(("", "tidak berlaku")) if rng.random() < blanks else rng.choice(words)
            ticks |= {code(item): answer} if answer else {}
        facts = {"mulai": "2010-06-03", "selesai": "2010-06-04", "daftar_cek": dict(ticks)}
        write(folder / "pertemuan.yaml", facts)
        told = Told(sheets={next(iter(program["suara"])): [ticks]})
        expected = ByHand(program, program, told).all()
        problems = {f"Masalah {one}": Told() for one in range(rng.randint(2, 5))}
        write(folder / "masalah.yaml", [{"masalah": name} for name in problems])
        for who in PEOPLE[: rng.randint(1, 4)]:
            answers = {}
            for name, one in problems.items():
                answers[name] = {key: str(rng.randint(1, 5)) for key in "USG" if rng.random() > blanks / 3}
                one.sheets.setdefault("lembaga", []).append(answers[name])
            write(folder / "prioritas" / f"{who}.yaml", {"nama": who, "jawaban": answers})
        scheme = program["penilaian"]["prioritas"]
        worths = {name: ByHand(program, scheme, one).worth(scheme) for name, one in problems.items()}
        found = scored(root)
        compare(found[f"Kota {number}", "utama", f"Kota {number}"], expected, where)
        for name, place in ranked(worths).items():
            got = found[f"Kota {number}", "prioritas", name]
            assert (got.total.value, got.rank, got.tied) == (worths[name].value, *place), f"{where}, {name}"
        count += len(expected) + len(worths)
    return count


# Criteria, with a survey beside the assessors ---------------------------------------------------------------


def criteria(seed: int, root: Path) -> int:
    """An agency with units, assessors and a survey; panels that put values of their own."""
    rng, program = Random(seed), written("pmprb-2012")
    settings(root, "pmprb-2012")
    agency = root / "PMPRB (Bener)_(2013)"
    items = {code(one): one for one in walk(program)}
    columns = program["daftar"][_survey_of(program)]["kolom"]
    asked = [column["kode"] for column in columns if column["kode"] in items]
    units: dict[str, dict[str, Worth]] = {}
    told, put = {}, {}
    for name in ("Dinas A", "Dinas B", "Dinas C")[: rng.randint(1, 3)]:
        folder, blanks = agency / f"unit ({name})_(2013)", rng.choice((0, 0, 0.05))
        said = told[name] = Told()
        for who in PEOPLE[: rng.randint(1, 3)]:
            answers = {
                code(one): str(rng.randint(0, 100)) for one in leaves(program) if rng.random() >= blanks
            }
            said.sheets.setdefault("asesor", []).append(answers)
            write(folder / "penilaian" / f"{who}.yaml", {"suara": "asesor", "nama": who, "jawaban": answers})
        rows = [{key: str(rng.randint(0, 100)) for key in asked} for _ in range(rng.choice((0, 1, 5, 11)))]
        said.rows["survei"] = [dict(row) for row in rows]
        if rows:
            write(folder / f"{_survey_of(program)}.yaml", rows)
        put[name] = _put(rng, folder, program)
        units[name] = ByHand(program, program, said, put[name]).all()
    own = _put(rng, agency, program)
    changed = []
    for name, worths in units.items():
        known = {item: value for item, value in own.items() if worths[item].value is not None}
        changed.append(ByHand(program, program, told[name], {**put[name], **known}).all())
    plain = means(changed, program, own)
    found = scored(root)
    for name, worths in units.items():
        compare(found[name, "utama", name], worths, f"seed {seed}, {name}")
    compare(found["Bener", "nilai-instansi", "Bener"], plain, f"seed {seed}, agency")
    return sum(map(len, units.values())) + len(plain)


def _survey_of(program: Mapping[str, Any]) -> str:
    return str(program["suara"]["survei"].get("tabel", "survei"))


def _put(rng: Random, folder: Path, program: Mapping[str, Any]) -> dict[str, Fraction]:
    """Values of a panel's own, on any floor of the tree but where nothing is added up."""
    items = [code(one) for one in walk(program) if code(one) and one.get("gabung") != "tidak"]
    values = {item: Fraction(rng.randint(0, 100)) for item in rng.sample(items, rng.choice((0, 0, 1, 2)))}
    said = {item: {"nilai": str(value), "alasan": "kunjungan"} for item, value in values.items()}
    if said:
        write(folder / "keputusan.yaml", {"nilai": said})
    return values


# Indicators over months ------------------------------------------------------------------------------------


def indicators(seed: int, root: Path) -> int:
    """Months of figures by group, with blanks, months that nobody reported, and figures given twice."""
    rng, program = Random(seed), written("tablolong")
    settings(root, "tablolong", "mulai: 2010-01-04\n")
    last, blanks = rng.randint(2, 18), rng.choice((0, 0, 0.05))
    figures: dict[int, dict[str, Any]] = {}
    for month in range(1, last + 1):
        if month < last and rng.random() < blanks:
            continue  # nobody handed in anything
        rows: Rows = []
        figures[month] = {}
        for item in leaves(program):
            if rng.random() < blanks:
                continue
            own, figures[month][code(item)] = _figure(rng, item, blanks)
            rows += own
        write(root / f"bulan-{month:02}" / "realisasi.yaml", rows)
    expected = {code(item): _reached(item, figures, last) for item in leaves(program)}
    found = {key: one for key, one in scored(root, f"bulan-{last:02}").items() if key[1] == "utama"}
    (outcome,) = found.values()
    for value in outcome.total.walk():
        if not value.items:
            actual, target, is_open = expected[value.item]
            share = actual / target if actual is not None and target else None
            told = (value.value, value.actual, value.provisional)
            where = f"seed {seed}, {value.item} in month {last} of {sorted(figures)}"
            assert told == (share, actual, is_open), where
    return len(expected)


def _figure(rng: Random, item: Mapping[str, Any], faults: float) -> tuple[Rows, Any]:
    """Rows of one item, and the figure that they make: None where two of them differ."""
    target = item["sasaran"]
    if target.get("waktu") == "rasio":
        most = rng.randint(1, 90)
        parts = (Fraction(rng.randint(0, most)), Fraction(most))
        return [{"butir": code(item), "nilai": f"{parts[0]}/{parts[1]}"}], parts
    groups = ["nelayan", "perempuan", "pemuda"][: rng.randint(1, 3)]
    said = {group: rng.randint(0, 40) for group in groups}
    if target.get("bagian") == "tidak" or rng.random() < 0.5:
        whole = rng.randint(0, 90)
        rows: Rows = [{"butir": code(item), "kelompok": rng.choice(("semua", "")), "nilai": whole}]
        if rng.random() < 0.3:  # figures of groups beside it are never added to it
            rows += [{"butir": code(item), "kelompok": group, "nilai": one} for group, one in said.items()]
        figure: Fraction | None = Fraction(whole)
    else:
        rows = [{"butir": code(item), "kelompok": group, "nilai": one} for group, one in said.items()]
        figure = Fraction(sum(said.values()))
    if rng.random() < faults / 2:
        return [*rows, rows[0] | {"nilai": rows[0]["nilai"] + 1}], None
    return [{key: one for key, one in row.items() if one != ""} for row in rows], figure


def _reached(
    item: Mapping[str, Any], figures: Mapping[int, Mapping[str, Any]], last: int
) -> tuple[Fraction | None, Fraction | None, bool]:
    """What was reached by the last month, what was planned by then, and whether it may still change."""
    target, name = item["sasaran"], code(item)
    steps = {month: figure for month, figure in target.get("per_periode", {}).items() if month <= last}
    plan = steps[max(steps)] if steps else target.get("target")
    planned = None if plan is None else Fraction(plan)

    def owed(month: int) -> bool:
        return bool(month % target.get("setiap", 1) == 0 and month <= target.get("sampai", 99))

    told = {month: own[name] for month, own in figures.items() if name in own}
    adds = target.get("waktu") in ("jumlah", "rasio")
    if (last not in told and (owed(last) or not adds)) or told.get(last, ()) is None:
        return None, planned, owed(last) or last in told
    months = [month for month in range(1, last + 1) if month in told] if adds else [last]
    known = [told[month] for month in months if told[month] is not None]
    lacking = [month for month in range(1, last) if adds and owed(month) and told.get(month) is None]
    is_open = bool(lacking) or len(known) < len(months)
    if not known:
        return None, planned, is_open
    if target.get("waktu") == "rasio":
        return sum(a for a, _ in known) / sum(b for _, b in known), planned, is_open
    return sum(known, Fraction()), planned, is_open


# Needs ----------------------------------------------------------------------------------------------------


def needs(seed: int, root: Path) -> int:
    """Schools with pupils, hours and teachers; moves, each held against the surplus that is left by then."""
    rng = Random(seed)
    settings(root, "kinerja-dgp", "tahun: 2013\n")
    folder = root / "program (K)_(2013)" / "provinsi (P)_(2013)" / "kabupaten (L)_(2013)"
    schools, subjects = [f"SMPN {n}" for n in range(1, rng.randint(2, 5))], ["IPA", "IPS", "PJOK"]
    pupils: dict[str, list[tuple[int | None, int]]] = {}
    rows: Rows = []
    for school in schools:
        ratio = rng.choice((None, None, 20, 36))
        pupils[school] = []
        for grade in ("VII", "VIII", "IX")[: rng.randint(1, 3)]:
            count = None if rng.random() < 0.04 else rng.choice((0, 1, 31, 32, 33, rng.randint(0, 200)))
            pupils[school].append((count, ratio or 32))
            row = {"sekolah": school, "kelas": grade, "murid": count, "rasio": ratio}
            rows.append({key: value for key, value in row.items() if value is not None})
    write(folder / "sekolah.yaml", rows)
    hours = {subject: Fraction(rng.randint(2, 10), 2) for subject in subjects}
    write(folder / "jam-pelajaran.yaml", [{"mapel": s, "jam": str(float(h))} for s, h in hours.items()])
    there = {(school, subject): rng.randint(0, 6) for school in schools for subject in subjects}
    write(folder / "guru.yaml", [{"sekolah": a, "mapel": b, "guru": n} for (a, b), n in there.items()])
    moves = _moves(rng, schools, subjects)
    if moves:
        write(folder / "pemindahan.yaml", moves)
    result = bpkit.score(root, language="id")
    assert isinstance(result, RoundResult)
    unit = next(one.unit for one in result.walk() if one.unit.name == "L")
    (need,) = needs_of(result.round.program, unit)
    expected = {key: _need(pupils[key[0]], hours[key[1]]) for key in there}
    found = {(post.place, post.field): (post.load, post.need, post.there) for post in need.posts}
    wanted = {key: (*(one or (None, None)), Fraction(there[key])) for key, one in expected.items()}
    assert found == wanted, f"seed {seed}"
    _follow(moves, {key: one and one[1] for key, one in expected.items()}, there, need.moves, f"seed {seed}")
    return len(found) + len(moves)


def _moves(rng: Random, schools: list[str], subjects: list[str]) -> Rows:
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for _ in range(rng.randint(0, 5)):
        source, target, subject = rng.choice(schools), rng.choice(schools), rng.choice(subjects)
        if source != target:
            row = {"dari": source, "ke": target, "mapel": subject, "banyak": rng.randint(1, 3)}
            found[source, target, subject] = row
    return list(found.values())


def _need(groups: list[tuple[int | None, int]], hours: Fraction) -> tuple[Fraction, Fraction] | None:
    """Load and need: classes rounded up by grade; up to 40 hours one, below 72 two, then whole ones."""
    if any(count is None for count, _ in groups):
        return None
    load = sum(ceil(Fraction(count or 0, ratio)) for count, ratio in groups) * hours
    if not load:
        return Fraction(0), Fraction(0)
    return load, Fraction(1 if load <= 40 else 2 if load < 72 else int(load / 24))


def _follow(
    moves: Rows,
    needed: Mapping[tuple[str, str], Fraction | None],
    there: Mapping[tuple[str, str], int],
    found: Any,
    where: str,
) -> None:
    """Each move in its turn: refused beyond the surplus that is left, told where the other lacks fewer."""
    now = dict(there)
    for move, one in zip(moves, found, strict=True):
        source, target = (move["dari"], move["mapel"]), (move["ke"], move["mapel"])
        have, lack = needed[source], needed[target]
        if have is None or lack is None:
            assert one.fault == "unsure", where
            continue
        room, missing = max(now[source] - have, 0), max(lack - now[target], 0)
        fault = "surplus" if move["banyak"] > room else "too_many" if move["banyak"] > missing else ""
        assert one.fault == fault, f"{where}, {move}"
        if fault != "surplus":
            now[source] -= move["banyak"]
            now[target] += move["banyak"]
