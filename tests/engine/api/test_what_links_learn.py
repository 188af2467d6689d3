"""What links learn, by name in Python: given, refused, changed, and written in a script that means the same."""

from __future__ import annotations

import pytest

from engine import Network
from engine.network.description import Learns
from engine.scripts.reading import read_script
from engine.scripts.writing import script

LIF = "discrete_leaky_integrate_and_fire"


def test_what_a_link_learns_goes_by_name_and_through_a_script() -> None:
    network = Network(resolution=1.0)
    for name in ("a", "b"):
        network.add_population(name, LIF, 3)
    for learns in Learns:
        network.connect("a", "b", "delta", weight=1.0, name=learns.name, learns=learns.value)
    drawn = network.description
    assert [p.learns for p in drawn.projections] == list(Learns)
    again = read_script(script(drawn).text).description
    assert [p.learns for p in again.projections] == list(Learns)
    with pytest.raises(ValueError, match="weights, normalised weights or nothing"):
        network.set("NOTHING", learns="all")
    network.set("NOTHING", learns="weights")
    assert network.description.projections[-1].learns == Learns.WEIGHTS
