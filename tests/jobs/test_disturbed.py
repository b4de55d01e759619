"""A share disturbed in one place at a time: the place is named, and nothing else is blamed for it."""

import errno
import io
import os
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from make.disturbed import failing
from make.pictures import photo_of
from make.shares import CONFIG, KMW, Run, korkot, make_share, write_document, write_sheet

from bpkit import share
from bpkit.__main__ import main
from bpkit.errors import ShareError
from bpkit.model.facts import Folder
from bpkit.model.outcomes import Checked
from bpkit.model.problems import Finding
from bpkit.work.panel import open_seal, seal_decision
from bpkit.work.request import Request
from bpkit.work.running import Work

CITY = korkot("Semarang")
ERRORS = {
    errno.EIO: "BP908",
    errno.ESTALE: "BP908",
    errno.EINVAL: "BP908",
    errno.ENOENT: "BP908",
    errno.ETIMEDOUT: "BP908",
    errno.EACCES: "BP906",
}
FILES = (
    f"{CITY}/Bank Sampah.docx",
    f"{CITY}/Bank Sampah.yaml",
    f"{CITY}/Bank Sampah/foto.jpg",
    f"{CITY}/Suara.wav",
    f"{CITY}/Suara.yaml",
    f"{CITY}/Poster.png",
    f"{CITY}/Poster.yaml",
    f"{CITY}/.bpkitignore",
    f"{CITY}/penilaian/keputusan.yaml",
    f"{KMW}/penilaian/siti.yaml",
    f"{KMW}/penilaian/segel.json",
    f"{KMW}/produk pengetahuan/Modul.docx",
    "referensi/Pedoman.docx",
)
FOLDERS = (
    CITY,
    f"{CITY}/Bank Sampah",
    f"{CITY}/penilaian",
    f"{KMW}/penilaian",
    f"{KMW}/produk pengetahuan",
    f"{KMW}/Kiriman",
    KMW,
    "2010-10/penilaian",
    "2010-10",
    "2010-11",
    "referensi",
    "referensi/lama",
)


