"""What spikes of a link do to a neuron, against closed forms."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.answers.synaptic_response import synaptic_response, why_no_response
from engine.model.declaration import SynapseModel
from engine.model.registry.discovery import find, models
from engine.network.description import Population, Projection, Sign
from engine.network.values import Normal
from engine.progress import Cancelled

LIF = Population("a", find("neurons/leaky_integrate_and_fire"), 5)
LINK = Projection(
    "p", "s", "a", find("synapses/exponential_current"), find("wiring/all_to_all"), Normal(100.0, 10.0), delay=2.0
)


def test_an_exponential_current_and_the_potential_that_it_moves() -> None:
    """From the delay on w exp(-t / tau_s), and the difference of two exponentials in the membrane."""
    found = synaptic_response(LINK, LIF, 0.1)
    assert found.spikes == pytest.approx([0.0])
    assert found.current is not None
    late = found.times >= 2.0 - 1e-9
    after = found.times[late] - 2.0
    assert found.current[late] == pytest.approx(100.0 * np.exp(-after / 5.0), rel=1e-9)
    assert not found.current[~late].any()
    moved = 100.0 / 250.0 * (np.exp(-after / 10.0) - np.exp(-after / 5.0)) / (1 / 5.0 - 1 / 10.0)
    assert found.potential[late] + 70.0 == pytest.approx(moved, abs=1e-3)
    assert not found.fires


def test_a_spike_without_a_current_moves_the_membrane_at_once() -> None:
    found = synaptic_response(replace(LINK, synapse=find("synapses/delta"), weight=3.0), LIF, 0.1)
    assert found.current is None
    assert found.potential.max() == pytest.approx(-67.0)
    assert found.times[found.potential.argmax()] == pytest.approx(2.0)


def test_an_inhibitory_conductance_draws_a_current_out() -> None:
    inhibition = replace(
        LINK, synapse=find("synapses/exponential_conductance"), weight=2.0, sign=Sign.INHIBITORY, delay=1.0
    )
    found = synaptic_response(inhibition, LIF, 0.1)
    assert found.current is not None
    assert found.current.min() == pytest.approx(2.0 * (-80.0 + 70.0), rel=1e-3)
    assert found.potential.min() < -70.0


def test_a_train_through_depressing_terminals_brings_less_each_time() -> None:
    """Tsodyks & Markram: what is left recovers with tau_rec between two spikes, of which each takes a share."""
    rule = find("short_term/short_term_depression")
    found = synaptic_response(replace(LINK, short_term=rule), LIF, 0.1, count=5, interval=50.0)
    plain = synaptic_response(LINK, LIF, 0.1, count=5, interval=50.0)
    assert found.spikes == pytest.approx([0.0, 50.0, 100.0, 150.0, 200.0])
    assert found.current is not None
    assert plain.current is not None
    arrivals = np.searchsorted(found.times, found.spikes + 2.0 - 1e-9)
    sent = found.current[arrivals]
    assert (np.diff(sent) < 0).all()
    assert (np.diff(plain.current[arrivals]) >= 0).all()


def test_a_strong_spike_fires_the_neuron_and_is_said_to() -> None:
    assert synaptic_response(replace(LINK, weight=5000.0), LIF, 0.1).fires


@pytest.mark.parametrize("synapse", list(models("synapses").values()), ids=lambda model: model.key)
def test_every_synapse_that_passes_spikes_answers_or_is_refused(synapse: type[SynapseModel]) -> None:
    link = replace(LINK, synapse=synapse)
    assert (why_no_response(link) is None) == (not synapse.couples())
    assert why_no_response(replace(LINK, synapse=None)) is not None


def test_a_response_can_be_given_up() -> None:
    with pytest.raises(Cancelled):
        synaptic_response(LINK, LIF, 0.1, goes_on=lambda: False)
