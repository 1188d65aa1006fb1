"""The second factor: a code of the person's telephone, or a recovery code where it is lost."""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto
from typing import Any, cast

from sqlalchemy import CursorResult, update

from matcher.domain import one_time_code
from matcher.domain.people import STAFF, User
from matcher.errors import ExpiredLink, InvalidForm, SignInRefused, WorkflowError
from matcher.store.factors import SecondFactorRow
from matcher.store.organisations import UserRow
from matcher.workflow import account_mail, attacks, sealing, sign_in_tries
from matcher.workflow.context import Context
from matcher.workflow.sign_in_tries import second_step

RECOVERY_CODES = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters that nobody takes for another one: a code of 28 of them cannot be guessed (138 bits)."""
_GROUPS, _IN_GROUP = 7, 4
_KEPT, _OFFERED = "second factor", "second factor offered"
_OFFER_LASTS = timedelta(hours=1)
_WRONG = (
    "This code is not right, or was used already. Wait for the next one; the clock of the "
    "telephone must be right."
)


class Step(Enum):
    """What is asked of somebody whose password is right."""

    NONE = auto()
    CODE = auto()
    SET_UP = auto()


@dataclass(frozen=True, slots=True)
class Offer:
    """A secret to put into a telephone. Nothing is kept of it until a first code is right."""

    sealed: str
    spelled: str
    link: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person's own page, or an administrator, is told."""

    is_on: bool
    is_required: bool
    recovery_left: int


def step_of(context: Context, user: User) -> Step:
    """Return what is asked of a person after the password."""
    if context.session.get(SecondFactorRow, user.id) is not None:
        return Step.CODE
    return Step.SET_UP if is_required(context, user) else Step.NONE


def is_required(context: Context, user: User) -> bool:
    """Whether this person cannot work without a second factor."""
    chosen = context.services.settings
    if chosen.demo:
        return False
    if chosen.second_factor == "everyone":
        return True
    return user.role in STAFF and chosen.staff_second_factor == "required"


def standing(context: Context, user: User) -> Standing:
    """Return whether a person has a second factor, and how many recovery codes are left."""
    row = context.session.get(SecondFactorRow, user.id)
    return Standing(row is not None, is_required(context, user), len(row.recovery) if row else 0)


def offer(context: Context, user: User, offered: str = "") -> Offer:
    """Return a new secret for a person, or the one that was offered a moment ago."""
    letters = _taken(context, user, offered)
    secret = base64.b32decode(letters) if letters else secrets.token_bytes(_bytes())
    letters = base64.b32encode(secret).decode("ascii")
    kept = sealing.sealed(context.services.settings, _OFFERED, f"{user.id}:{letters}")
    return Offer(kept, one_time_code.spelled(secret), one_time_code.link(secret, user.email))


def set_up(context: Context, user: User, offered: str, said: str) -> tuple[str, ...]:
    """Return the recovery codes of a person whose telephone has shown a right code.

    They are shown once: only their hashes are kept.
    """
    letters = _taken(context, user, offered)
    if not letters:
        raise ExpiredLink("This page was open for too long. Load it again for a new secret.")
    secret = base64.b32decode(letters)
    step = one_time_code.matching_step(secret, _digits(said), context.now, after=0)
    if step is None:
        raise InvalidForm({"code": WorkflowError(_WRONG)})
    row = context.session.get(SecondFactorRow, user.id)
    if row is not None:
        raise ExpiredLink("A second factor is set up already. An administrator can reset it.")
    codes = _new_codes()
    context.session.add(
        SecondFactorRow(
            user_id=user.id,
            secret=sealing.sealed(context.services.settings, _KEPT, letters),
            last_step=step,
            recovery=[_hashed(code) for code in codes],
            created_at=context.now,
        )
    )
    context.session.flush()
    context.write("account.second_factor_added", "user", user.id)
    account_mail.second_factor_changed(context, _owner(context, user.id), "added")
    return codes


