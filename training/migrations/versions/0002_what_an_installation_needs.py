"""What an installation needs: the audit chain, counters of tries, the charity's own values."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from training.core.ledgers import protect

revision: str = '0002'
down_revision: str | None = '0001'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

LEDGERS = ("audit_event", "local_value", "local_file")
BEFORE_THE_FIRST = "0" * 64


def upgrade() -> None:
    op.create_table('audit_event',
    sa.Column('sequence', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor_id', sa.String(length=26), nullable=True),
    sa.Column('action', sa.String(length=60), nullable=False),
    sa.Column('subject_id', sa.String(length=64), nullable=True),
    sa.Column('detail', sa.JSON(), nullable=False),
    sa.Column('previous_hash', sa.String(length=64), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.CheckConstraint('sequence > 0', name=op.f('ck_audit_event_sequence_positive')),
    sa.PrimaryKeyConstraint('sequence', name=op.f('pk_audit_event')),
    sa.UniqueConstraint('hash', name=op.f('uq_audit_event_hash'))
    )
    op.create_index(op.f('ix_audit_event_actor_id'), 'audit_event', ['actor_id'])
    op.create_index(op.f('ix_audit_event_subject_id'), 'audit_event', ['subject_id'])
    head = op.create_table('audit_head',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.CheckConstraint('id = 1', name=op.f('ck_audit_head_one_row')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_head'))
    )
    op.bulk_insert(head, [{"id": 1, "sequence": 0, "hash": BEFORE_THE_FIRST}])
    op.create_table('tries',
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('count > 0', name=op.f('ck_tries_count_positive')),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_tries'))
    )
    op.create_index(op.f('ix_tries_ends_at'), 'tries', ['ends_at'])
    op.create_table('local_value',
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=120), nullable=False),
    sa.Column('text_id', sa.String(length=26), nullable=False),
    sa.Column('checked_on', sa.Date(), nullable=True),
    sa.Column('by', sa.String(length=26), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('length(key) > 0', name=op.f('ck_local_value_key_given')),
    sa.ForeignKeyConstraint(['by'], ['person.id'], name=op.f('fk_local_value_by_person')),
    sa.ForeignKeyConstraint(['text_id'], ['personal_text.id'], name=op.f('fk_local_value_text_id_personal_text')),
    sa.PrimaryKeyConstraint('sequence', name=op.f('pk_local_value'))
    )
    op.create_index(op.f('ix_local_value_by'), 'local_value', ['by'])
    op.create_index('ix_local_value_key_sequence', 'local_value', ['key', 'sequence'])
    op.create_table('local_file',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('media_type', sa.String(length=40), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('by', sa.String(length=26), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by'], ['person.id'], name=op.f('fk_local_file_by_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_local_file'))
    )
    op.create_index(op.f('ix_local_file_by'), 'local_file', ['by'])
    for table in LEDGERS:
        for statement in protect(op.get_bind().dialect.name, table):
            op.execute(statement)


def downgrade() -> None:
    for table in ("local_file", "local_value", "tries", "audit_head", "audit_event"):
        op.drop_table(table)
