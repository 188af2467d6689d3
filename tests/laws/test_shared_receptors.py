"""Links into one receptor do what each would do into its own: states are added, whatever sends and whatever changes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.compiling.mathematics.lumping import lump
from engine.model.pairing import accepts
from engine.model.registry.discovery import find, models
from engine.network.description import NetworkDescription, Population, Projection, Recording, Sign, Stimulus
from engine.network.values import Uniform
from engine.simulation.edit_log import SetValue
from engine.simulation.simulation import Simulation
from tests.laws.networks import ALL, DISCRETE, EXPONENTIAL, LIF, SOME, STDP

APART = 1e-9  # a relative difference that gives a receptor its own state and no figure of its own
FILTERS = [s for s in models("synapses").values() if any(p.unit == "ms" for p in s.parameters().values())]
STEPS = 250


def two(synapse: Any, apart: float = 0.0, **first: Any) -> NetworkDescription:
    """Two links onto neurons that do not fire: one strong, one with weights and delays of its own."""
    neuron = LIF if accepts(LIF, synapse) else DISCRETE
    unit = synapse.weight.default
    nudged = {n: p.default * (1 + apart) for n, p in synapse.parameters().items() if p.unit == "ms"} if apart else {}
    signed = Sign.EXCITATORY if synapse.is_unsigned() else Sign.INHIBITORY
    weight = unit if synapse.is_unsigned() else -unit
    return NetworkDescription(
        populations=(Population("a", neuron, 20, {"V_th": 1e3}),),
        stimuli=tuple(Stimulus(id, find("stimuli/correlated_poisson"), 8, {"rate": 150.0}) for id in ("s", "t")),
        projections=(
            Projection("p", "s", "a", synapse, ALL, unit, 1.3, **first),
            Projection("q", "t", "a", synapse, SOME, Uniform(*sorted((0.0, weight))), Uniform(0.3, 4.0), signed,
                       synapse_parameters=nudged, wiring_parameters={"p": 0.5}),
        ),
        recordings=(Recording("V", "a", "V", None, 0.1),),
    )  # fmt: skip


def potential(simulation: Simulation, steps: int = STEPS) -> np.ndarray:
    return simulation.advance(steps).samples["V"].values


@pytest.mark.parametrize("first", ["plain", "learning", "releasing"])
@pytest.mark.parametrize("synapse", FILTERS, ids=lambda s: s.key)
def test_a_shared_state_is_the_sum_of_the_states_of_its_links(synapse: Any, first: str) -> None:
    more: dict[str, Any] = {"plain": {}, "learning": {"plasticity": STDP},
                            "releasing": {"short_term": find("short_term/tsodyks_markram")}}[first]  # fmt: skip
    together, apart = two(synapse, **more), two(synapse, APART, **more)
    assert [len(lump(n.projections)) for n in (together, apart)] == [1, 2]
    one, other = (potential(Simulation(n, backend="numpy")) for n in (together, apart))
    assert np.ptp(one) > 1e-3 and one == pytest.approx(other, rel=1e-7, abs=1e-9)


@pytest.mark.parametrize("synapse", FILTERS, ids=lambda s: s.key)
def test_states_that_come_to_be_shared_while_running_are_added(synapse: Any) -> None:
    """Parameters that a change made equal share one state as soon as a network is compiled again."""
    name = next(n for n, p in synapse.parameters().items() if p.unit == "ms")
    value = synapse.parameters()[name].default
    apart = two(synapse)
    apart = replace(apart, projections=(replace(apart.projections[0], synapse_parameters={name: 1.5 * value}),
                                        apart.projections[1]))  # fmt: skip
    stays = Simulation(apart, backend="numpy")
    potential(stays, 200)
    stays.apply(SetValue("p", name, value))
    again = Simulation(two(synapse), backend="numpy")
    assert len(lump(two(synapse).projections)) == 1
    again.carry_from(stays)
    assert potential(again) == pytest.approx(potential(stays), rel=1e-9, abs=1e-9)


def test_a_link_that_leaves_a_shared_receptor_takes_nothing_of_its_current_away() -> None:
    """What one state holds of two links cannot be told apart: it goes on whole, with the parameters of the first."""
    whole = Simulation(two(EXPONENTIAL), backend="numpy")
    potential(whole, 200)
    kept = whole.state()
    before = potential(whole, 1)
    whole.restore(kept)
    whole.apply(SetValue("q", "tau_syn", 4.999))
    assert potential(whole, 1) == pytest.approx(before, abs=1e-3)
