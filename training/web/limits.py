"""How often one may try to sign in, to open a one-time link, to check a number or a name.

The rule (ASVS 6.1.1) as docs/security.md writes it. Only tries that failed count, of names every try, and every window
ends by itself. No stranger can keep a person out: tries against one account from elsewhere never slow a browser in
which that account has signed in before, and tries from one address slow that address only.
"""

import hashlib
import hmac
from datetime import timedelta
from ipaddress import ip_address, ip_network

from flask import request

from training.core.limits import Limit, Try
from training.people.rules import account_of
from training.web import asking

SIGN_IN_HERE = Limit("sign-in: account from address", 10, timedelta(minutes=15))
SIGN_IN_FROM = Limit("sign-in: from address", 100, timedelta(minutes=15))
"""Sixty people in one building, a wrong try each, still get in."""
SIGN_IN_ANYWHERE = Limit("sign-in: account from anywhere", 100, timedelta(hours=1))
SIGN_IN_KNOWN = Limit("sign-in: account in a known browser", 20, timedelta(minutes=15))
LINKS_FROM = Limit("one-time links: from address", 30, timedelta(minutes=15))
NUMBERS_FROM = Limit("unknown certificate numbers: from address", 30, timedelta(minutes=10))
NAMES_FROM = Limit("certificate names: from address", 20, timedelta(minutes=10))
PRESENT_PASSWORD = Limit("present password: person", 10, timedelta(minutes=15))
"""Whoever finds a browser signed in may not try passwords there for ever."""
WRONG_PASSWORDS_NOTED = Limit("wrong passwords noted: everyone", 500, timedelta(hours=1))
"""One count for all, so that what it costs never tells whose address was typed; more than one network can use up."""
REFUSALS_NOTED = Limit("refusals noted: person", 100, timedelta(hours=1))
"""A refusal is an audit event; nobody may fill the trail with them."""


def address() -> str:
    """Who asks, as far as the network tells: an IPv4 address or an IPv6 network of 64 bits, under our key.

    A server that listens for both kinds may write an IPv4 address as an IPv6 one. All of those are one network of 64
    bits: without telling them apart a single stranger would use up everybody's tries.
    """
    try:
        found = ip_address(request.remote_addr or "")
        found = getattr(found, "ipv4_mapped", None) or found
        text = str(found if found.version == 4 else ip_network(f"{found}/64", strict=False))
    except ValueError:
        text = "unknown"
    return hmac.new(asking.app().settings.secret_key.encode(), text.encode(), hashlib.sha256).hexdigest()


def sign_in_tries(email: str, *, known: str | None) -> list[Try]:
    """What a failed sign-in counts towards.

    :param email: as it was typed
    :param known: the browser's mark, where this account has signed in before in this browser
    """
    account = account_of(email)
    if known is not None:
        return [Try(SIGN_IN_KNOWN, f"{account} {known}")]
    here = address()
    return [Try(SIGN_IN_HERE, f"{account} {here}"), Try(SIGN_IN_FROM, here), Try(SIGN_IN_ANYWHERE, account)]
