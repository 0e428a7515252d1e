"""Forms of a trainee's pages."""

from wtforms import HiddenField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from training.core.ids import new_token
from training.course.content import Reflection
from training.practice.rules import TEXT_MAX
from training.web.forms import KEY_PATTERN, CreatingForm, PlainText, SmallNumber, WrittenForm, unix_lines, with_fields


class AnswerForm(WrittenForm):
    """One answer as a page sends it. `answer` is an option's id; nothing chosen is no answer."""

    item = HiddenField(validators=[Length(max=60)])
    answer = HiddenField(validators=[Length(max=60)])
    save_id = HiddenField(default=new_token, validators=[InputRequired(), Length(8, 64), Regexp(KEY_PATTERN)])
    page_id = HiddenField(default=new_token, validators=[InputRequired(), Length(8, 64), Regexp(KEY_PATTERN)])
    sequence = SmallNumber(default=1, validators=[Optional(), NumberRange(1, 1_000_000)])


class SignForm(CreatingForm):
    words_digest = HiddenField(validators=[InputRequired(), Regexp(r"^[0-9a-f]{64}$")])


class ReflectionForm(WrittenForm, CreatingForm):
    """Its prompts are added by `reflection_form`."""


def reflection_form(reflection: Reflection, texts: dict[str, str]) -> CreatingForm:
    """A form with a text area for each prompt, filled with what was written so far."""
    fields = {
        prompt_field(prompt.id): TextAreaField(
            prompt.asks,
            [
                PlainText(),
                Length(max=TEXT_MAX, message=f"This is longer than we can keep: at most {TEXT_MAX:,} characters."),
            ],
            filters=[unix_lines],
        )
        for prompt in reflection.prompts
    }
    data = {prompt_field(prompt): text for prompt, text in texts.items()}
    made: CreatingForm = with_fields(ReflectionForm, fields)(data=data)
    return made


def prompt_field(prompt: str) -> str:
    """The name of the field for a prompt."""
    return "prompt_" + prompt.replace("-", "_")


def texts_of(form: CreatingForm, reflection: Reflection) -> dict[str, str]:
    """What was written, by prompt."""
    return {prompt.id: form[prompt_field(prompt.id)].data or "" for prompt in reflection.prompts}
