"""The lesson of edges: a copy at first, and near the balance of both weights only the borders of the bar."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace

from app.document.edits import SetSynapses
from tests.app.lessons.hand import Student, student

BORDERS = {12, 27}


def inhibition(one: Student) -> str:
    return next(k.id for k in one.document.links.values() if k.synapses and k.synapses.wiring.endswith("distance"))


def weaken(one: Student, weight: float) -> Student:
    link = one.document.links[inhibition(one)]
    SetSynapses(link.id, replace(link.synapses, weight=weight)).apply(one.document)
    return one


def test_the_eye_sees_a_bar_and_all_of_the_edge_fire() -> None:
    one = student("edges").run(1000.0)
    counts = np.bincount(one.frames.spikes(one.id("Eye")).neurons, minlength=40)
    assert counts[12:28].mean() == pytest.approx(102, abs=3)
    assert np.r_[counts[:12], counts[28:]].mean() == pytest.approx(50, abs=3)
    assert len(set(one.frames.spikes(one.id("Edge")).neurons.tolist())) == 40
    one.begin("bar")
    assert one.run(300.0).done


@pytest.mark.parametrize(("weight", "done"), [(-50.0, False), (-150.0, False), (-200.0, True), (-300.0, False)])
def test_near(weight: float, done: bool) -> None:
    one = weaken(student("edges").run(300.0).begin("near"), weight).run(600.0)
    assert one.done == done
    if done:
        late = one.frames.spikes(one.id("Edge"), 3000)
        assert set(late.neurons.tolist()) >= BORDERS
