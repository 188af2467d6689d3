"""Small and large networks to learn with, in the vocabulary of a description."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from engine import Network
from engine.datasets.digits import Digits
from engine.model.data import Samples
from engine.model.registry.discovery import find
from engine.network.description import (
    Dataset,
    Decoder,
    Encoder,
    NetworkDescription,
    Population,
    Projection,
    Sign,
)
from engine.network.values import Uniform

LIF = "neurons/discrete_leaky_integrate_and_fire"


class FewDigits(Digits):
    """Every sixth of the digits, for what need not be learnt at all: 240 to train on, and 60 beside them."""

    @classmethod
    def load(cls, values: Mapping[str, Any]) -> Samples:
        whole = Digits.load(values)
        return replace(whole, values=whole.values[::6], labels=whole.labels[::6])


def projection(id: str, source: str, target: str, **changes: Any) -> Projection:
    values: dict[str, Any] = {
        "synapse": find("synapses/delta"),
        "wiring": find("wiring/all_to_all"),
        "weight": Uniform(-0.2, 0.2),
        "delay": 0.0,
        "sign": Sign.MIXED,
    }
    return Projection(id, source, target, **{**values, **changes})


def digits(
    *,
    hidden: int = 100,
    encoder: str = "encoders/poisson",
    decoder: str = "decoders/spike_count",
    neuron: str = LIF,
    sample_time: float = 25.0,
    parameters: dict[str, float] | None = None,
    more: tuple[Projection, ...] = (),
    **changes: Any,
) -> NetworkDescription:
    """Digits → encoder → ``hidden`` neurons → ten neurons → decoder, on a grid of 1 ms."""
    rate = {"max_rate": 1000.0} if encoder == "encoders/poisson" else {}
    values = parameters or {}
    return NetworkDescription(
        resolution=1.0,
        datasets=(Dataset("data", Digits, sample_time=sample_time),),
        encoders=(Encoder("code", find(encoder), "data", rate),),
        populations=(
            Population("hidden", find(neuron), hidden, values),
            Population("out", find(neuron), 10, values),
        ),
        projections=(
            projection("in", "code", "hidden", **changes),
            projection("read", "hidden", "out", **changes),
            *more,
        ),
        decoders=(Decoder("answer", find(decoder), "out", labels="data"),),
    )


def convolutional(**changes: Any) -> NetworkDescription:
    """Digits → two maps under one kernel each, 6 × 6 → averaged to 3 × 3 → ten neurons."""
    network = digits(hidden=72, **changes)
    maps = {"rows": 6.0, "columns": 6.0, "channels": 2.0}
    pooled = {"rows": 3.0, "columns": 3.0, "channels": 2.0}
    grid, (hidden, out) = find("positions/grid"), network.populations
    return replace(
        network,
        populations=(
            replace(hidden, positions=grid, positions_parameters=maps),
            replace(hidden, id="pooled", size=18, positions=grid, positions_parameters=pooled),
            out,
        ),
        projections=(
            projection("in", "code", "hidden", wiring=find("wiring/convolution"), weight=Uniform(-0.5, 0.8),
                       wiring_parameters={"channels": 2.0}),
            projection("pool", "hidden", "pooled", wiring=find("wiring/pooling"), weight=1.5),
            projection("read", "pooled", "out", weight=Uniform(-0.5, 0.8)),
        ),
    )  # fmt: skip


OVERLAPPING = {"height": 4.0, "width": 4.0, "padding": 1.0, "how": "maximum"}


def averaging(unit: str = "neurons/linear_unit") -> NetworkDescription:
    """The same, averaged by units that send values."""
    network = convolutional()
    first, pooled, out = network.populations
    into, pool, read = network.projections
    return replace(
        network,
        populations=(first, replace(pooled, model=find(unit), parameters={}), out),
        projections=(into, replace(pool, weight=1.0), replace(read, synapse=None)),
    )


def with_maxima() -> NetworkDescription:
    """The same with the maximum of each window: neurons that keep nothing and fire when any of their window does."""
    network = convolutional()
    first, pooled, out = network.populations
    into, pool, read = network.projections
    return replace(
        network,
        populations=(first, replace(pooled, parameters={"beta": 0.0, "V_th": 0.5}), out),
        projections=(into, replace(pool, weight=1.0, wiring_parameters={"how": "sum"}), read),
    )


def of_maxima(delay: float = 0.0) -> NetworkDescription:
    """Digits → maps, 6 × 6 → the spikes of windows that overlap, as one, to 3 × 3 neurons → ten neurons."""
    network = convolutional()
    into, pool, read = network.projections
    return replace(network, projections=(into, replace(pool, delay=delay, wiring_parameters=OVERLAPPING), read))


def maxima_of_values(delay: float = 0.0) -> NetworkDescription:
    """The same maps of linear units, of whose values, on both sides of 0, the largest counts."""
    network = averaging()
    maps, pooled, out = network.populations
    into, pool, read = network.projections
    values = replace(pool, synapse=None, weight=0.8, delay=delay, wiring_parameters=OVERLAPPING)
    return replace(
        network,
        populations=(replace(maps, model=pooled.model, parameters={}), pooled, out),
        projections=(into, values, read),
    )


def maxima_of_currents() -> NetworkDescription:
    """The brightest pixel of each window as a current into 4 × 4 neurons, then ten neurons."""
    network = digits(encoder="encoders/constant_current", synapse=None, hidden=16)
    (hidden, out), (into, read) = network.populations, network.projections
    grid = {"positions": find("positions/grid"), "positions_parameters": {"rows": 4.0, "columns": 4.0}}
    pool = replace(into, wiring=find("wiring/pooling"), weight=0.5, wiring_parameters={"how": "maximum"})
    fires = replace(read, synapse=find("synapses/delta"), weight=Uniform(-0.2, 0.6))
    return replace(network, populations=(replace(hidden, **grid), out), projections=(pool, fires))


def kernels(channels: int = 8, *, loop: bool = False) -> NetworkDescription:
    """Digits → maps under a kernel each, 6 × 6 → averaged to 3 × 3 by linear units → ten neurons.

    With a ``loop`` the maps are under further kernels of what they fired a step before.
    """
    network, shared = averaging(), {"channels": float(channels)}
    first, pooled, out = network.populations
    into, pool, read = network.projections
    around = projection(
        "loop", "hidden", "hidden", delay=1.0, wiring=find("wiring/convolution"),
        wiring_parameters={**shared, "padding": 1.0},
    )  # fmt: skip
    return replace(
        network,
        populations=(
            replace(first, size=36 * channels, positions_parameters={"rows": 6.0, "columns": 6.0, **shared}),
            replace(pooled, size=9 * channels, positions_parameters={"rows": 3.0, "columns": 3.0, **shared}),
            out,
        ),
        projections=(replace(into, wiring_parameters=shared), pool, read, *((around,) if loop else ())),
    )


def with_values_around(
    delay: float = 2.0, neuron: str = LIF, current: float = 1.0, **changes: Any
) -> NetworkDescription:
    """Values before, beside and behind neurons that fire: a filter of what they fire comes back to them later."""
    network = digits(hidden=20, neuron=neuron, **changes)
    hidden, out = network.populations
    values = (
        Population("first", find("neurons/rectified_linear_unit"), 30),
        Population("mix", find("neurons/discrete_leaky_integrator"), 15),
    )

    def value(id: str, source: str, target: str, late: float = 0.0, scale: float = current) -> Projection:
        weight = Uniform(-0.1 * scale, 0.3 * scale)
        return projection(id, source, target, synapse=None, delay=late, weight=weight)

    into, read = network.projections
    return replace(
        network,
        populations=(values[0], hidden, values[1], out),
        projections=(
            projection("in", "code", "first", weight=Uniform(-0.2, 0.3)),
            value("on", "first", "hidden"),
            replace(
                into,
                id="heard",
                source="hidden",
                target="mix",
                synapse=find("synapses/delta"),
                weight=Uniform(-0.2, 0.2),
            ),
            value("back", "mix", "hidden", delay),
            value("beside", "mix", "out"),
            read,
        ),
    )


def small(**changes: Any) -> NetworkDescription:
    """A few neurons and steps, for what need not be learnt well."""
    return digits(hidden=20, sample_time=10.0, **changes)


def of_few(network: NetworkDescription) -> NetworkDescription:
    """The same, told a few of the digits where it is told digits."""

    def few(data: Dataset) -> Dataset:
        return replace(data, model=FewDigits, parameters={"test_size": 60.0}) if data.model is Digits else data

    return replace(network, datasets=tuple(few(data) for data in network.datasets))


def rewarded_patterns(classes: int = 4, dose: float = 1.0, **changes: Any) -> NetworkDescription:
    """Frozen Poisson patterns → a neuron for each action, rewarded or punished by the answer, on a grid of 1 ms."""
    values: dict[str, Any] = {"gap": 300.0, "inhibition": -60.0, "A_minus": 0.025, "q": 0.5, "tau_w": 1000.0, **changes}
    patterns = {"classes": float(classes), "trains": 100.0, "rate": 20.0, "training": 200.0, "test": 100.0}
    rule = {
        "tau_plus": 20.0, "tau_minus": 20.0, "A_plus": 0.05, "A_minus": values["A_minus"], "tau_e": 200.0,
        "tau_d": 100.0, "dose": dose, "d_0": 0.0, "tau_w": values["tau_w"], "w_max": 2.0,
    }  # fmt: skip
    neuron = {"tau_m": 20.0, "V_th": -55.0, "t_ref": 5.0, "q": values["q"], "tau_theta": 5000.0}
    return NetworkDescription(
        resolution=1.0,
        datasets=(Dataset("data", find("datasets/poisson_patterns"), patterns, sample_time=100.0, gap=values["gap"]),),
        encoders=(Encoder("code", find("encoders/regular"), "data", {"max_rate": 1000.0}),),
        populations=(Population("out", find("neurons/adaptive_threshold_leaky_integrate_and_fire"), classes, neuron),),
        projections=(
            projection("in", "code", "out", weight=Uniform(0.8, 1.2), delay=1.0, sign=Sign.EXCITATORY,
                       plasticity=find("plasticity/reward_modulated_stdp"), plasticity_parameters=rule,
                       plasticity_sources={"reward": "answer"}),
            projection("lateral", "out", "out", weight=values["inhibition"], delay=1.0, sign=Sign.INHIBITORY),
        ),
        decoders=(Decoder("answer", find("decoders/spike_count"), "out", labels="data"),),
    )  # fmt: skip


def winner_take_all(neurons: int = 100, **changes: Any) -> NetworkDescription:
    """Digits → Poisson → neurons that learn by Diehl & Cook's rule and silence each other, on a grid of 1 ms."""
    values: dict[str, Any] = {
        "max_rate": 200.0, "sample_time": 350.0, "theta_plus": 0.2, "inhibition": -240.0, "w_total": 80.0,
        "tau_m": 50.0, "rule": {}, **changes,
    }  # fmt: skip
    rule = {
        "tau_x": 20.0, "eta": 0.001, "x_tar": 0.4, "mu": 0.0, "w_max": 6.0, "w_total": values["w_total"],
        "interval": values["sample_time"], **values["rule"],
    }  # fmt: skip
    neuron = {
        "tau_m": values["tau_m"], "E_L": -65.0, "V_reset": -65.0, "V_th": -52.0, "t_ref": 5.0, "tau_theta": 1e7,
        "q": values["theta_plus"],
    }  # fmt: skip
    return NetworkDescription(
        resolution=1.0,
        datasets=(Dataset("data", Digits, sample_time=values["sample_time"]),),
        encoders=(Encoder("code", find("encoders/poisson"), "data", {"max_rate": values["max_rate"]}),),
        populations=(
            Population("out", find("neurons/adaptive_threshold_leaky_integrate_and_fire"), neurons, neuron),
        ),
        projections=(
            projection("in", "code", "out", weight=Uniform(0.0, 2 * values["w_total"] / 64), delay=1.0,
                       sign=Sign.EXCITATORY, plasticity=find("plasticity/diehl_cook"), plasticity_parameters=rule),
            projection("lateral", "out", "out", weight=values["inhibition"], delay=1.0, sign=Sign.INHIBITORY),
        ),
        decoders=(Decoder("answer", find("decoders/labelled_neurons"), "out", labels="data"),),
    )  # fmt: skip


