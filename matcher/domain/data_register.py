"""What is kept of people and firms, column by column: why, how long, and who reads it.

The page of the register, the copy that a person gets, the deletion and docs/security.md are made
from this one table. A column that is not classified here fails a test.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class Class(StrEnum):
    """What a column holds."""

    PERSONAL = "personal"
    """It tells who somebody is, or is about a person."""
    CONFIDENTIAL = "confidential"
    """What an organisation wrote, or what was worked out from it; it may name people."""
    SECRET = "secret"  # noqa: S105 (a class)
    """It opens an account; nobody reads it, its owner neither."""
    PLAIN = "plain"
    """Numbers, codes, states and moments."""


class Keeping(StrEnum):
    """How long rows are kept; the sentences are in `matcher.wording.data_register`."""

    ACCOUNT = "account"
    ORGANISATION = "organisation"
    REQUEST = "request"
    LINK = "link"
    MAIL = "mail"
    INTRODUCTION = "introduction"
    FILE = "file"
    IMPORT_FILE = "import_file"
    RUN = "run"
    TASK = "task"
    FACT = "fact"
    PUBLIC = "public"
    ALWAYS = "always"


class Reader(StrEnum):
    """Who reads what a processing keeps."""

    SELF = "self"
    COLLEAGUES = "colleagues"
    OFFICERS = "officers"
    ADMINISTRATORS = "administrators"
    OTHER_SIDE = "other_side"
    MATCHED = "matched"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Kept:
    """A table: its columns by class, how long its rows are kept, and whose they are.

    `owner` is the column that says which person a row is about: such rows are handed to that
    person and go with the account. `author` says who wrote the words of a row.
    """

    keeping: Keeping
    plain: frozenset[str]
    personal: frozenset[str] = field(default=frozenset())
    confidential: frozenset[str] = field(default=frozenset())
    hidden: frozenset[str] = field(default=frozenset())
    owner: str = ""
    author: str = ""

    def class_of(self, column: str) -> Class:
        """Return what a column holds; LookupError for one that nobody classified."""
        for found, names in (
            (Class.SECRET, self.hidden),
            (Class.PERSONAL, self.personal),
            (Class.CONFIDENTIAL, self.confidential),
            (Class.PLAIN, self.plain),
        ):
            if column in names:
                return found
        raise LookupError(f"Nobody said what the column {column!r} holds: see data_register.py.")

    @property
    def columns(self) -> frozenset[str]:
        """Every column that is classified."""
        return self.plain | self.personal | self.confidential | self.hidden


@dataclass(frozen=True, slots=True)
class Processing:
    """Something that is done with data, for one purpose; `key` names its sentences."""

    key: str
    readers: tuple[Reader, ...]
    tables: dict[str, Kept]


def _kept(keeping: Keeping, plain: str, *, owner: str = "", author: str = "", **more: str) -> Kept:
    classes = {name: frozenset(columns.split()) for name, columns in more.items()}
    return Kept(keeping, frozenset(plain.split()), owner=owner, author=author, **classes)


_ALL_READ = (Reader.SELF, Reader.COLLEAGUES, Reader.OFFICERS)

REGISTER: tuple[Processing, ...] = (
    Processing(
        "accounts",
        (Reader.SELF, Reader.COLLEAGUES, Reader.OFFICERS, Reader.OTHER_SIDE),
        {
            "users": _kept(
                Keeping.ACCOUNT,
                "id organisation_id role language is_active confirmed_at session_epoch "
                "shortcuts_on suggestions_on created_at warned_at erased_at",
                personal="email email_key name phone signed_in_at",
                hidden="password_hash",
                owner="id",
            ),
            "consents": _kept(
                Keeping.ACCOUNT,
                "id text text_version language at user_id join_request_id",
                owner="user_id",
            ),
        },
    ),
    Processing(
        "joining",
        (Reader.OFFICERS,),
        {
            "join_requests": _kept(
                Keeping.REQUEST,
                "id kind language state created_at decided_at decided_by organisation_id",
                personal="name email phone message reason",
                confidential="organisation_name ice city website",
            ),
        },
    ),
    Processing(
        "security",
        (Reader.NOBODY,),
        {
            "tokens": _kept(
                Keeping.LINK,
                "id purpose user_id created_by created_at expires_at used_at",
                personal="payload",
                hidden="token_hash",
                owner="user_id",
            ),
            "second_factors": _kept(
                Keeping.ACCOUNT,
                "user_id last_step created_at",
                hidden="secret recovery",
                owner="user_id",
            ),
            "facts": _kept(Keeping.FACT, "name value"),
        },
    ),
    Processing(
        "rights",
        (Reader.SELF, Reader.OFFICERS),
        {
            "erasures": _kept(
                Keeping.ALWAYS, "id kind subject_id state asked_by asked_at due_at done_at"
            ),
        },
    ),
    Processing(
        "organisations",
        (*_ALL_READ, Reader.MATCHED),
        {
            "organisations": _kept(
                Keeping.ORGANISATION,
                "id kind region sectors size founded is_active created_at merged_into version "
                "erased_at",
                confidential="name name_key search_text ice city website",
            ),
            "startups": _kept(
                Keeping.ORGANISATION,
                "id sectors regions languages trl status name_shown capacity refused_sectors "
                "refused_regions firm_sizes text_version version created_at updated_at",
                confidential="key tagline client_references certifications excluded_firms "
                "exclusive_with min_budget_dh",
            ),
            "capabilities": _kept(
                Keeping.ORGANISATION,
                "id startup_id key position",
                confidential="title text",
            ),
            "support_bodies": _kept(Keeping.PUBLIC, "id key kind"),
        },
    ),
    Processing(
        "challenges",
        (*_ALL_READ, Reader.MATCHED),
        {
            "challenges": _kept(
                Keeping.ORGANISATION,
                "id firm_id author_id officer_id state visibility language sectors region on_site "
                "trl_min collaboration deadline working_languages teaser_state matching "
                "support text_version version saved_from created_at updated_at submitted_at "
                "released_at closed_at",
                confidential="title context problem success_criteria constraints excluded "
                "attached_text site budget_min_dh budget_max_dh teaser_title teaser_text "
                "teaser_reason fallback",
                author="author_id",
            ),
            "requirements": _kept(
                Keeping.ORGANISATION,
                "id challenge_id position importance",
                confidential="text",
            ),
            "attachments": _kept(
                Keeping.FILE,
                "id subject_kind subject_id organisation_id media_type size sha256 created_by "
                "created_at",
                confidential="filename text content",
                author="created_by",
            ),
        },
    ),
    Processing(
        "matching",
        (Reader.OFFICERS, Reader.MATCHED),
        {
            "match_runs": _kept(
                Keeping.RUN,
                "id challenge_id reading text_version text_sha256 snapshot encoder ranker "
                "words_only notes refusals created_at asked_at",
                confidential="requirements support",
            ),
            "matches": _kept(
                Keeping.RUN,
                "id run_id startup_id rank score band chance is_far is_young features",
                confidential="reasons unmet flags",
            ),
            "verdicts": _kept(
                Keeping.RUN,
                "id challenge_id startup_id match_id kind reason by_hand user_id created_at "
                "undone_at undone_by",
                confidential="note",
                author="user_id",
            ),
            "interests": _kept(
                Keeping.ORGANISATION,
                "id challenge_id startup_id is_interested reason user_id created_at version",
                confidential="note",
                author="user_id",
            ),
            "places": _kept(Keeping.RUN, "kind subject_id x y cluster text_version"),
        },
    ),
    Processing(
        "introductions",
        (*_ALL_READ, Reader.OTHER_SIDE),
        {
            "introductions": _kept(
                Keeping.INTRODUCTION,
                "id challenge_id startup_id stage position officer_id firm_said firm_said_at "
                "startup_said startup_said_at support_id support_said support_said_at "
                "decline_side decline_reason waiting_since remind_at ends_at reminded_at "
                "created_at updated_at version",
                confidential="why decline_note",
            ),
            "moves": _kept(
                Keeping.INTRODUCTION,
                "id introduction_id stage_before stage_after side user_id reason attachment_id at",
                confidential="note",
                author="user_id",
            ),
            "conflicts": _kept(
                Keeping.ORGANISATION,
                "id firm_id startup_id kind user_id created_at",
                confidential="note",
                author="user_id",
            ),
            "plans": _kept(
                Keeping.RUN,
                "id officer_id base_id state created_at solved_at version",
                confidential="settings problem result",
            ),
        },
    ),
    Processing(
        "aid",
        _ALL_READ,
        {
            "aid_facts": _kept(
                Keeping.ORGANISATION,
                "id subject_kind subject_id user_id updated_at version",
                confidential="facts used_dh",
                author="user_id",
            ),
            "aid_verdicts": _kept(
                Keeping.ORGANISATION,
                "id challenge_id startup_id day programmes user_id created_at",
                confidential="case answers",
            ),
            "programme_versions": _kept(
                Keeping.PUBLIC,
                "id programme_id version state body sha256 note user_id created_at published_at "
                "row_version",
            ),
        },
    ),
    Processing(
        "imports",
        (Reader.OFFICERS,),
        {
            "imports": _kept(
                Keeping.IMPORT_FILE,
                "id kind attachment_id sha256 fingerprint counts state created_by created_at "
                "applied_by applied_at",
                confidential="lines notes",
            ),
        },
    ),
    Processing(
        "mails",
        (Reader.SELF, Reader.OFFICERS),
        {
            "outbox": _kept(
                Keeping.MAIL,
                "id kind language dedupe_key about digest message_token state attempts not_before "
                "created_at claim claimed_at sent_at last_error combined_into",
                personal="recipients payload delivered refused",
            ),
        },
    ),
    Processing(
        "accountability",
        (Reader.OFFICERS,),
        {
            "journal": _kept(
                Keeping.ALWAYS,
                "id at user_id action subject_kind subject_id before after sequence hash",
            ),
        },
    ),
    Processing(
        "operation",
        (Reader.NOBODY,),
        {
            "tasks": _kept(
                Keeping.TASK,
                "id name key payload state attempts not_before created_at done_at error",
            ),
        },
    ),
)
"""Every processing; between them they name each table once."""

TABLES: dict[str, Kept] = {
    name: kept for processing in REGISTER for name, kept in processing.tables.items()
}
"""Table → what is known of it."""


def searched() -> dict[str, tuple[str, ...]]:
    """Return table → the columns in which a person may be named."""
    return {
        name: tuple(sorted(kept.personal | kept.confidential))
        for name, kept in TABLES.items()
        if kept.personal | kept.confidential
    }
