"""The lessons of Hebb and STDP: the weights go where the texts say, as the person moves what the task speaks of."""

from __future__ import annotations

import numpy as np
import pytest

from tests.app.lessons.hand import student


def test_what_comes_before_grows_by_the_rule() -> None:
    one = student("order").begin("grow")
    assert not one.done
    assert not one.run(500.0).done
    weights = one.frames.weights(one.link("Early", "Neuron"))
    lag = np.median(one.frames.spikes(one.id("Neuron")).steps) - np.median(one.frames.spikes(one.id("Early")).steps)
    assert 100 < lag < 160, "steps: 10 ms, the delay of the teacher and the rise of the membrane"
    each = 0.04 * 200.0 * np.exp(-(lag * 0.1 - 1.0) / 20.0)  # the spike arrives after the delay of 1 ms
    assert weights.mean() == pytest.approx(100.0 + 5 * each, rel=0.1)
    assert one.run(1500.0).done


def test_shrink() -> None:
    one = student("order").run(400.0).begin("shrink")
    assert not one.run(2000.0).done
    assert not one.set("Early", phase=19.0).run(2000.0).done
    assert one.set("Early", phase=30.0).run(3000.0).done


def test_together() -> None:
    one = student("rivals").begin("together")
    assert not one.run(4000.0).done
    assert one.set("Group A", c=0.2).run(10_000.0).done
    one.begin("turn")
    assert not one.done
    assert one.set("Group A", c=0.0).set("Group B", c=0.2).run(10_000.0).done


def test_nobody_together_fires_less_and_less() -> None:
    one = student("rivals").run(6000.0)
    steps = one.frames.spikes(one.id("Neuron")).steps
    assert np.sum(steps < 4000) > 3 * np.sum(steps >= 8000)
