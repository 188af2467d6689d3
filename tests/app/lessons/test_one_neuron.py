"""The lesson of one neuron: its network does what the text says, and only doing the task fulfils its check."""

from __future__ import annotations

import numpy as np
import pytest

from tests.app.lessons.hand import student


def test_it_fires_at_50_hz_as_the_lesson_says() -> None:
    one = student("one-neuron").run(1000.0)
    times = one.frames.spikes(one.id("Neuron")).steps * one.resolution
    period = 2.0 + 10.0 * np.log(450.0 / (450.0 - 375.0))  # of a leaky membrane with a rest of 2 ms
    assert np.diff(times).mean() == pytest.approx(period, abs=0.1)
    assert 1000.0 / period == pytest.approx(50.0, abs=0.5)


def test_run() -> None:
    one = student("one-neuron").begin("run")
    assert not one.done
    one.state = "preparing"
    assert "prepared" in one.missing, "nobody is told to press what was pressed"
    assert not one.run(150.0).done
    assert one.run(200.0).done


def test_threshold() -> None:
    one = student("one-neuron").run(400.0).begin("threshold")
    assert not one.done
    assert not one.set("Current", amplitude=380.0).run(400.0).done
    assert one.set("Current", amplitude=370.0).run(400.0).done


def test_threshold_is_not_done_by_a_network_that_stands_still() -> None:
    assert not student("one-neuron").begin("threshold").done


@pytest.mark.parametrize("ran", [0.0, 400.0])
def test_twice(ran: float) -> None:
    one = student("one-neuron").run(ran).begin("twice")
    assert not one.run(400.0).done
    assert not one.set("Current", amplitude=660.0).run(400.0).done
    assert one.set("Current", amplitude=750.0).run(400.0).done, "less than twice the current"


def test_twice_after_it_was_made_silent() -> None:
    one = student("one-neuron").set("Current", amplitude=300.0).run(400.0).begin("twice")
    assert not one.run(400.0).done
    assert not one.set("Current", amplitude=450.0).run(400.0).done
    assert one.set("Current", amplitude=750.0).run(400.0).done


def test_memory() -> None:
    one = student("one-neuron").run(400.0).begin("memory")
    assert not one.done, "more than 200 pA"
    assert not one.set("Current", amplitude=200.0).run(400.0).done
    assert one.set("Neuron", tau_m=20.0).run(400.0).done


def test_rest() -> None:
    one = student("one-neuron").run(400.0).begin("rest")
    assert not one.done
    assert not one.set("Current", amplitude=2000.0).run(400.0).done, "about 245 Hz"
    assert not one.set("Neuron", t_ref=50.0).run(400.0).done
    assert one.set("Neuron", t_ref=10.0).run(400.0).done


@pytest.mark.parametrize(
    ("step", "amplitude", "t_ref"), [("memory", 200.0, 2.0), ("rest", 2000.0, 10.0), ("threshold", 370.0, 2.0)]
)
def test_spikes_from_before_a_change_do_not_tell_of_what_is_drawn_now(
    step: str, amplitude: float, t_ref: float
) -> None:
    """A weaker current alone was taken for done at once: the last 400 ms still held spikes of the stronger one."""
    one = student("one-neuron").run(400.0).begin(step).set("Current", amplitude=amplitude).set("Neuron", t_ref=t_ref)
    assert "until" in one.missing
    assert "until" in one.missing, "and a moment later"
    one.run(400.0)
    assert one.done is (step != "memory")


def test_who_should_be_silent_is_told_so() -> None:
    one = student("one-neuron").run(400.0).begin("threshold")
    assert one.missing == "Neuron fires at 50 Hz; it should be silent."
