"""What may be a contact (BP406)."""

import subprocess
import sys

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpkit.people.contacts import is_contact


@pytest.mark.parametrize(
    "text",
    [
        "0812-3456-7890",
        "0812-3456-7890 (WA)",
        "0812 3456 7890",
        "0812.3456.789",
        "081234567890 / 024-7654321",
        "+62 812-3456-7890",
        "6281234567890",
        "HP. 0812-3456-7890",
        "Telp. (024) 7654321",
        "0271-712345",
        "021-500123",
        "0421 - 21743",
        "siti.rahma@example.org",
        "belum ada HP, siti@example.co.id saja",
    ],
)
def test_a_possible_number_or_address_is_taken_for_one(text: str) -> None:
    assert is_contact(text)


@pytest.mark.parametrize(
    "text",
    ["", "-", "0812", "08123", "0812-34", "belum ada", "0000000000", "0812-xxxx-xxxx", "08123456789012345",
     "+60 12-345 6789", "1234567890", "Jl. Mawar 3 RT 03/05", "siti@", "٠٨١٢٣٤٥٦٧٨٩٠"],
)  # fmt: skip
def test_an_impossible_contact_is_not_taken_for_one(text: str) -> None:
    assert not is_contact(text)


SIGN = st.sampled_from(["", "", "", "-", " ", ".", "(", ")", " - "])


@given(
    st.sampled_from(
        [
            "08",
            "+628",
            "(08",
            "(+62)8",
            "+62-8",
            "8",
            "628",
            "021",
            "+6222",
            "(024) ",
            "031",
            "(+62) 61",
            "02",
            "04",
        ]
    ),
    st.lists(st.tuples(st.sampled_from("0123456789"), SIGN), min_size=6, max_size=13),
)
@settings(max_examples=300)
def test_a_number_is_possible_where_the_library_says_so(start: str, rest: list[tuple[str, str]]) -> None:
    typed = start + "".join(map("".join, rest)).rstrip(" ().-")
    number = phonenumbers.parse(typed, "ID")
    assert is_contact(typed) == (number.country_code == 62 and phonenumbers.is_valid_number(number))


@pytest.mark.parametrize("number", ["0812-3456-7890", "+62 812 3456 7890", "(024) 7654321"])
def test_a_common_number_needs_no_library(number: str) -> None:
    code = "import sys; from bpkit.people.contacts import is_contact; "
    code += f"print(is_contact('Telp. {number}'), 'phonenumbers' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.split() == ["True", "False"]
