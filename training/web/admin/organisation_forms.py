"""Forms for what the charity says itself."""

from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, Field, RadioField, SelectChoice, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from config import UNNAMED
from training.certification.lettering import can_print
from training.core.clock import local_date
from training.core.nations import Nation
from training.organisation.rules import Correction, Key, Organisation, detail_problem
from training.people.rules import NAME_MAX
from training.web import asking
from training.web.forms import (
    DATE_PROBLEM,
    Day,
    FileForm,
    HouseForm,
    OneLine,
    PlainText,
    SmallNumber,
    Visible,
    strip,
    unix_lines,
    with_fields,
)

LINES = 12
"""The most lines of a statement."""
PARAGRAPH, SENTENCE = 2_000, 300
NOT_SEEN = "Type something that can be seen."
UNPRINTABLE_NAME = (
    "Certificates could not be printed with some of these letters. Use Latin, Greek, Cyrillic or Hebrew letters."
)
"""Told when the name is set: at the first decision, months later, it would stop the certificate."""


def too_long(most: int) -> Length:
    return Length(max=most, message=f"Use at most {most:,} characters.")


def one_line(label: str, most: int, *, needed: str = "", hint: str = "", **look: str) -> StringField:
    """A field on one line. Without `needed`, the sentence for an empty one, it may stay empty."""
    first = InputRequired(needed) if needed else Optional()
    rules = [first, PlainText(), OneLine(), Visible(needed or NOT_SEEN), too_long(most)]
    return StringField(label, rules, filters=[strip], description=hint, render_kw=look)


def several_lines(label: str, most: int, *, needed: str = "", hint: str = "") -> TextAreaField:
    """A field for a few sentences."""
    first = InputRequired(needed) if needed else Optional()
    rules = [first, PlainText(), Visible(needed or NOT_SEEN), too_long(most)]
    return TextAreaField(label, rules, filters=[unix_lines, strip], description=hint)


class SeenForm(HouseForm):
    """A form about values that others may set too. It knows the newest that its page showed."""

    seen = SmallNumber(widget=HiddenInput(), validators=[InputRequired(), NumberRange(min=0)])


class DetailsForm(SeenForm):
    name = one_line("Name of your charity", NAME_MAX, needed="Type the name of your charity.",
                    hint="It stands on every page, and on certificates that you issue from now on.")  # fmt: skip
    charity_number = one_line("Charity number", 20, hint="If you are registered: 1234567, SC012345 or NIC101234.")
    nation = RadioField(
        "Your nation",
        [InputRequired("Choose one of the four nations.")],
        choices=[SelectChoice(nation.value, nation.words) for nation in Nation],
        description="Services of your nation come first on the support page.",
    )
    zone = one_line("Time zone", 60, needed="Type a time zone such as Europe/London.",
                    hint="Europe/London for all of the United Kingdom.")  # fmt: skip
    lead_name = one_line("Name of your safeguarding lead", NAME_MAX)
    lead_phone = one_line("Number of your safeguarding lead", 40, hint="For example: 01632 960001.", inputmode="tel")
    deputy_name = one_line("Name of the deputy", NAME_MAX)
    deputy_phone = one_line("Number of the deputy", 40, inputmode="tel")
    out_of_hours = several_lines("Out of hours", 600, hint="What facilitators do in the evening and at weekends.")
    data_contact = one_line("Contact for data protection", 200,
                            hint="Whom people ask about their data: an e-mail address or a post.")  # fmt: skip

    @classmethod
    def showing(cls, charity: Organisation, seen: int) -> "DetailsForm":
        """The form as it opens. The name that stands where none is set is not offered: saved, it would look chosen."""
        values: dict[str, object] = {field_of(key): getattr(charity, field_of(key)) for key in keys_of_details()}
        if charity.name == UNNAMED:
            values["name"] = ""
        return cls(data={**values, "zone": charity.zone.key, "nation": charity.nation.value, "seen": seen})

    def values(self) -> dict[Key, str]:
        """What was typed, by key."""
        return {key: self[field_of(key)].data or "" for key in keys_of_details()}

    def validate(self, extra_validators: Any = None) -> bool:
        """Everything that is wrong at once, what the charity's own rules say included."""
        valid: bool = super().validate(extra_validators)
        for key, text in self.values().items():
            problem = detail_problem(key, text)
            if problem and not self[field_of(key)].errors:
                self.blame(field_of(key), problem)
                valid = False
        if not self.name.errors and not can_print(self.name.data or ""):
            self.blame("name", UNPRINTABLE_NAME)
            valid = False
        return valid


