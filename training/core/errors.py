"""What services raise. The screens translate: `NotFound` to 404, `Refused` to a plain message, `TooOften`
to 429."""


class NotFound(Exception):
    """No such thing, or not for this actor: nobody outside can tell which."""


class Refused(Exception):
    """A rule forbids it. `code` is a stable word, `message` a sentence for the person who asked."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message

    def __reduce__(self) -> tuple[type["Refused"], tuple[str, str]]:
        """As it was, when it crosses from one process to another."""
        return type(self), (self.code, self.message)


class TooOften(Exception):
    """Tried too often. `seconds` until one may try again."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"again in {seconds} seconds")
        self.seconds = seconds
