"""Where templates find what every one of them can use."""

from collections.abc import MutableMapping
from typing import Any

from flask.templating import Environment


class OneSetOfGlobals(Environment):
    """Flask's environment, in which all templates share its own globals.

    Jinja lays an empty map of each template's own over them, so that one may have what others have not. None of ours
    has, and copying such a pair for every page was a tenth of the page (docs/decisions/0020).
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The globals themselves, where a template brings none of its own."""
        return super().make_globals(d) if d else self.globals
