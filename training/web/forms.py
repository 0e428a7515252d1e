"""The forms kit: what all forms share. Each screen group has its own forms beside its routes."""

from collections import Counter
from collections.abc import Mapping
from importlib import import_module
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from werkzeug.datastructures import CombinedMultiDict
from wtforms import DateField, Field, HiddenField, IntegerField, RadioField, SelectChoice, SelectMultipleField
from wtforms.validators import InputRequired, Length, Regexp, StopValidation

from training.core.ids import new_token
from training.course.content import Rubric
from training.people.rules import tidy_name
from training.practice.rules import NOT_SEEN
from training.web import asking

KEY_PATTERN = r"^[A-Za-z0-9_-]+$"
DATE_PROBLEM = "Type a date as day, month and year."
NOT_SEEN_WORDS = "I did not see this"
ADDRESSES = "email_validator"
"""Read when an address is first checked: few are, and its tables of letters were a twentieth of every start."""


class HouseForm(FlaskForm):
    """A form of ours. A problem that a service tells is put beside its field with `blame`."""

    class Meta(FlaskForm.Meta):
        """Reads what forms send and nothing else: no JSON, no files. The guard has checked the CSRF token by then."""

        csrf = False

        def wrap_formdata(self, _form: FlaskForm, formdata: Any) -> Any:
            return request.form if formdata is not None and request.method == "POST" else None

    def blame(self, name: str, sentence: str) -> None:
        """Put a sentence beside a field, as validation would."""
        field = self[name]
        field.errors = [*field.errors, sentence]

    stand_last: tuple[str, ...] = ()
    """Names of the fields that stand last on the page, in the page's order, where the class has another one."""

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Every error with the id of the control that it is about, in the page's order, for the summary.

        A sentence that stands more than once says which field it is about.
        """
        fields = sorted(
            (field for field in self if not isinstance(field, HiddenField)),
            key=lambda field: self.stand_last.index(field.short_name) + 1 if field.short_name in self.stand_last else 0,
        )
        told = [(field, str(error)) for field in fields for error in field.errors]
        often = Counter(sentence for _, sentence in told)
        return [
            (first_control(field), f"{field.label.text} – {sentence}" if often[sentence] > 1 else sentence)
            for field, sentence in told
        ]


class CreatingForm(HouseForm):
    """A form that adds something. Its random key, unique with the actor, makes a repeat return the first outcome."""

    form_key = HiddenField(default=new_token, validators=[InputRequired(), Length(8, 64), Regexp(KEY_PATTERN)])


class FileForm(HouseForm):
    """A form that also takes files."""

    class Meta(HouseForm.Meta):
        def wrap_formdata(self, form: FlaskForm, formdata: Any) -> Any:
            sent = super().wrap_formdata(form, formdata)
            return None if sent is None else CombinedMultiDict((request.files, sent))


def _writer() -> str:
    visitor = asking.who()
    return visitor.actor.id if visitor else ""


class WrittenForm(HouseForm):
    """A form whose content is carried through sign-in. It says who wrote it, so that nobody else is offered it."""

    writer = HiddenField(default=_writer)


class SmallNumber(IntegerField):
    """A whole number of at most nine digits: what is longer is no number of ours."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist and len(valuelist[0]) > 9:
            self.data = None
            raise ValueError("Not a valid number.")
        super().process_formdata(valuelist)


class PlainText:
    """Refuses characters that no keyboard makes: they hide text or break files."""

    def __call__(self, _form: Any, field: Field) -> None:
        text = field.data or ""
        if any((ord(c) < 32 and c not in "\r\n\t") or c in "\u202e\u202d\u2066\u2067\u2068" for c in text):
            raise StopValidation("This has characters that cannot be used. Type it again, without pasting.")
        if "\ud800" <= max(text, default="") <= "\udfff":
            raise StopValidation("This has characters that cannot be used. Type it again, without pasting.")


class OneLine:
    """Refuses what has line breaks or tabs in it."""

    def __call__(self, _form: Any, field: Field) -> None:
        if any(c in (field.data or "") for c in "\r\n\t"):
            raise StopValidation("Type this on one line.")


class Address:
    """Refuses what cannot be an e-mail address."""

    def __call__(self, _form: Any, field: Field) -> None:
        reader = import_module(ADDRESSES)
        try:
            read = reader.validate_email(field.data or "", check_deliverability=False, test_environment=True)
            field.data = read.normalized
        except reader.EmailNotValidError:
            raise StopValidation("That does not look like an e-mail address: name@example.org.") from None


class Day(DateField):
    """A date; what is none is told in our words."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(DATE_PROBLEM) from None


class Visible:
    """Refuses a text in which nothing can be seen."""

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, _form: Any, field: Field) -> None:
        if not tidy_name(field.data or ""):
            raise StopValidation(self.message)


def strip(value: str | None) -> str | None:
    """A field filter: no white space around."""
    return value.strip() if isinstance(value, str) else value


def unix_lines(value: str | None) -> str | None:
    """A field filter: browsers send a line's end as two characters, which would count against the length twice."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def first_control(field: Field) -> str:
    """The id of the control that a link to a field should reach: a group's first, or the field's own."""
    if isinstance(field, RadioField | SelectMultipleField):
        return f"{field.id}-0"
    return str(field.id)


def rubric_fields(rubric: Rubric, *, may_be_unseen: bool) -> dict[str, RadioField]:
    """A group of radio buttons for each line of a rubric, by field name."""
    fields = {}
    for line in rubric.lines:
        choices = [SelectChoice(str(level), words) for level, words in line.levels]
        if may_be_unseen:
            choices.append(SelectChoice(str(NOT_SEEN), NOT_SEEN_WORDS))
        fields[line_field(line.id)] = RadioField(
            line.title + (" (critical)" if line.critical else ""),
            choices=choices,
            validators=[InputRequired("Choose a level for this line.")],
        )
    return fields


def line_field(line: str) -> str:
    """The name of the field for a rubric's line."""
    return "line_" + line.replace("-", "_")


def levels_of(form: FlaskForm, rubric: Rubric) -> dict[str, int]:
    """The levels given, by line; lines without a valid one are left out."""
    given = {}
    for line in rubric.lines:
        value = form[line_field(line.id)].data
        if value is not None and str(value).isdigit():
            given[line.id] = int(value)
    return given


def levels_written(fields: Mapping[str, str], rubric: Rubric) -> list[tuple[str, str]]:
    """The levels given, by title of the line and in the words of the form."""
    given = []
    for line in rubric.lines:
        words = {str(NOT_SEEN): NOT_SEEN_WORDS, **{str(level): said for level, said in line.levels}}
        chosen = words.get(fields.get(line_field(line.id), ""))
        if chosen is not None:
            given.append((line.title, chosen))
    return given


def with_fields(base: type[HouseForm], fields: dict[str, Any]) -> type[Any]:
    """A form class with more fields than its base."""
    return type(base.__name__, (base,), dict(fields))
