"""Password hashing: argon2id at OWASP's first choice of settings (19 MiB, 2 passes, 1 lane)."""

from dataclasses import dataclass, field
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError


@dataclass(frozen=True)
class Passwords:
    """Hashes and checks passwords. An unknown person costs as much time as a wrong password."""

    hasher: PasswordHasher = field(
        default_factory=lambda: PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
    )

    @cached_property
    def _stand_in(self) -> str:
        return self.hasher.hash("nobody has this password")

    def hash(self, password: str) -> str:
        return self.hasher.hash(password)

    def verify(self, stored: str | None, password: str) -> bool:
        """Whether the password is the one that was hashed; False, after the same work, where nothing is stored."""
        # Made at the first check of any password, so that the time of a check never tells whether one is stored.
        stand_in = self._stand_in
        try:
            self.hasher.verify(stored or stand_in, password)
        except (VerificationError, InvalidHashError):
            return False
        return stored is not None

    def outdated(self, stored: str) -> bool:
        """Whether the hash was made with other settings and should be made anew."""
        return self.hasher.check_needs_rehash(stored)
