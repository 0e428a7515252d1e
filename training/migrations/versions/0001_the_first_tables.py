"""the first tables"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from training.core.ledgers import protect

revision: str = '0001'
down_revision: str | None = None
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


LEDGERS = (
    "response",
    "mark",
    "declaration",
    "submission",
    "review",
    "observation",
    "readiness",
    "decision",
    "status_entry",
)


def upgrade() -> None:
    op.create_table('cohort',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('form_key', sa.String(length=64), nullable=True),
    sa.CheckConstraint('length(name) > 0', name=op.f('ck_cohort_name_given')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cohort')),
    sa.UniqueConstraint('form_key', name=op.f('uq_cohort_form_key')),
    sa.UniqueConstraint('name', name=op.f('uq_cohort_name'))
    )
    op.create_table('installation',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('purpose', sa.String(length=10), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("purpose IN ('demo', 'real')", name=op.f('ck_installation_purpose')),
    sa.CheckConstraint('id = 1', name=op.f('ck_installation_one_row')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_installation'))
    )
    op.create_table('person',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('state', sa.Enum('invited', 'active', 'away', 'left', name='state', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('password_hash', sa.String(length=200), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('form_key', sa.String(length=64), nullable=True),
    sa.CheckConstraint('email = lower(email)', name=op.f('ck_person_email_lower')),
    sa.CheckConstraint('length(name) > 0', name=op.f('ck_person_name_given')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person')),
    sa.UniqueConstraint('email', name=op.f('uq_person_email')),
    sa.UniqueConstraint('form_key', name=op.f('uq_person_form_key'))
    )
    op.create_table('personal_text',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('about_id', sa.String(length=26), nullable=False),
    sa.Column('body', sa.Text(), nullable=True),
    sa.Column('erased_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('(body IS NULL) = (erased_at IS NOT NULL)', name=op.f('ck_personal_text_erased_or_kept')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_personal_text'))
    )
    with op.batch_alter_table('personal_text', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_personal_text_about_id'), ['about_id'], unique=False)

    op.create_table('cohort_member',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('cohort_id', sa.String(length=26), nullable=False),
    sa.Column('person_id', sa.String(length=26), nullable=False),
    sa.Column('part', sa.Enum('trainee', 'trainer', name='part', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('from_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('to_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['cohort_id'], ['cohort.id'], name=op.f('fk_cohort_member_cohort_id_cohort')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_cohort_member_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cohort_member'))
    )
    with op.batch_alter_table('cohort_member', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_cohort_member_cohort_id'), ['cohort_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_cohort_member_person_id'), ['person_id'], unique=False)
        batch_op.create_index('uq_cohort_member_current', ['cohort_id', 'person_id', 'part'], unique=True, sqlite_where=sa.text('to_at IS NULL'), postgresql_where=sa.text('to_at IS NULL'))

    op.create_table('edition',
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('format', sa.Integer(), nullable=False),
    sa.Column('content', sa.Text(), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('published_by', sa.String(length=26), nullable=True),
    sa.Column('note', sa.String(length=500), nullable=False),
    sa.CheckConstraint('number > 0', name=op.f('ck_edition_number_positive')),
    sa.ForeignKeyConstraint(['published_by'], ['person.id'], name=op.f('fk_edition_published_by_person')),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_edition')),
    sa.UniqueConstraint('number', name=op.f('uq_edition_number'))
    )
    op.create_table('invitation',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('token_digest', sa.String(length=64), nullable=False),
    sa.Column('person_id', sa.String(length=26), nullable=False),
    sa.Column('purpose', sa.Enum('invitation', 'reset', name='purpose', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.String(length=26), nullable=True),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('replaced_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['created_by'], ['person.id'], name=op.f('fk_invitation_created_by_person')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_invitation_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitation')),
    sa.UniqueConstraint('token_digest', name=op.f('uq_invitation_token_digest'))
    )
    with op.batch_alter_table('invitation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_invitation_person_id'), ['person_id'], unique=False)

    op.create_table('login_session',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('token_digest', sa.String(length=64), nullable=False),
    sa.Column('person_id', sa.String(length=26), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_login_session_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_login_session')),
    sa.UniqueConstraint('token_digest', name=op.f('uq_login_session_token_digest'))
    )
    with op.batch_alter_table('login_session', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_login_session_person_id'), ['person_id'], unique=False)

    op.create_table('readiness',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('person_id', sa.String(length=26), nullable=False),
    sa.Column('outcome', sa.Enum('ready', 'ready with support', 'not yet', 'paused', name='outcome', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('review_on', sa.Date(), nullable=False),
    sa.Column('by', sa.String(length=26), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('form_key', sa.String(length=64), nullable=False),
    sa.CheckConstraint('by <> person_id', name=op.f('ck_readiness_not_of_self')),
    sa.ForeignKeyConstraint(['by'], ['person.id'], name=op.f('fk_readiness_by_person')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_readiness_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_readiness')),
    sa.UniqueConstraint('by', 'form_key', name=op.f('uq_readiness_by_form_key'))
    )
    with op.batch_alter_table('readiness', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_readiness_by'), ['by'], unique=False)
        batch_op.create_index(batch_op.f('ix_readiness_person_id'), ['person_id'], unique=False)

    op.create_table('reflection_draft',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('person_id', sa.String(length=26), nullable=False),
    sa.Column('activity', sa.String(length=120), nullable=False),
    sa.Column('texts', sa.Text(), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_reflection_draft_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reflection_draft')),
    sa.UniqueConstraint('person_id', 'activity', name=op.f('uq_reflection_draft_person_id_activity'))
    )
    op.create_table('role_grant',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('person_id', sa.String(length=26), nullable=False),
    sa.Column('role', sa.Enum('trainee', 'trainer', 'admin', name='role', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('from_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('to_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('granted_by', sa.String(length=26), nullable=True),
    sa.Column('ended_by', sa.String(length=26), nullable=True),
    sa.ForeignKeyConstraint(['ended_by'], ['person.id'], name=op.f('fk_role_grant_ended_by_person')),
    sa.ForeignKeyConstraint(['granted_by'], ['person.id'], name=op.f('fk_role_grant_granted_by_person')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_role_grant_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_role_grant'))
    )
    with op.batch_alter_table('role_grant', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_role_grant_person_id'), ['person_id'], unique=False)
        batch_op.create_index('uq_role_grant_current', ['person_id', 'role'], unique=True, sqlite_where=sa.text('to_at IS NULL'), postgresql_where=sa.text('to_at IS NULL'))

    op.create_table('attempt',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('person_id', sa.String(length=26), nullable=False),
    sa.Column('activity', sa.String(length=120), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('edition', sa.String(length=64), nullable=False),
    sa.Column('items', sa.JSON(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('handed_in_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('voided_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('number > 0', name=op.f('ck_attempt_number_positive')),
    sa.ForeignKeyConstraint(['edition'], ['edition.digest'], name=op.f('fk_attempt_edition_edition')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_attempt_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attempt')),
    sa.UniqueConstraint('person_id', 'activity', 'number', name=op.f('uq_attempt_person_id_activity_number'))
    )
    with op.batch_alter_table('attempt', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_attempt_person_id'), ['person_id'], unique=False)
        batch_op.create_index('uq_attempt_open', ['person_id', 'activity'], unique=True, sqlite_where=sa.text('handed_in_at IS NULL AND voided_at IS NULL'), postgresql_where=sa.text('handed_in_at IS NULL AND voided_at IS NULL'))

    op.create_table('decision',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('person_id', sa.String(length=26), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('issue', 'decline', 'revoke', name='kind', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('by', sa.String(length=26), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('edition', sa.String(length=64), nullable=False),
    sa.Column('snapshot', sa.JSON(), nullable=False),
    sa.Column('reason_id', sa.String(length=26), nullable=False),
    sa.Column('printed_id', sa.String(length=26), nullable=True),
    sa.Column('form_key', sa.String(length=64), nullable=False),
    sa.CheckConstraint("(kind = 'issue') = (printed_id IS NOT NULL)", name=op.f('ck_decision_issue_prints')),
    sa.CheckConstraint('by <> person_id', name=op.f('ck_decision_not_of_self')),
    sa.ForeignKeyConstraint(['by'], ['person.id'], name=op.f('fk_decision_by_person')),
    sa.ForeignKeyConstraint(['edition'], ['edition.digest'], name=op.f('fk_decision_edition_edition')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_decision_person_id_person')),
    sa.ForeignKeyConstraint(['printed_id'], ['personal_text.id'], name=op.f('fk_decision_printed_id_personal_text')),
    sa.ForeignKeyConstraint(['reason_id'], ['personal_text.id'], name=op.f('fk_decision_reason_id_personal_text')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_decision')),
    sa.UniqueConstraint('by', 'form_key', name=op.f('uq_decision_by_form_key')),
    sa.UniqueConstraint('person_id', 'sequence', name=op.f('uq_decision_person_id_sequence'))
    )
    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_decision_by'), ['by'], unique=False)

    op.create_table('declaration',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('person_id', sa.String(length=26), nullable=False),
    sa.Column('statement', sa.String(length=120), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('edition', sa.String(length=64), nullable=False),
    sa.Column('words_digest', sa.String(length=64), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('form_key', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['edition'], ['edition.digest'], name=op.f('fk_declaration_edition_edition')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_declaration_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_declaration')),
    sa.UniqueConstraint('person_id', 'form_key', name=op.f('uq_declaration_person_id_form_key'))
    )
    with op.batch_alter_table('declaration', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_declaration_person_id'), ['person_id'], unique=False)

    op.create_table('lesson_read',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('person_id', sa.String(length=26), nullable=False),
    sa.Column('module', sa.String(length=120), nullable=False),
    sa.Column('lesson', sa.String(length=120), nullable=False),
    sa.Column('edition', sa.String(length=64), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('form_key', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['edition'], ['edition.digest'], name=op.f('fk_lesson_read_edition_edition')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_lesson_read_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lesson_read')),
    sa.UniqueConstraint('person_id', 'form_key', name=op.f('uq_lesson_read_person_id_form_key'))
    )
    with op.batch_alter_table('lesson_read', schema=None) as batch_op:
        batch_op.create_index('ix_lesson_read_person_id_module', ['person_id', 'module'], unique=False)

    op.create_table('observation',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('person_id', sa.String(length=26), nullable=False),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.Column('edition', sa.String(length=64), nullable=False),
    sa.Column('rubric', sa.String(length=120), nullable=False),
    sa.Column('lines', sa.JSON(), nullable=False),
    sa.Column('feedback_id', sa.String(length=26), nullable=False),
    sa.Column('by', sa.String(length=26), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('form_key', sa.String(length=64), nullable=False),
    sa.CheckConstraint('by <> person_id', name=op.f('ck_observation_not_of_self')),
    sa.ForeignKeyConstraint(['by'], ['person.id'], name=op.f('fk_observation_by_person')),
    sa.ForeignKeyConstraint(['edition'], ['edition.digest'], name=op.f('fk_observation_edition_edition')),
    sa.ForeignKeyConstraint(['feedback_id'], ['personal_text.id'], name=op.f('fk_observation_feedback_id_personal_text')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_observation_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_observation')),
    sa.UniqueConstraint('by', 'form_key', name=op.f('uq_observation_by_form_key')),
    sa.UniqueConstraint('by', 'person_id', 'held_on', name=op.f('uq_observation_by_person_id_held_on'))
    )
    with op.batch_alter_table('observation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_observation_by'), ['by'], unique=False)
        batch_op.create_index(batch_op.f('ix_observation_person_id'), ['person_id'], unique=False)

    op.create_table('standing',
    sa.Column('person_id', sa.String(length=26), nullable=False),
    sa.Column('kind', sa.Enum('module', 'criterion', name='kind', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('key', sa.String(length=120), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('because', sa.JSON(), nullable=False),
    sa.Column('edition', sa.String(length=64), nullable=False),
    sa.Column('next_change_on', sa.Date(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['edition'], ['edition.digest'], name=op.f('fk_standing_edition_edition')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_standing_person_id_person')),
    sa.PrimaryKeyConstraint('person_id', 'kind', 'key', name=op.f('pk_standing'))
    )
    with op.batch_alter_table('standing', schema=None) as batch_op:
        batch_op.create_index('ix_standing_kind_state', ['kind', 'key', 'state'], unique=False)

    op.create_table('submission',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('person_id', sa.String(length=26), nullable=False),
    sa.Column('activity', sa.String(length=120), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('edition', sa.String(length=64), nullable=False),
    sa.Column('text_id', sa.String(length=26), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('form_key', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['edition'], ['edition.digest'], name=op.f('fk_submission_edition_edition')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_submission_person_id_person')),
    sa.ForeignKeyConstraint(['text_id'], ['personal_text.id'], name=op.f('fk_submission_text_id_personal_text')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_submission')),
    sa.UniqueConstraint('person_id', 'form_key', name=op.f('uq_submission_person_id_form_key'))
    )
    with op.batch_alter_table('submission', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_submission_person_id'), ['person_id'], unique=False)

    op.create_table('certificate',
    sa.Column('number', sa.String(length=14), nullable=False),
    sa.Column('person_id', sa.String(length=26), nullable=False),
    sa.Column('period', sa.Integer(), nullable=False),
    sa.Column('decision_id', sa.String(length=26), nullable=False),
    sa.Column('award', sa.String(length=200), nullable=False),
    sa.Column('organisation', sa.String(length=200), nullable=False),
    sa.Column('issued_on', sa.Date(), nullable=False),
    sa.Column('valid_until', sa.Date(), nullable=False),
    sa.Column('window_days', sa.Integer(), nullable=False),
    sa.CheckConstraint('length(number) = 14', name=op.f('ck_certificate_number_length')),
    sa.CheckConstraint('valid_until >= issued_on', name=op.f('ck_certificate_period_forward')),
    sa.ForeignKeyConstraint(['decision_id'], ['decision.id'], name=op.f('fk_certificate_decision_id_decision')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_certificate_person_id_person')),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_certificate')),
    sa.UniqueConstraint('decision_id', name=op.f('uq_certificate_decision_id')),
    sa.UniqueConstraint('person_id', 'period', name=op.f('uq_certificate_person_id_period'))
    )
    op.create_table('mark',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('attempt_id', sa.String(length=26), nullable=False),
    sa.Column('key_edition', sa.String(length=64), nullable=False),
    sa.Column('score', sa.Integer(), nullable=False),
    sa.Column('maximum', sa.Integer(), nullable=False),
    sa.Column('passed', sa.Boolean(), nullable=False),
    sa.Column('critical_misses', sa.JSON(), nullable=False),
    sa.Column('detail', sa.JSON(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('maximum > 0', name=op.f('ck_mark_maximum_positive')),
    sa.CheckConstraint('score >= 0 AND score <= maximum', name=op.f('ck_mark_score_in_range')),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_mark_attempt_id_attempt')),
    sa.ForeignKeyConstraint(['key_edition'], ['edition.digest'], name=op.f('fk_mark_key_edition_edition')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mark'))
    )
    with op.batch_alter_table('mark', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_mark_attempt_id'), ['attempt_id'], unique=False)

    op.create_table('response',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('save_id', sa.String(length=64), nullable=False),
    sa.Column('attempt_id', sa.String(length=26), nullable=False),
    sa.Column('item', sa.String(length=120), nullable=False),
    sa.Column('page_id', sa.String(length=64), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('answer', sa.String(length=120), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('revision > 0', name=op.f('ck_response_revision_positive')),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_response_attempt_id_attempt')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_response')),
    sa.UniqueConstraint('attempt_id', 'item', 'revision', name=op.f('uq_response_attempt_id_item_revision')),
    sa.UniqueConstraint('attempt_id', 'save_id', name=op.f('uq_response_attempt_id_save_id'))
    )
    op.create_table('review',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('submission_id', sa.String(length=26), nullable=False),
    sa.Column('edition', sa.String(length=64), nullable=False),
    sa.Column('rubric', sa.String(length=120), nullable=False),
    sa.Column('lines', sa.JSON(), nullable=False),
    sa.Column('outcome', sa.Enum('accepted', 'not yet', name='outcome', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('feedback_id', sa.String(length=26), nullable=False),
    sa.Column('by', sa.String(length=26), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('form_key', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['by'], ['person.id'], name=op.f('fk_review_by_person')),
    sa.ForeignKeyConstraint(['edition'], ['edition.digest'], name=op.f('fk_review_edition_edition')),
    sa.ForeignKeyConstraint(['feedback_id'], ['personal_text.id'], name=op.f('fk_review_feedback_id_personal_text')),
    sa.ForeignKeyConstraint(['submission_id'], ['submission.id'], name=op.f('fk_review_submission_id_submission')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review')),
    sa.UniqueConstraint('by', 'form_key', name=op.f('uq_review_by_form_key')),
    sa.UniqueConstraint('submission_id', name=op.f('uq_review_submission_id'))
    )
    with op.batch_alter_table('review', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_review_by'), ['by'], unique=False)

    op.create_table('status_entry',
    sa.Column('id', sa.String(length=26), nullable=False),
    sa.Column('certificate', sa.String(length=14), nullable=False),
    sa.Column('decision_id', sa.String(length=26), nullable=False),
    sa.Column('status', sa.Enum('valid', 'due for renewal', 'expired', 'revoked', name='status', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['certificate'], ['certificate.number'], name=op.f('fk_status_entry_certificate_certificate')),
    sa.ForeignKeyConstraint(['decision_id'], ['decision.id'], name=op.f('fk_status_entry_decision_id_decision')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_status_entry'))
    )
    with op.batch_alter_table('status_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_status_entry_certificate'), ['certificate'], unique=False)

    for table in LEDGERS:
        for statement in protect(op.get_context().dialect.name, table):
            op.execute(statement)


def downgrade() -> None:
    with op.batch_alter_table('status_entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_status_entry_certificate'))

    op.drop_table('status_entry')
    with op.batch_alter_table('review', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_review_by'))

    op.drop_table('review')
    op.drop_table('response')
    with op.batch_alter_table('mark', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_mark_attempt_id'))

    op.drop_table('mark')
    op.drop_table('certificate')
    with op.batch_alter_table('submission', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_submission_person_id'))

    op.drop_table('submission')
    with op.batch_alter_table('standing', schema=None) as batch_op:
        batch_op.drop_index('ix_standing_kind_state')

    op.drop_table('standing')
    with op.batch_alter_table('observation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_observation_person_id'))
        batch_op.drop_index(batch_op.f('ix_observation_by'))

    op.drop_table('observation')
    with op.batch_alter_table('lesson_read', schema=None) as batch_op:
        batch_op.drop_index('ix_lesson_read_person_id_module')

    op.drop_table('lesson_read')
    with op.batch_alter_table('declaration', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_declaration_person_id'))

    op.drop_table('declaration')
    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_decision_by'))

    op.drop_table('decision')
    with op.batch_alter_table('attempt', schema=None) as batch_op:
        batch_op.drop_index('uq_attempt_open', sqlite_where=sa.text('handed_in_at IS NULL AND voided_at IS NULL'), postgresql_where=sa.text('handed_in_at IS NULL AND voided_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_attempt_person_id'))

    op.drop_table('attempt')
    with op.batch_alter_table('role_grant', schema=None) as batch_op:
        batch_op.drop_index('uq_role_grant_current', sqlite_where=sa.text('to_at IS NULL'), postgresql_where=sa.text('to_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_role_grant_person_id'))

    op.drop_table('role_grant')
    op.drop_table('reflection_draft')
    with op.batch_alter_table('readiness', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_readiness_person_id'))
        batch_op.drop_index(batch_op.f('ix_readiness_by'))

    op.drop_table('readiness')
    with op.batch_alter_table('login_session', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_login_session_person_id'))

    op.drop_table('login_session')
    with op.batch_alter_table('invitation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_invitation_person_id'))

    op.drop_table('invitation')
    op.drop_table('edition')
    with op.batch_alter_table('cohort_member', schema=None) as batch_op:
        batch_op.drop_index('uq_cohort_member_current', sqlite_where=sa.text('to_at IS NULL'), postgresql_where=sa.text('to_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_cohort_member_person_id'))
        batch_op.drop_index(batch_op.f('ix_cohort_member_cohort_id'))

    op.drop_table('cohort_member')
    with op.batch_alter_table('personal_text', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_personal_text_about_id'))

    op.drop_table('personal_text')
    op.drop_table('person')
    op.drop_table('installation')
    op.drop_table('cohort')
