"""Tables of challenges, matches and introductions."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TEXT, INTEGER, BOOLEAN = sa.Text(), sa.Integer(), sa.Boolean()
MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
TABLES = (
    "challenges",
    "interests",
    "introductions",
    "match_runs",
    "requirements",
    "verdicts",
    "matches",
    "moves",
)


def upgrade() -> None:
    """Make the tables."""
    _challenges()
    _interests()
    _introductions()
    _match_runs()
    _requirements()
    _verdicts()
    _matches()
    _moves()


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


def _challenges() -> None:
    op.create_table(
        "challenges",
        _must("id", INTEGER),
        _must("firm_id", INTEGER),
        _may("author_id", INTEGER),
        _may("officer_id", INTEGER),
        _must(
            "state",
            _code(
                "challengestate",
                "draft",
                "submitted",
                "curation",
                "shortlisted",
                "no_partner",
                "closed",
                "withdrawn",
            ),
        ),
        _must("visibility", _code("visibility", "open", "anonymous", "sealed")),
        _must("language", TEXT),
        _must("title", TEXT),
        _must("context", TEXT),
        _must("problem", TEXT),
        _must("success_criteria", TEXT),
        _must("constraints", TEXT),
        _must("excluded", TEXT),
        _must("attached_text", TEXT),
        _must("sectors", JSON),
        _must("region", TEXT),
        _must("site", TEXT),
        _must("on_site", BOOLEAN),
        _may("trl_min", INTEGER),
        _must(
            "collaboration",
            _code(
                "collaboration", "pilot", "purchase", "co_development", "licence", "testing", "any"
            ),
        ),
        _may("budget_min_dh", INTEGER),
        _may("budget_max_dh", INTEGER),
        _may("deadline", sa.Date()),
        _must("working_languages", JSON),
        _must("teaser_title", TEXT),
        _must("teaser_text", TEXT),
        _must("teaser_state", _code("teaserstate", "none", "pending", "approved", "refused")),
        _must("teaser_reason", TEXT),
        _must("matching", _code("matchingstate", "waiting", "done", "words_only", "failed")),
        _must("fallback", TEXT),
        _must("text_version", INTEGER),
        _must("version", INTEGER),
        _must("saved_from", TEXT),
        _must("created_at", MOMENT),
        _must("updated_at", MOMENT),
        _may("submitted_at", MOMENT),
        _may("released_at", MOMENT),
        _may("closed_at", MOMENT),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name="fk_challenges_author_id"),
        sa.ForeignKeyConstraint(["firm_id"], ["organisations.id"], name="fk_challenges_firm_id"),
        sa.ForeignKeyConstraint(["officer_id"], ["users.id"], name="fk_challenges_officer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_challenges"),
    )
    op.create_index("ix_challenges_firm_id", "challenges", ["firm_id"])
    op.create_index("ix_challenges_state", "challenges", ["state"])
    op.create_index("ix_challenges_submitted_at", "challenges", ["submitted_at"])


def _interests() -> None:
    op.create_table(
        "interests",
        _must("id", INTEGER),
        _must("challenge_id", INTEGER),
        _must("startup_id", INTEGER),
        _must("is_interested", BOOLEAN),
        _must("reason", TEXT),
        _must("note", TEXT),
        _may("user_id", INTEGER),
        _must("created_at", MOMENT),
        _must("version", INTEGER),
        sa.ForeignKeyConstraint(
            ["challenge_id"], ["challenges.id"], name="fk_interests_challenge_id"
        ),
        sa.ForeignKeyConstraint(["startup_id"], ["startups.id"], name="fk_interests_startup_id"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_interests_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_interests"),
        sa.UniqueConstraint(
            "challenge_id", "startup_id", name="uq_interests_challenge_id_startup_id"
        ),
    )
    op.create_index("ix_interests_challenge_id", "interests", ["challenge_id"])
    op.create_index("ix_interests_startup_id", "interests", ["startup_id"])


def _introductions() -> None:
    op.create_table(
        "introductions",
        _must("id", INTEGER),
        _must("challenge_id", INTEGER),
        _must("startup_id", INTEGER),
        _must(
            "stage",
            _code(
                "stage",
                "suggested",
                "kept",
                "released",
                "proposed",
                "accepted_by_one",
                "accepted",
                "met",
                "nda",
                "pilot",
                "contract",
                "no_fit",
                "declined",
                "expired",
            ),
        ),
        _must("position", INTEGER),
        _must("why", TEXT),
        _may("officer_id", INTEGER),
        _must("firm_said", TEXT),
        _may("firm_said_at", MOMENT),
        _must("startup_said", TEXT),
        _may("startup_said_at", MOMENT),
        _must("decline_side", TEXT),
        _must("decline_reason", TEXT),
        _must("decline_note", TEXT),
        _may("waiting_since", MOMENT),
        _may("remind_at", MOMENT),
        _may("ends_at", MOMENT),
        _may("reminded_at", MOMENT),
        _must("created_at", MOMENT),
        _must("updated_at", MOMENT),
        _must("version", INTEGER),
        sa.ForeignKeyConstraint(
            ["challenge_id"], ["challenges.id"], name="fk_introductions_challenge_id"
        ),
        sa.ForeignKeyConstraint(["officer_id"], ["users.id"], name="fk_introductions_officer_id"),
        sa.ForeignKeyConstraint(
            ["startup_id"], ["startups.id"], name="fk_introductions_startup_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_introductions"),
        sa.UniqueConstraint(
            "challenge_id", "startup_id", name="uq_introductions_challenge_id_startup_id"
        ),
    )
    op.create_index("ix_introductions_challenge_id", "introductions", ["challenge_id"])
    op.create_index("ix_introductions_ends_at", "introductions", ["ends_at"])
    op.create_index("ix_introductions_remind_at", "introductions", ["remind_at"])
    op.create_index("ix_introductions_stage", "introductions", ["stage"])
    op.create_index("ix_introductions_startup_id", "introductions", ["startup_id"])


def _match_runs() -> None:
    op.create_table(
        "match_runs",
        _must("id", INTEGER),
        _must("challenge_id", INTEGER),
        _must("reading", TEXT),
        _must("text_version", INTEGER),
        _must("text_sha256", TEXT),
        _must("snapshot", TEXT),
        _must("encoder", TEXT),
        _must("ranker", TEXT),
        _must("words_only", BOOLEAN),
        _must("notes", JSON),
        _must("requirements", JSON),
        _must("refusals", JSON),
        _must("created_at", MOMENT),
        sa.ForeignKeyConstraint(
            ["challenge_id"],
            ["challenges.id"],
            name="fk_match_runs_challenge_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_match_runs"),
    )
    op.create_index("ix_match_runs_latest", "match_runs", ["challenge_id", "reading", "id"])


def _requirements() -> None:
    op.create_table(
        "requirements",
        _must("id", INTEGER),
        _must("challenge_id", INTEGER),
        _must("position", INTEGER),
        _must("text", TEXT),
        _must("importance", _code("importance", "must", "nice")),
        sa.ForeignKeyConstraint(
            ["challenge_id"],
            ["challenges.id"],
            name="fk_requirements_challenge_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_requirements"),
    )
    op.create_index("ix_requirements_challenge_id", "requirements", ["challenge_id"])


def _verdicts() -> None:
    op.create_table(
        "verdicts",
        _must("id", INTEGER),
        _must("challenge_id", INTEGER),
        _may("startup_id", INTEGER),
        _may("match_id", INTEGER),
        _must("kind", TEXT),
        _must("reason", TEXT),
        _must("note", TEXT),
        _must("by_hand", BOOLEAN),
        _may("user_id", INTEGER),
        _must("created_at", MOMENT),
        _may("undone_at", MOMENT),
        _may("undone_by", INTEGER),
        sa.ForeignKeyConstraint(
            ["challenge_id"], ["challenges.id"], name="fk_verdicts_challenge_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["startup_id"], ["startups.id"], name="fk_verdicts_startup_id"),
        sa.ForeignKeyConstraint(["undone_by"], ["users.id"], name="fk_verdicts_undone_by"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_verdicts_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_verdicts"),
    )
    op.create_index("ix_verdicts_created_at", "verdicts", ["created_at"])
    op.create_index("ix_verdicts_pair", "verdicts", ["challenge_id", "startup_id"])


def _matches() -> None:
    op.create_table(
        "matches",
        _must("id", INTEGER),
        _must("run_id", INTEGER),
        _must("startup_id", INTEGER),
        _must("rank", INTEGER),
        _must("score", sa.Double()),
        _may("band", _code("band", "likely", "possible", "unlikely")),
        _must("chance", JSON),
        _must("reasons", JSON),
        _must("unmet", JSON),
        _must("features", JSON),
        _must("flags", JSON),
        _must("is_far", BOOLEAN),
        sa.ForeignKeyConstraint(
            ["run_id"], ["match_runs.id"], name="fk_matches_run_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["startup_id"], ["startups.id"], name="fk_matches_startup_id"),
        sa.PrimaryKeyConstraint("id", name="pk_matches"),
    )
    op.create_index("ix_matches_run_rank", "matches", ["run_id", "rank"])
    op.create_index("ix_matches_startup", "matches", ["startup_id", "run_id"])


def _moves() -> None:
    op.create_table(
        "moves",
        _must("id", INTEGER),
        _must("introduction_id", INTEGER),
        _must(
            "stage_before",
            _code(
                "stage",
                "suggested",
                "kept",
                "released",
                "proposed",
                "accepted_by_one",
                "accepted",
                "met",
                "nda",
                "pilot",
                "contract",
                "no_fit",
                "declined",
                "expired",
            ),
        ),
        _must(
            "stage_after",
            _code(
                "stage",
                "suggested",
                "kept",
                "released",
                "proposed",
                "accepted_by_one",
                "accepted",
                "met",
                "nda",
                "pilot",
                "contract",
                "no_fit",
                "declined",
                "expired",
            ),
        ),
        _must("side", TEXT),
        _may("user_id", INTEGER),
        _must("reason", TEXT),
        _must("note", TEXT),
        _may("attachment_id", INTEGER),
        _must("at", MOMENT),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachments.id"], name="fk_moves_attachment_id"
        ),
        sa.ForeignKeyConstraint(
            ["introduction_id"],
            ["introductions.id"],
            name="fk_moves_introduction_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_moves_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_moves"),
    )
    op.create_index("ix_moves_at", "moves", ["at"])
    op.create_index("ix_moves_introduction_id", "moves", ["introduction_id"])
