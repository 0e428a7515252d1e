"""Someone at a real browser, who looks over every page on the way."""

import re
from dataclasses import dataclass, field
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, ViewportSize

ALL_RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}
RULES_OF_COLOUR = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
"""All that can come out otherwise in dark than in light."""
NARROW = ViewportSize(width=320, height=700)
WIDE = ViewportSize(width=1280, height=900)
ID = re.compile(r"/[0-9a-z]{26}|/[0-9A-Z]{14}|/questions/\d+|/(invitation|reset)/[\w-]+")


@dataclass
class Findings:
    """What was wrong on any page, and which kinds of page were looked over."""

    wrong: list[str] = field(default_factory=list)
    looked_over: set[str] = field(default_factory=set)


class Walker:
    """A person with a browser of their own."""

    def __init__(self, browser: Browser, url: str, findings: Findings, *, scripts: bool) -> None:
        self.browser = browser
        self.url = url
        self.findings = findings
        self.scripts = scripts
        self.context: BrowserContext
        self.page: Page
        self.open_browser()

    def open_browser(self) -> None:
        """A fresh browser: nothing remembered."""
        self.context = self.browser.new_context(
            java_script_enabled=self.scripts, viewport=WIDE, reduced_motion="reduce"
        )
        self.context.set_default_timeout(10_000)
        self.page = self.context.new_page()
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.findings.wrong.append(f"{self.page.url}: {error}"))
        self.page.on("request", self._request)

    def close_browser(self) -> None:
        self.context.close()

    def go(self, path: str) -> None:
        """Open an address and look the page over."""
        self.page.goto(path if path.startswith("http") else self.url + path)
        self.look_over()

    def press(self, name: str, *, inside: str = "main") -> None:
        """Press a button or follow a link by its name, and look over where it leads."""
        thing = self.page.locator(inside).get_by_role("button", name=name, exact=True)
        if thing.count() == 0:
            thing = self.page.locator(inside).get_by_role("link", name=name, exact=True)
        thing.first.click()
        self.page.wait_for_load_state()
        self.look_over()

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).fill(text)

    def choose(self, group: str, option: str) -> None:
        """Choose a radio button or checkbox in the group with this legend."""
        self.group(group).get_by_label(option, exact=True).check()

    def group(self, name: str) -> Locator:
        return self.page.get_by_role("group", name=name, exact=True)

    def sees(self, words: str) -> None:
        text = " ".join(self.page.locator("body").inner_text().split())
        assert words in text, f"{self.page.url} does not say {words!r}:\n{text[:2500]}"

    def sees_not(self, words: str) -> None:
        text = " ".join(self.page.locator("body").inner_text().split())
        assert words not in text, f"{self.page.url} says {words!r}"

    @property
    def heading(self) -> str:
        return self.page.locator("h1").inner_text()

    def signs_in(self, email: str, password: str) -> None:
        self.go("/sign-in")
        self.fill("E-mail address", email)
        self.fill("Password", password)
        self.press("Sign in")

    def look_over(self) -> None:
        """Each kind of page once: axe in light, and for colours in dark; no sideways scrolling at 320 px."""
        kind = ID.sub("/*", self.page.url.removeprefix(self.url).split("?")[0])
        if "/questions/" not in self.page.url:
            kind += " " + self.page.locator("h1").first.inner_text()[:40]
        if kind in self.findings.looked_over:
            return
        self.findings.looked_over.add(kind)
        self.page.set_viewport_size(NARROW)
        width = self.page.evaluate("document.documentElement.scrollWidth")
        if width > NARROW["width"]:
            self.findings.wrong.append(f"{kind}: {width} px wide on a screen of {NARROW['width']}")
        self.page.set_viewport_size(WIDE)
        if not self.scripts:
            return
        self._axe(kind, "dark", RULES_OF_COLOUR)
        self._axe(kind, "light", ALL_RULES)

    def _axe(self, kind: str, scheme: Literal["light", "dark"], rules: dict[str, Any]) -> None:
        self.page.emulate_media(color_scheme=scheme)
        for violation in Axe().run(self.page, options=rules).response["violations"]:
            places = [node["html"][:160] for node in violation["nodes"]][:3]
            self.findings.wrong.append(f"{kind} ({scheme}): {violation['id']}: {places}")

    def _console(self, message: object) -> None:
        kind, text = getattr(message, "type", ""), getattr(message, "text", "")
        if kind in ("error", "warning") and "status of 4" not in text:
            self.findings.wrong.append(f"{self.page.url}: console: {text}")

    def _request(self, request: object) -> None:
        address = str(getattr(request, "url", ""))
        if not address.startswith((self.url, "data:", "blob:")):
            self.findings.wrong.append(f"{self.page.url} asks another host: {address}")
