"""The lesson of the staircase: where its steps are, and that each task needs the weight that it speaks of."""

from __future__ import annotations

import numpy as np
import pytest

from tests.app.lessons.hand import Student, student

FIRST_STEP = 15.0 * 250.0 * np.e / 10.0  # pA: the hill of a current and a membrane of 10 ms each, against 15 mV


def at(one: Student, weight: float) -> Student:
    return one.set_link("Input", "Neuron", weight=weight).run(600.0)


@pytest.mark.parametrize(("weight", "rate"), [(1010.0, 0), (1030.0, 10), (1200.0, 10), (1600.0, 10), (1750.0, 20)])
def test_the_staircase(weight: float, rate: int) -> None:
    one = at(student("no-derivative"), weight)
    assert len(one.frames.spikes(one.id("Neuron"), 1000).steps) == rate // 2
    assert (weight > FIRST_STEP) == (rate > 0)


def test_flat() -> None:
    one = student("no-derivative").run(600.0).begin("flat")
    assert not one.done
    assert one.set_link("Input", "Neuron", weight=1500.0).run(600.0).done
    assert not at(one, 1800.0).done


def test_jump() -> None:
    one = student("no-derivative").run(600.0).begin("jump")
    assert not one.done and not at(one, 1600.0).done
    assert not at(one.set("Input", rate=30.0), 1200.0).done, "by the weight"
    assert at(one.set("Input", rate=10.0), 1800.0).done


def test_edge() -> None:
    one = student("no-derivative").run(600.0).begin("edge")
    assert not one.done and not at(one, 900.0).done
    assert at(one, 1010.0).done
