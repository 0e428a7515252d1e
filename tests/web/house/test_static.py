import gzip
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from config import ROOT
from tests.support.browser import Browser
from tests.support.cast import Cast
from training.web.application import Alongside
from training.web.static import FOLDER, STYLES, folder_digest, prepared, styles

Open = Callable[..., Browser]


def addresses() -> list[str]:
    """Where every file of ours is served."""
    prefix = f"/static/{folder_digest(FOLDER)}/"
    return [prefix + path.relative_to(FOLDER).as_posix() for path in sorted(FOLDER.rglob("*")) if path.is_file()]


def sheet() -> str:
    return f"/static/{folder_digest(FOLDER)}/{STYLES}"


def test_every_file_is_served_below_a_digest_of_the_folder_for_ever(app: Alongside, browser: Open) -> None:
    visitor = browser()
    assert len(addresses()) >= 5
    for address in addresses():
        response = visitor.raw("GET", address, buffered=True)
        assert response.status_code == 200, address
        cached = response.headers["Cache-Control"]
        assert "immutable" in cached, address
        assert "max-age=31536000" in cached, address


def test_types_are_what_browsers_need(browser: Open) -> None:
    visitor = browser()
    kinds = {Path(address).suffix: visitor.raw("GET", address, buffered=True).mimetype for address in addresses()}
    assert kinds == {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".png": "image/png"}


def test_pages_load_only_files_that_are_there_and_only_from_here(browser: Open, cast: Cast) -> None:
    someone = browser(cast.trainee)
    for path in ("/learn", "/learn/first/looking-back"):
        page = someone.get(path)
        loaded = [part.split('"')[0] for part in page.html.split('"/static/')[1:]]
        assert loaded
        for rest in loaded:
            assert someone.raw("GET", f"/static/{rest}", buffered=True).status_code == 200, rest


def test_the_digest_changes_with_any_file_and_with_any_name(tmp_path: Path) -> None:
    one, other = tmp_path / "a.css", tmp_path / "b.css"
    one.write_text("body {}")
    seen = {folder_digest(tmp_path)}
    one.write_text("body { }")
    seen.add(folder_digest(tmp_path))
    one.rename(other)
    seen.add(folder_digest(tmp_path))
    (tmp_path / "js").mkdir()
    (tmp_path / "js" / "c.js").write_text("")
    seen.add(folder_digest(tmp_path))
    assert len(seen) == 4


def test_the_style_sheets_are_one_with_the_order_of_the_layers_first(browser: Open) -> None:
    visitor = browser()
    assert 'href="' + sheet() + '"' in visitor.get("/").html
    assert visitor.get("/").html.count('rel="stylesheet"') == 1
    text = visitor.raw("GET", sheet(), buffered=True).get_data(as_text=True)
    assert text == styles(FOLDER)
    order = text.index("@layer reset, tokens, base, layout, components, print;")
    assert order < text.index("{"), "a layer is used before their order is set"
    for path in (FOLDER / "css").glob("*.css"):
        assert path.read_text() in text, path.name


def test_a_file_goes_compressed_to_whoever_can_read_that_and_plain_to_others(browser: Open) -> None:
    visitor = browser()
    small = visitor.raw("GET", sheet(), headers={"Accept-Encoding": "gzip"}, buffered=True)
    plain = visitor.raw("GET", sheet(), headers={"Accept-Encoding": "identity"}, buffered=True)
    assert small.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(small.get_data()) == plain.get_data()
    assert len(small.get_data()) < len(plain.get_data()) / 3
    for response in (small, plain):
        assert "Accept-Encoding" in response.headers["Vary"]


def test_what_is_served_is_made_once_and_leaves_the_sources_alone(tmp_path: Path) -> None:
    before = folder_digest(FOLDER)
    first = prepared(FOLDER, tmp_path / "made")
    made_at = (first / STYLES).stat().st_mtime_ns
    assert prepared(FOLDER, tmp_path / "made") == first
    assert (first / STYLES).stat().st_mtime_ns == made_at
    assert first.name == before == folder_digest(FOLDER)
    assert [path.name for path in (tmp_path / "made").iterdir()] == [before], "a draft is left behind"


def test_two_processes_that_make_it_at_once_end_with_one(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as several:
        made = list(several.map(lambda _: prepared(FOLDER, tmp_path), range(4)))
    assert len(set(made)) == 1
    assert [path.name for path in tmp_path.iterdir()] == [made[0].name]
    assert (made[0] / (STYLES + ".gz")).is_file()


def test_where_nothing_can_be_written_it_is_served_all_the_same(tmp_path: Path) -> None:
    blocked = tmp_path / "a-file"
    blocked.write_text("")
    made = prepared(FOLDER, blocked / "static")
    assert (made / STYLES).read_text() == styles(FOLDER)
    shutil.rmtree(made.parent)


def test_where_nothing_can_be_looked_at_it_is_served_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = Path.is_dir

    def closed(path: Path) -> bool:
        if path.parent == tmp_path:
            raise PermissionError(13, "Permission denied", str(path))
        return looks(path)

    monkeypatch.setattr(Path, "is_dir", closed)
    monkeypatch.setattr(Path, "mkdir", closed)
    made = prepared(FOLDER, tmp_path)
    assert made.parent != tmp_path
    assert (made / STYLES).is_file()
    shutil.rmtree(made.parent)


def test_a_temporary_place_is_gone_with_the_process_that_made_it(tmp_path: Path) -> None:
    """Each command that is typed would leave one behind. Processes that are forked serve from it, and leave it be."""
    code = (
        "import os, sys; from pathlib import Path; from training.web.static import FOLDER, prepared\n"
        "made = prepared(FOLDER, Path('/dev/null/static')); child = os.fork()\n"
        "if not child: sys.exit()\n"
        "os.waitpid(child, 0); print(made.is_dir(), made)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith(f"True {tmp_path}")
    assert list(tmp_path.iterdir()) == []


def test_an_earlier_digest_and_the_bare_name_are_not_found(browser: Open) -> None:
    visitor = browser()
    for path in ("/static/css/house.css", "/static/000000000000/css/house.css", "/static/", "/static"):
        visitor.get(path, status=404)


def test_nothing_outside_the_folder_is_served(browser: Open) -> None:
    visitor = browser()
    prefix = f"/static/{folder_digest(FOLDER)}"
    for rest in (
        "/../config.py",
        "/%2e%2e/config.py",
        "/css/../../config.py",
        "/..%2fconfig.py",
        "//etc/passwd",
        "/.git/config",
        "/css/",
        "/css/house.css%00.txt",
    ):
        assert visitor.raw("GET", prefix + rest).status_code in (301, 308, 404), rest
    for path in ("/.git/config", "/.git/HEAD", "/config.py", "/wsgi.py", "/.env", "/var/demo/demo.sqlite", "/modules"):
        visitor.get(path, status=404)


def test_a_file_can_be_asked_for_but_not_sent_to(browser: Open) -> None:
    visitor = browser()
    address = addresses()[0]
    assert visitor.raw("HEAD", address).status_code == 200
    assert visitor.raw("POST", address).status_code in (404, 405)
