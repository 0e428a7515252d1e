"""What a first visit costs over the wire: everything counted, nothing in the browser's store."""

from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, CDPSession

from tests.journeys.conftest import Site
from training.people.samples import SAMPLE_PASSWORD

MOST_BYTES = 40 * 1024
MOST_REQUESTS = 5


@dataclass
class Wire:
    """Counts what one page costs: requests, and bytes with their headers, as they travel."""

    addresses: dict[str, str] = field(default_factory=dict)
    encodings: dict[str, str] = field(default_factory=dict)
    size: int = 0

    def listen(self, browser: CDPSession) -> None:
        browser.send("Network.enable")
        browser.send("Network.setCacheDisabled", {"cacheDisabled": True})
        browser.on("Network.requestWillBeSent", self._asked)
        browser.on("Network.responseReceived", self._answered)
        browser.on("Network.loadingFinished", self._finished)

    def begin(self) -> None:
        self.addresses.clear()
        self.encodings.clear()
        self.size = 0

    def _asked(self, event: dict[str, object]) -> None:
        request = event["request"]
        assert isinstance(request, dict)
        self.addresses[str(event["requestId"])] = str(request["url"])

    def _answered(self, event: dict[str, object]) -> None:
        response = event["response"]
        assert isinstance(response, dict)
        headers = {name.lower(): value for name, value in response["headers"].items()}
        self.encodings[str(response["url"])] = headers.get("content-encoding", "")

    def _finished(self, event: dict[str, object]) -> None:
        length = event["encodedDataLength"]
        assert isinstance(length, int | float)
        self.size += int(length)


@pytest.mark.journey
def test_a_first_visit_is_light(demo: Site, chromium: Browser) -> None:
    context = chromium.new_context()
    page = context.new_page()
    wire = Wire()
    wire.listen(context.new_cdp_session(page))
    heavy = []

    def visit(path: str) -> None:
        wire.begin()
        page.goto(demo.url + path, wait_until="networkidle")
        assert wire.size > 1000, "nothing was counted"
        if wire.size > MOST_BYTES or len(wire.addresses) > MOST_REQUESTS:
            heavy.append(f"{path}: {wire.size} bytes, {sorted(wire.addresses.values())}")
        sheets = {url: encoding for url, encoding in wire.encodings.items() if url.endswith((".css", ".js"))}
        assert sheets, path
        assert set(sheets.values()) == {"gzip"}, sheets

    for path in ("/", "/support", "/verify", "/glossary", "/about", "/about/privacy", "/sign-in"):
        visit(path)
    page.goto(demo.url + "/sign-in")
    page.get_by_label("E-mail address").fill("newcomer@example.org")
    page.get_by_label("Password").fill(SAMPLE_PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/learn")
    module = page.locator(".stone h2 a").first.get_attribute("href")
    lesson = page.locator(".stone.now .button").get_attribute("href")
    assert module is not None
    assert lesson is not None
    for path in ("/learn", module, lesson, "/progress", "/account"):
        visit(path)
    assert not heavy, "\n".join(heavy)