@pytest.fixture(scope="module")
def disturbed_share(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("berbagi")
    (root / "bpkit.yaml").write_text(CONFIG, encoding="utf-8")
    for folder in (*FOLDERS, ".bpkit"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    for name in FILES:
        if name.endswith(".docx"):
            write_document(root / name, photos=1, paragraphs=2)
    (root / CITY / "Bank Sampah.yaml").write_text("sumber: TF-01\n", encoding="utf-8")
    (root / CITY / "Bank Sampah" / "foto.jpg").write_bytes(photo_of("foto"))
    (root / CITY / "Suara.wav").write_bytes(b"RIFF\x24\0\0\0WAVE")
    (root / CITY / "Suara.yaml").write_text("sumber: TF-02\n", encoding="utf-8")
    (root / CITY / "Poster.png").write_bytes(photo_of("poster"))
    (root / CITY / "Poster.yaml").write_text("media: grafis\n", encoding="utf-8")
    (root / CITY / ".bpkitignore").write_text("draf*\n", encoding="utf-8")
    (root / CITY / "penilaian" / "keputusan.yaml").write_text("diusulkan: []\n", encoding="utf-8")
    write_sheet(root / KMW, "Siti Rahma", {"Bank Sampah": 8})
    (root / KMW / "penilaian" / "segel.json").write_text("{}", encoding="utf-8")
    (root / ".bpkit" / "written.json").write_text("{}", encoding="utf-8")
    return root


def checked(root: Path, given: str = "") -> Checked:
    return Work(Request(root / given, today=date(2010, 11, 1))).checked


def findings(one: Checked) -> Iterator[Finding]:
    for folder in one.walk():
        yield from folder.findings


def about(root: Path, name: str) -> set[str]:
    return {finding.code for finding in findings(checked(root)) if finding.problem.path == root / name}


@pytest.mark.parametrize("name", [*FILES, *(folder for folder in FOLDERS)])
def test_what_the_share_does_not_give_now_is_named_and_called_nothing_else(
    disturbed_share: Path, name: str
) -> None:
    with failing(disturbed_share / name) as tries:
        codes = about(disturbed_share, name)
    assert len(tries) > 1
    assert "BP908" in codes
    assert not codes & {"BP901", "BP906", "BP105", "BP108", "BP301", "BP305", "BP502", "BP801"}


@pytest.mark.parametrize(("error", "code"), ERRORS.items())
@pytest.mark.parametrize("name", [FILES[0], FILES[1], FILES[9], FILES[10], FOLDERS[0], FOLDERS[3]])
def test_only_a_refusal_is_a_lack_of_permission(
    disturbed_share: Path, name: str, error: int, code: str
) -> None:
    with failing(disturbed_share / name, error):
        assert about(disturbed_share, name) & {"BP901", "BP906", "BP908"} == {code}


@pytest.mark.parametrize("name", [FILES[0], FILES[1], FILES[3], FILES[9], FILES[10]])
def test_a_file_that_nobody_can_ask_about_is_named(disturbed_share: Path, name: str) -> None:
    with failing(disturbed_share / name, errno.ESTALE, stat=True):
        assert "BP908" in about(disturbed_share, name)


@pytest.mark.parametrize("name", ["bpkit.yaml", ".bpkit/written.json", ""])
@pytest.mark.parametrize("stat", [False, True])
def test_what_every_command_needs_ends_the_run_as_the_shares_problem(
    disturbed_share: Path, name: str, stat: bool
) -> None:
    with failing(disturbed_share / name, stat=stat), pytest.raises(ShareError):
        _ = checked(disturbed_share)


def test_a_seal_that_can_not_be_read_now_is_closed_and_not_damaged(disturbed_share: Path) -> None:
    file = disturbed_share / KMW / "penilaian" / "segel.json"
    with failing(file):
        folder = checked(disturbed_share, KMW).folder
    assert folder.seal is not None
    assert (folder.seal.closed, folder.seal.readable, folder.seal.seen) == (True, True, False)


def test_a_listing_that_breaks_off_is_no_listing(
    disturbed_share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel, real = disturbed_share / KMW / "penilaian", os.scandir

    class Broken:
        def __init__(self, path: Path) -> None:
            self.real = real(path)

        def __enter__(self) -> Iterator[os.DirEntry[str]]:
            yield next(self.real)
            raise OSError(errno.EIO, "EIO", str(panel))

        def __exit__(self, *_: object) -> None:
            self.real.close()

    monkeypatch.setattr(os, "scandir", lambda path: Broken(path) if path == panel else real(path))
    assert about(disturbed_share, f"{KMW}/penilaian") == {"BP908"}


def test_a_share_that_answers_at_the_second_try_is_not_disturbed(
    disturbed_share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, tries = io.open, []

    def hiccup(path: Path, *arguments: Any, **named: Any) -> Any:
        tries.append(path)
        if tries.count(path) == 1 and str(path).startswith(str(disturbed_share)):
            raise OSError(errno.EIO, "EIO", str(path))
        return real(path, *arguments, **named)

    monkeypatch.setattr(io, "open", hiccup)
    assert not {finding.code for finding in findings(checked(disturbed_share))} & {"BP901", "BP908"}
    assert max(map(tries.count, tries)) >= 2


def test_nobody_is_missed_in_a_folder_that_can_not_be_listed(disturbed_share: Path) -> None:
    with failing(disturbed_share / CITY):
        codes = {finding.code for finding in findings(checked(disturbed_share, KMW))}
    assert not codes & {"BP108", "BP604", "BP605"}


def test_an_unread_yaml_hides_what_it_may_say(disturbed_share: Path) -> None:
    with failing(disturbed_share / CITY / "Poster.yaml"):
        folder: Folder = checked(disturbed_share, CITY).folder
    assert "Poster" in [submission.title for submission in folder.submissions]
    assert not [path for path in folder.strays if path.stem == "Poster"]


def test_a_share_that_is_gone_is_not_waited_for_at_every_file(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr(share, "PAUSES", (0.1, 0.3, 0.6))
    monkeypatch.setattr(share, "_patience", share._Patience())
    monkeypatch.setattr("bpkit.share.time.sleep", waited.append)
    for number in range(300):
        with failing(Path(f"/berkas {number}")), pytest.raises(OSError, match="/berkas"):
            share.entries(Path(f"/berkas {number}"))
    assert 1.0 < sum(waited) <= share.PATIENCE


def test_what_can_not_be_seen_did_not_change_since_it_was_sealed(tmp_path: Path) -> None:
    root = make_share(tmp_path)
    seal_decision(Work(Request(root / KMW)))
    for name in (f"{KMW}/penilaian/siti.yaml", f"{CITY}/Posyandu.docx", CITY):
        with failing(root / name):
            judged = Work(Request(root / KMW)).judged
        assert "BP813" not in {finding.code for finding in judged.findings}


def test_what_was_to_be_compared_with_and_can_not_be_read_is_named(disturbed_share: Path) -> None:
    other = disturbed_share / KMW / "produk pengetahuan"
    request = Request(disturbed_share / CITY, compare=[disturbed_share / KMW])
    with failing(other):
        found = {(f.code, f.problem.path) for f in findings(Work(request).checked)}
    assert ("BP908", other) in found


COMMANDS = ("validate", "score", "status", "run", "letter", "sheets", "fix")


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("name", [FILES[0], FILES[9], FILES[10], f"{KMW}/penilaian"])
def test_no_command_takes_it_for_a_fault_of_its_own(
    disturbed_share: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: str, name: str
) -> None:
    stat = name in FILES  # a file fails when it is asked about, a folder when it is listed
    given = disturbed_share / (KMW if command in ("score", "letter", "sheets") else "")
    output = ["--output", str(tmp_path)] if command in ("run", "recap", "letter", "sheets") else []
    monkeypatch.setattr("sys.argv", ["bpkit", command, str(given), *output])
    with failing(disturbed_share / name, stat=stat), pytest.raises(SystemExit) as left:
        main()
    assert left.value.code in (0, 1, 2, 3)


def test_a_share_that_went_away_while_it_was_read_ends_the_run(tmp_path: Path) -> None:
    root = make_share(tmp_path / "Berbagi")
    work = Work(Request(root))
    assert work.layout.children
    root.rename(tmp_path / "Terlepas")
    with pytest.raises(ShareError):
        _ = work.checked
    assert not root.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems hold no such names")
@pytest.mark.parametrize("command", [*COMMANDS, "recap", "doctor"])
def test_names_that_are_no_utf_8_stop_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    root = make_share(tmp_path / "Berbagi")
    city = root / korkot("Semarang")
    (city / "Jalan.docx").rename(city / "Jal\udce9n.docx")
    (root / korkot("Surakarta")).rename(root / korkot("Sura\udce9karta"))
    (root / "bulan\udce9").mkdir()
    given = [root] if command in ("validate", "status", "run", "fix", "doctor") else [root / KMW]
    for path in (*given, root / korkot("Sura\udce9karta")):
        monkeypatch.setattr("sys.argv", ["bpkit", command, str(path)])
        with pytest.raises(SystemExit) as left:
            main()
        assert left.value.code in (0, 1, 2)
    finding = next(f for f in findings(checked(root)) if f.code == "BP109" and "Jal" in f.problem.path.name)
    assert finding.problem.variant == "encoding"


def test_a_seal_that_nobody_can_see_is_neither_opened_nor_written_over(tmp_path: Path) -> None:
    root = make_share(tmp_path)
    file = seal_decision(Work(Request(root / KMW))).file
    before = file.read_bytes()
    for act in (seal_decision, lambda work: open_seal(work, "salah ketik")):
        with failing(file), pytest.raises(ShareError):
            act(Work(Request(root / KMW)))
    assert file.read_bytes() == before


def test_no_title_is_lost_in_a_city_that_can_not_be_listed(tmp_path: Path) -> None:
    root = make_share(tmp_path)
    with failing(root / CITY):
        judged = Work(Request(root / KMW)).judged
    assert "BP805" not in {finding.code for finding in judged.findings}


@pytest.mark.parametrize("folder", [f"{KMW}/penilaian", f"{KMW}/produk pengetahuan", f"{CITY}/penilaian"])
def test_links_out_of_the_share_are_named_wherever_they_lie(tmp_path: Path, folder: str) -> None:
    root, outside = make_share(tmp_path / "Berbagi"), tmp_path / "luar.yaml"
    outside.write_text("urutan: []\n", encoding="utf-8")
    link = root / folder / "keputusan.yaml"
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(outside)
    assert about(root, f"{folder}/keputusan.yaml") == {"BP904"}


def test_no_sheets_are_made_from_half_a_view(run: Run, share: Path) -> None:
    with failing(share / korkot("Semarang") / "Posyandu.docx"):
        code, _, err = run("sheets", share / KMW)
    assert code == 1
    assert "Posyandu.docx" in err
    assert list((share / KMW / "penilaian").glob("*.xlsx")) == []


def test_a_register_that_can_not_be_read_disturbs_the_view(run: Run, share: Path) -> None:
    run("recap", share / KMW)
    book = share / ".bpkit" / "buku-agenda.csv"
    with failing(book):
        found = {(one.code, one.problem.path) for one in findings(checked(share, KMW))}
        code, _, err = run("status", share)
    assert ("BP908", book) in found
    assert code == 3
    assert book.name in err


def test_status_tells_what_it_can_not_read(run: Run, share: Path) -> None:
    (share / "2010-11").mkdir()
    with failing(share / "2010-11"):
        code, _, err = run("status", share)
    assert code == 1
    assert "2010-11" in err


def test_what_may_be_ignored_is_not_noted_as_handed_in(run: Run, share: Path) -> None:
    ignoring = share / korkot("Semarang") / ".bpkitignore"
    ignoring.write_text("Jalan*\n", encoding="utf-8")
    with failing(ignoring):
        run("recap", share / KMW)
    assert "Jalan" not in (share / ".bpkit" / "buku-agenda.csv").read_text(encoding="utf-8")


def test_nothing_is_renamed_while_a_folder_can_not_be_listed(run: Run, share: Path) -> None:
    wrong = (share / korkot("Semarang")).rename(share / KMW / "best practice_korkot (Semarang)_(Okt)")
    with failing(share / korkot("Surakarta")):
        assert run("fix", share)[0] == 3
    assert wrong.exists()


def test_settings_that_drop_out_are_not_taken_for_none(share: Path) -> None:
    with failing(share / "bpkit.yaml", errno.ENOENT, stat=True), pytest.raises(ShareError):
        _ = checked(share)


@pytest.mark.skipif(sys.platform != "linux", reason="links need a right elsewhere")
def test_a_template_that_leads_elsewhere_is_for_no_form(run: Run, share: Path, tmp_path: Path) -> None:
    secret = tmp_path / "gaji.xlsx"
    secret.write_bytes(b"PK")
    (share / "templat").mkdir()
    (share / "templat" / "lampiran-2.xlsx").symlink_to(secret)
    config = share / "bpkit.yaml"
    config.write_text(f"{config.read_text(encoding='utf-8')}templates: templat\n", encoding="utf-8")
    code, _, err = run("recap", share / KMW)
    assert code == 2
    assert "lampiran-2.xlsx" in err
