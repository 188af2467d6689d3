"""Networks whose neurons lie on grids, which the laws are tried on: kernels, pools, values that follow a distance."""

from __future__ import annotations

from engine.model.registry.discovery import find
from engine.network.description import NetworkDescription, Population, Projection, Recording
from engine.network.values import ByDistance, Normal, Uniform

EXPONENTIAL, LIF = find("synapses/exponential_current"), find("neurons/leaky_integrate_and_fire")


def spatial() -> NetworkDescription:
    """Grids under a shared kernel and a pool, a ring, and weights and delays that follow the distance."""
    grid, line, disc = find("positions/grid"), find("positions/line"), find("positions/disc")
    noise = {"V": Uniform(-70.0, -56.0)}
    return NetworkDescription(
        populations=(
            Population("image", LIF, 64, start=noise, bias=480.0, positions=grid,
                       positions_parameters={"rows": 8.0, "columns": 8.0}),
            Population("maps", LIF, 72, start=noise, bias=350.0, positions=grid,
                       positions_parameters={"rows": 6.0, "columns": 6.0, "channels": 2.0}),
            Population("pooled", LIF, 18, start=noise, bias=300.0, positions=grid,
                       positions_parameters={"rows": 3.0, "columns": 3.0, "channels": 2.0}),
            Population("ring", LIF, 40, start=noise, bias=400.0, positions=line,
                       positions_parameters={"periodic": "yes"}),
            Population("disc", LIF, 30, start=noise, positions=disc,
                       positions_parameters={"arrangement": "random"}),
        ),
        projections=(
            Projection("c", "image", "maps", EXPONENTIAL, find("wiring/convolution"), Normal(300.0, 100.0), 1.0,
                       wiring_parameters={"channels": 2.0}),
            Projection("p", "maps", "pooled", EXPONENTIAL, find("wiring/pooling"), 4000.0, 0.5),
            Projection("r", "ring", "ring", EXPONENTIAL, find("wiring/gaussian_distance"),
                       ByDistance("exponential", 20.0, 300.0, 0.2), ByDistance("linear", 0.3, 4.0)),
            Projection("d", "ring", "disc", EXPONENTIAL, find("wiring/within_distance"), 900.0,
                       wiring_parameters={"region": "box", "radius": 0.3}),
            Projection("l", "image", "pooled", EXPONENTIAL, find("wiring/local_receptive_field"), Uniform(0.0, 200.0)),
        ),
    )  # fmt: skip


def largest() -> NetworkDescription:
    """Windows of spikes and of values, some below zero, of which the largest counts; beside one that adds up."""
    grid, pool, keeps = find("positions/grid"), find("wiring/pooling"), find("neurons/discrete_leaky_integrator")
    wide, low = ({"rows": rows, "columns": rows, "channels": 2.0} for rows in (6.0, 3.0))
    window = {"height": 3.0, "width": 3.0, "padding": 1.0, "how": "maximum"}
    return NetworkDescription(
        populations=(
            Population("image", LIF, 72, start={"V": Uniform(-70.0, -56.0)}, bias=480.0, positions=grid,
                       positions_parameters=wide),
            Population("pooled", LIF, 18, bias=350.0, positions=grid, positions_parameters=low),
            Population("values", keeps, 72, bias=Uniform(-1.0, 0.5), positions=grid, positions_parameters=wide),
            Population("units", keeps, 18, positions=grid, positions_parameters=low),
        ),
        projections=(
            Projection("m", "image", "pooled", EXPONENTIAL, pool, 900.0, 0.5, wiring_parameters=window),
            Projection("s", "image", "pooled", EXPONENTIAL, pool, 300.0, 0.3, wiring_parameters={"how": "sum"}),
            Projection("v", "values", "units", None, pool, 0.7, 0.4, wiring_parameters=window),
        ),
        recordings=tuple(Recording(f"{id} V", id, "V", interval=0.5) for id in ("units", "pooled")),
    )  # fmt: skip
