from training.web.application import Alongside


def test_what_is_given_to_all_templates_later_reaches_those_that_were_read_before(app: Alongside) -> None:
    page = app.jinja_env.from_string("{{ later }}")
    app.jinja_env.globals["later"] = "here"
    try:
        assert page.render() == "here"
    finally:
        del app.jinja_env.globals["later"]


def test_what_a_template_brings_of_its_own_stays_its_own(app: Alongside) -> None:
    assert app.jinja_env.from_string("{{ mine }}", {"mine": "yes"}).render() == "yes"
    assert app.jinja_env.from_string("{{ mine }}").render() == ""
    assert "mine" not in app.jinja_env.globals


def test_a_value_of_the_page_stands_before_what_all_templates_have(app: Alongside) -> None:
    assert app.jinja_env.from_string("{{ icon }}").render(icon="the page's") == "the page&#39;s"
