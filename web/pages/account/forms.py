"""The forms of accounts. What may be entered is decided by the use cases."""

from wtforms import BooleanField, PasswordField, RadioField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from web.forms import Form, Line, Paragraphs
from web.locale import LANGUAGES, lazy

_NEEDED = lazy("This is needed.")


def _password(label: str) -> PasswordField:
    return PasswordField(label, [InputRequired(_NEEDED)])


def _consent() -> BooleanField:
    """Return the box without which nothing may be kept."""
    return BooleanField(
        lazy("Agreement"),
        [InputRequired(lazy("Without your agreement we may not keep your data."))],
    )


def _language() -> SelectField:
    return SelectField(
        lazy("Language"), choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()]
    )


class SignInForm(Form):
    """Address and password."""

    email = Line(lazy("E-mail address"), longest=254)
    password = _password(lazy("Password"))


class ForgotForm(Form):
    """The address of an account."""

    email = Line(lazy("E-mail address"), longest=254)


class ResetForm(Form):
    """A new password."""

    password = _password(lazy("New password"))


class InvitationForm(Form):
    """What a new person says of themselves."""

    name = Line(lazy("Your name"), longest=120)
    password = _password(lazy("Password"))
    language = _language()
    consent = _consent()


class JoinForm(Form):
    """A request to join; `subject_line` is not shown, so only machines fill it."""

    kind = RadioField(
        lazy("You are"),
        choices=[SelectChoice("firm"), SelectChoice("startup")],
        validators=[InputRequired(_NEEDED)],
    )
    organisation = Line(lazy("Name of the organisation"))
    ice = Line(lazy("ICE"), required=False, longest=40)
    city = Line(lazy("City"), required=False, longest=100)
    website = Line(lazy("Website"), required=False, longest=300)
    name = Line(lazy("Your name"), longest=120)
    email = Line(lazy("E-mail address"), longest=254)
    phone = Line(lazy("Telephone"), required=False, longest=40)
    language = _language()
    message = Paragraphs(lazy("What do you expect of us?"), required=False, longest=2_000)
    consent = _consent()
    subject_line = StringField()


class DetailsForm(Form):
    """What a person may change at once."""

    name = Line(lazy("Your name"), longest=120)
    phone = Line(lazy("Telephone"), required=False, longest=40)
    language = _language()
    shortcuts_on = BooleanField(lazy("Keyboard shortcuts"))


class PasswordForm(Form):
    """The current password and the new one."""

    current = _password(lazy("Current password"))
    new = _password(lazy("New password"))


class AddressForm(Form):
    """A new address, and the password that proves who asks."""

    email = Line(lazy("New e-mail address"), longest=254)
    current = _password(lazy("Current password"))


class ColleagueForm(Form):
    """Somebody to invite to the own organisation."""

    name = Line(lazy("Name of your colleague"), longest=120)
    email = Line(lazy("E-mail address"), longest=254)
    language = _language()


class CodeForm(Form):
    """A code of the telephone, or a recovery code."""

    code = Line(lazy("Code"), longest=60)


class SetUpForm(Form):
    """The first code of a telephone, and the secret that it was given, sealed."""

    code = Line(lazy("Code"), longest=60)
    offered = StringField()
