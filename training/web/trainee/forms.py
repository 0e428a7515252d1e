"""Forms of a trainee's pages."""

import re
from collections.abc import Mapping

from flask import abort
from wtforms import HiddenField, TextAreaField
from wtforms.validators import InputRequired, Length, Regexp

from training.attempts.service import Answer
from training.course.content import Reflection
from training.practice.rules import TEXT_MAX
from training.web.forms import CreatingForm, PlainText, WrittenForm, unix_lines, with_fields

NAME_MAX = 60
KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")
SEQUENCE = re.compile(r"[0-9]{1,7}")
SEQUENCE_MAX = 1_000_000


def sent_answer(fields: Mapping[str, str], item: str | None = None) -> Answer | None:
    """One answer as a question's page sends it; None where nothing was chosen.

    Nobody types these fields: our page and its script make them. So what is wrong with one is no problem to put beside
    it but a bad request, and a form of WTForms, which costs as much as the save itself, has nothing to do here.

    :param item: what it answers, where the address says so; else the field does
    :raises BadRequest: a field is missing or is none of ours
    """
    save_id, page_id, sequence = fields.get("save_id", ""), fields.get("page_id", ""), fields.get("sequence") or "1"
    answer, named = fields.get("answer", ""), fields.get("item", "")
    if not (KEY.fullmatch(save_id) and KEY.fullmatch(page_id) and SEQUENCE.fullmatch(sequence)):
        abort(400)
    if not 1 <= int(sequence) <= SEQUENCE_MAX or len(answer) > NAME_MAX or len(named) > NAME_MAX:
        abort(400)
    of = item or named
    return Answer(of, answer, save_id, page_id, int(sequence)) if answer and of else None


class SignForm(CreatingForm):
    words_digest = HiddenField(validators=[InputRequired(), Regexp(r"^[0-9a-f]{64}$")])


class ReflectionForm(WrittenForm, CreatingForm):
    """Its prompts are added by `reflection_form`.

    `seen` says which draft stood when the page was opened: what was written elsewhere since is not overwritten.
    """

    seen = HiddenField(filters=[lambda value: value or ""], validators=[Regexp(r"^(|[0-9a-f]{64})$")])


def reflection_form(reflection: Reflection, texts: dict[str, str], *, seen: str = "") -> ReflectionForm:
    """A form with a text area for each prompt, filled with what was written so far.

    :param seen: the digest of the draft that stands now; "": none
    """
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
    data = {"seen": seen, **{prompt_field(prompt): text for prompt, text in texts.items()}}
    made: ReflectionForm = with_fields(ReflectionForm, fields)(data=data)
    return made


def prompt_field(prompt: str) -> str:
    """The name of the field for a prompt."""
    return "prompt_" + prompt.replace("-", "_")


def texts_of(form: CreatingForm, reflection: Reflection) -> dict[str, str]:
    """What was written, by prompt."""
    return {prompt.id: form[prompt_field(prompt.id)].data or "" for prompt in reflection.prompts}
