"""Settings from the environment: what is missing or wrong is told in one sentence."""

import pytest

from config import SettingsInvalid, from_environment
from training.core.nations import Nation

GOOD = {
    "ALONGSIDE_MODE": "local",
    "SECRET_KEY": "a-secret-of-32-characters-or-more-0123456789",
    "PUBLIC_URL": "http://localhost:8000",
    "DATABASE_URL": "sqlite://",
}


def test_the_nation_is_england_until_it_is_said() -> None:
    assert from_environment(GOOD).nation == Nation.ENGLAND


@pytest.mark.parametrize("nation", list(Nation))
def test_each_nation_can_be_said(nation: Nation) -> None:
    assert from_environment({**GOOD, "ORGANISATION_NATION": nation.value}).nation == nation


@pytest.mark.parametrize("word", ["", "Wales", "uk", "northern ireland"])
def test_a_nation_that_is_none_is_told_with_those_there_are(word: str) -> None:
    with pytest.raises(SettingsInvalid) as caught:
        from_environment({**GOOD, "ORGANISATION_NATION": word})
    assert (
        str(caught.value)
        == f"ORGANISATION_NATION is {word!r}; it must be one of england, wales, scotland, northern-ireland."
    )
