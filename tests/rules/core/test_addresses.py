"""Addresses that leave the site."""

from training.core import addresses

SITE = "https://training.example.org"


def test_an_invitation_leads_to_its_token() -> None:
    assert addresses.invitation(SITE, "t0k-en_") == "https://training.example.org/invitation/t0k-en_"


def test_a_reset_leads_to_its_token() -> None:
    assert addresses.reset(SITE, "t0k-en_") == "https://training.example.org/reset/t0k-en_"


def test_a_certificate_leads_to_where_anyone_checks_it() -> None:
    assert addresses.verify(SITE, "7K3Q9XWD2MTA5V") == "https://training.example.org/verify/7K3Q9XWD2MTA5V"