def check(context: Context, user_id: int, said: str) -> None:
    """Take a code of a person's telephone, or a recovery code; each opens once.

    SignInRefused for a wrong one, TooManyTries while it is too early for another. Whoever calls
    commits also then, for the count of tries.
    """
    counted = second_step(user_id)
    sign_in_tries.refuse_early(context, counted)
    row = context.session.get(SecondFactorRow, user_id, with_for_update=True)
    if row is None or not (_took_code(context, row, said) or _took_recovery(context, row, said)):
        if sign_in_tries.note_failure(context, counted):
            attacks.notice(context, user_id)
        context.write("account.second_factor_refused", "user", user_id)
        raise SignInRefused(_WRONG)
    sign_in_tries.forget_all(context, counted)


def new_recovery_codes(context: Context, user: User, said: str) -> tuple[str, ...]:
    """Return new recovery codes for a person who says a right code; the old ones open nothing."""
    row = context.session.get(SecondFactorRow, user.id, with_for_update=True)
    counted = second_step(user.id)
    sign_in_tries.refuse_early(context, counted)
    if row is None or not _took_code(context, row, said):
        sign_in_tries.note_failure(context, counted)
        raise InvalidForm({"code": WorkflowError(_WRONG)})
    codes = _new_codes()
    row.recovery = [_hashed(code) for code in codes]
    context.write("account.recovery_codes_renewed", "user", user.id)
    return codes


def take_away(context: Context, row: UserRow) -> bool:
    """Whether somebody had a second factor, which is forgotten now; whoever calls may do that.

    All sessions of the person end; the person is told.
    """
    factor = context.session.get(SecondFactorRow, row.id, with_for_update=True)
    if factor is None:
        return False
    context.session.delete(factor)
    row.session_epoch += 1
    sign_in_tries.forget_all(context, second_step(row.id))
    context.write("account.second_factor_reset", "user", row.id)
    account_mail.second_factor_changed(context, row, "reset")
    return True


def _took_code(context: Context, row: SecondFactorRow, said: str) -> bool:
    """Whether a code of now was said for the first time; of two at once, one is taken."""
    letters = sealing.opened(context.services.settings, _KEPT, row.secret)
    if letters is None:
        return False
    secret = base64.b32decode(letters)
    step = one_time_code.matching_step(secret, _digits(said), context.now, after=row.last_step)
    if step is None:
        return False
    done = context.session.execute(
        update(SecondFactorRow)
        .where(SecondFactorRow.user_id == row.user_id, SecondFactorRow.last_step < step)
        .values(last_step=step)
    )
    return cast("CursorResult[Any]", done).rowcount == 1


def _took_recovery(context: Context, row: SecondFactorRow, said: str) -> bool:
    digest = _hashed(said)
    if digest not in row.recovery:
        return False
    row.recovery = [each for each in row.recovery if each != digest]
    context.session.flush()
    context.write("account.recovery_code_used", "user", row.user_id)
    account_mail.second_factor_changed(context, _owner(context, row.user_id), "recovered")
    return True


def _owner(context: Context, user_id: int) -> UserRow:
    return context.session.get_one(UserRow, user_id)


def _taken(context: Context, user: User, offered: str) -> str:
    """Return the secret of an offer to this person, while it lasts; else nothing."""
    told = sealing.opened(context.services.settings, _OFFERED, offered, _OFFER_LASTS) or ""
    owner, _, letters = told.partition(":")
    return letters if owner == str(user.id) else ""


def _bytes() -> int:
    return one_time_code.SECRET_BYTES


def _digits(said: str) -> str:
    """Return the digits of a code as ASCII, whatever keyboard they were typed on."""
    bare = "".join(said.split())
    digits = "".join(str(int(sign)) for sign in bare if sign.isdecimal())
    return digits if len(digits) == len(bare) == one_time_code.DIGITS else ""


def _new_codes() -> tuple[str, ...]:
    return tuple(
        "-".join(
            "".join(secrets.choice(_LETTERS) for _ in range(_IN_GROUP)) for _ in range(_GROUPS)
        )
        for _ in range(RECOVERY_CODES)
    )


def _hashed(code: str) -> str:
    bare = "".join(sign for sign in code.lower() if sign.isalnum())
    return hashlib.sha256(bare.encode("utf-8", "replace")).hexdigest()
