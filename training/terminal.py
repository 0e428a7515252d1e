"""Which commands there are, and where. A command's module is read when it is typed, not whenever a server starts."""

from importlib import import_module

import click
from flask.cli import AppGroup

PLACES = {
    "audit": "training.commands.audit:audit",
    "backup": "training.commands.upkeep:backup",
    "course": "training.commands.course:course",
    "db": "training.commands.database:database",
    "doctor": "training.commands.upkeep:doctor",
    "jobs": "training.jobs.commands:jobs",
    "people": "training.commands.people:people",
    "restore": "training.commands.upkeep:restore_backup",
    "standing": "training.commands.standing:standing",
}


class Terminal(AppGroup):
    """An application's commands."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names."""
        return sorted({*super().list_commands(ctx), *PLACES})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name; None where there is none."""
        place = PLACES.get(cmd_name)
        if place is None:
            return super().get_command(ctx, cmd_name)
        module, _, name = place.partition(":")
        found: click.Command = getattr(import_module(module), name)
        return found
