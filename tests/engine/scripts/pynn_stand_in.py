"""Stands in for PyNN 0.13: every name that a script may use, with the parameters that PyNN's own has, and no other."""

from __future__ import annotations

import inspect
import sys
import types
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

CELLS = {
    "IF_curr_exp": "v_rest cm tau_m tau_refrac tau_syn_E tau_syn_I i_offset v_reset v_thresh",
    "IF_curr_alpha": "v_rest cm tau_m tau_refrac tau_syn_E tau_syn_I i_offset v_reset v_thresh",
    "IF_curr_delta": "v_rest cm tau_m tau_refrac i_offset v_reset v_thresh",
    "IF_cond_exp": "v_rest cm tau_m tau_refrac tau_syn_E tau_syn_I e_rev_E e_rev_I v_thresh v_reset i_offset",
    "IF_cond_alpha": "v_rest cm tau_m tau_refrac tau_syn_E tau_syn_I e_rev_E e_rev_I v_thresh v_reset i_offset",
    "EIF_cond_exp_isfa_ista": "cm tau_refrac v_spike v_reset v_rest tau_m i_offset a b delta_T tau_w v_thresh "
    "e_rev_E tau_syn_E e_rev_I tau_syn_I",
    "EIF_cond_alpha_isfa_ista": "cm tau_refrac v_spike v_reset v_rest tau_m i_offset a b delta_T tau_w v_thresh "
    "e_rev_E tau_syn_E e_rev_I tau_syn_I",
    "Izhikevich": "a b c d i_offset",
    "HH_cond_exp": "gbar_Na gbar_K g_leak cm v_offset e_rev_Na e_rev_K e_rev_leak e_rev_E e_rev_I tau_syn_E tau_syn_I "
    "i_offset",
    "SpikeSourcePoisson": "rate start duration",
    "SpikeSourceArray": "spike_times",
    "SpikePairRule": "tau_plus tau_minus A_plus A_minus",
    "AdditiveWeightDependence": "w_min w_max",
}
STARTS = {"v", "w", "u", "m", "h", "n"}


class Made:
    """What a call of the stand-in was given."""

    def __init__(self, name: str, **given: Any) -> None:
        self.name, self.given = name, given


def _cell(name: str, parameters: str) -> Any:
    def make(**given: Any) -> Made:
        assert set(given) <= set(parameters.split()), (name, set(given) - set(parameters.split()))
        return Made(name, **given)

    return make


class Population:
    def __init__(self, size: int, cellclass: Made) -> None:
        assert isinstance(size, int) and size > 0 and isinstance(cellclass, Made)
        self.size, self.cell = size, cellclass
        self.sampled: list[str] = []
        self.interval = 0.1

    def initialize(self, **values: Any) -> None:
        assert set(values) <= STARTS

    def record(self, variables: str, sampling_interval: float | None = None) -> None:
        """All that is sampled of a population is sampled at one interval, which is said first."""
        known = {"spikes", "v", *({"w"} if "EIF" in self.cell.name else {"u"} if "Izh" in self.cell.name else ())}
        assert variables in known
        if sampling_interval is not None and self.sampled:
            assert sampling_interval == self.interval
        self.interval = sampling_interval or self.interval
        self.sampled += [variables]

    def __getitem__(self, part: slice | list[int]) -> Population:
        assert isinstance(part, slice | list)
        return self

    def get_data(self, variables: str) -> Any:
        assert variables in self.sampled
        signal = types.SimpleNamespace(magnitude=np.zeros((1, self.size)))
        return types.SimpleNamespace(segments=[types.SimpleNamespace(analogsignals=[signal])])

    def mean_spike_count(self) -> float:
        return 0.0


class Source:
    def inject_into(self, cells: Population) -> None:
        assert isinstance(cells, Population)


class DCSource(Source):
    def __init__(self, amplitude: float = 1.0, start: float = 0.0, stop: float | None = None) -> None:
        assert stop is None or stop >= start


class ACSource(Source):
    def __init__(
        self, amplitude: float = 1.0, start: float = 0.0, stop: float | None = None, frequency: float = 10.0,
        offset: float = 0.0, phase: float = 0.0,
    ) -> None:  # fmt: skip
        assert frequency >= 0.0


class NoisyCurrentSource(Source):
    def __init__(
        self, mean: float = 0.0, stdev: float = 1.0, dt: float | None = None, start: float = 0.0,
        stop: float | None = None, rng: Any = None,
    ) -> None:  # fmt: skip
        assert stdev >= 0.0


