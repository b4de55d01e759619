"""Many writings with many photos beside them are put together in one go."""

from pathlib import Path

from make.effort import grows_in_proportion

from bpkit.reading.tree.stems import group


def files(count: int) -> list[Path]:
    titles = [f"Kisah {number:05d}" for number in range(count)]
    return [Path(f"{title}{end}") for title in titles for end in (".docx", " 1.jpg", " 2.jpg", ".yaml")]


def test_photos_of_many_titles_are_given_to_theirs_without_asking_each_title() -> None:
    assert grows_in_proportion(
        lambda count: group(files(count), [Path(f"Kisah {n:05d}") for n in range(count)], [])
    )
    assert all(len(stem.pictures) == 2 and stem.sidecar for stem in group(files(50), [], []).stems)


def test_the_longest_title_that_a_photo_begins_with_has_it() -> None:
    found = group(
        [Path("Air.docx"), Path("Air Bersih.docx"), Path("air bersih 1.jpg"), Path("AIR 1.jpg")], [], []
    )
    assert {stem.title: [one.name for one in stem.pictures] for stem in found.stems} == {
        "Air": ["AIR 1.jpg"],
        "Air Bersih": ["air bersih 1.jpg"],
    }
