"""What makes a good password, a valid name and a session that still counts. Pure."""

from datetime import datetime, timedelta

PASSWORD_MIN = 12
PASSWORD_MAX = 200
NAME_MAX = 120
SESSION_LASTS = timedelta(days=14)
SESSION_IDLES = timedelta(days=3)
SEEN_EVERY = timedelta(minutes=5)
LINK_LASTS = timedelta(days=7)
PLACEHOLDER_EMAIL = "first-admin@alongside.invalid"
"""Of the first admin's account until its link is used: whoever follows it says who they are."""

# Long passwords that stand high in every published list of leaked ones, or are the words of this place.
COMMON = frozenset(
    {
        "password1234", "passwordpassword", "password12345", "123456789012", "1234567890123", "12345678901234",
        "qwertyuiop12", "qwertyuiop123", "qwertyuiop[]", "1q2w3e4r5t6y", "1qaz2wsx3edc", "q1w2e3r4t5y6", "abcdefghijkl",
        "abcd12345678", "abc123456789", "letmeinletmein", "iloveyouiloveyou", "iloveyou1234", "welcome12345",
        "adminadmin12", "administrator", "changeme1234", "liverpool1234", "football1234", "sunshine1234",
        "princess1234",
        "alongside1234", "alongsidealongside", "peersupport1", "peersupport12", "peersupport123", "facilitator1",
    }
)  # fmt: skip


def password_problem(password: str, *, email: str, name: str) -> str | None:
    """Why this password will not do, in words for the person, or None.

    No rules of composition; length and not being known are what helps (OWASP ASVS 5.0.0, 6.2).
    """
    if len(password) < PASSWORD_MIN:
        return f"Choose a longer password: at least {PASSWORD_MIN} characters. Three or four words in a row work well."
    if len(password) > PASSWORD_MAX:
        return f"That is longer than we can keep. Use at most {PASSWORD_MAX} characters."
    plain = password.casefold()
    own = {email.casefold(), email.split("@")[0].casefold(), name.casefold(), name.replace(" ", "").casefold()}
    if plain in COMMON or plain in own or len(set(plain)) < 4:
        return "That password is too easy to guess. Choose one that others would not think of."
    return None


def account_of(typed: str) -> str:
    """The account that a typed e-mail address names: however it is written, one account, for whom its tries count."""
    return typed.replace("\x00", "").strip().lower()


def tidy_name(name: str) -> str:
    """A name with white space folded and control characters dropped, so that it prints on one line everywhere."""
    return " ".join("".join(c if c.isprintable() else " " for c in name).split())


def name_problem(name: str) -> str | None:
    """Why a name will not do, or None."""
    tidy = tidy_name(name)
    if not tidy:
        return "Type a name that can be seen."
    return f"Use at most {NAME_MAX} characters." if len(tidy) > NAME_MAX else None


def session_counts(*, created_at: datetime, last_seen_at: datetime, ended_at: datetime | None, now: datetime) -> bool:
    """Whether a session is still good: not ended, not idle too long, not too old (ASVS 7.3)."""
    return ended_at is None and now - created_at < SESSION_LASTS and now - last_seen_at < SESSION_IDLES