class StepCurrentSource(Source):
    def __init__(self, times: Any, amplitudes: Any) -> None:
        assert len(times) == len(amplitudes) and (np.diff(times) > 0.0).all() and min(times) >= 0.0


def AllToAllConnector(allow_self_connections: bool = True) -> Made:
    return Made("all")


def OneToOneConnector() -> Made:
    return Made("one")


def FixedProbabilityConnector(p_connect: float, allow_self_connections: bool = True, rng: Any = None) -> Made:
    assert 0.0 <= p_connect <= 1.0 and isinstance(rng, Made)
    return Made("p")


def FixedNumberPreConnector(
    n: int, allow_self_connections: bool = True, with_replacement: bool = False, rng: Any = None
) -> Made:
    assert isinstance(rng, Made)
    return Made("pre")


def FixedNumberPostConnector(
    n: int, allow_self_connections: bool = True, with_replacement: bool = False, rng: Any = None
) -> Made:
    assert isinstance(rng, Made)
    return Made("post")


def FixedTotalNumberConnector(
    n: int, allow_self_connections: bool = True, with_replacement: bool = True, rng: Any = None
) -> Made:
    assert isinstance(rng, Made)
    return Made("total")


def FromListConnector(conn_list: Any) -> Made:
    assert conn_list.ndim == 2 and conn_list.shape[1] == 4
    return Made("list")


def StaticSynapse(weight: Any = 0.0, delay: Any = None) -> Made:
    return Made("static", weight=weight)


def TsodyksMarkramSynapse(
    weight: Any = 0.0, delay: Any = None, U: float = 0.5, tau_rec: float = 100.0, tau_facil: float = 0.0
) -> Made:
    return Made("tsodyks", weight=weight)


def STDPMechanism(
    timing_dependence: Any, weight_dependence: Any, voltage_dependence: Any = None,
    dendritic_delay_fraction: float = 1.0, weight: Any = 0.0, delay: Any = None,
) -> Made:  # fmt: skip
    assert timing_dependence.name == "SpikePairRule" and weight_dependence.name == "AdditiveWeightDependence"
    return Made("stdp", weight=weight)


def Projection(
    presynaptic_population: Population, postsynaptic_population: Population, connector: Made, synapse_type: Made,
    receptor_type: str,
) -> Made:  # fmt: skip
    """Weights of currents have the sign of their receptor, conductances are positive."""
    assert receptor_type in ("excitatory", "inhibitory")
    weight, cell = synapse_type.given.get("weight"), postsynaptic_population.cell.name
    if isinstance(weight, float):
        assert weight >= 0.0 if receptor_type == "excitatory" or "cond" in cell else weight <= 0.0
    return Made("projection")


MADE = (Population, DCSource, ACSource, NoisyCurrentSource, StepCurrentSource)


@contextmanager
def standing_in() -> Iterator[list[str]]:
    """PyNN among the modules while the block lasts; gives the names of what was done."""
    done: list[str] = []
    sim = types.ModuleType("pyNN.nest")
    for name, thing in list(globals().items()):
        if (inspect.isfunction(thing) and not name.startswith("_")) or thing in MADE:
            setattr(sim, name, thing)
    for name, parameters in CELLS.items():
        setattr(sim, name, _cell(name, parameters))
    sim.setup = lambda timestep, min_delay, spike_precision, rng_seed: done.append("setup")  # type: ignore[attr-defined]
    sim.run = lambda simtime: done.append("run")  # type: ignore[attr-defined]
    parameters_module, random = types.ModuleType("pyNN.parameters"), types.ModuleType("pyNN.random")
    parameters_module.Sequence = list  # type: ignore[attr-defined]
    random.NumpyRNG = lambda seed: Made("rng")  # type: ignore[attr-defined]
    random.RandomDistribution = lambda name, rng, **parameters: Made(name, **parameters)  # type: ignore[attr-defined]
    whole = types.ModuleType("pyNN")
    found = {"pyNN": whole, "pyNN.nest": sim, "pyNN.parameters": parameters_module, "pyNN.random": random}
    whole.nest = sim  # type: ignore[attr-defined]
    before = {name: sys.modules.get(name) for name in found}
    sys.modules |= found
    try:
        yield done
    finally:
        for name, module in before.items():
            if module is None:
                sys.modules.pop(name)
            else:
                sys.modules[name] = module
