"""What a person sees of a series that is to be followed."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tests.app.inspector.test_samples import Bench


def test_a_series_to_follow_has_no_class(qtbot: QtBot) -> None:
    """Beside the number of each sample stood “0”, the class of data that have none."""
    bench = Bench(qtbot, "own_series", "constant_current")
    bench.look(bench.data)
    assert bench.samples.place.words == "1 of 1"
