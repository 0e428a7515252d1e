"""Which page wrote a draft, so that one that was opened before does not overwrite it unseen."""

from collections.abc import Sequence

from alembic import op

revision: str = '0007'
down_revision: str | None = '0006'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.execute("ALTER TABLE reflection_draft ADD COLUMN page VARCHAR(64)")


def downgrade() -> None:
    op.execute("ALTER TABLE reflection_draft DROP COLUMN page")
