"""Trust: the chain of the journal, second factors, personal data."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from matcher.domain.journal import reduced
from matcher.store.chain import link_existing

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TEXT, INTEGER, BOOLEAN = sa.Text(), sa.Integer(), sa.Boolean()
MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
TABLES = (
    "erasures",
    "second_factors",
    "consents",
)


def upgrade() -> None:
    """Make the tables and columns; link the rows of the journal, which lose names and texts."""
    _erasures()
    _second_factors()
    _consents()
    _columns()
    link_existing(op.get_bind(), reduced)
    _indexes()


def downgrade() -> None:
    """Drop the columns and the tables; what the journal lost stays lost."""
    _without_columns()
    for table in reversed(TABLES):
        op.drop_table(table)


def _must(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _may(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=True)


def _columns() -> None:
    """Add columns in place: making a table anew would empty those that hang on it."""
    op.add_column("journal", _may("sequence", INTEGER))
    op.add_column("journal", sa.Column("hash", TEXT, nullable=False, server_default=""))
    op.add_column("match_runs", _may("asked_at", MOMENT))
    op.add_column("organisations", _may("erased_at", MOMENT))
    op.add_column(
        "users", sa.Column("suggestions_on", BOOLEAN, nullable=False, server_default=sa.true())
    )
    op.add_column("users", _may("warned_at", MOMENT))
    op.add_column("users", _may("erased_at", MOMENT))


def _indexes() -> None:
    op.create_index("uq_journal_sequence", "journal", ["sequence"], unique=True)


def _without_columns() -> None:
    op.drop_column("users", "erased_at")
    op.drop_column("users", "warned_at")
    op.drop_column("users", "suggestions_on")
    op.drop_column("organisations", "erased_at")
    op.drop_column("match_runs", "asked_at")
    op.drop_index("uq_journal_sequence", "journal")
    op.drop_column("journal", "hash")
    op.drop_column("journal", "sequence")


def _erasures() -> None:
    op.create_table(
        "erasures",
        _must("id", INTEGER),
        _must("kind", TEXT),
        _must("subject_id", INTEGER),
        _must("state", TEXT),
        _may("asked_by", INTEGER),
        _must("asked_at", MOMENT),
        _must("due_at", MOMENT),
        _may("done_at", MOMENT),
        sa.ForeignKeyConstraint(["asked_by"], ["users.id"], name="fk_erasures_asked_by"),
        sa.PrimaryKeyConstraint("id", name="pk_erasures"),
    )
    op.create_index("ix_erasures_state", "erasures", ["state", "due_at"])


def _second_factors() -> None:
    op.create_table(
        "second_factors",
        _must("user_id", INTEGER),
        _must("secret", TEXT),
        _must("last_step", INTEGER),
        _must("recovery", JSON),
        _must("created_at", MOMENT),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_second_factors_user_id"),
        sa.PrimaryKeyConstraint("user_id", name="pk_second_factors"),
    )


def _consents() -> None:
    op.create_table(
        "consents",
        _must("id", INTEGER),
        _must("text", TEXT),
        _must("text_version", TEXT),
        _must("language", TEXT),
        _must("at", MOMENT),
        _may("user_id", INTEGER),
        _may("join_request_id", INTEGER),
        sa.ForeignKeyConstraint(
            ["join_request_id"], ["join_requests.id"], name="fk_consents_join_request_id"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_consents_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_consents"),
    )
    op.create_index("ix_consents_join_request_id", "consents", ["join_request_id"])
    op.create_index("ix_consents_user_id", "consents", ["user_id"])
