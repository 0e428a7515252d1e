"""Every address that someone may look at, with things in it that are there."""

import re
from collections.abc import Iterator, Mapping

from werkzeug.routing import Rule

from training.core.actors import Actor
from training.core.roles import Permission, may
from training.web.application import Alongside
from training.web.guards import PUBLIC

OF_THE_COURSE = {
    "template_id": "wellbeing-plan",
    "service_id": "talk",
    "item_id": "restore-tried",
    "file_id": "nothing",
}
"""What stands in addresses whoever looks: parts of the small course, and things that need not be there."""


def looked_at(app: Alongside, who: Actor | None, given: Mapping[str, str]) -> Iterator[tuple[Rule, str]]:
    """Each address that takes GET and that someone may call, with its rule.

    :param given: what stands in addresses, by argument
    """
    values = {**OF_THE_COURSE, **given}
    for rule in app.url_map.iter_rules():
        access = getattr(app.view_functions[rule.endpoint], "access", None)
        allowed = access == PUBLIC or (who is not None and isinstance(access, Permission) and may(who.roles, access))
        if allowed and "GET" in (rule.methods or ()):
            path = rule.rule
            for name in re.findall(r"<(?:\w+:)?(\w+)>", path):
                value = "1" if name == "number" and path.startswith("/attempts") else values[name]
                path = re.sub(rf"<(?:\w+:)?{name}>", value, path)
            yield rule, path
