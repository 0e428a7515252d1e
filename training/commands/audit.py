"""`flask --app wsgi audit verify|head`"""

import logging
import sys
from typing import TextIO

import click

from training.audit import queries
from training.audit.rules import HEAD_SAYS, head_facts, heads_in
from training.commands.group import CommandGroup
from training.extensions import session

LOG = logging.getLogger("alongside.audit")
LOG.setLevel(logging.INFO)

audit = CommandGroup("audit", help="Who did or saw what: prove that nothing of it was changed.")


@audit.command("verify")
@click.option("--heads", type=click.File(), help="Lines of the log, in which the chain's ends were written down.")
def verify(heads: TextIO | None) -> None:
    """Read the whole chain and tell the first fault; exit status 1 if there is one."""
    known = set(heads_in(heads)) if heads else set()
    if heads and not known:
        click.echo("No end of the chain is written down in that file, so it proves nothing.", err=True)
        sys.exit(1)
    fault = queries.fault(session(), known)
    if fault is not None:
        click.echo(f"The audit chain is broken: {fault}.", err=True)
        sys.exit(1)
    events, _ = queries.head(session())
    also = f", and so is every end that was written down: {len(known)}" if known else ""
    click.echo(f"The audit chain is whole: {events} events{also}.")


@audit.command("head")
def head() -> None:
    """Print where the chain ends, and write it to the log. Keep that log on another machine."""
    found = queries.head(session())
    LOG.info(HEAD_SAYS, extra={"facts": head_facts(found)})
    click.echo(f"{found[0]} {found[1]}")
