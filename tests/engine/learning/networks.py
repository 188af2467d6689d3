"""Small and large networks to learn with, in the vocabulary of a description."""

from dataclasses import replace
from typing import Any

from engine.datasets.digits import Digits
from engine.model.discovery import find
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


def small(**changes: Any) -> NetworkDescription:
    """A few neurons and steps, for what need not be learnt well."""
    return digits(hidden=20, sample_time=10.0, **changes)
