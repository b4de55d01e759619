"""`bpkit program`: what it lists, shows, proves and writes."""

import io
import json
from pathlib import Path

import pytest
from make.shares import Run

from bpkit.schemas import adapter
from bpkit.settings.programs import read_program

pytestmark = pytest.mark.usefixtures("speaking_indonesian")
NEW = ("--name", "Mutu Sekolah", "--cycle", "triwulan", "--judged", "unit", "--scale", "1-4/0,5")


def test_the_list_names_every_programme(run: Run) -> None:
    _, out, _ = run("program", "list")
    assert "pob-2010" in out
    assert "pmprb-2012" in out


def test_show_tells_tree_weights_bands_levels_and_assumptions(run: Run) -> None:
    code, out, _ = run("program", "show", "pmprb-2012")
    assert code == 0
    for words in (
        "Siklus: tahun",
        "“PMPRB ({unit})_({periode})”",
        "1.1  Menentukan arah bagi organisasi untuk pencapaian visi dan misi · rata-rata",
        "60% asesor + 40% survei",
        "0–100",
        "31 Do",
        "Anggapan",
        "CAF 2006",
        "Rencana Perbaikan",
    ):
        assert words in out


def test_show_tells_of_a_rubric_too(run: Run) -> None:
    assert "bobot 20" in run("program", "show", "pob-2010")[1]


@pytest.mark.parametrize(
    ("arguments", "schema"),
    [
        (("list",), "program-list"),
        (("show", "pmprb-2012"), "program-show"),
        (("check", "pmprb-2012"), "program-check"),
    ],
)
def test_json_is_all_that_stands_on_stdout(run: Run, arguments: tuple[str, ...], schema: str) -> None:
    _, out, _ = run("program", *arguments, "--format", "json")
    assert adapter(schema).validate_json(out)


def test_the_schema_of_a_programme_file_names_its_keys(run: Run) -> None:
    shape = json.loads(run("schema", "program")[1])
    assert {"tingkat", "siklus", "butir", "contoh"} <= set(shape["properties"])
    assert shape["additionalProperties"] is False


def test_check_says_every_reason_and_leaves_with_a_usage_error(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run(
        "program", "new", "kami.yaml", *NEW, "--level", "Sekolah", "--item", "Isi; 30", "--item", "Proses; 70"
    )
    file = tmp_path / "kami.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("bobot: 30", "bobot: 40"), encoding="utf-8")
    code, _, err = run("program", "check", "kami.yaml")
    assert code == 2
    assert "jumlah semua bobot 110" in err


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("judged", ["unit", "tulisan", "Masalah kelas"])
@pytest.mark.parametrize("items", [("Isi; 30", "Proses; 70"), ('Isi "baru": #1', "Proses", "Hasil")])
def test_what_new_writes_is_what_check_accepts(
    run: Run, tmp_path: Path, judged: str, items: tuple[str, ...], language: str
) -> None:
    file = tmp_path / "mutu sekolah.yaml"
    options = [part for item in items for part in ("--item", item)]
    levels = ("--level", "Sekolah", "--level", "Kecamatan", "--level", "Kabupaten")
    more = (*NEW[:4], "--judged", judged, "--scale", "1-4/0,5", *levels, *options, "--lang", language)
    code, out, _ = run("program", "new", file, *more)
    assert (code, out.strip()) == (0, str(file))
    assert run("program", "check", file)[0] == 0
    program = read_program(file)
    assert (program.id, len(program.levels)) == ("mutu-sekolah", 3)
    assert [item.name for item in program.schemes[0].root.items] == [one.partition(";")[0] for one in items]
    assert file.read_text(encoding="utf-8").startswith("# ")


def test_new_asks_for_what_no_option_says(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = "Mutu\nsemester\nSekolah, Kabupaten\nunit\n0-100\nIsi; 40\nProses; 60\n\n"
    monkeypatch.setattr("sys.stdin", io.StringIO(answers))
    assert run("program", "new", tmp_path / "mutu")[0] == 0
    program = read_program(tmp_path / "mutu.yaml")
    assert (program.name, program.cycle.value) == ("Mutu", "semester")
    assert [scheme.level for scheme in program.schemes] == ["sekolah", "kabupaten"]


def test_new_without_an_answer_says_which_and_writes_nothing(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("Mutu\n"))
    code, _, err = run("program", "new", tmp_path / "mutu.yaml")
    assert code == 2
    assert "Siklus" in err
    assert not (tmp_path / "mutu.yaml").exists()


def test_new_never_touches_a_file_that_is_there(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "mutu.yaml"
    file.write_text("milik orang", encoding="utf-8")
    assert run("program", "new", file, *NEW, "--level", "A", "--item", "b")[0] == 2
    assert run("program", "new", tmp_path / "mutu", *NEW, "--level", "A", "--item", "b")[0] == 2
    assert file.read_text(encoding="utf-8") == "milik orang"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--item", "Isi; 30", "--item", "Proses; 60"), "jumlah semua bobot 90"),
        (("--item", "Isi; 30", "--item", "Proses"), "Proses"),
        (("--item", "Isi; banyak"), "“banyak” bukan bobot"),
        (("--cycle", "minggu", "--item", "Isi"), "minggu"),
        (("--scale", "tinggi", "--item", "Isi"), "“tinggi” bukan skala"),
        (("--item", "Isi", "--item", "isi"), "nama “isi” ditulis dua kali"),
    ],
)
def test_new_refuses_what_makes_no_programme(
    run: Run, tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    code, _, err = run("program", "new", tmp_path / "x.yaml", *NEW, "--level", "Sekolah", *options)
    assert code == 2
    assert said in err
    assert not (tmp_path / "x.yaml").exists()
