"""Someone who answers over HTTP, whatever becomes of the server, and remembers what it promised."""

import json
import re
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from random import Random
from threading import Event
from urllib.parse import urlencode

from training.core.ids import new_token

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
OPTIONS = "abc"
PASSING = (500, 502, 503)


@dataclass(frozen=True)
class Sitting:
    """An account and its open attempt."""

    email: str
    attempt_id: str
    items: tuple[str, ...]


@dataclass(frozen=True)
class Save:
    """An answer as it was sent. Its page is its own, so that it can be told from every other."""

    attempt_id: str
    item: str
    answer: str
    save_id: str
    page_id: str

    @property
    def place(self) -> tuple[str, str, str, str]:
        return (self.attempt_id, self.page_id, self.item, self.answer)


@dataclass(frozen=True)
class Reply:
    status: int
    body: str
    location: str


@dataclass
class Answering:
    """Goes through the sittings, one after the other. Sends again whatever was not acknowledged."""

    port: int
    password: str
    sittings: list[Sitting]
    over: Event
    chance: Random
    acknowledged: list[Save] = field(default_factory=list)
    handed_in: list[str] = field(default_factory=list)
    surprise: str = ""
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""
    connection: HTTPConnection | None = None

    def go(self) -> None:
        for sitting in self.sittings:
            self.cookies.clear()
            done = self.signs_in(sitting.email)
            for _ in range(self.chance.randrange(4, 14)):
                done = done and self.saves(sitting)
            if not (done and self.hands_in(sitting)):
                break
        self.hang_up()

    def signs_in(self, email: str) -> bool:
        page = self.until("GET", "/sign-in")
        if page is None:
            return False
        self.token = self.token_of(page)
        there = self.until("POST", "/sign-in", {"email": email, "password": self.password, "next": "/account"})
        account = self.until("GET", "/account") if there else None
        if account is None:
            return False
        self.token = self.token_of(account)
        return True

    def saves(self, sitting: Sitting) -> bool:
        item, answer = self.chance.choice(sitting.items), self.chance.choice(OPTIONS)
        save = Save(sitting.attempt_id, item, answer, new_token(), new_token())
        form = {"item": item, "answer": answer, "save_id": save.save_id, "page_id": save.page_id, "sequence": "1"}
        path = f"/attempts/{sitting.attempt_id}/responses/{item}"
        for _ in range(1 + (self.chance.random() < 0.2)):
            said = self.until("POST", path, form, script=True)
            if said is None:
                return False
            if said.status != 200 or json.loads(said.body) != {"saved": True}:
                self.surprise = f"{path}: {said}"
                return False
        self.acknowledged.append(save)
        return True

    def hands_in(self, sitting: Sitting) -> bool:
        path = f"/attempts/{sitting.attempt_id}/hand-in"
        form = {"confirmed": "yes", "save_id": new_token(), "page_id": new_token()}
        said = self.until("POST", path, form)
        if said is None:
            return False
        if said.status != 303 or not said.location.endswith("/result"):
            self.surprise = f"{path}: {said}"
            return False
        self.handed_in.append(sitting.attempt_id)
        return True

    def until(
        self, method: str, path: str, form: dict[str, str] | None = None, *, script: bool = False
    ) -> Reply | None:
        """Ask until there is an answer of ours; None once it is over."""
        while not self.over.is_set():
            try:
                said = self.ask(method, path, form, script=script)
            except (OSError, HTTPException):
                self.hang_up()
                time.sleep(0.05)
                continue
            if said.status not in PASSING:
                return said
            self.surprise = self.surprise or (f"{path}: {said}" if said.status == 500 else "")
            time.sleep(0.05)
        return None

    def ask(self, method: str, path: str, form: dict[str, str] | None, *, script: bool) -> Reply:
        if self.connection is None:
            self.connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Accept": "application/json" if script else "text/html",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        body = urlencode({"csrf_token": self.token, **form}) if form is not None else None
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        said = Reply(answer.status, answer.read().decode(), answer.headers.get("Location", ""))
        for line in answer.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        return said

    def hang_up(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def token_of(self, page: Reply) -> str:
        found = TOKEN.search(page.body)
        if found is None:
            self.surprise = f"a page without a form: {page}"
        return found[1] if found else ""
