"""Seals form a chain: whatever is done to one of them shows, and paper can be compared with the folder."""

import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest
from make.shares import KMW, Run, korkot, make_share, write_sheet

from bpkit import seal_chain
from bpkit.errors import RefusedError, UserError
from bpkit.forms.stamp import stamped
from bpkit.seal_chain import read_chain
from bpkit.share import placing
from bpkit.work.panel import open_seal, seal_decision
from bpkit.work.recapping import letter, recap
from bpkit.work.receiving import receive
from bpkit.work.request import Request
from bpkit.work.running import Work
from bpkit.work.seals import Verified, verify
from bpkit.work.sending import send

SEAL = f"{KMW}/penilaian/segel.json"
CHAIN = ".bpkit/segel.jsonl"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A share whose province is sealed."""
    root = make_share(tmp_path_factory.mktemp("segel") / "Berbagi")
    (root / korkot("Semarang") / "Bank Sampah.yaml").write_text("jenis: artikel\n", encoding="utf-8")
    sealed_now(root)
    return root


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Iterator[Path]:
    yield copytree(made, tmp_path / "Berbagi")


def sealed_now(root: Path) -> str:
    return seal_decision(Work(Request(root / KMW)), by="Tim Penilai").number


def reopened(root: Path, reason: str = "salah ketik") -> None:
    open_seal(Work(Request(root / KMW)), reason, by="Ketua")


def looked(root: Path, number: str = "") -> Verified:
    return verify(Request(root), number)


def told(root: Path) -> set[tuple[str, str]]:
    return {(one.code, one.problem.variant) for one in looked(root).findings}


def links(root: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (root / CHAIN).read_text(encoding="utf-8").splitlines()]


def test_what_nobody_touched_holds(root: Path) -> None:
    found = looked(root)
    assert found.holds
    assert [(one.place, one.state, one.by) for one in found.states] == [(SEAL, "holds", "Tim Penilai")]


def test_every_seal_and_opening_is_a_link_that_holds_the_hash_of_the_one_before(root: Path) -> None:
    reopened(root)
    sealed_now(root)
    chain = read_chain(root)
    assert [(one.act, one.by, one.reason) for one in chain.links] == [
        ("sealed", "Tim Penilai", ""),
        ("unsealed", "Ketua", "salah ketik"),
        ("sealed", "Tim Penilai", ""),
    ]
    assert [one.before for one in chain.links] == ["", chain.links[0].hash, chain.links[1].hash]
    assert looked(root).holds


def deleted(root: Path) -> None:
    (root / SEAL).unlink()


def whole_panel_deleted(root: Path) -> None:
    for file in (root / KMW / "penilaian").iterdir():
        file.unlink()
    (root / KMW / "penilaian").rmdir()


def score_edited(root: Path) -> None:
    deleted(root)
    write_sheet(root / KMW, "Siti Rahma", {"Bank Sampah": 2, "Posyandu": 8, "Jalan": 6, "Air Bersih": 7})


def edited(root: Path) -> None:
    facts = json.loads((root / SEAL).read_text(encoding="utf-8"))
    facts["results"][0]["na"] = "999"
    (root / SEAL).write_text(json.dumps(facts), encoding="utf-8")


def history_emptied(root: Path) -> None:
    facts = json.loads((root / SEAL).read_text(encoding="utf-8"))
    facts["history"] = []
    (root / SEAL).write_text(json.dumps(facts), encoding="utf-8")


def damaged(root: Path) -> None:
    (root / SEAL).write_text("{", encoding="utf-8")


def old_one_pasted(root: Path) -> None:
    old = (root / SEAL).read_bytes()
    reopened(root)
    (root / SEAL).write_bytes(old)


def sidecar_changed(root: Path) -> None:
    (root / korkot("Semarang") / "Bank Sampah.yaml").write_text("jenis: narasi\n", encoding="utf-8")


def photo_added(root: Path) -> None:
    photo = root / korkot("Semarang") / "Bank Sampah" / "foto.jpg"
    photo.parent.mkdir()
    photo.write_bytes(b"\xff\xd8\xff")


def form_edited(root: Path) -> None:
    form = next((root / KMW).glob("Lampiran 2*"))
    form.write_bytes(form.read_bytes() + b" ")


def form_deleted(root: Path) -> None:
    next((root / KMW).glob("Lampiran 2*")).unlink()


def switched_off(root: Path) -> None:
    settings = root / "bpkit.yaml"
    settings.write_text(settings.read_text(encoding="utf-8") + "aturan: {BP813: mati, BP815: mati}\n")
    sidecar_changed(root)


def waived(root: Path) -> None:
    waiver = "pengecualian:\n- {aturan: BP813, berkas: '**', alasan: boleh, disetujui: Ketua}\n"
    settings = root / "bpkit.yaml"
    settings.write_text(settings.read_text(encoding="utf-8") + waiver)
    sidecar_changed(root)


def folder_deleted(root: Path) -> None:
    (root / KMW).rename(root.parent / "diambil")


def link_edited(root: Path) -> None:
    file = root / CHAIN
    file.write_bytes(file.read_bytes().replace(b'"Tim Penilai"', b'"Orang Lain"', 1))


def chain_deleted(root: Path) -> None:
    (root / CHAIN).unlink()


def chain_emptied(root: Path) -> None:
    (root / CHAIN).write_bytes(b"")


ATTACKS = (
    *(deleted, whole_panel_deleted, score_edited, edited, history_emptied, damaged, old_one_pasted),
    *(sidecar_changed, photo_added, form_edited, form_deleted, switched_off, waived, folder_deleted),
    *(link_edited, chain_deleted, chain_emptied),
)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda one: one.__name__)
def test_whatever_is_done_to_a_seal_or_to_what_it_seals_shows(root: Path, attack: object) -> None:
    attack(root)  # type: ignore[operator]
    assert not looked(root).holds


@pytest.mark.parametrize("attack", [deleted, edited, damaged, old_one_pasted], ids=lambda one: one.__name__)
def test_where_a_seal_was_done_away_with_nobody_is_selected(root: Path, attack: object) -> None:
    attack(root)  # type: ignore[operator]
    judged = Work(Request(root / KMW)).judged
    assert "BP815" in {one.code for one in judged.causes}
    assert judged.assessment
    assert not any(result.selected for result in judged.assessment.results)


@pytest.mark.parametrize("attack", [deleted, edited, history_emptied, damaged], ids=lambda one: one.__name__)
def test_sealing_again_what_is_unchanged_brings_the_file_back_from_the_chain(
    root: Path, attack: object
) -> None:
    before = (root / SEAL).read_bytes()
    attack(root)  # type: ignore[operator]
    sealed_now(root)
    assert (root / SEAL).read_bytes() == before
    assert len(links(root)) == 1
    assert looked(root).holds


def test_a_deleted_seal_is_no_way_to_seal_other_scores(root: Path) -> None:
    score_edited(root)
    with pytest.raises(RefusedError, match="BP813"):
        sealed_now(root)


@pytest.mark.parametrize("edit", ["reason", "line", "order"])
def test_the_first_link_that_does_not_fit_is_named(root: Path, edit: str) -> None:
    for reason in ("satu", "dua"):
        reopened(root, reason)
        sealed_now(root)
    file = root / CHAIN
    lines = file.read_bytes().splitlines(keepends=True)
    if edit == "reason":
        lines[1] = lines[1].replace(b'"satu"', b'"lain"')
    elif edit == "line":
        del lines[2]
    else:
        lines[1], lines[2] = lines[2], lines[1]
    file.write_bytes(b"".join(lines))
    found = looked(root)
    assert found.misfit
    assert found.misfit.line == {"reason": 3, "line": 3, "order": 2}[edit]
    assert ("BP815", "chain_before") in told(root)


def test_a_renamed_folder_keeps_its_seal(root: Path) -> None:
    (root / KMW).rename(root / "2010-10/best practice_KMW Jawa Tengah_Oktober")
    assert looked(root).holds


def test_seals_of_before_the_chain_are_no_error_and_the_first_link_takes_them_in(root: Path) -> None:
    (root / CHAIN).unlink()
    facts = json.loads((root / SEAL).read_text(encoding="utf-8"))
    for new in ("link", "chain", "about", "beside", "number"):
        del facts[new]
    (root / SEAL).write_text(json.dumps(facts), encoding="utf-8")
    found = looked(root)
    assert found.holds
    assert [one.state for one in found.states] == ["before"]
    made = seal_decision(Work(Request(root / KMW)))
    assert made.adopted == 1
    assert [one["act"] for one in links(root)] == ["adopted"]
    assert looked(root).holds
    reopened(root)
    assert [one["act"] for one in links(root)] == ["adopted", "unsealed"]


def test_a_seal_from_another_share_is_a_warning_until_it_is_taken_in(root: Path, tmp_path: Path) -> None:
    other = make_share(tmp_path / "Lain")
    for file in (root / KMW).rglob("*"):
        if file.is_file():
            target = other / KMW / file.relative_to(root / KMW)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read_bytes())
    assert told(other) == {("BP815", "elsewhere")}
    assert not Work(Request(other / KMW)).judged.causes
    assert not looked(other).holds
    sealed_now(other)
    assert looked(other).holds


def test_a_seal_that_comes_in_a_parcel_is_taken_into_the_chain(root: Path, tmp_path: Path) -> None:
    sent = send(Work(Request(root / KMW)), tmp_path, "untuk KMP")
    home = tmp_path / "KMP"
    home.mkdir()
    (home / "bpkit.yaml").write_bytes((root / "bpkit.yaml").read_bytes())
    receive(Work(Request(home)), sent.target)
    assert looked(home).holds
    assert [(one["act"], one["number"]) for one in links(home)] == [("adopted", 1)]


def test_the_seals_of_another_programme_in_the_same_share_have_a_chain_of_their_own(root: Path) -> None:
    other = root / "program lain"
    other.mkdir()
    (other / "bpkit.yaml").write_text("versi: 1\nrubrik: pmprb-2012\n", encoding="utf-8")
    (other / "segel.json").write_bytes((root / SEAL).read_bytes())
    assert [one.place for one in looked(root).states] == [SEAL]


def test_one_look_verifies_the_seals_of_every_programme(root: Path, run: Run) -> None:
    other = root / "program lain"
    other.mkdir()
    (other / "bpkit.yaml").write_text("versi: 1\nrubrik: pmprb-2012\n", encoding="utf-8")
    number = looked(root).states[0].number
    assert run("seal", "verify", root)[0] == 0
    assert run("seal", "verify", root, "--hash", number)[0] == 0  # which the other programme never had
    assert run("seal", "verify", root, "--hash", "AAAA-AAAA-AAAA")[0] == 1
    (other / "segel.json").write_bytes((root / SEAL).read_bytes())
    code, told, _ = run("seal", "verify", root, "--format", "json")
    assert code == 1
    assert [(one["path"], one["answer"]["holds"]) for one in json.loads(told)] == [
        (".", True), ("program lain", False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "step", ["write_atomically 1", "write_atomically 2", "append_line 1", "append_line half"]
)
def test_a_kill_at_any_step_leaves_no_false_alarm(
    root: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    reopened(root)
    name, at = step.split()
    real, calls = getattr(placing, name), 0

    def dies(target: Path, data: bytes) -> None:
        nonlocal calls
        calls += target.name.startswith("segel")
        if at == "half":
            real(target, data[:40])
            raise KeyboardInterrupt
        if calls == int(at) and target.name.startswith("segel"):
            raise KeyboardInterrupt
        real(target, data)

    with monkeypatch.context() as patched:
        patched.setattr(seal_chain, name, dies)
        with pytest.raises(KeyboardInterrupt):
            sealed_now(root)
    assert not told(root)
    assert not looked(root).misfit
    sealed_now(root)
    assert looked(root).holds
    assert [one["act"] for one in links(root)] == ["sealed", "unsealed", "sealed"]


def foot_of(file: Path) -> str:
    with zipfile.ZipFile(file) as package:
        parts = [package.read(name).decode() for name in package.namelist() if name.endswith(".xml")]
    return next(iter(re.findall(r"Segel ([0-9A-Z-]{14})", "".join(parts))), "")


def test_forms_and_letters_of_a_sealed_decision_carry_its_number(root: Path) -> None:
    number = looked(root).states[0].number
    letter(Work(Request(root / KMW)), None, None)
    named = ("Lampiran 2*", "Lampiran 3*", "Surat Penetapan*")
    assert [foot_of(next((root / KMW).glob(name))) for name in named] == [number] * 3
    reopened(root)
    recap(Work(Request(root / KMW)), None, None)
    assert foot_of(next((root / KMW).glob("Lampiran 2*"))) == ""


def test_paper_and_folder_are_compared_by_the_number(root: Path) -> None:
    number = looked(root).states[0].number
    for typed in (number, number[:9].lower(), number.replace("-", " ").replace("0", "O").replace("1", "l")):
        assert looked(root, typed).holds
    assert not looked(root, "AAAA-BBBB-CCCC").holds
    reopened(root)

    write_sheet(
        root / KMW,
        "Siti Rahma",
        {"Bank Sampah": 7, "Posyandu": 8, "Jalan": 6, "Air Bersih": 7, "Batik": 6},
    )
    other = sealed_now(root)
    assert other != number
    assert looked(root).holds
    assert not looked(root, number).holds
    assert looked(root, other).holds


def test_a_number_that_is_too_short_is_refused(root: Path, run: object) -> None:
    code, _, said = run("seal", "verify", root, "--hash", "ABCD")  # type: ignore[operator]
    assert code == 2
    assert "K7QF-3M2X" in said


def test_the_same_content_has_the_same_number_whenever_it_is_sealed(root: Path, made: Path) -> None:
    reopened(root)
    assert sealed_now(root) == looked(made).states[0].number


def test_verify_says_in_words_and_json_what_does_not_hold(root: Path, run: object) -> None:
    deleted(root)
    code, out, _ = run("seal", "verify", root, "--lang", "en")  # type: ignore[operator]
    assert code == 1
    assert "GONE" in out
    code, out, _ = run("seal", "verify", root, "--format", "json")  # type: ignore[operator]
    said = json.loads(out)
    assert (code, said["holds"], said["chain"]["links"], said["seals"][0]["state"]) == (1, False, 1, "gone")


def test_a_form_without_a_seal_is_left_as_it_is() -> None:
    assert stamped(b"whatever", "") == b"whatever"


def test_opening_asks_for_a_reason_before_anything_is_written(root: Path) -> None:
    before = (root / CHAIN).read_bytes()
    with pytest.raises(UserError):
        reopened(root, "  ")
    assert (root / CHAIN).read_bytes() == before
