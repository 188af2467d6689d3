"""What :mod:`tests.peers.microcircuit_run` reads: the microcircuit as NEST is to build it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from engine.network.description import NetworkDescription, Projection
from engine.network.values import Normal
from tests.science.microcircuit import TAU_SYN

SCRIPT = Path(__file__).with_name("microcircuit_run.py")


def job(network: NetworkDescription, duration: float, threads: int, warm_up: float = 0.0) -> dict[str, Any]:
    """The network in NEST's words, its distributions included, for ``duration`` ms after ``warm_up`` ms."""
    backgrounds = {s.id: s.parameters["rate"] for s in network.stimuli}
    background = {
        p.target: {"rate": backgrounds[p.source], "weight": p.weight, "delay": p.delay}
        for p in network.projections
        if p.source in backgrounds
    }

    def projection(p: Projection) -> dict[str, Any]:
        assert isinstance(p.weight, Normal) and isinstance(p.delay, Normal)
        ends = {"source": p.source, "target": p.target, "number": round(p.wiring_parameters["number"])}
        return ends | {"weight": [p.weight.mean, p.weight.std], "delay": [p.delay.mean, p.delay.std]}

    return {
        "resolution": network.resolution,
        "warm_up": warm_up,
        "duration": duration,
        "threads": threads,
        "populations": [
            {
                "id": p.id,
                "size": p.size,
                "values": {**p.parameters, "I_e": p.bias, "tau_syn_ex": TAU_SYN, "tau_syn_in": TAU_SYN},
                "start": [p.start["V"].mean, p.start["V"].std],
                "background": background[p.id],
            }
            for p in network.populations
        ],
        "projections": [projection(p) for p in network.projections if p.source not in backgrounds],
    }
