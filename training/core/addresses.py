"""Addresses that leave the site: in one-time links, on certificates. A test compares them with the routes."""


def invitation(public_url: str, token: str) -> str:
    """Where an invited person chooses a password."""
    return f"{public_url}/invitation/{token}"


def reset(public_url: str, token: str) -> str:
    """Where a person who forgot the password chooses a new one."""
    return f"{public_url}/reset/{token}"


def verify(public_url: str, number: str) -> str:
    """Where anyone checks a certificate."""
    return f"{public_url}/verify/{number}"
