"""The charity's logo: sent by an admin, drawn anew, shown on every page, and harmless whatever was sent."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.support.browser import Browser
from tests.support.cast import Cast
from tests.support.page import Page
from tests.support.story import Story
from training.organisation.logo import LARGEST_FILE
from training.organisation.models import LocalFile
from training.web.admin.organisation import LARGEST_UPLOAD
from training.web.application import LARGEST_REQUEST

Open = Callable[..., Browser]
PATH = "/admin/organisation/logo"


def png(colour: str = "#0f5a52") -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (300, 100), colour).save(target, "PNG")
    return target.getvalue()


def body(token: str, content: bytes, name: str) -> dict[str, Any]:
    """A form with a file, as a browser sends it."""
    parts = (
        b'name="csrf_token"\r\n\r\n' + token.encode(),
        f'name="picture"; filename="{name}"\r\nContent-Type: image/png\r\n\r\n'.encode() + content,
    )
    whole = b"".join(b"--x\r\nContent-Disposition: form-data; " + part + b"\r\n" for part in parts) + b"--x--\r\n"
    return {"data": whole, "content_type": "multipart/form-data; boundary=x"}


def sends(someone: Browser, content: bytes, name: str = "logo.png", status: int = 303, path: str = PATH) -> Page:
    page = Page(path, someone.raw("POST", path, **body(someone.token(), content, name)))
    assert page.status == status, page.text
    page.check()
    return page


def logo_of(page: Page) -> str:
    """The address of the logo that a page shows, or nothing."""
    found = page.html.partition('src="/logo/')[2]
    return "/logo/" + found.partition('"')[0] if found else ""


def kept(someone: Browser) -> int:
    with Session(someone.engine) as session:
        return session.scalar(select(func.count()).select_from(LocalFile)) or 0


def test_a_logo_stands_on_every_page_with_the_charitys_name(browser: Open, cast: Cast) -> None:
    admin = browser(cast.admin)
    assert logo_of(browser().get("/")) == ""
    assert sends(admin, png()).location == PATH
    for page in (browser().get("/"), browser(cast.trainee).get("/learn"), admin.get(PATH)):
        assert logo_of(page), page.path
        assert 'alt="Test charity"' in page.html, page.path


def test_a_logo_is_served_as_a_picture_that_cannot_run_and_never_changes(browser: Open, cast: Cast) -> None:
    sends(browser(cast.admin), png())
    answer = browser().raw("GET", logo_of(browser().get("/")))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    policy = answer.headers["Content-Security-Policy"].split("; ")
    assert {"default-src 'none'", "sandbox"} <= set(policy)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in answer.headers
    with Image.open(io.BytesIO(answer.get_data())) as drawn:
        assert drawn.size == (300, 100)


def test_a_new_logo_takes_the_place_of_the_old_one_which_is_gone(browser: Open, cast: Cast) -> None:
    admin, visitor = browser(cast.admin), browser()
    sends(admin, png())
    old = logo_of(visitor.get("/"))
    sends(admin, png("#a0422a"))
    new = logo_of(visitor.get("/"))
    assert new != old
    assert visitor.raw("GET", old).status_code == 404
    assert visitor.raw("GET", new).status_code == 200


def test_a_logo_can_be_taken_away(browser: Open, cast: Cast) -> None:
    admin, visitor = browser(cast.admin), browser()
    sends(admin, png())
    address = logo_of(visitor.get("/"))
    admin.post(PATH + "/remove")
    assert logo_of(visitor.get("/")) == ""
    assert visitor.raw("GET", address).status_code == 404
    admin.post(PATH + "/remove")
    assert "Logo Taken away Admin" in admin.get("/admin/organisation/history").text


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("logo.png", b""),
        ("logo.png", b"<html><script>alert(1)</script></html>"),
        ("logo.png", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        ("logo.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
        ("logo.php", b"<?php system($_GET['c']);"),
        ("../../logo.png", b"\x89PNG\r\n\x1a\n<script>alert(1)</script>"),
    ],
)
def test_what_is_no_picture_is_refused_beside_its_field(browser: Open, cast: Cast, name: str, content: bytes) -> None:
    admin = browser(cast.admin)
    page = sends(admin, content, name, status=422)
    assert "That is not a picture that we can read. Use a PNG, JPEG or WebP file." in page.text
    assert "alert(1)" not in page.html
    assert logo_of(browser().get("/")) == ""


def test_nothing_chosen_is_told(browser: Open, cast: Cast) -> None:
    admin = browser(cast.admin)
    for data in ({}, {"picture": "just text"}, {"picture": (io.BytesIO(b""), "")}):
        assert "Choose a picture first." in admin.post(PATH, data, status=422).text


def test_a_picture_that_is_a_page_too_is_only_a_picture(browser: Open, cast: Cast) -> None:
    sends(browser(cast.admin), png() + b"<script>alert(1)</script>", "logo.html")
    answer = browser().raw("GET", logo_of(browser().get("/")))
    assert b"script" not in answer.get_data()
    assert answer.headers["Content-Type"] == "image/png"


def test_a_file_that_is_too_large_is_told_and_one_far_too_large_is_not_read(browser: Open, cast: Cast) -> None:
    admin = browser(cast.admin)
    page = sends(admin, png().ljust(LARGEST_FILE + 1, b"\0"), status=422)
    assert "That file is larger than 1 MB." in page.text
    assert "That is too much at once" in sends(admin, b"\0" * LARGEST_UPLOAD, status=413).text
    sends(admin, png().ljust(LARGEST_FILE, b"\0"))


def test_only_this_form_takes_that_much(browser: Open, cast: Cast) -> None:
    much = b"\0" * LARGEST_REQUEST
    sends(browser(cast.admin), much, status=413, path="/admin/organisation/details")
    sends(browser(cast.trainee), much, status=404)


def test_the_same_picture_sent_twice_is_kept_once(browser: Open, cast: Cast) -> None:
    admin = browser(cast.admin)
    for _ in range(2):
        sends(admin, png())
    assert kept(admin) == 1


def test_a_logo_stands_on_printed_pages_but_never_on_a_certificate_that_was_issued_without(
    browser: Open, story: Story, on_day: Callable[..., None]
) -> None:
    story.meets_all(story.cast.trainee)
    story.decides(story.cast.admin, story.cast.trainee)
    story.shows_logo(11)
    story.session.commit()
    on_day(story.at(12))
    trainee = browser(story.cast.trainee, at=story.at(12))
    number = next(link for link in trainee.get("/learn").links if link.startswith("/certificates/"))
    assert 'class="letterhead' in trainee.get("/progress").html
    assert 'class="letterhead' not in trainee.get(number).html
