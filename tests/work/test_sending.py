"""A month goes on to the next level whole, and arrives as it was sent or not at all."""

import errno
import io
import json
import shutil
import stat
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from make.shares import CONFIG, KMW, Run, korkot, make_share, write_document

from bpkit.model.zones import WIB
from bpkit.schemas import adapter
from bpkit.share import parcels
from bpkit.share.agenda import parsed
from bpkit.share.locking import locked
from bpkit.share.parcels import read_parcel, write_parcel
from bpkit.work import receiving
from bpkit.work.request import Request
from bpkit.work.running import Work

NAME = Path(KMW).name
ZIP = "Kiriman_KMW (Jawa Tengah)_(Oktober 2010).zip"


def _bytes(folder: Path) -> dict[str, bytes]:
    files = (file for file in folder.rglob("*") if file.is_file() and ".bpkit" not in file.parts)
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


@pytest.fixture
def province(tmp_path: Path, run: Run) -> Path:
    """A share whose province has sealed its decision."""
    share = make_share(tmp_path / "prov")
    run("recap", share / KMW)
    assert run("score", share / KMW, "--seal")[0] == 0
    return share


@pytest.fixture
def sent(province: Path, tmp_path: Path, run: Run) -> Path:
    code, _, err = run("send", province / KMW, "--output", tmp_path / "out")
    assert code == 0, err
    return tmp_path / "out" / ZIP


@pytest.fixture
def national(tmp_path: Path) -> Path:
    share = tmp_path / "kmp"
    share.mkdir()
    (share / "bpkit.yaml").write_text(CONFIG, encoding="utf-8")
    return share


def test_what_arrives_is_what_was_sent_and_scores_the_same(
    province: Path, sent: Path, national: Path, run: Run
) -> None:
    code, out, err = run("receive", sent, national, "--format", "json")
    assert code == 0, err
    adapter("receive").validate_python(json.loads(out))
    assert _bytes(national / KMW) == _bytes(province / KMW)
    here, there = (
        json.loads(run("score", share / KMW, "--format", "json")[1])["results"]
        for share in (province, national)
    )
    assert here == there


def test_a_province_s_pages_stay_behind_and_the_nation_makes_its_own_unless_somebody_edited_one(
    province: Path, national: Path, tmp_path: Path, run: Run
) -> None:
    run("run", province)
    edited, own = (province / korkot(city) / "Hasil Pemeriksaan.html" for city in ("Semarang", "Surakarta"))
    edited.write_bytes(edited.read_bytes().replace(b"<body", b"<body title='catatan'"))
    run("send", province / KMW, "--output", tmp_path / "out")
    assert run("receive", tmp_path / "out" / ZIP, national)[0] == 0
    here = {path.relative_to(national) for path in national.rglob("Hasil Pemeriksaan*")}
    assert here == {edited.relative_to(province)}
    run("run", national)
    beside = {path.parent for path in national.rglob("Hasil Pemeriksaan (bpkit)*")}
    assert beside == {national / korkot("Semarang")}
    assert (national / own.relative_to(province)).is_file()


def test_what_arrived_is_in_the_register(sent: Path, national: Path, run: Run) -> None:
    run("receive", sent, national)
    assert "Bank Sampah.docx" in (national / ".bpkit" / "buku-agenda.csv").read_text(encoding="utf-8-sig")


def test_the_same_month_gives_the_same_bytes(province: Path, sent: Path, tmp_path: Path, run: Run) -> None:
    run("send", province / KMW, "--output", tmp_path / "again")
    assert (tmp_path / "again" / ZIP).read_bytes() == sent.read_bytes()


def test_sending_again_writes_nothing(province: Path, sent: Path, run: Run) -> None:
    code, out, _ = run("send", province / KMW, "--output", sent.parent, "--format", "json")
    adapter("send").validate_python(json.loads(out))
    assert (code, json.loads(out)["status"], len([*sent.parent.iterdir()])) == (0, "unchanged", 1)


def test_an_earlier_zip_is_not_written_over(province: Path, sent: Path, run: Run) -> None:
    before = sent.read_bytes()
    (province / KMW / "produk pengetahuan").mkdir()
    (province / KMW / "produk pengetahuan" / "Modul.txt").write_text("baru")
    run("send", province / KMW, "--output", sent.parent, "--anyway", "menyusul")
    assert sent.read_bytes() == before
    later = read_parcel(sent.with_name(ZIP.replace(".zip", " (2).zip")))
    assert any(entry.name.endswith("produk pengetahuan/Modul.txt") for entry in later.entries)


