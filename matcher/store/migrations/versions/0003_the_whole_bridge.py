"""The whole bridge: programmes, support bodies, plans."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TEXT, INTEGER = sa.Text(), sa.Integer()
MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
TABLES = (
    "support_bodies",
    "aid_facts",
    "conflicts",
    "plans",
    "programme_versions",
    "aid_verdicts",
)


def upgrade() -> None:
    """Make the tables, and the columns of trios."""
    _support_bodies()
    _aid_facts()
    _conflicts()
    _plans()
    _programme_versions()
    _aid_verdicts()
    _columns()


def downgrade() -> None:
    """Drop the columns and the tables."""
    _without_columns()
    for table in reversed(TABLES):
        op.drop_table(table)


def _must(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _may(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=True)


def _code(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=40)


def _columns() -> None:
    """Add columns in place: making a table anew would empty those that hang on it."""
    body = sa.ForeignKey("support_bodies.id", name="fk_introductions_support_id")
    op.add_column("introductions", sa.Column("support_id", INTEGER, body), inline_references=True)
    op.create_index("ix_introductions_support_id", "introductions", ["support_id"])
    op.add_column(
        "introductions", sa.Column("support_said", TEXT, nullable=False, server_default="")
    )
    op.add_column("introductions", _may("support_said_at", MOMENT))
    op.add_column("challenges", sa.Column("support", JSON, nullable=False, server_default="[]"))
    op.add_column("match_runs", sa.Column("support", JSON, nullable=False, server_default="[]"))
    op.add_column(
        "matches", sa.Column("is_young", sa.Boolean(), nullable=False, server_default=sa.false())
    )


def _without_columns() -> None:
    op.drop_column("matches", "is_young")
    op.drop_column("match_runs", "support")
    op.drop_column("challenges", "support")
    op.drop_column("introductions", "support_said_at")
    op.drop_column("introductions", "support_said")
    op.drop_index("ix_introductions_support_id", "introductions")
    op.drop_column("introductions", "support_id")


def _support_bodies() -> None:
    op.create_table(
        "support_bodies",
        _must("id", INTEGER),
        _must("key", TEXT),
        _must("kind", _code("supportkind", "centre", "cluster")),
        sa.ForeignKeyConstraint(["id"], ["organisations.id"], name="fk_support_bodies_id"),
        sa.PrimaryKeyConstraint("id", name="pk_support_bodies"),
        sa.UniqueConstraint("key", name="uq_support_bodies_key"),
    )


def _aid_facts() -> None:
    op.create_table(
        "aid_facts",
        _must("id", INTEGER),
        _must("subject_kind", TEXT),
        _must("subject_id", INTEGER),
        _must("facts", JSON),
        _must("used_dh", JSON),
        _may("user_id", INTEGER),
        _must("updated_at", MOMENT),
        _must("version", INTEGER),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_aid_facts_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_aid_facts"),
        sa.UniqueConstraint(
            "subject_kind", "subject_id", name="uq_aid_facts_subject_kind_subject_id"
        ),
    )


def _conflicts() -> None:
    op.create_table(
        "conflicts",
        _must("id", INTEGER),
        _must("firm_id", INTEGER),
        _must("startup_id", INTEGER),
        _must("kind", TEXT),
        _must("note", TEXT),
        _may("user_id", INTEGER),
        _must("created_at", MOMENT),
        sa.ForeignKeyConstraint(["firm_id"], ["organisations.id"], name="fk_conflicts_firm_id"),
        sa.ForeignKeyConstraint(["startup_id"], ["startups.id"], name="fk_conflicts_startup_id"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_conflicts_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_conflicts"),
        sa.UniqueConstraint("firm_id", "startup_id", name="uq_conflicts_firm_id_startup_id"),
    )
    op.create_index("ix_conflicts_firm_id", "conflicts", ["firm_id"])
    op.create_index("ix_conflicts_startup_id", "conflicts", ["startup_id"])


def _plans() -> None:
    op.create_table(
        "plans",
        _must("id", INTEGER),
        _may("officer_id", INTEGER),
        _may("base_id", INTEGER),
        _must("state", TEXT),
        _must("settings", JSON),
        _must("problem", JSON),
        _must("result", JSON),
        _must("created_at", MOMENT),
        _may("solved_at", MOMENT),
        _must("version", INTEGER),
        sa.ForeignKeyConstraint(["base_id"], ["plans.id"], name="fk_plans_base_id"),
        sa.ForeignKeyConstraint(["officer_id"], ["users.id"], name="fk_plans_officer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_plans"),
    )
    op.create_index("ix_plans_state", "plans", ["state"])


def _programme_versions() -> None:
    op.create_table(
        "programme_versions",
        _must("id", INTEGER),
        _must("programme_id", TEXT),
        _must("version", TEXT),
        _must("state", TEXT),
        _must("body", TEXT),
        _must("sha256", TEXT),
        _must("note", TEXT),
        _may("user_id", INTEGER),
        _must("created_at", MOMENT),
        _may("published_at", MOMENT),
        _must("row_version", INTEGER),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_programme_versions_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_programme_versions"),
        sa.UniqueConstraint(
            "programme_id", "version", name="uq_programme_versions_programme_id_version"
        ),
    )
    op.create_index("ix_programme_versions_programme_id", "programme_versions", ["programme_id"])
    op.create_index("ix_programme_versions_state", "programme_versions", ["state"])


def _aid_verdicts() -> None:
    op.create_table(
        "aid_verdicts",
        _must("id", INTEGER),
        _may("challenge_id", INTEGER),
        _may("startup_id", INTEGER),
        _must("day", sa.Date()),
        _must("case", JSON),
        _must("programmes", JSON),
        _must("answers", JSON),
        _may("user_id", INTEGER),
        _must("created_at", MOMENT),
        sa.ForeignKeyConstraint(
            ["challenge_id"],
            ["challenges.id"],
            name="fk_aid_verdicts_challenge_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["startup_id"], ["startups.id"], name="fk_aid_verdicts_startup_id"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_aid_verdicts_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_aid_verdicts"),
    )
    op.create_index("ix_aid_verdicts_pair", "aid_verdicts", ["challenge_id", "startup_id"])