def keys_of_details() -> tuple[Key, ...]:
    return tuple(key for key in Key if key != Key.LOGO)


def field_of(key: str) -> str:
    """The name of the field for a key."""
    return key.replace("-", "_")


class LogoForm(FileForm):
    picture = FileField(
        "A picture",
        [FileRequired("Choose a picture first.")],
        description="PNG, JPEG or WebP, at most 1 MB. We draw it anew, at most 480 by 160 points.",
        render_kw={"accept": "image/png,image/jpeg,image/webp"},
    )


class EmptyForm(HouseForm):
    """Only a button."""


class ServiceForm(SeenForm):
    phone = one_line("Number to call", 20, hint="Leave it empty if people can only text.", inputmode="tel")
    text_to = one_line("Number to text", 20, hint="Leave it empty if people can only call.", inputmode="numeric")
    text_word = one_line("Word to text", 20, hint="If they ask for one, such as SHOUT.")
    hours = one_line("When they can be reached", 200)
    note = one_line("Note", SENTENCE, hint="If people must press or say something.")
    hidden = BooleanField("Do not show this service", description="Lessons that name it lead to the support page.")
    checked_on = Day(
        "Checked on",
        [InputRequired(DATE_PROBLEM)],
        description="The day on which you saw this on their own page, or called.",
    )

    @classmethod
    def showing(cls, correction: Correction, seen: int) -> "ServiceForm":
        """The form as it opens: with today as the day of the check."""
        return cls(data={**vars(correction), "checked_on": local_date(asking.now(), asking.zone()), "seen": seen})

    def correction(self) -> Correction:
        """What was typed. White space inside a number is one space."""
        return Correction(
            phone=" ".join((self.phone.data or "").split()),
            text_to="".join((self.text_to.data or "").split()),
            text_word=self.text_word.data or "",
            hours=self.hours.data or "",
            note=self.note.data or "",
            hidden=bool(self.hidden.data),
        )


class _StatementForm(SeenForm):
    introduction = several_lines("Introduction", PARAGRAPH, needed="Write a sentence or two to begin with.")
    promise = several_lines("What people promise when they sign", 600, needed="Write what people promise.")


def statement_form(
    *, introduction: str = "", lines: tuple[tuple[str, str], ...] = (), promise: str = "", seen: int | None = None
) -> Any:
    """The form for a statement's words: an introduction, up to twelve lines of a title and a text, a promise."""
    fields: dict[str, Field] = {}
    for number in range(1, LINES + 1):
        fields[f"title_{number}"] = one_line(f"Title of line {number}", 120)
        fields[f"says_{number}"] = several_lines(f"Text of line {number}", PARAGRAPH)
    form = with_fields(_StatementForm, fields)
    if seen is None:
        return form()
    data: dict[str, object] = {"introduction": introduction, "promise": promise, "seen": seen}
    for number, (title, says) in enumerate(lines[:LINES], start=1):
        data |= {f"title_{number}": title, f"says_{number}": says}
    return form(data=data)


def lines_of(form: Any) -> list[tuple[str, str]] | None:
    """The lines that were written, empty ones left out; None where one is half written, which is blamed."""
    lines, whole = [], True
    for number in range(1, LINES + 1):
        title, says = form[f"title_{number}"], form[f"says_{number}"]
        if title.data and says.data:
            lines.append((title.data, says.data))
        elif title.data or says.data:
            form.blame((says if title.data else title).name, "Write both the title and the text, or leave both empty.")
            whole = False
    return lines if whole else None


class ConfirmForm(HouseForm):
    confirmed_by = one_line("Who made sure of it", NAME_MAX, needed="Say who made sure of it.",
                            hint="A person's name. Yours is kept too, as the one who noted it.")  # fmt: skip
    confirmed_on = Day("On which day", [InputRequired(DATE_PROBLEM)])
