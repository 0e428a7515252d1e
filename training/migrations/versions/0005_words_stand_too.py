"""The words that ledgers point to stand as they were written: only an erasure blanks them."""

from collections.abc import Sequence

from alembic import op

from training.core.ledgers import protect

revision: str = '0005'
down_revision: str | None = '0004'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    for statement in protect(op.get_context().dialect.name, "personal_text"):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("a guard is not taken away: restore a backup instead")
