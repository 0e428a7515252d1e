"""Who asks."""

from dataclasses import dataclass

from training.core.roles import Role


@dataclass(frozen=True)
class Actor:
    """A signed-in person, as services see them."""

    id: str
    name: str
    roles: frozenset[Role]
