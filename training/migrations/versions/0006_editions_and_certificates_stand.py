"""What was published and what a certificate says stand as they were made: until when it is valid could be rewritten."""

from collections.abc import Sequence

from alembic import op

from training.core.ledgers import protect

revision: str = '0006'
down_revision: str | None = '0005'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

FROZEN = ("edition", "certificate")


def upgrade() -> None:
    for table in FROZEN:
        for statement in protect(op.get_context().dialect.name, table):
            op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("a guard is not taken away: restore a backup instead")
