"""What was set, in words, for the page that tells who set what."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from training.core.nations import Nation
from training.organisation.queries import Change
from training.organisation.rules import LAUNCH, SERVICE, STATEMENT, Key

KEY_WORDS: dict[str, str] = {
    Key.NAME: "Name",
    Key.CHARITY_NUMBER: "Charity number",
    Key.ZONE: "Time zone",
    Key.NATION: "Nation",
    Key.LEAD_NAME: "Safeguarding lead",
    Key.LEAD_PHONE: "Number of the safeguarding lead",
    Key.DEPUTY_NAME: "Deputy",
    Key.DEPUTY_PHONE: "Number of the deputy",
    Key.OUT_OF_HOURS: "Out of hours",
    Key.DATA_CONTACT: "Contact for data protection",
    Key.LOGO: "Logo",
}
FIELD_WORDS = {
    "phone": "call",
    "text_to": "text to",
    "text_word": "word",
    "hours": "hours",
    "note": "note",
}


@dataclass(frozen=True)
class Told:
    """A change, as it is told."""

    title: str
    says: str
    change: Change


def told(
    change: Change, *, services: Mapping[str, str], statements: Mapping[str, str], items: Mapping[str, str]
) -> Told:
    """A change in words.

    :param services: and `statements`: their names by id, as the course has them now
    :param items: titles of what is confirmed by word, by id
    """
    key, text = change.key, change.text
    if key.startswith(SERVICE):
        name = key.removeprefix(SERVICE)
        return Told(services.get(name, name), _service(text), change)
    if key.startswith(STATEMENT):
        name = key.removeprefix(STATEMENT)
        return Told(statements.get(name, name), _statement(text), change)
    if key.startswith(LAUNCH):
        name = key.removeprefix(LAUNCH)
        return Told(items.get(name, name), f"Confirmed by {text}" if text else "Not settled after all", change)
    if key == Key.LOGO:
        return Told(KEY_WORDS[key], "A new picture" if text else "Taken away", change)
    if key == Key.NATION and text:
        text = Nation(text).words
    return Told(KEY_WORDS.get(key, key), text or "Emptied", change)


def _service(text: str | None) -> str:
    said = json.loads(text or "{}")
    if said.get("hidden"):
        return "Not shown"
    parts = [f"{words}: {said[name] or 'none'}" for name, words in FIELD_WORDS.items() if name in said]
    return "; ".join(parts) or "Checked; as the course has it"


def _statement(text: str | None) -> str:
    said = json.loads(text or "{}")
    titles = ", ".join(title for title, _ in said.get("lines", ()))
    return f"New words: {titles}" if titles else "Emptied"
