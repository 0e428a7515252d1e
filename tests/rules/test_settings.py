"""The program starts only with settings that can be right, and says in one sentence what to set."""

import subprocess
import sys
from pathlib import Path

import pytest

from config import ROOT, Mode, SettingsInvalid, from_environment, secret_problem, version
from training.core.nations import Nation

GOOD = {
    "SECRET_KEY": "q7Zt0mVx2Lr9Wc4Yb6Nf1Hs8Kd3Jg5Pa-EuTiOo_RyQn",
    "DATABASE_URL": "sqlite:////var/lib/alongside/alongside.sqlite",
    "PUBLIC_URL": "https://training.example.org",
}


def refusal(**changed: str) -> str:
    with pytest.raises(SettingsInvalid) as refused:
        from_environment({**GOOD, **changed})
    return str(refused.value)


@pytest.mark.parametrize("nation", list(Nation))
def test_each_nation_can_be_said(nation: Nation) -> None:
    assert from_environment({**GOOD, "ORGANISATION_NATION": nation.value}).nation == nation


@pytest.mark.parametrize("word", ["", "Wales", "uk", "northern ireland"])
def test_a_nation_that_is_none_is_told_with_those_there_are(word: str) -> None:
    nations = "england, wales, scotland, northern-ireland"
    assert refusal(ORGANISATION_NATION=word) == f"ORGANISATION_NATION is {word!r}; it must be one of {nations}."


@pytest.mark.parametrize("number", ["0", "1", "3"])
def test_so_many_proxies_are_believed(number: str) -> None:
    assert from_environment({**GOOD, "PROXIES": number}).proxies == int(number)


@pytest.mark.parametrize("number", ["-1", "4", "one", "1.5", ""])
def test_a_number_of_proxies_that_cannot_be_is_told(number: str) -> None:
    assert "it must be a number from 0 to 3" in refusal(PROXIES=number)


def test_three_settings_are_enough_and_the_mode_is_then_production() -> None:
    settings = from_environment(GOOD)
    assert settings.mode == Mode.PRODUCTION
    assert settings.is_https
    assert not settings.is_demo
    assert settings.database_url == GOOD["DATABASE_URL"]
    assert (settings.organisation, settings.zone.key) == ("Our charity", "Europe/London")
    assert settings.modules == ROOT / "modules"
    assert settings.backups is None
    assert settings.password_cost == "full"
    assert settings.nation == Nation.ENGLAND


def test_what_may_be_set_is_taken(tmp_path: Path) -> None:
    more = {"ORGANISATION_NAME": "Harbour", "ORGANISATION_ZONE": "Europe/Paris", "BACKUPS": "/var/backups/alongside"}
    settings = from_environment({**GOOD, **more, "MODULES": str(tmp_path), "PUBLIC_URL": "https://a.example/"})
    assert (settings.organisation, settings.zone.key) == ("Harbour", "Europe/Paris")
    assert (settings.backups, settings.modules) == (Path("/var/backups/alongside"), tmp_path)
    assert settings.public_url == "https://a.example"


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL", "PUBLIC_URL"])
def test_what_is_missing_or_empty_is_named(name: str) -> None:
    assert refusal(**{name: ""}) == f"{name} is not set."
    with pytest.raises(SettingsInvalid, match=f"^{name} is not set.$"):
        from_environment({key: value for key, value in GOOD.items() if key != name})


@pytest.mark.parametrize("word", ["prod", "PRODUCTION", "debug", ""])
def test_a_mode_of_no_kind_is_refused(word: str) -> None:
    assert "must be one of demo, local, production" in refusal(ALONGSIDE_MODE=word)


@pytest.mark.parametrize(
    "secret",
    ["short", "x" * 64, "abcabcabcabcabcabcabcabcabcabcabcabcabc"],
)
def test_a_secret_that_can_be_guessed_is_refused_in_every_mode(secret: str) -> None:
    for mode in Mode:
        assert "at least 32 random characters" in refusal(SECRET_KEY=secret, ALONGSIDE_MODE=mode.value)


@pytest.mark.parametrize(
    "secret",
    [
        "change-me-change-me-change-me-change-me-please",
        "CHANGEME-0123456789-abcdefghijklmnopqrstuvwxyz",
        "this-is-an-Example-of-32-characters-or-more",
        "sample-key-sample-key-sample-key-sample-key-1",
        "tests-only-secret-that-is-long-enough-0123456789",
        "put-your-own-random-characters-here-in-production",
        "a-placeholder-until-we-find-time-for-a-real-one",
    ],
)
def test_production_refuses_a_sample_secret(secret: str) -> None:
    assert "as samples do" in refusal(SECRET_KEY=secret)
    assert from_environment({**GOOD, "SECRET_KEY": secret, "ALONGSIDE_MODE": "local"}).secret_key == secret


