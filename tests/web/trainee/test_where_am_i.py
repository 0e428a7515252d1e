"""The menu says where one is, also on pages whose addresses stand beside that part."""

from collections.abc import Callable
from datetime import datetime

from tests.support.browser import Browser
from tests.support.page import Page
from tests.support.story import Story

Open = Callable[..., Browser]
Stop = Callable[[datetime], None]


def marked(page: Page) -> list[str]:
    """The entries of the main menu that are marked as where one is."""
    menu = page.html.split('<nav aria-label="Main">')[1].split("</nav>")[0]
    return [entry.split("</a>")[0].split(">")[-1] for entry in menu.split("<a ")[1:] if "aria-current" in entry]


def test_each_page_of_a_trainee_belongs_to_one_part_of_the_menu(story: Story, browser: Open, on_day: Stop) -> None:
    story.reads(story.cast.trainee, "first")
    attempt = story.begins(story.cast.trainee, "first")
    story.session.commit()
    on_day(story.at(3))
    someone = browser(story.cast.trainee)
    for path, part in (
        ("/learn/first/one", "My path"),
        (f"/attempts/{attempt.id}/questions/1", "My path"),
        (f"/attempts/{attempt.id}/check", "My path"),
        ("/progress", "My progress"),
        ("/declarations/values-agreement", "My progress"),
        ("/account/data", "Account"),
    ):
        assert marked(someone.get(path)) == [part], path
    assert marked(someone.get("/support")) == []
