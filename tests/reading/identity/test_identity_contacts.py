"""What may be a contact (BP406)."""

import pytest

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
