"""Forms of signing in and of one's own account."""

from wtforms import EmailField, HiddenField, PasswordField, RadioField, SelectChoice, StringField
from wtforms.validators import InputRequired, Length

from training.core.nations import Nation
from training.people.rules import NAME_MAX, PASSWORD_MAX, PASSWORD_MIN
from training.web.forms import Address, HouseForm, PlainText, Visible, strip

TOO_LONG = f"That is longer than we can keep. Use at most {PASSWORD_MAX} characters."


class SignInForm(HouseForm):
    email = EmailField("E-mail address", [InputRequired("Type your e-mail address."), Length(max=254)])
    password = PasswordField("Password", [InputRequired("Type your password."), Length(max=1000)])
    next = HiddenField()


class NationForm(HouseForm):
    nation = RadioField(
        "Your nation",
        choices=[
            SelectChoice("", "The same as my charity"),
            *(SelectChoice(nation.value, nation.words) for nation in Nation),
        ],
        default="",
        description="You see the services and the law of this nation first.",
    )


class ChoosePasswordForm(HouseForm):
    password = PasswordField(
        "Choose a password",
        [InputRequired("Choose a password."), Length(max=PASSWORD_MAX, message=TOO_LONG)],
        description=f"At least {PASSWORD_MIN} characters. Three or four words in a row work well.",
    )
    again = PasswordField("Type it once more", [InputRequired("Type the password once more.")])


class FirstAdminForm(ChoosePasswordForm):
    """The first admin also says who they are."""

    stand_last = ("password", "again")

    name = StringField(
        "Your name",
        [
            InputRequired("Type your name."),
            PlainText(),
            Visible("Type your name."),
            Length(max=NAME_MAX, message=f"Use at most {NAME_MAX} characters."),
        ],
        filters=[strip],
        description="It stands beside every decision that you make.",
    )
    email = EmailField(
        "Your e-mail address",
        [InputRequired("Type your e-mail address."), Length(max=254), Address()],
        filters=[strip],
        description="You sign in with it.",
    )


class ChangePasswordForm(HouseForm):
    current = PasswordField("Your present password", [InputRequired("Type your present password.")])
    password = PasswordField(
        "New password",
        [InputRequired("Choose a new password."), Length(max=PASSWORD_MAX, message=TOO_LONG)],
        description=f"At least {PASSWORD_MIN} characters. Three or four words in a row work well.",
    )
    again = PasswordField("Type the new one once more", [InputRequired("Type the new password once more.")])
