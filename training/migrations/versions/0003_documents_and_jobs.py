"""documents and jobs"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from training.core.ledgers import protect

revision: str = '0003'
down_revision: str | None = '0002'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


LEDGERS = ("document",)


def upgrade() -> None:
    op.create_table('document',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('certificate', sa.String(length=14), nullable=False),
    sa.Column('kind', sa.Enum('certificate', name='kind', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('content_type', sa.String(length=120), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('length(content) > 0', name=op.f('ck_document_content_given')),
    sa.CheckConstraint('length(digest) = 64', name=op.f('ck_document_digest_length')),
    sa.ForeignKeyConstraint(['certificate'], ['certificate.number'], name=op.f('fk_document_certificate_certificate')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_document')),
    sa.UniqueConstraint('certificate', 'kind', name=op.f('uq_document_certificate_kind'))
    )
    op.create_table('job',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('kind', sa.String(length=120), nullable=False),
    sa.Column('subject', sa.String(length=120), nullable=False),
    sa.Column('state', sa.Enum('waiting', 'running', 'done', 'given up', name='state', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_error', sa.String(length=200), nullable=True),
    sa.CheckConstraint("(state IN ('done', 'given up')) = (finished_at IS NOT NULL)", name=op.f('ck_job_finished_or_live')),
    sa.CheckConstraint('tries >= 0', name=op.f('ck_job_tries_counted')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_job'))
    )
    with op.batch_alter_table('job', schema=None) as batch_op:
        batch_op.create_index('ix_job_due', ['finished_at', 'due_at'], unique=False)
        batch_op.create_index('uq_job_live', ['kind', 'subject'], unique=True, sqlite_where=sa.text('finished_at IS NULL'), postgresql_where=sa.text('finished_at IS NULL'))

    for table in LEDGERS:
        for statement in protect(op.get_context().dialect.name, table):
            op.execute(statement)


def downgrade() -> None:
    with op.batch_alter_table('job', schema=None) as batch_op:
        batch_op.drop_index('uq_job_live', sqlite_where=sa.text('finished_at IS NULL'), postgresql_where=sa.text('finished_at IS NULL'))
        batch_op.drop_index('ix_job_due')

    op.drop_table('job')
    op.drop_table('document')
