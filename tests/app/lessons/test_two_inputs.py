"""The lesson of spikes that meet: each task by the edits that it asks for, and by none that it does not."""

from __future__ import annotations

import numpy as np

from tests.app.lessons.hand import Student, student

ID = "two-inputs"


def far(one: Student) -> float:
    """How far below the threshold of 15 mV the membrane stayed, where it never fired: the highest hill, in mV."""
    tau_s, tau_m, C_m, w = 5.0, 10.0, 250.0, 800.0
    t = np.arange(0.0, 50.0, 0.1)
    hill = w / C_m * (np.exp(-t / tau_m) - np.exp(-t / tau_s)) / (1 / tau_s - 1 / tau_m)
    return float(hill.max())


def test_neither_push_alone_reaches_the_threshold_and_two_do() -> None:
    one = student(ID)
    assert 7.5 < far(one) < 15.0
    assert len(one.run(1000.0).frames.spikes(one.id("Neuron")).steps) == 0
    one.begin("alone")
    assert one.run(200.0).done


def test_together() -> None:
    one = student(ID).run(400.0).begin("together")
    assert not one.run(400.0).done
    assert not one.set("Second", rate=60.0).run(400.0).done, "only in time"
    assert not student(ID).begin("together").set_link("First", "Neuron", weight=2000.0).run(400.0).done
    assert one.set("Second", rate=20.0, phase=12.0).run(400.0).done


def test_often() -> None:
    one = student(ID).run(400.0).begin("often")
    assert not one.set("First", rate=60.0).run(400.0).done, "the second still takes part"
    assert not one.set("Second", rate=0.0).run(400.0).done
    assert one.set("First", rate=120.0).run(400.0).done


def test_brake() -> None:
    one = student(ID).run(400.0).begin("brake")
    assert not one.done, "it is silent, but not by the brake"
    assert not one.set("First", rate=100.0).run(400.0).done
    assert not one.set_link("Brake", "Neuron", weight=-100.0).run(400.0).done
    assert one.set_link("Brake", "Neuron", weight=-800.0).run(400.0).done
