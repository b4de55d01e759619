"""The length of recordings, and the rules about it."""

from pathlib import Path

import pytest
import soundfiles
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bpkit.model.facts import Damage, DamageKind, Medium, Submission
from bpkit.model.findings import Fault
from bpkit.model.settings import Settings
from bpkit.reading import media
from bpkit.reading.media import MediumFacts, read_medium
from bpkit.rules.media import too_short_to_play, unreadable_medium
from bpkit.rules.registry import Context

SECONDS = 960
BAD_FORMAT = soundfiles.chunk(b"fmt ", b"\1\0")
SAMPLES = {
    "suara.wav": soundfiles.wav,
    "suara.mp3": soundfiles.mp3,
    "suara.m4a": lambda seconds: soundfiles.mp4(seconds, b"M4A "),
    "suara.ogg": soundfiles.ogg,
    "suara.wma": soundfiles.asf,
    "suara.amr": soundfiles.amr,
    "suara.aac": soundfiles.aac,
    "suara.flac": soundfiles.flac,
    "video.mp4": soundfiles.mp4,
    "panjang.mp4": lambda seconds: soundfiles.mp4(seconds, wide=True),
    "pecahan.mp4": soundfiles.fragmented,
    "video.3gp": lambda seconds: soundfiles.mp4(seconds, b"3gp4"),
    "video.mov": lambda seconds: soundfiles.mp4(seconds, b"qt  "),
    "video.avi": soundfiles.avi,
    "video.mpg": soundfiles.mpg,
    "lama.mpg": lambda seconds: soundfiles.mpg(seconds, first_edition=True),
    "video.mts": soundfiles.ts,
    "video.mkv": soundfiles.mkv,
    "langsung.webm": lambda seconds: soundfiles.mkv(seconds, live=True),
    "video.wmv": lambda seconds: soundfiles.asf(seconds, video=True),
    "video.flv": soundfiles.flv,
}