def test_random_secrets_are_no_samples() -> None:
    assert secret_problem(GOOD["SECRET_KEY"]) is None
    assert secret_problem("8f14e45fceea167a5a36dedd4bea2543" * 2) is None


@pytest.mark.parametrize("value", ["1", "true", "True", "yes", "on"])
def test_production_refuses_debug_mode(value: str) -> None:
    assert "FLASK_DEBUG is set" in refusal(FLASK_DEBUG=value)
    assert from_environment({**GOOD, "FLASK_DEBUG": value, "ALONGSIDE_MODE": "local"})


@pytest.mark.parametrize("value", ["", "0", "false", "No"])
def test_debug_mode_that_is_off_is_no_matter(value: str) -> None:
    assert from_environment({**GOOD, "FLASK_DEBUG": value}).mode == Mode.PRODUCTION


def test_production_refuses_an_address_that_is_not_encrypted() -> None:
    assert refusal(PUBLIC_URL="http://training.example.org") == "PUBLIC_URL must begin with https:// in production."
    local = from_environment({**GOOD, "PUBLIC_URL": "http://127.0.0.1:8000", "ALONGSIDE_MODE": "local"})
    assert not local.is_https


@pytest.mark.parametrize(
    "typed", ["HTTPS://training.example.org", "Https://Training.Example.org/", " https://training.example.org"]
)
def test_https_is_https_however_it_is_typed(typed: str) -> None:
    found = from_environment({**GOOD, "PUBLIC_URL": typed})
    assert (found.is_https, found.public_url) == (True, "https://training.example.org")


@pytest.mark.parametrize(
    "address",
    [
        "https://training example.org",
        "training.example.org",
        "ftp://training.example.org",
        "https://",
        "https://:443",
        "https://a.example/training",
        "https://a.example?x=1",
        "https://a.example#x",
        "https://someone@a.example",
        "https://a.example:port",
        "https://[a.example",
    ],
)
def test_an_address_that_no_link_could_begin_with_is_refused(address: str) -> None:
    assert "must look like https://" in refusal(PUBLIC_URL=address)


@pytest.mark.parametrize("address", ["mysql://a/b", "postgres://a/b", "/var/lib/alongside.sqlite", "alongside", ":"])
def test_a_database_of_another_kind_is_refused(address: str) -> None:
    assert "DATABASE_URL must begin with sqlite:////… or postgresql://…" in refusal(DATABASE_URL=address)


@pytest.mark.parametrize("address", ["sqlite://", "sqlite:///:memory:", "sqlite:///alongside.sqlite"])
def test_production_refuses_a_database_that_forgets_or_hides(address: str) -> None:
    assert "from the root on, with four slashes" in refusal(DATABASE_URL=address)


@pytest.mark.parametrize("address", ["postgresql:///alongside", "postgresql+psycopg://alongside@db/alongside"])
def test_postgresql_is_taken(address: str) -> None:
    assert from_environment({**GOOD, "DATABASE_URL": address}).database_url == address


def test_a_folder_of_content_that_is_not_there_is_told() -> None:
    assert refusal(MODULES="/nowhere/at/all") == "MODULES is /nowhere/at/all, which is not a folder."


@pytest.mark.parametrize("zone", ["Europe/Nowhere", "../etc/passwd", "/etc/passwd"])
def test_a_time_zone_that_is_none_is_told(zone: str) -> None:
    assert "is not a time zone" in refusal(ORGANISATION_ZONE=zone)


def test_no_refusal_repeats_the_secret() -> None:
    for secret in ("hushhush", "change-hushhush-hushhush-hushhush-hush!"):
        assert "hushhush" not in refusal(SECRET_KEY=secret)


def test_the_server_says_why_it_cannot_start_and_stops() -> None:
    for changed, said in (
        ({"SECRET_KEY": "change-me-change-me-change-me-change-me"}, "as samples do"),
        ({"FLASK_DEBUG": "1"}, "FLASK_DEBUG is set"),
        ({"PUBLIC_URL": "http://a.example"}, "must begin with https://"),
    ):
        done = subprocess.run(
            [sys.executable, "-c", "import wsgi"],
            cwd=ROOT,
            env={"PATH": "/usr/bin:/bin", **GOOD, **changed},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 3
        assert done.stderr.startswith("Alongside cannot start: ")
        assert said in done.stderr
        assert len(done.stderr.splitlines()) == 1


def test_the_version_is_the_projects_own() -> None:
    assert f'version = "{version()}"' in (ROOT / "pyproject.toml").read_text()
