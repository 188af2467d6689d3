"""Wirings that ask where neurons are, dropped on links."""

from __future__ import annotations

import pytest

from app.commands import intentions
from app.document.meaning.meaning import meaning
from tests.app.canvas.carrying import drop


@pytest.mark.parametrize("key", ["wiring/local_receptive_field", "wiring/gaussian_distance"])
def test_a_wiring_of_places_dropped_on_the_link_of_a_stimulus_says_what_can_be_done(editor, view, pair, key):
    """The remedy was to give the stimulus positions, which it cannot have."""
    noise = intentions.add_node(editor, "stimuli/poisson", (-300.0, 0.0))
    link = intentions.connect(editor, noise, "out", pair[0], "in")
    assert drop(view, key, view.drawing.links[link].way.path.pointAtPercent(0.3))
    said = [str(p) for p in meaning(editor.document).problems if p.is_fatal and p.place == link]
    assert any("a stimulus has no place" in each and "Put a population" in each for each in said), said
    assert not any("Give Poisson positions" in each for each in said)