@pytest.fixture(autouse=True)
def without_other_tools(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is measured here is measured by bpkit itself."""
    monkeypatch.setattr(media, "_probe", lambda path: (None, ""))


def written(folder: Path, name: str, data: bytes) -> MediumFacts:
    path = folder / name
    path.write_bytes(data)
    return read_medium(path)


def troubles(facts: MediumFacts) -> list[tuple[DamageKind, str]]:
    return [(damage.kind, damage.detail.partition(":")[0]) for damage in facts.damages]


@pytest.mark.parametrize("name", SAMPLES)
def test_the_length_of_every_kind_is_known(tmp_path: Path, name: str) -> None:
    facts = written(tmp_path, name, SAMPLES[name](SECONDS))
    assert facts.minutes == pytest.approx(SECONDS / 60, abs=0.01)
    assert facts.damages == ()


def test_only_a_little_of_a_large_video_is_read(tmp_path: Path) -> None:
    path = tmp_path / "besar.mp4"
    data = soundfiles.mp4(SECONDS)
    start, end = data.index(b"mdat") - 4, data.index(b"moov") - 4
    with path.open("wb") as file:
        file.write(data[:start] + (1).to_bytes(4, "big") + b"mdat" + (10 << 30).to_bytes(8, "big"))
        file.seek(start + (10 << 30))
        file.write(data[end:])
    assert read_medium(path).minutes == 16


@pytest.mark.parametrize(
    "name", ["suara.m4a", "video.mp4", "video.avi", "video.mkv", "video.flv", "suara.wav"]
)
def test_a_recording_that_breaks_off_is_said_to(tmp_path: Path, name: str) -> None:
    data = SAMPLES[name](SECONDS)
    facts = written(tmp_path, name, data[: len(data) * 2 // 3])
    assert (facts.minutes, troubles(facts)) == (None, [(DamageKind.MEDIUM, "cut")])


def test_an_mp3_shorter_than_its_head_says_breaks_off(tmp_path: Path) -> None:
    assert troubles(written(tmp_path, "a.mp3", soundfiles.mp3(60, xing=10_000_000))) == [
        (DamageKind.MEDIUM, "cut")
    ]


def test_windows_media_shorter_than_its_head_says_breaks_off(tmp_path: Path) -> None:
    assert troubles(written(tmp_path, "a.wmv", soundfiles.asf(60, size=10_000_000))) == [
        (DamageKind.MEDIUM, "cut")
    ]


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("a.mp3", b"", [(DamageKind.MEDIUM, "empty")]),
        ("a.mp3", b"<html>maaf</html>", [(DamageKind.MISLABELLED, "html"), (DamageKind.MEDIUM, "foreign")]),
        ("a.mp4", bytes(500), [(DamageKind.MEDIUM, "foreign")]),
        ("a.mkv", soundfiles.element(0x1A45DFA3, b"x"), [(DamageKind.MEDIUM, "unknown")]),
        ("a.mp4", soundfiles.mp4(400_000), [(DamageKind.MEDIUM, "unknown")]),
        ("a.wav", soundfiles.chunk(b"RIFF", b"WAVE", BAD_FORMAT), [(DamageKind.MEDIUM, "broken")]),
    ],
)
def test_what_can_not_be_measured_says_why(
    tmp_path: Path, name: str, data: bytes, expected: list[tuple[DamageKind, str]]
) -> None:
    assert troubles(written(tmp_path, name, data)) == expected


def test_a_recording_under_another_ending_is_measured_and_said_to_be_mislabelled(tmp_path: Path) -> None:
    facts = written(tmp_path, "suara.mp3", soundfiles.wav(SECONDS))
    assert (facts.minutes, troubles(facts)) == (16, [(DamageKind.MISLABELLED, "wav")])


def test_a_file_that_is_not_there_is_a_damage() -> None:
    assert troubles(read_medium(Path("/tak/ada.mp3"))) == [(DamageKind.UNREACHABLE, "gone")]


def test_another_tool_is_asked_where_the_file_does_not_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(media, "_probe", lambda path: (1200.0, "ffprobe"))
    facts = written(tmp_path, "a.mkv", soundfiles.element(0x1A45DFA3, b"x"))
    assert (facts.minutes, facts.how, facts.damages) == (20, "ffprobe", ())


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(sorted(SAMPLES)),
    st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), max_size=6),
    st.integers(20, 2000),
)
def test_no_changed_byte_makes_the_reader_fail(
    tmp_path: Path, name: str, changes: list[tuple[int, int]], length: int
) -> None:
    data = bytearray(SAMPLES[name](20)[:length])
    for place, value in changes:
        data[place % len(data)] = value
    facts = written(tmp_path, name, bytes(data))
    assert facts.minutes is not None or facts.damages


def recording(minutes: float | None, medium: Medium = Medium.AUDIO, *details: str) -> Submission:
    path = Path("Suara.mp3")
    damages = tuple(Damage(DamageKind.MEDIUM, path, detail) for detail in details)
    return Submission("Suara", path, (path,), medium, minutes=minutes, damages=damages)


def faults(submission: Submission) -> list[Fault]:
    context = Context(Settings())
    return [*too_short_to_play(submission, context), *unreadable_medium(submission, context)]


@pytest.mark.parametrize("medium", [Medium.AUDIO, Medium.VIDEO, Medium.AUDIOVISUAL])
def test_a_recording_under_fifteen_minutes_is_too_short(medium: Medium) -> None:
    (fault,) = faults(recording(14.5, medium))
    assert (fault.found, fault.expected) == ("14:30", "≥ 15:00")


@pytest.mark.parametrize("minutes", [15.0, 14.99, 90.0, None])
def test_fifteen_minutes_give_or_take_a_part_of_a_second_are_enough(minutes: float | None) -> None:
    assert faults(recording(minutes)) == []


def test_a_graphic_has_no_length() -> None:
    assert faults(recording(1.0, Medium.GRAPHIC)) == []


@pytest.mark.parametrize(
    ("detail", "variant"),
    [("cut", "cut"), ("foreign: pdf", "foreign"), ("unknown: mkv", "unknown"), ("broken: x", "")],
)
def test_a_recording_that_can_not_be_read_says_why(detail: str, variant: str) -> None:
    (fault,) = faults(recording(None, Medium.VIDEO, detail))
    assert fault.variant == variant
