"""The group that a command of ours is in."""

from typing import Any

import click
from flask.cli import AppGroup, ScriptInfo
from sqlalchemy.exc import SQLAlchemyError

from training.core.database import is_away, is_damaged, word_of
from training.extensions import db
from training.migrations.revisions import is_current


class CommandGroup(AppGroup):
    """Commands that ask the database. What is wrong with that is a sentence, with what to type next."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was typed.

        :raises click.ClickException: the database is away, cannot be written, is damaged, or lacks tables
        """
        try:
            return super().invoke(ctx)
        except SQLAlchemyError as error:
            if is_away(error):
                said = f" ({word})" if (word := word_of(error)) else ""
                raise click.ClickException(
                    f"the database does not answer, or cannot be written now{said}. Nothing was kept of what was not"
                    " finished. flask --app wsgi doctor says more."
                ) from error
            if is_damaged(error):
                raise click.ClickException(
                    "the database is damaged: SQLite cannot read its file. Stop the services, keep the file, and"
                    " restore the newest backup."
                ) from error
            with ctx.ensure_object(ScriptInfo).load_app().app_context():
                current = is_current(db.engine)
            if not current:
                raise click.ClickException(
                    "the database’s tables are not those of this program. Type flask --app wsgi db upgrade, then try"
                    " again."
                ) from error
            raise