def changing_currents(
    *, times: int = 8, resolution: float = 1.0, gap: float = 0.0, loop: bool = True, **changes: Any
) -> NetworkDescription:
    """Signals of some times → a current that changes with them → a loop of neurons, and two that answer.

    The current claims a delay, by which nothing acts; another link of it, of half its connections, ends at the answer.
    """
    random = np.random.default_rng(5)
    x = random.random((24, times, 3))
    net = Network(resolution=resolution)
    data = {"x": x, "labels": (x[:, :, 0].mean(axis=1) > x[:, :, 1].mean(axis=1)).astype(np.int64)}
    net.add_dataset("data", "own_signals", **data, scale="as they are", sample_time=20.0, gap=gap)
    net.add_encoder("code", "constant_current", "data", gain=2.0)
    hidden = {"neuron": LIF, "synapse": "delta", "current": 0.3, "weight": 0.6, **changes}
    net.add_population("hidden", hidden["neuron"], 12)
    net.add_population("out", LIF, 2)
    net.add_decoder("answer", "spike_count", "out", labels="data")
    strong = Uniform(-0.3 * hidden["current"], hidden["current"])
    net.connect("code", "hidden", None, weight=strong, sign="mixed", delay=3.0, name="in")
    beside = {"weight": Uniform(-0.1, 0.2), "sign": "mixed", "wiring": "fixed_probability", "p": 0.5}
    net.connect("code", "out", None, **beside, name="beside")
    net.connect("hidden", "out", "delta", weight=Uniform(-0.2, 0.4), sign="mixed", delay=1.0, name="read")
    if loop:
        again = Uniform(-hidden["weight"], hidden["weight"])
        net.connect("hidden", "hidden", hidden["synapse"], weight=again, sign="mixed", delay=2.0, name="loop")
    return net.description
