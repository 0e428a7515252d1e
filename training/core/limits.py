"""How often something may be tried. Pure; `tries` counts."""

from dataclasses import dataclass
from datetime import timedelta

from training.core.ids import digest_of


@dataclass(frozen=True)
class Limit:
    """So many tries of one kind within a window that begins with the first."""

    kind: str
    tries: int
    window: timedelta


@dataclass(frozen=True)
class Try:
    """A try that counts towards a limit.

    :param subject: by whom or about whom, in any words; only a digest is stored
    """

    limit: Limit
    subject: str

    @property
    def key(self) -> str:
        return digest_of(f"{self.limit.kind}\n{self.subject}")
