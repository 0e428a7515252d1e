"""Our own files, under an address that changes when any of them does.

What is served is a copy: the style sheets joined into one, so that a first visit asks for one, and every file that
gains by it compressed once, beside itself, where WhiteNoise finds it.
"""

import atexit
import hashlib
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from whitenoise import WhiteNoise
from whitenoise.compress import Compressor

from config import ROOT
from training.web.application import Alongside

FOLDER = ROOT / "static"
STYLES = "css/alongside.css"
FIRST = "house.css"
YEAR = 365 * 24 * 3600


def register_static(app: Alongside) -> None:
    """Serve static/ below `/static/<digest of the folder>/`, immutable."""
    digest = folder_digest(FOLDER)
    prefix = f"/static/{digest}/"

    def never_changes(_path: str, _url: str) -> bool:
        return True

    files = WhiteNoise(
        app.wsgi_app,
        max_age=YEAR,
        allow_all_origins=False,
        immutable_file_test=never_changes,
    )
    files.add_files(str(prepared(FOLDER, app.settings.var / "static")), prefix=prefix)
    wrapped: Any = files
    app.wsgi_app = wrapped  # type: ignore[method-assign]
    app.jinja_env.globals["static"] = lambda name: prefix + name


def folder_digest(folder: Path) -> str:
    """A short fingerprint of every file's name and content."""
    digest = hashlib.sha256()
    for path in _files(folder):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def prepared(folder: Path, into: Path) -> Path:
    """The folder as it is served, made once for each digest.

    Where nothing can be written, it is made in a temporary place, which is gone when this process is.
    """
    target = into / folder_digest(folder)
    try:
        if target.is_dir():
            return target
        into.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=into))
    except OSError:
        draft = Path(tempfile.mkdtemp(prefix="alongside-"))
        atexit.register(_remove, draft, os.getpid())
        target = draft / target.name
    made = draft / "made"
    shutil.copytree(folder, made)
    (made / STYLES).write_text(styles(folder))
    compressor = Compressor(use_brotli=False, quiet=True)
    for path in _files(made):
        compressor.compress(str(path))
    try:
        made.rename(target)
    except OSError:
        if not target.is_dir():
            raise
    if target.parent != draft:
        shutil.rmtree(draft)
    return target


def styles(folder: Path) -> str:
    """All style sheets as one. The house's comes first: it sets the order of the layers."""
    sheets = sorted((folder / "css").glob("*.css"), key=lambda path: (path.name != FIRST, path.name))
    return "\n".join(path.read_text() for path in sheets)


def _remove(folder: Path, maker: int) -> None:
    """Take a temporary place away, unless this is a process that was forked from the one that made it."""
    if os.getpid() == maker:
        shutil.rmtree(folder, ignore_errors=True)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())
