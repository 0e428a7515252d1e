"""Our own files, under an address that changes when any of them does."""

import hashlib
from pathlib import Path
from typing import Any

from whitenoise import WhiteNoise
from whitenoise.responders import Headers

from config import ROOT
from training.web.application import Alongside
from training.web.headers import set_headers

FOLDER = ROOT / "static"
YEAR = 365 * 24 * 3600


def register_static(app: Alongside) -> None:
    """Serve static/ below `/static/<digest of the folder>/`, immutable."""
    prefix = f"/static/{folder_digest(FOLDER)}/"

    def add_headers(headers: Headers, _path: str, _url: str) -> None:
        set_headers(headers, https=app.settings.is_https)

    def never_changes(_path: str, _url: str) -> bool:
        return True

    files = WhiteNoise(
        app.wsgi_app,
        max_age=YEAR,
        allow_all_origins=False,
        immutable_file_test=never_changes,
        add_headers_function=add_headers,
    )
    files.add_files(str(FOLDER), prefix=prefix)
    wrapped: Any = files
    app.wsgi_app = wrapped  # type: ignore[method-assign]
    app.jinja_env.globals["static"] = lambda name: prefix + name


def folder_digest(folder: Path) -> str:
    """A short fingerprint of every file's name and content."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