def test_without_a_seal_a_province_is_not_sent(tmp_path: Path, run: Run) -> None:
    share = make_share(tmp_path / "prov")
    code, _, err = run("send", share / KMW, "--output", tmp_path / "out")
    assert code == 1
    assert "--anyway" in err
    assert not (tmp_path / "out").exists()


def test_a_reason_goes_along_with_what_is_not_whole(tmp_path: Path, national: Path, run: Run) -> None:
    share = make_share(tmp_path / "prov")
    code, out, _ = run("send", share / KMW, "--output", tmp_path / "out", "--anyway", "listrik padam")
    assert (code, "listrik padam" in out) == (0, True)
    assert "listrik padam" in run("receive", tmp_path / "out" / ZIP, national)[1]


def test_a_reason_without_words_is_none(province: Path, tmp_path: Path, run: Run) -> None:
    assert run("send", province / KMW, "--output", tmp_path / "out", "--anyway", " ")[0] == 2


def test_the_zip_does_not_go_into_the_folder_that_is_sent(province: Path, run: Run) -> None:
    assert run("send", province / KMW, "--output", province / KMW / "zip")[0] == 2


def test_a_link_does_not_travel(province: Path, tmp_path: Path, run: Run) -> None:
    (tmp_path / "rahasia.txt").write_text("rahasia")
    (province / KMW / "pintasan.txt").symlink_to(tmp_path / "rahasia.txt")
    code, _, err = run("send", province / KMW, "--output", tmp_path / "out", "--anyway", "x")
    assert (code, "pintasan.txt" in err) == (1, True)


# A second delivery, and zips that were meddled with


def test_a_second_delivery_says_what_changed_and_writes_nothing(sent: Path, national: Path, run: Run) -> None:
    run("receive", sent, national)
    city = national / korkot("Semarang")
    (city / "Jalan.docx").unlink()
    (city / "Posyandu.docx").write_bytes(b"lain")
    (city / "Catatan.txt").write_text("punya orang")
    before = _bytes(national)
    code, out, _ = run("receive", sent, national, "--format", "json")
    got, inside = json.loads(out), city.name
    assert (code, got["status"]) == (1, "differs")
    assert got["new"] == [f"{inside}/Jalan.docx"]
    assert got["changed"] == [f"{inside}/Posyandu.docx"]
    assert got["gone"] == [f"{inside}/Catatan.txt"]
    assert _bytes(national) == before


def test_the_same_delivery_again_is_no_change(sent: Path, national: Path, run: Run) -> None:
    run("receive", sent, national)
    code, out, _ = run("receive", sent, national, "--format", "json")
    assert (code, json.loads(out)["status"]) == (0, "unchanged")


