from tests.support.story import Story
from training.certification.queries import latest_certificate


def test_a_trainee_who_meets_all_four_is_certified(story: Story) -> None:
    story.meets_all(story.cast.trainee)
    story.decides(story.cast.admin, story.cast.trainee)
    assert latest_certificate(story.session, story.cast.trainee.id, story.day(10)) is not None
