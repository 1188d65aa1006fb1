"""First tables: people, startups, tasks and e-mails."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TEXT, INTEGER, BOOLEAN = sa.Text(), sa.Integer(), sa.Boolean()
MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
TABLES = (
    "facts",
    "organisations",
    "outbox",
    "places",
    "tasks",
    "startups",
    "users",
    "attachments",
    "capabilities",
    "join_requests",
    "journal",
    "tokens",
    "imports",
)


def upgrade() -> None:
    """Make the tables."""
    _facts()
    _organisations()
    _outbox()
    _places()
    _tasks()
    _startups()
    _users()
    _attachments()
    _capabilities()
    _join_requests()
    _journal()
    _tokens()
    _imports()


def downgrade() -> None:
    """Drop the tables."""
    for table in reversed(TABLES):
        op.drop_table(table)


def _must(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _may(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=True)


def _code(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=40)


def _facts() -> None:
    op.create_table(
        "facts",
        _must("name", TEXT),
        _must("value", JSON),
        sa.PrimaryKeyConstraint("name", name="pk_facts"),
    )


def _organisations() -> None:
    op.create_table(
        "organisations",
        _must("id", INTEGER),
        _must("kind", _code("organisationkind", "firm", "startup", "agency")),
        _must("name", TEXT),
        _must("name_key", TEXT),
        _must("search_text", TEXT),
        _must("ice", TEXT),
        _must("city", TEXT),
        _must("region", TEXT),
        _must("sectors", JSON),
        _must("size", TEXT),
        _may("founded", INTEGER),
        _must("website", TEXT),
        _must("is_active", BOOLEAN),
        _must("created_at", MOMENT),
        _may("merged_into", INTEGER),
        _must("version", INTEGER),
        sa.ForeignKeyConstraint(
            ["merged_into"], ["organisations.id"], name="fk_organisations_merged_into"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_organisations"),
    )
    op.create_index("ix_organisations_kind", "organisations", ["kind"])
    op.create_index("ix_organisations_name_key", "organisations", ["name_key"])


def _outbox() -> None:
    op.create_table(
        "outbox",
        _must("id", INTEGER),
        _must("kind", TEXT),
        _must("language", TEXT),
        _must("recipients", JSON),
        _must("payload", JSON),
        _must("dedupe_key", TEXT),
        _must("about", TEXT),
        _must("digest", TEXT),
        _must("message_token", TEXT),
        _must("state", TEXT),
        _must("attempts", INTEGER),
        _must("not_before", MOMENT),
        _must("created_at", MOMENT),
        _may("claim", TEXT),
        _may("claimed_at", MOMENT),
        _may("sent_at", MOMENT),
        _must("delivered", JSON),
        _must("refused", JSON),
        _must("last_error", TEXT),
        _may("combined_into", INTEGER),
        sa.ForeignKeyConstraint(["combined_into"], ["outbox.id"], name="fk_outbox_combined_into"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("dedupe_key", name="uq_outbox_dedupe_key"),
    )
    op.create_index("ix_outbox_about", "outbox", ["about"])
    op.create_index("ix_outbox_state_not_before", "outbox", ["state", "not_before"])


def _places() -> None:
    op.create_table(
        "places",
        _must("kind", TEXT),
        _must("subject_id", INTEGER),
        _must("x", sa.Double()),
        _must("y", sa.Double()),
        _must("cluster", INTEGER),
        _must("text_version", INTEGER),
        sa.PrimaryKeyConstraint("kind", "subject_id", name="pk_places"),
    )


def _tasks() -> None:
    op.create_table(
        "tasks",
        _must("id", INTEGER),
        _must("name", TEXT),
        _must("key", TEXT),
        _must("payload", JSON),
        _must("state", TEXT),
        _must("attempts", INTEGER),
        _must("not_before", MOMENT),
        _must("created_at", MOMENT),
        _may("done_at", MOMENT),
        _must("error", TEXT),
        sa.PrimaryKeyConstraint("id", name="pk_tasks"),
    )
    op.create_index("ix_tasks_key", "tasks", ["key"])
    op.create_index("ix_tasks_waiting", "tasks", ["state", "not_before"])


def _startups() -> None:
    op.create_table(
        "startups",
        _must("id", INTEGER),
        _must("key", TEXT),
        _must("tagline", TEXT),
        _must("sectors", JSON),
        _must("regions", JSON),
        _must("languages", JSON),
        _may("trl", INTEGER),
        _must("client_references", TEXT),
        _must("certifications", JSON),
        _must("status", _code("status", "active", "paused", "withdrawn")),
        _must("name_shown", BOOLEAN),
        _may("capacity", INTEGER),
        _must("refused_sectors", JSON),
        _must("refused_regions", JSON),
        _must("firm_sizes", JSON),
        _must("excluded_firms", JSON),
        _must("exclusive_with", JSON),
        _may("min_budget_dh", INTEGER),
        _must("text_version", INTEGER),
        _must("version", INTEGER),
        _must("created_at", MOMENT),
        _must("updated_at", MOMENT),
        sa.ForeignKeyConstraint(["id"], ["organisations.id"], name="fk_startups_id"),
        sa.PrimaryKeyConstraint("id", name="pk_startups"),
        sa.UniqueConstraint("key", name="uq_startups_key"),
    )
    op.create_index("ix_startups_status", "startups", ["status"])


def _users() -> None:
    op.create_table(
        "users",
        _must("id", INTEGER),
        _may("organisation_id", INTEGER),
        _must("email", TEXT),
        _must("email_key", TEXT),
        _must("name", TEXT),
        _must("phone", TEXT),
        _must("password_hash", TEXT),
        _must("role", _code("role", "firm", "startup", "officer", "administrator")),
        _must("language", TEXT),
        _must("is_active", BOOLEAN),
        _may("confirmed_at", MOMENT),
        _must("session_epoch", INTEGER),
        _must("shortcuts_on", BOOLEAN),
        _must("created_at", MOMENT),
        _may("signed_in_at", MOMENT),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_users_organisation_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
    )
    op.create_index("ix_users_organisation_id", "users", ["organisation_id"])
    op.create_index("uq_users_email_key", "users", ["email_key"], unique=True)


def _attachments() -> None:
    op.create_table(
        "attachments",
        _must("id", INTEGER),
        _must("subject_kind", TEXT),
        _must("subject_id", INTEGER),
        _must("organisation_id", INTEGER),
        _must("filename", TEXT),
        _must("media_type", TEXT),
        _must("size", INTEGER),
        _must("sha256", TEXT),
        _must("text", TEXT),
        _must("content", sa.LargeBinary()),
        _may("created_by", INTEGER),
        _must("created_at", MOMENT),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name="fk_attachments_created_by"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_attachments_organisation_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_attachments"),
    )
    op.create_index("ix_attachments_organisation_id", "attachments", ["organisation_id"])
    op.create_index("ix_attachments_subject", "attachments", ["subject_kind", "subject_id"])


def _capabilities() -> None:
    op.create_table(
        "capabilities",
        _must("id", INTEGER),
        _must("startup_id", INTEGER),
        _must("key", TEXT),
        _must("position", INTEGER),
        _must("title", TEXT),
        _must("text", TEXT),
        sa.ForeignKeyConstraint(
            ["startup_id"], ["startups.id"], name="fk_capabilities_startup_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_capabilities"),
        sa.UniqueConstraint("key", name="uq_capabilities_key"),
    )
    op.create_index("ix_capabilities_startup_id", "capabilities", ["startup_id"])


def _join_requests() -> None:
    op.create_table(
        "join_requests",
        _must("id", INTEGER),
        _must("kind", _code("organisationkind", "firm", "startup", "agency")),
        _must("organisation_name", TEXT),
        _must("ice", TEXT),
        _must("city", TEXT),
        _must("website", TEXT),
        _must("name", TEXT),
        _must("email", TEXT),
        _must("phone", TEXT),
        _must("language", TEXT),
        _must("message", TEXT),
        _must("state", TEXT),
        _must("reason", TEXT),
        _must("created_at", MOMENT),
        _may("decided_at", MOMENT),
        _may("decided_by", INTEGER),
        _may("organisation_id", INTEGER),
        sa.ForeignKeyConstraint(["decided_by"], ["users.id"], name="fk_join_requests_decided_by"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_join_requests_organisation_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_join_requests"),
    )
    op.create_index("ix_join_requests_state", "join_requests", ["state"])


def _journal() -> None:
    op.create_table(
        "journal",
        _must("id", INTEGER),
        _must("at", MOMENT),
        _may("user_id", INTEGER),
        _must("action", TEXT),
        _must("subject_kind", TEXT),
        _may("subject_id", INTEGER),
        _must("before", JSON),
        _must("after", JSON),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_journal_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_journal"),
    )
    op.create_index("ix_journal_action", "journal", ["action"])
    op.create_index("ix_journal_at", "journal", ["at"])
    op.create_index("ix_journal_subject", "journal", ["subject_kind", "subject_id"])
    op.create_index("ix_journal_user_id", "journal", ["user_id"])


def _tokens() -> None:
    op.create_table(
        "tokens",
        _must("id", INTEGER),
        _must("purpose", TEXT),
        _must("token_hash", TEXT),
        _may("user_id", INTEGER),
        _must("payload", JSON),
        _may("created_by", INTEGER),
        _must("created_at", MOMENT),
        _must("expires_at", MOMENT),
        _may("used_at", MOMENT),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_tokens_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_tokens"),
        sa.UniqueConstraint("token_hash", name="uq_tokens_token_hash"),
    )
    op.create_index("ix_tokens_user_id", "tokens", ["user_id"])


def _imports() -> None:
    op.create_table(
        "imports",
        _must("id", INTEGER),
        _must("kind", TEXT),
        _must("attachment_id", INTEGER),
        _must("sha256", TEXT),
        _must("fingerprint", TEXT),
        _must("lines", JSON),
        _must("notes", JSON),
        _must("counts", JSON),
        _must("state", TEXT),
        _may("created_by", INTEGER),
        _must("created_at", MOMENT),
        _may("applied_by", INTEGER),
        _may("applied_at", MOMENT),
        sa.ForeignKeyConstraint(["applied_by"], ["users.id"], name="fk_imports_applied_by"),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachments.id"], name="fk_imports_attachment_id"
        ),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name="fk_imports_created_by"),
        sa.PrimaryKeyConstraint("id", name="pk_imports"),
    )
    op.create_index("ix_imports_created_at", "imports", ["created_at"])