def _rewritten(file: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    with zipfile.ZipFile(file) as old:
        content = {name: old.read(name) for name in old.namelist()}
    change(content)
    with zipfile.ZipFile(file, "w") as new:
        for name, data in content.items():
            new.writestr(name, data)


def test_a_meddled_zip_is_refused_with_each_name(sent: Path, national: Path, run: Run) -> None:
    def meddle(content: dict[str, bytes]) -> None:
        city = f"kiriman/data/{korkot('Semarang')}"
        content[f"{city}/Jalan.docx"] = b"lain"
        del content[f"{city}/Posyandu.docx"]
        content[f"{city}/Sisipan.docx"] = b"baru"

    _rewritten(sent, meddle)
    code, _, err = run("receive", sent, national)
    assert code == 1
    assert all(name in err for name in ("Jalan.docx", "Posyandu.docx", "Sisipan.docx"))
    assert not (national / "2010-10").exists()


def test_a_changed_reason_is_noticed(sent: Path) -> None:
    def meddle(content: dict[str, bytes]) -> None:
        content["kiriman/bag-info.txt"] += b"Bpkit-Anyway: tidak ada\n"

    _rewritten(sent, meddle)
    assert [(fault.name, fault.why) for fault in read_parcel(sent).faults] == [("bag-info.txt", "changed")]


@pytest.mark.parametrize(
    "name",
    [
        "../luar.txt",
        "/luar.txt",
        "C:/luar.txt",
        "a\\..\\luar.txt",
        "data/con.txt",
        "data/a./b",
        "data/.bpkit/x",
    ],
)
def test_a_name_that_leads_outside_is_refused(name: str, sent: Path, national: Path, run: Run) -> None:
    before = _bytes(national.parent)
    _rewritten(sent, lambda content: content.update({name: b"x"}))
    assert run("receive", sent, national)[0] == 1
    after = _bytes(national.parent)
    assert after.keys() == before.keys()


def test_names_that_differ_by_case_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "x.zip"
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("kiriman/data/A.txt", "1")
        made.writestr("kiriman/data/a.TXT", "2")
    assert [fault.why for fault in read_parcel(file).faults] == ["collision"]


def test_a_zip_that_can_not_be_read_now_is_not_called_damaged(sent: Path) -> None:
    for name in range(3):
        with failing_reads(after=name), pytest.raises(OSError, match="I/O"):
            read_parcel(sent)
    assert read_parcel(sent).faults == ()


@contextmanager
def failing_reads(after: int) -> Iterator[None]:
    """Reading the zip fails from a moment on."""
    count = 0

    class Failing(io.FileIO):
        def readinto(self, buffer: Any) -> int | None:
            nonlocal count
            count += 1
            if count > after:
                raise OSError(errno.EIO, "I/O")
            return super().readinto(buffer)

    def opened(path: Path, most: int) -> io.BufferedReader:
        return io.BufferedReader(Failing(path))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bpkit.share._open", opened)
        yield


def test_a_link_in_a_zip_is_refused(tmp_path: Path) -> None:
    entry = zipfile.ZipInfo("kiriman/data/a")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as made:
        made.writestr(entry, "/etc/passwd")
    assert [fault.why for fault in read_parcel(tmp_path / "x.zip").faults] == ["link"]


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("kiriman/data/a", bytes(17 << 20))
    assert [fault.why for fault in read_parcel(tmp_path / "x.zip").faults] == ["too_large"]


def test_a_zip_that_breaks_off_is_refused(sent: Path, national: Path, run: Run) -> None:
    sent.write_bytes(sent.read_bytes()[:-500])
    assert run("receive", sent, national)[0] == 1


def test_a_name_that_zipfile_cuts_to_nothing_is_refused(sent: Path, national: Path, run: Run) -> None:
    _rewritten(sent, lambda content: content.update({"data/Air.docx": b"x"}))
    with zipfile.ZipFile(sent) as made:
        name = next(name for name in made.namelist() if name.endswith("data/Air.docx")).encode()
    sent.write_bytes(sent.read_bytes().replace(name, b"\0" + name[1:]))
    assert run("receive", sent, national)[0] == 1


def test_a_name_with_a_percent_sign_arrives(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("x")
    with (tmp_path / "x.zip").open("wb") as sink:
        write_parcel(sink, "kiriman", {"2010-10/K/50%25 warga.txt": tmp_path / "a"}, {})
    parcel = read_parcel(tmp_path / "x.zip")
    assert (parcel.faults, parcel.entries[0].name) == ((), "2010-10/K/50%25 warga.txt")


def test_a_run_that_dies_half_way_leaves_nothing_half(
    sent: Path, national: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(parcel: parcels.Parcel, folder: Path) -> None:
        folder.mkdir()
        (folder / "setengah.docx").write_text("x")
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(receiving, "unpack", dies)
        patched.setattr(receiving, "clear", lambda half: None)  # as if killed: nothing is cleared
        with pytest.raises(KeyboardInterrupt):
            receiving.receive(_work(national), sent)
    assert not (national / "2010-10").exists()
    assert run("receive", sent, national)[0] == 0
    assert not [*national.rglob("*setengah*")]


def _work(path: Path) -> Work:
    return Work(Request(path))


# A city


@pytest.fixture
def elsewhere(tmp_path: Path, run: Run) -> tuple[Path, Path]:
    """A city's folder outside the KMW folder of its share, and that folder."""
    share = make_share(tmp_path / "share")
    city = share / "2010-10" / Path(korkot("Semarang")).name
    shutil.move(share / korkot("Semarang"), city)
    (city / "penilaian").mkdir()
    decision = "tingkat: korkot\nurutan: [Bank Sampah, Posyandu]\nalasan: dipilih bersama\n"
    (city / "penilaian" / "keputusan.yaml").write_text(decision, encoding="utf-8")
    run("recap", city)
    return city, share / KMW


def test_a_city_sends_what_it_proposes_to_its_province(elsewhere: tuple[Path, Path], run: Run) -> None:
    city, province = elsewhere
    code, _, err = run("send", city)
    assert code == 0, err
    assert set(_bytes(province / city.name)) == {
        "Bank Sampah.docx",
        "Posyandu.docx",
        "penilaian/keputusan.yaml",
        "Lampiran 3_korkot (Semarang)_(Oktober 2010).xlsx",
    }
    assert "unchanged" in run("send", city, "--format", "json")[1]


def test_what_a_city_sent_is_in_the_register(elsewhere: tuple[Path, Path], run: Run) -> None:
    city, province = elsewhere
    run("send", city)
    book = (province.parents[1] / ".bpkit" / "buku-agenda.csv").read_text(encoding="utf-8-sig")
    assert f"{province.name}/{city.name}/Bank Sampah.docx" in book


def test_a_city_waits_while_another_works_on_the_share_of_its_province(
    elsewhere: tuple[Path, Path], tmp_path: Path, run: Run
) -> None:
    city, _ = elsewhere
    other = make_share(tmp_path / "other")
    shutil.rmtree(other / korkot("Semarang"))
    with locked(other):
        assert run("send", city, "--output", other / KMW)[0] == 4
    assert run("send", city, "--output", other / KMW)[0] == 0


def test_a_city_never_writes_over_what_its_province_has(elsewhere: tuple[Path, Path], run: Run) -> None:
    city, province = elsewhere
    run("send", city)
    theirs = province / city.name / "Bank Sampah.docx"
    theirs.write_bytes(b"punya KMW")
    (province / city.name / "Posyandu.docx").unlink()
    code, _, err = run("send", city)
    assert (code, "Bank Sampah.docx" in err, theirs.read_bytes()) == (1, True, b"punya KMW")
    assert not theirs.with_name("Posyandu.docx").exists()


def test_a_city_inside_its_province_has_nothing_to_copy(tmp_path: Path, run: Run) -> None:
    share = make_share(tmp_path / "share")
    run("recap", share / korkot("Semarang"))
    code, out, _ = run("send", share / korkot("Semarang"), "--format", "json")
    assert (code, json.loads(out)["status"]) == (0, "in_place")


# What stays noted of it


def _standing(run: Run, path: Path) -> dict[str, object]:
    """Where a folder stands."""
    found: dict[str, object] = json.loads(run("status", path, "--format", "json", "--no-cache")[1])[0]
    return found


def _passages(share: Path) -> list[tuple[str, str]]:
    lines = parsed((share / ".bpkit" / "buku-agenda.csv").read_bytes())
    return [(line.event.value, line.title) for line in lines if line.event.value in ("dikirim", "diterima")]


def test_a_province_that_was_sent_on_says_so_until_something_in_it_changes(
    province: Path, sent: Path, run: Run
) -> None:
    found = _standing(run, province / KMW)
    assert str(found["sent"]).startswith(str(datetime.now(WIB).year))
    assert found["changed_since"] is False
    write_document(province / korkot("Semarang") / "Menyusul.docx")
    assert _standing(run, province / KMW)["changed_since"] is True
    run("run", province, "-q")
    assert _standing(run, province / KMW)["changed_since"] is True


def test_sending_the_same_again_adds_no_line(province: Path, sent: Path, run: Run) -> None:
    run("send", province / KMW, "--output", sent.parent)
    assert _passages(province) == [("dikirim", ZIP)]


def test_what_was_not_sent_has_no_day(province: Path, run: Run) -> None:
    assert _standing(run, province / KMW)["sent"] is None


def test_the_nation_knows_what_it_received(sent: Path, national: Path, run: Run) -> None:
    run("receive", sent, national)
    run("receive", sent, national)
    assert _passages(national) == [("diterima", ZIP)]
    assert _standing(run, national / KMW)["sent"]


def test_a_city_s_way_is_noted_at_both_ends(elsewhere: tuple[Path, Path], run: Run) -> None:
    city, province = elsewhere
    for _ in range(2):
        run("send", city)
    assert sorted(_passages(province.parents[1])) == [("dikirim", city.name), ("diterima", city.name)]
    assert _standing(run, city)["sent"] and _standing(run, province / city.name)["sent"]


def test_a_city_that_lies_in_its_province_is_sent_on_by_saying_so(tmp_path: Path, run: Run) -> None:
    share = make_share(tmp_path / "share")
    run("recap", share / korkot("Semarang"))
    assert _standing(run, share / korkot("Semarang"))["sent"] is None
    run("send", share / korkot("Semarang"))
    assert _standing(run, share / korkot("Semarang"))["sent"]
    assert "Dikirim" in run("status", share / korkot("Semarang"), "--all")[1]


def test_what_was_sent_stays_noted_when_excel_has_saved_the_register(
    province: Path, sent: Path, run: Run
) -> None:
    book = province / ".bpkit" / "buku-agenda.csv"
    text = book.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    book.write_bytes(text.encode("cp1252"))
    assert _standing(run, province / KMW)["sent"]
