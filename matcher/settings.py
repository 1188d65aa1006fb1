"""Every knob, once, read from PASSERELLE_* variables."""

from functools import cache
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from matcher.errors import InvalidSetting

PROJECT_ROOT = Path(__file__).resolve().parents[1]


class Settings(BaseSettings):
    """What can be set from the environment; every default works on a laptop."""

    model_config = SettingsConfigDict(
        env_prefix="PASSERELLE_", extra="ignore", hide_input_in_errors=True
    )

    encoder: str = Field("embedded", min_length=1)
    """`embedded`, `plain` (the same, untrained), or any sentence-transformers name or folder."""
    home: Path = PROJECT_ROOT
    """The folder that holds data/ and models/."""
    var: Path = PROJECT_ROOT / "var"
    """The folder for everything derived: converted encoder, vector cache, indexes."""
    precision: Literal["auto", "float32", "bfloat16"] = "auto"
    """Arithmetic of the encoder; `auto` takes bfloat16 where the processor has it in hardware."""
    threads: int = Field(0, ge=0, le=256)
    """Threads for the encoder and the vector index; 0 leaves the choice to the libraries."""
    batch_size: int = Field(32, ge=1, le=1024)
    """Texts that the encoder takes at a time."""

    demo: bool = False
    """Sample data, demo accounts and the role switch; never on a real service."""
    secret_key: SecretStr = SecretStr("")
    """Signs cookies and links in e-mails; at least 32 characters, kept secret."""
    database_url: str = ""
    """Where everything is remembered; a SQLite file in the folder `var` when left out."""
    base_url: str = Field("http://127.0.0.1:8000", pattern=r"^https?://[^/\s]+$")
    """The address at which people reach the application, without a path."""
    proxies: int = Field(0, ge=0, le=5)
    """Trusted proxies in front of the application; 0 believes no X-Forwarded header."""
    web_threads: int = Field(16, ge=1, le=64)
    """Requests that are answered at the same time."""
    upload_megabytes: int = Field(20, ge=1, le=200)
    """The largest request, with its attached files."""
    session_hours: int = Field(12, ge=1, le=720)
    """Hours without a visit after which a member of a firm, startup or body must sign in again."""
    session_days: int = Field(7, ge=1, le=30)
    """Days after which they must sign in again, however often they come."""
    staff_idle_minutes: int = Field(30, ge=1, le=720)
    """Minutes without a visit after which the agency's staff must sign in again."""
    staff_session_hours: int = Field(8, ge=1, le=24)
    """Hours after which staff must sign in again, however often they come."""
    staff_second_factor: Literal["required", "optional"] = "required"
    """Whether the agency's staff must sign in with a code of their telephone as well."""
    second_factor: Literal["staff", "everyone"] = "staff"
    """Whose duty the second factor is: the staff's, or also that of every member."""
    breached_passwords: Path | None = None
    """A file of SHA-1 hashes of leaked passwords, in order; what ships is a short list."""
    plan_days: int = Field(90, ge=1, le=3650)
    """Days after which a plan from which nothing was proposed is forgotten."""
    rate_limits: bool = True
    """Whether a person who tries too often is asked to wait."""
    log_format: Literal["text", "json"] = "text"
    """How lines of the log are written: as words, or each as one JSON object."""
    metrics_token: SecretStr = SecretStr("")
    """What a monitoring system must show to read /metrics; without one nobody reads them."""

    challenges_a_day: int = Field(20, ge=1, le=10_000)
    """Challenges that a firm may submit in a day."""
    wishes_a_week: int = Field(40, ge=1, le=10_000)
    """Startups of its shortlists that a firm may ask to meet in a week."""
    interests_a_day: int = Field(60, ge=1, le=10_000)
    """Answers to challenges that a startup may give or change in a day."""
    invitations_a_day: int = Field(20, ge=1, le=10_000)
    """Colleagues that a firm, startup or support body may invite in a day."""
    files_a_day: int = Field(60, ge=1, le=10_000)
    """Files that a firm or startup may hand in in a day."""

    smtp_host: str = ""
    """The mail server; without one, e-mails wait in the outbox."""
    smtp_port: int = Field(587, ge=1, le=65535)
    """The port of the mail server."""
    smtp_user: str = ""
    """The account on the mail server, when it asks for one."""
    smtp_password: SecretStr = SecretStr("")
    """The password of that account."""
    smtp_starttls: bool = True
    """Whether the conversation with the mail server is encrypted with STARTTLS."""
    smtp_sender: str = ""
    """The address that e-mails come from."""
    mail_reply_to: str = ""
    """The address that answers to e-mails go to; the sender's when left out."""
    keep_mail_days: int = Field(180, ge=1, le=3650)
    """Days after which an e-mail that went out is emptied; that there was one stays."""
    keep_notes_days: int = Field(365, ge=1, le=3650)
    """Days after which the words around a declined or expired introduction are forgotten."""
    keep_files_days: int = Field(365, ge=1, le=3650)
    """Days after which the files of a challenge that ended are deleted."""
    keep_imports_days: int = Field(30, ge=1, le=3650)
    """Days after which an imported file and its report are emptied."""
    keep_requests_days: int = Field(90, ge=1, le=3650)
    """Days after which a request to join that was refused or not confirmed is deleted."""
    keep_unused_accounts_days: int = Field(1095, ge=60, le=3650)
    """Days without a visit after which an account is deleted; a warning goes a month before."""
    journal_heads_to: str = ""
    """The address that the signed head of the journal goes to each day."""

    @model_validator(mode="after")
    def _place_the_database(self) -> Self:
        if not self.database_url:
            self.database_url = f"sqlite:///{self.var.resolve() / 'passerelle.sqlite3'}"
        return self

    def missing_for_service(self) -> list[str]:
        """Return the variables that a real service needs and that nobody set, by name."""
        missing = [
            name
            for name in NEEDED_BY_A_SERVICE
            if name not in self.model_fields_set or not _text(getattr(self, name))
        ]
        return [variable(name) for name in missing]


