"""What the header of a view says, and for how long."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from tests.app.plots.stage import Stage
from tests.app.plots.test_views import filled


@pytest.mark.parametrize("kind", ["raster", "traces", "rates"])
def test_what_a_view_says_besides_stays_while_its_time_goes_on(kind: str, played: Stage, qtbot: QtBot) -> None:
    """“Copied.” was gone with the next frame of a run."""
    panel = filled(kind, played, qtbot)
    panel.say("Copied.")
    played.play_until(1900.0, qtbot)
    panel.draw_now()
    assert panel.header.value == "Copied."
