"""EventProp: gradients against spike times in closed form and a plain replay of events, and what it refuses."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.learning.circuit import circuit
from engine.learning.event_prop import EventProp
from engine.model.discovery import find
from engine.network.description import Dataset, Decoder, Encoder, NetworkDescription, Population, Projection, Sign
from engine.simulation.simulation import Simulation

TAU_M, TAU_S = 10.0, 5.0  # ms; with tau_m = 2 tau_s spike times are roots of a quadratic
MEMBRANE = {"tau_m": TAU_M, "C_m": TAU_M, "E_L": 0.0, "V_reset": 0.0, "V_th": 1.0, "t_ref": 0.0}
LEAKY = "neurons/leaky_integrate_and_fire"


def link(id: str, source: str, target: str, weight: Any, **changes: Any) -> Projection:
    values: dict[str, Any] = {
        "synapse": find("synapses/exponential_current"), "synapse_parameters": {"tau_syn": TAU_S},
        "wiring": find("wiring/all_to_all"), "delay": 1.0, "sign": Sign.MIXED, **changes,
    }  # fmt: skip
    return Projection(id, source, target, weight=weight, **values)


def drawn(
    sizes: tuple[int, ...], links: tuple[Projection, ...], *, h: float = 0.5, time: float = 40.0,
    decoder: str = "decoders/time_to_first_spike", last: str = LEAKY, bias: Any = 0.0, **changes: float,
) -> NetworkDescription:  # fmt: skip
    """Patterns of spikes → populations ``h1`` … ``out``, each of leaky neurons with thresholds of 1."""
    data = {"trains": float(sizes[0]), "classes": float(sizes[-1]), "rate": 60.0, "training": 6.0, "test": 3.0}
    names = [*(f"h{n}" for n in range(1, len(sizes) - 1)), "out"]
    kinds = [*(LEAKY for _ in names[:-1]), last]
    own = [
        {k: v for k, v in {**MEMBRANE, **changes}.items() if k in find(kind).parameters()}  # type: ignore[attr-defined]
        for kind in kinds
    ]
    return NetworkDescription(
        resolution=h,
        datasets=(Dataset("data", find("datasets/poisson_patterns"), data, sample_time=time),),
        encoders=(Encoder("code", find("encoders/regular"), "data", {"max_rate": 1000.0 / h}),),
        populations=tuple(
            Population(n, find(kind), s, values, bias=bias if n == "h1" else 0.0)
            for n, kind, s, values in zip(names, kinds, sizes[1:], own, strict=True)
        ),
        projections=links,
        decoders=(Decoder("answer", find(decoder), "out", labels="data"),),
    )


class Replay:
    """The spikes of one presentation as numbers: closed forms of tau_m = 2 tau_s, one plain sum for each spike.

    A spike that reached its threshold at t acts at t + r, r the rest of its step; events keep the order they had.
    """

    def __init__(self, network: NetworkDescription, given: np.ndarray, tape: Any) -> None:
        self.network, self.h = network, network.resolution
        self.refractory = {p.id: float(p.parameters["t_ref"]) for p in network.populations}  # type: ignore[arg-type]
        self.reset = {p.id: float(p.parameters["V_reset"]) for p in network.populations}  # type: ignore[arg-type]
        self.given = [((k + 1) * self.h, "code", i) for k, i in np.argwhere(given)]
        fired = [(k, p.id, i) for p in network.populations for k, i in np.argwhere(tape.spikes(p.id)[:, 0])]
        self.spikes = [((k + 1) * self.h, id, i) for k, id, i in sorted(fired, key=lambda event: event[0])]
        self.rest: list[float] | None = None

    def times(self, arrays: dict[tuple[str, str], np.ndarray]) -> list[float]:
        """When each spike reached its threshold."""
        acts: list[tuple[float, float, str, int]] = [(s, s, id, i) for s, id, i in self.given]
        found, rests = [], []
        for number, (stamp, id, i) in enumerate(self.spikes):
            own = [(on, off) for on, off, name, j in acts if (name, j) == (id, i)]
            held = self.refractory[id]
            base, free = (own[-1][0] + held, own[-1][1] + held) if own else (0.0, 0.0)
            bias = arrays[id, "bias"][i]
            start = self.reset[id] if own else 0.0
            once, twice = (start - bias) * np.exp(free / TAU_M), 0.0
            for p in self.network.projections:
                for on, off, name, j in acts:
                    drawn = float(p.delay)  # type: ignore[arg-type]
                    if p.target != id or name != p.source or on + drawn > stamp - self.h / 2:
                        continue
                    weight, at = arrays[p.id, "weight"][i, j], off + arrays[p.id, "delay"]
                    if on + drawn <= base + self.h / 2:
                        weight, at = weight * np.exp(-(free - at) / TAU_S), free
                    once, twice = once + weight * np.exp(at / TAU_M), twice - weight * np.exp(at / TAU_S)
            root = np.sqrt(once**2 - 4 * twice * (bias - 1.0))
            both = [-TAU_M * np.log(a) for a in ((-once - root) / (2 * twice), (-once + root) / (2 * twice)) if a > 0]
            found.append(min(both, key=lambda t: abs(t - stamp + self.h / 2)))
            rests.append(stamp - found[-1])
            acts.append((stamp, found[-1] + (self.rest or rests)[number], id, i))
        self.rest = self.rest or rests
        return found


def spoken(tape: Any, network: NetworkDescription, given: np.ndarray) -> None:
    """Show one presentation of spikes (steps, trains)."""
    tape.forward_shown({"code": given[:, None].astype(np.float64)})


NETWORKS: dict[str, tuple[tuple[int, ...], tuple[tuple[str, str, str, float, float], ...], dict[str, Any]]] = {
    "one layer": ((6, 3), (("in", "code", "out", 0.9, 0.5),), {}),
    "a hidden layer": ((6, 8, 3), (("in", "code", "h1", 0.9, 0.5), ("read", "h1", "out", 0.9, 1.0)), {}),
    "two hidden layers, refractory, a reset below rest": (
        (6, 8, 7, 3),
        (("in", "code", "h1", 1.0, 0.5), ("on", "h1", "h2", 0.9, 2.0), ("read", "h2", "out", 1.2, 1.0)),
        {"t_ref": 2.0, "V_reset": -0.5},
    ),
    "a loop, refractory": (
        (6, 8, 3),
        (("in", "code", "h1", 1.0, 0.5), ("loop", "h1", "h1", 0.3, 1.5), ("read", "h1", "out", 0.9, 1.0)),
        {"t_ref": 1.0},
    ),
    "a loop through the read-out, a bias": (
        (6, 8, 3),
        (("in", "code", "h1", 0.7, 0.5), ("read", "h1", "out", 0.9, 1.0), ("back", "out", "h1", -0.4, 3.0)),
        {"bias": 0.4},
    ),
}  # fmt: skip


def case(name: str) -> tuple[NetworkDescription, np.ndarray]:
    sizes, links, changes = NETWORKS[name]
    rng, size = np.random.default_rng(3), dict(zip(("code", "h1", "h2"), sizes, strict=False))
    size["out"] = sizes[-1]
    made = tuple(
        link(id, a, b, rng.normal(mean, 0.4, (size[b], size[a])), delay=delay) for id, a, b, mean, delay in links
    )
    network = drawn(sizes, made, **changes)
    return network, rng.random((80, sizes[0])) < 0.06


@pytest.mark.parametrize("name", NETWORKS)
def test_gradients_equal_differences_of_a_replay_of_all_events_in_closed_form(name: str) -> None:
    network, given = case(name)
    settings = EventProp.complete({"start": "present weights", "trains": "everything, delays too"})
    learner: Any = EventProp.learner(circuit(network), settings, 1)
    tape = learner.tape(1)
    spoken(tape, network, given)
    replay = Replay(network, given, tape)
    arrays = {key: np.array(value) for key, value in learner.weights.values.items()}
    times = replay.times(arrays)
    assert len(times) > 8 and all(-1e-9 < rest < replay.h for rest in replay.rest or [])
    rng, out = np.random.default_rng(5), [n for n, (_, id, _) in enumerate(replay.spikes) if id == "out"]
    by_time = dict(zip(out, rng.normal(size=len(out)), strict=True))
    slope = np.zeros((80, 1, network.populations[-1].size))
    for number, by in by_time.items():
        stamp, _, i = replay.spikes[number]
        slope[round(stamp / replay.h) - 1, 0, i] = by
        assert tape.of("out").found  # their times within the steps are known
    gradients = tape.backward(slope)

    def loss() -> float:
        return float(sum(by * replay.times(arrays)[number] for number, by in by_time.items()))

    seen = 0
    for key, gradient in gradients.items():
        for at in np.ndindex(gradient.shape):
            kept, e = arrays[key][at], 1e-5
            arrays[key][at] = kept + e
            up = loss()
            arrays[key][at] = kept - e
            expected = (up - loss()) / (2 * e)
            arrays[key][at] = kept
            assert gradient[at] == pytest.approx(expected, rel=1e-6, abs=1e-7), (key, at)
            seen += abs(expected) > 1e-3
    assert seen > 10
