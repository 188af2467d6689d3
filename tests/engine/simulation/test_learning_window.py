"""How rules change a weight by pairs of spikes, against closed forms."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.answers.learning_window import learning_window, why_no_window
from engine.model.declaration import PlasticityModel
from engine.model.registry.discovery import find, models
from engine.network.description import Projection
from engine.progress import Cancelled

LINK = Projection(
    "p",
    "s",
    "a",
    find("synapses/exponential_current"),
    find("wiring/all_to_all"),
    100.0,
    delay=1.0,
    plasticity=find("plasticity/pair_stdp"),
)


def test_pairs_change_the_weight_by_two_exponentials() -> None:
    """Song, Miller & Abbott: A exp(-|t| / tau) of the largest weight; the delay is that of the target's spike back."""
    found = learning_window(LINK, 0.1)
    assert found.variable == "weight"
    assert found.start == 100.0
    before = found.intervals > 0
    potentiated = 0.005 * 200.0 * np.exp(-(found.intervals[before] + 1.0) / 20.0)
    assert found.changes[before] == pytest.approx(potentiated, rel=1e-9)
    after = found.intervals < -1.05
    depressed = -0.00525 * 200.0 * np.exp((found.intervals[after] + 1.0) / 20.0)
    assert found.changes[after] == pytest.approx(depressed, rel=1e-9)


def test_triplets_need_more_than_one_pair() -> None:
    """Pfister & Gerstner: with the parameters of the visual cortex a pair alone does not potentiate, a series does."""
    link = replace(LINK, plasticity=find("plasticity/triplet_stdp"))
    one, many = learning_window(link, 0.1), learning_window(link, 0.1, pairs=5, rate=20.0)
    assert one.changes[one.intervals > 0] == pytest.approx(0.0, abs=1e-6)
    assert many.changes[(many.intervals > 0) & (many.intervals < 10)].min() > 0
    assert abs(many.intervals).max() <= 25.0, "a pair is over before the next"


def test_a_rule_that_waits_for_a_reward_shows_the_trace_of_the_pair() -> None:
    found = learning_window(replace(LINK, plasticity=find("plasticity/reward_modulated_stdp")), 0.1)
    assert found.variable != "weight"
    assert found.changes[found.intervals > 2].min() > 0
    assert found.changes[found.intervals < -2].max() < 0


@pytest.mark.parametrize("rule", list(models("plasticity").values()), ids=lambda model: model.key)
def test_a_rule_has_a_window_where_single_spikes_act(rule: type[PlasticityModel]) -> None:
    why = why_no_window(replace(LINK, plasticity=rule))
    acts = any(
        f"{name}_after_{side}" in rule.equations
        for name in ("weight", *rule.synapse_states())
        for side in ("pre", "post")
    )
    assert (why is None) == (acts and rule.membrane_read() is None)
    assert why_no_window(replace(LINK, plasticity=None)) is not None


def test_a_window_can_be_given_up() -> None:
    with pytest.raises(Cancelled):
        learning_window(LINK, 0.1, goes_on=lambda: False)
