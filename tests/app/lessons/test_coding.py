"""The lessons of coding: what is read agrees with what is shown as well as the text says, and for its price."""

from __future__ import annotations

import numpy as np
import pytest

from app.lessons.checks.reads import correlations
from tests.app.lessons.hand import Student, student


def agreement(one: Student) -> float:
    """Mean over all samples that were read."""
    seen = one.seen()
    return float(np.mean(correlations(seen, seen.node("Reading"), seen.node("Picture"), 0)))


def spikes_a_sample(one: Student, samples: int) -> float:
    return len(one.frames.spikes(one.id("Nerve")).steps) / samples


def test_a_rate_is_read_badly_in_25_ms() -> None:
    one = student("rate-code").run(550.0)
    assert agreement(one) == pytest.approx(0.7, abs=0.1)


@pytest.mark.parametrize("id", ["rate-code", "first-spike", "intervals"])
def test_the_nerve_passes_every_spike_on(id: str) -> None:
    one = student(id).run(100.0)
    sent, passed = (one.frames.spikes(one.id(title)) for title in ("Pixels", "Nerve"))
    assert len(sent.steps) > 50
    assert sorted(zip(sent.steps, sent.neurons, strict=True)) == sorted(zip(passed.steps, passed.neurons, strict=True))


def test_longer() -> None:
    one = student("rate-code").run(100.0).begin("longer")
    assert not one.run(100.0).done
    assert not one.set("Picture", sample_time=50.0).run(200.0).done
    assert one.set("Picture", sample_time=300.0).run(900.0).done
    assert not one.set("Pixels", max_rate=500.0).run(900.0).done


def test_denser() -> None:
    one = student("rate-code").run(100.0).begin("denser")
    assert not one.run(100.0).done
    assert not one.set("Picture", sample_time=300.0).run(900.0).done
    assert one.set("Picture", sample_time=50.0).set("Pixels", max_rate=600.0).run(200.0).done
    assert spikes_a_sample(one, 4) > 300, "hundreds of spikes, as the next lesson says"


def test_samples_from_before_a_change_do_not_count() -> None:
    one = student("rate-code").set("Picture", sample_time=300.0).run(900.0).begin("longer")
    assert not one.done
    assert not one.set("Pixels", max_rate=99.0).done


def test_faster() -> None:
    one = student("first-spike").run(100.0).begin("faster")
    assert not one.run(100.0).done, "25 ms a picture"
    assert one.set("Picture", sample_time=5.0).run(50.0).done
    assert spikes_a_sample(one, 10) == pytest.approx(33, abs=3)
    assert not one.set("Picture", sample_time=0.2).run(50.0).done, "one step tells too little apart"


def test_two() -> None:
    one = student("intervals").run(100.0).begin("two")
    assert not one.run(100.0).done
    assert not one.set("Pixels", max_rate=150.0).run(100.0).done
    assert not one.set("Picture", sample_time=100.0).run(400.0).done, "25 ms at most"
    assert one.set("Picture", sample_time=25.0).set("Pixels", max_rate=500.0).run(100.0).done
