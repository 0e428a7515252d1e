"""Where people live, and why a session was held before the modules that come first were passed."""

from collections.abc import Sequence

from alembic import op

revision: str = '0004'
down_revision: str | None = '0003'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.execute(
        "ALTER TABLE person ADD COLUMN nation VARCHAR(20) CONSTRAINT ck_person_nation "
        "CHECK (nation IN ('england', 'wales', 'scotland', 'northern-ireland'))"
    )
    op.execute(
        "ALTER TABLE observation ADD COLUMN early_reason_id VARCHAR(26) "
        "CONSTRAINT fk_observation_early_reason_id_personal_text REFERENCES personal_text (id)"
    )


def downgrade() -> None:
    raise NotImplementedError("a ledger's column is not taken away: restore a backup instead")
