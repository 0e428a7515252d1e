"""Forms of an admin's pages."""

from wtforms import EmailField, HiddenField, SelectChoice, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Regexp
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from training.certification.rules import REASON_MAX
from training.certification.service import UNPRINTABLE
from training.core.roles import Role
from training.people.rules import NAME_MAX
from training.web.forms import Address, CreatingForm, HouseForm, PlainText, SmallNumber, Visible, strip, unix_lines
from training.web.wording import ROLE_WORDS

NOTE_MAX = 200


class Checkboxes(SelectMultipleField):
    """Several of a list, as a group of checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class PartsForm(HouseForm):
    """Roles and cohorts. The choices of cohorts are set by the view."""

    roles = Checkboxes("Roles", choices=[SelectChoice(role.value, ROLE_WORDS[role]) for role in Role])
    trainee_of = Checkboxes("Trainee in", choices=[])
    trainer_of = Checkboxes("Trainer of", choices=[])


class PersonForm(PartsForm, CreatingForm):
    name = StringField(
        "Name",
        [
            InputRequired("Type the person's name."),
            PlainText(),
            Visible("Type the person's name."),
            Length(max=NAME_MAX, message=f"Use at most {NAME_MAX} characters."),
        ],
        filters=[strip],
        description="As they want to be called. It is printed on their certificate.",
    )
    email = EmailField(
        "E-mail address",
        [InputRequired("Type the person's e-mail address."), Length(max=254), Address()],
        filters=[strip],
        description="They sign in with it.",
    )


class CohortForm(CreatingForm):
    name = StringField(
        "Name of the cohort",
        [
            InputRequired("Type a name for the cohort."),
            PlainText(),
            Visible("Type a name for the cohort."),
            Length(max=NAME_MAX, message=f"Use at most {NAME_MAX} characters."),
        ],
        filters=[strip],
        description="For example: Autumn group.",
    )


def _printed_name(label: str) -> StringField:
    return StringField(
        label,
        [PlainText(), Length(max=NAME_MAX, message=f"Use at most {NAME_MAX} characters.")],
        filters=[strip],
        description=UNPRINTABLE,
    )


class DecisionForm(CreatingForm):
    """Which decision, with the reason, on the state that the page showed. Names where they must be spelt otherwise."""

    holder = _printed_name("Name on the certificate")
    decider = _printed_name("Your name on the certificate")

    kind = HiddenField(validators=[InputRequired()])
    seen = SmallNumber(widget=HiddenInput(), validators=[NumberRange(min=0, max=1_000_000)])
    reason = TextAreaField(
        "Your reason",
        [
            InputRequired("Give your reason in a sentence."),
            PlainText(),
            Visible("Give your reason in a sentence."),
            Length(max=REASON_MAX, message=f"This is longer than we can keep: use at most {REASON_MAX:,} characters."),
        ],
        filters=[unix_lines, strip],
        description="It is kept with the decision. The person can read it; the public cannot.",
    )


class PublishForm(HouseForm):
    note = StringField(
        "What changed, in a sentence",
        [
            InputRequired("Say in a sentence what changed."),
            PlainText(),
            Visible("Say in a sentence what changed."),
            Length(max=200, message="Use at most 200 characters."),
        ],
        filters=[strip],
        description="It stands in the list of editions.",
    )
    fingerprint = HiddenField(validators=[Regexp(r"^[0-9a-f]{64}$")])
