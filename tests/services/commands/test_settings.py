"""What commands take from the charity."""

from datetime import timedelta

from tests.support.cast import BEGINNING, ZONE, Cast
from training.commands.settings import zone
from training.core.database import begin_writing
from training.extensions import session
from training.organisation.rules import Key
from training.organisation.service import set_details
from training.web.application import Alongside


def test_commands_keep_the_charitys_own_days(app: Alongside, cast: Cast) -> None:
    with app.app_context():
        begin_writing(session())
        assert zone() == ZONE
        values = {Key.ZONE: "Pacific/Auckland"}
        set_details(session(), actor=cast.admin, values=values, now=BEGINNING + timedelta(days=1))
        assert zone().key == "Pacific/Auckland"
        session().rollback()
