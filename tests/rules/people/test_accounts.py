"""Which account a typed e-mail address names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.people.rules import account_of


@pytest.mark.parametrize("typed", ["a@b.org", "A@B.org", " a@b.org ", "a\x00@b.org", "\x00 a@b.org\x00", "\ta@b.org"])
def test_however_it_is_typed_it_is_one_account(typed: str) -> None:
    assert account_of(typed) == "a@b.org"


@given(st.text(alphabet="aB@. \x00\u00e9\u1e9e\u0130", max_size=12))
def test_what_names_an_account_names_it_again(typed: str) -> None:
    assert account_of(account_of(typed)) == account_of(typed)


def test_two_addresses_are_two_accounts() -> None:
    assert account_of("a.b@c.org") != account_of("ab@c.org")