NEEDED_BY_A_SERVICE = ("secret_key", "base_url", "smtp_host", "smtp_sender")
"""What has no safe default: without --demo, the application does not start without them."""
SHORTEST_SECRET = 32
SECRETS = frozenset({"secret_key", "smtp_password", "metrics_token", "database_url"})
"""Settings whose values are never shown; the address of a database may hold a password."""


def variable(name: str) -> str:
    """Return the environment variable of a setting."""
    return f"PASSERELLE_{name.upper()}"


def require_service(chosen: Settings) -> None:
    """Raise InvalidSetting that names everything a real service lacks, all at once."""
    missing = chosen.missing_for_service()
    if missing:
        raise InvalidSetting(
            f"Set {', '.join(missing)} before starting, or start with --demo. See docs/settings.md."
        )
    require_secret(chosen)


def require_secret(chosen: Settings) -> None:
    """Raise InvalidSetting when there is no secret key, or one that could be guessed."""
    if len(chosen.secret_key.get_secret_value()) < SHORTEST_SECRET:
        raise InvalidSetting(
            f"PASSERELLE_SECRET_KEY must have at least {SHORTEST_SECRET} characters. "
            "See docs/settings.md."
        )


def values_refused(problem: ValidationError) -> dict[str, str]:
    """Return what is wrong with each value, by setting; a secret is never repeated."""
    told: dict[str, str] = {}
    for each in problem.errors():
        name = str(each["loc"][0])
        shown = "what it is" if name in SECRETS else repr(each["input"])
        told.setdefault(name, f"cannot be {shown}: {each['msg'].lower()}")
    return told


def _text(value: str | SecretStr) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else value


@cache
def settings() -> Settings:
    """Return the settings of this process, read once; InvalidSetting names the wrong variables."""
    try:
        return Settings()
    except ValidationError as problem:
        told = [f"{variable(name)} {why}." for name, why in values_refused(problem).items()]
        raise InvalidSetting(f"{' '.join(told)} See docs/settings.md.") from None
