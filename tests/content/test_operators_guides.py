"""What the operators' guides tell people to type, set and write is what the program takes."""

import configparser
import re
import shlex
from pathlib import Path

import click
import pytest
from gunicorn.arbiter import Arbiter
from gunicorn.config import Config

from config import ROOT, Mode, SettingsInvalid, from_environment
from server_refusal import HSTS
from training.web.admin.organisation import LARGEST_UPLOAD
from training.web.application import LARGEST_REQUEST, Alongside

GUIDES = ("operating.md", "postgresql.md")
FILE = re.compile(r"^```\w+ file=(\S+)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TYPED = re.compile(r"^ {4}(\S.*)$", re.MULTILINE)
QUOTED = re.compile(r"`([^`\n]+)`")
LIBRARIES = {"gunicorn", "flask"}
GOOD_SECRET = "q7Zt0mVx2Lr9Wc4Yb6Nf1Hs8Kd3Jg5Pa-EuTiOo_RyQn"


def guide(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def files(name: str) -> dict[str, str]:
    """The files that a guide has people write, by their place."""
    return {found[1]: found[2] for found in FILE.finditer(guide(name))}


class Unit(configparser.ConfigParser):
    """A file of systemd's, whose keys are read as they are written."""

    def optionxform(self, optionstr: str) -> str:
        return optionstr


def units() -> dict[str, Unit]:
    """systemd's files, read; a key that stands several times keeps its lines."""
    read: dict[str, Unit] = {}
    for place, text in files("operating.md").items():
        if place.startswith("/etc/systemd/"):
            parser = Unit(strict=False, interpolation=None, delimiters=("=",))
            parser.read_string(text)
            read[Path(place).name] = parser
    return read


def started() -> list[str]:
    """Every line that a unit starts."""
    return [
        line.removeprefix("ExecStart=")
        for place, text in files("operating.md").items()
        for line in text.splitlines()
        if place.startswith("/etc/systemd/") and line.startswith("ExecStart=")
    ]


def commands() -> list[list[str]]:
    """Every command of ours that the guides name: typed, started by a unit, or mentioned."""
    said = []
    for name in GUIDES:
        text = guide(name)
        said += [shlex.split(line)[1:] for line in TYPED.findall(text) if line.startswith("alongside ")]
        said += [shlex.split(line)[1:] for line in QUOTED.findall(FILE.sub("", text)) if line.startswith("alongside ")]
    for line in started():
        for found in re.findall(r"flask --app wsgi ([^'\"]+(?:\"[^\"]*\")?)", line):
            said.append(shlex.split(found))
    return said


def needs_file(words: list[str]) -> list[str]:
    """A restore that is only mentioned names no file."""
    return [*words, "FILE"] if words[0] == "restore" and all(word.startswith("--") for word in words[1:]) else words


def test_there_is_something_to_check() -> None:
    assert len(files("operating.md")) == 11
    assert len(commands()) > 20
    first_words = {words[0] for words in commands()}
    assert {"audit", "backup", "course", "db", "doctor", "jobs", "people", "restore", "standing"} <= first_words


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_every_command_takes_what_it_is_given(app: Alongside, words: list[str]) -> None:
    command: click.Command = app.cli
    given = needs_file(words)
    with click.Context(command) as context:
        while isinstance(command, click.Group):
            found = command.get_command(context, given[0])
            assert found is not None, f"there is no command {' '.join(words)}"
            command, given = found, given[1:]
        command.make_context(" ".join(words), list(given))


def test_the_settings_in_the_guide_are_those_that_the_program_reads() -> None:
    read = set(re.findall(r'environ(?:\.get\(|, )"([A-Z_]+)"', (ROOT / "config.py").read_text()))
    table = set(re.findall(r"^\| `([A-Z_]+)` \|", guide("operating.md"), re.MULTILINE))
    assert table == read - {"FLASK_DEBUG"}
    assert "PROXIES=1" in files("operating.md")["/etc/alongside/environment"].split()
    for name in GUIDES:
        for place, text in files(name).items():
            if place.endswith("/environment"):
                assert {line.split("=")[0] for line in text.split() if "=" in line} <= table


def test_the_settings_file_is_refused_until_the_secret_is_put_in() -> None:
    lines = shlex.split(files("operating.md")["/etc/alongside/environment"])
    told = dict(line.split("=", 1) for line in lines)
    with pytest.raises(SettingsInvalid, match="SECRET_KEY"):
        from_environment(told)
    settings = from_environment({**told, "SECRET_KEY": GOOD_SECRET})
    assert (settings.mode, settings.organisation) == (Mode.PRODUCTION, "Harbour Peer Support")
    postgresql = shlex.split(files("postgresql.md")["/etc/alongside/environment"])
    changed = dict(line.split("=", 1) for line in postgresql)
    assert from_environment({**told, **changed, "SECRET_KEY": GOOD_SECRET}).database_url.startswith("postgresql:")


def test_what_a_unit_starts_is_in_the_lock() -> None:
    locked = (ROOT / "requirements" / "runtime.txt").read_text()
    programs = {line.split()[0] for line in started() if line.startswith("/opt/")}
    assert programs == {f"/opt/alongside/app/.venv/bin/{name}" for name in LIBRARIES}
    assert all(re.search(rf"^{name}==", locked, re.MULTILINE) for name in LIBRARIES)


def test_every_setting_is_told_once() -> None:
    told = re.findall(r"^\| `([A-Z_]+)` \|", guide("operating.md"), re.MULTILINE)
    assert len(told) == len(set(told))


def test_gunicorn_takes_its_flags_and_finds_the_door() -> None:
    (line,) = (each for each in started() if "/gunicorn " in each)
    read = Config().parser().parse_args(shlex.split(line)[1:])
    assert (read.bind, read.workers, read.threads, read.worker_class) == (["127.0.0.1:8000"], 2, 8, "gthread")
    assert read.args == ["wsgi:app"]
    assert (ROOT / "wsgi.py").is_file()


def test_every_unit_runs_as_the_program_in_its_place_with_its_settings() -> None:
    for name, unit in units().items():
        if name.endswith(".service"):
            service = unit["Service"]
            assert (service["User"], service["Group"], service["UMask"]) == ("alongside", "alongside", "0077"), name
            assert service["EnvironmentFile"] == "/etc/alongside/environment", name
            assert service["WorkingDirectory"] == "/opt/alongside/app", name
            assert service["ProtectSystem"] == "strict", name
            assert "/var/lib/alongside" in service["ReadWritePaths"].split(), name


def test_a_service_that_cannot_start_is_not_started_again_for_ever() -> None:
    kept_up = [unit["Service"] for unit in units().values() if unit.has_option("Service", "Restart")]
    assert len(kept_up) == 2
    assert {service["RestartPreventExitStatus"] for service in kept_up} == {str(Arbiter.WORKER_BOOT_ERROR)}


def test_every_unit_that_is_started_or_stopped_is_written() -> None:
    for name in GUIDES:
        for line in TYPED.findall(guide(name)):
            if line.startswith(("systemctl enable", "systemctl start", "systemctl stop", "journalctl")):
                named = {word for word in shlex.split(line) if re.fullmatch(r"alongside[-a-z]*(\.[a-z]+)?", word)}
                assert named, line
                assert {word if "." in word else f"{word}.service" for word in named} <= set(units()), line


def test_every_timer_has_its_service() -> None:
    timers = [name for name in units() if name.endswith(".timer")]
    assert len(timers) == 3
    assert all(name.replace(".timer", ".service") in units() for name in timers)


def test_files_of_ours_that_the_guides_name_are_there() -> None:
    for name in GUIDES:
        named = re.findall(r"requirements/[a-z.]+", guide(name))
        assert named
        assert all((ROOT / each).is_file() for each in named)
        for link in re.findall(r"\]\(([a-z]+\.md)\)", guide(name)):
            assert (ROOT / "docs" / link).is_file()


def test_the_proxy_lets_through_what_the_program_takes_and_logs_no_secret(app: Alongside) -> None:
    proxy = files("operating.md")["/etc/nginx/sites-available/alongside"]
    most = re.search(r"client_max_body_size (\d+)m;", proxy)
    assert most is not None
    assert int(most[1]) * 1024 * 1024 >= max(LARGEST_REQUEST, LARGEST_UPLOAD)
    assert "proxy_request_buffering on;" in proxy
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in proxy
    secret = {rule.rule.split("/")[1] for rule in app.url_map.iter_rules() if "<token>" in rule.rule}
    quiet = re.search(r"location ~ \^/\(([a-z|]+)\)/ \{\s+access_log off;\s+error_log /dev/null;", proxy)
    assert quiet is not None
    assert set(quiet[1].split("|")) == secret


def test_while_the_program_does_not_run_the_proxy_says_so_and_logs_no_link() -> None:
    proxy = files("operating.md")["/etc/nginx/sites-available/alongside"]
    assert "error_page 502 504 = @away;" in proxy
    away = proxy.split("location @away {")[1].split("\n    }\n")[0]
    assert "access_log off;" in away, "a one-time link may be what was asked for"
    assert "return 503" in away
    assert "tel:999" in away
    assert "<script" not in away
    assert f'Strict-Transport-Security "{HSTS}" always' in away
    assert "no-store always" in away


def test_the_lock_for_postgresql_is_the_other_lock_and_the_driver() -> None:
    pins = [
        set(re.findall(r"^([a-z0-9-]+==\S+)", (ROOT / "requirements" / name).read_text(), re.MULTILINE))
        for name in ("runtime.txt", "scale.txt")
    ]
    assert pins[0] < pins[1]
    assert {pin.split("==")[0] for pin in pins[1] - pins[0]} == {"psycopg", "psycopg-binary"}
