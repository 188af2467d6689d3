"""Networks whose spike times are in closed form, and a plain replay of all their events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.circuit.circuit import circuit
from engine.learning.methods.event_prop import EventProp
from engine.model.registry.discovery import find
from engine.network.description import Dataset, Decoder, Encoder, NetworkDescription, Population, Projection, Sign

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


@dataclass(frozen=True)
class Cause:
    """What one spike depends on: the acts that arrive (n,), by which link and weight, and the act that set it free.

    ``before`` (n,) says which arrive before the membrane is free.
    """

    acts: np.ndarray
    links: np.ndarray
    weights: tuple[tuple[np.ndarray, np.ndarray], ...]  # by link, (post, pre) of each of its acts
    before: np.ndarray
    last: int


class Replay:
    """The spikes of one presentation as numbers: closed forms of tau_m = 2 tau_s, one plain sum for each spike.

    A spike that reached its threshold at t acts at t + r, r the rest of its step; events keep the order they had.
    """

    def __init__(self, network: NetworkDescription, given: np.ndarray, tape: Any) -> None:
        self.network, self.h = network, network.resolution
        values = {p.id: p.parameters for p in network.populations}
        fired = [(k, p.id, i) for p in network.populations for k, i in np.argwhere(tape.spikes(p.id)[:, 0])]
        self.spikes = [((k + 1) * self.h, id, int(i)) for k, id, i in sorted(fired, key=lambda event: event[0])]
        self.fixed = [((k + 1) * self.h, "code", int(i)) for k, i in np.argwhere(given)]
        self.held = [float(values[id]["t_ref"]) for _, id, _ in self.spikes]  # type: ignore[arg-type]
        self.reset = [float(values[id]["V_reset"]) for _, id, _ in self.spikes]  # type: ignore[arg-type]
        self.causes = [self._cause(number) for number in range(len(self.spikes))]
        self.rest: np.ndarray | None = None

    def _cause(self, number: int) -> Cause:
        stamp, id, i = self.spikes[number]
        acts, own = [*self.fixed, *self.spikes[:number]], [n for n in range(number) if self.spikes[n][1:] == (id, i)]
        last = own[-1] if own else -1
        free = self.spikes[last][0] + self.held[last] if own else 0.0
        found, links, before, weights = [], [], [], []
        for n, p in enumerate(self.network.projections):
            arrived = [a + float(p.delay) for a, _, _ in acts]  # type: ignore[arg-type]
            here = [
                k for k, (_, name, _) in enumerate(acts)
                if p.target == id and name == p.source and arrived[k] < stamp - self.h / 2
            ]  # fmt: skip
            found += here
            links += [n] * len(here)
            before += [arrived[k] < free + self.h / 2 for k in here]
            weights.append((np.full(len(here), i), np.array([acts[k][2] for k in here], int)))
        return Cause(np.array(found, int), np.array(links, int), tuple(weights), np.array(before, bool), last)

    def times(self, arrays: dict[tuple[str, str], np.ndarray], lead: tuple[int, ...] = ()) -> np.ndarray:
        """When each spike reached its threshold, (..., spikes): arrays may have axes ``lead`` before their own."""
        links, given = self.network.projections, [stamp for stamp, _, _ in self.fixed]
        known = np.array([*given, *(stamp for stamp, _, _ in self.spikes)])
        acts = np.broadcast_to(known, (*lead, len(known))).copy()
        late = np.stack([np.broadcast_to(arrays[p.id, "delay"], lead) for p in links], axis=-1)
        found = np.zeros((*lead, len(self.spikes)))
        for number, (stamp, id, i) in enumerate(self.spikes):
            cause, bias = self.causes[number], arrays[id, "bias"][..., i]
            own, start = cause.last, 0.0 if cause.last < 0 else self.reset[cause.last]
            free = np.zeros(lead) if own < 0 else acts[..., len(given) + own] + self.held[own]
            weights = [
                np.broadcast_to(arrays[p.id, "weight"][(..., *at)], (*lead, len(at[0])))
                for p, at in zip(links, cause.weights, strict=True)
            ]
            weight, at = np.concatenate(weights, axis=-1), acts[..., cause.acts] + late[..., cause.links]
            weight = np.where(cause.before, weight * np.exp(-(free[..., None] - at) / TAU_S), weight)
            at = np.where(cause.before, free[..., None], at)
            once = (start - bias) * np.exp(free / TAU_M) + (weight * np.exp(at / TAU_M)).sum(axis=-1)
            twice = -(weight * np.exp(at / TAU_S)).sum(axis=-1)
            root = np.sqrt(once**2 - 4 * twice * (bias - 1.0))
            both = np.array([-once - root, -once + root]) / (2 * twice)
            both = -TAU_M * np.log(np.where(both > 0, both, np.nan))
            nearest = np.nanargmin(abs(both - stamp + self.h / 2), axis=0)
            found[..., number] = np.take_along_axis(both, nearest[None], axis=0)[0]
            if self.rest is not None:
                acts[..., len(given) + number] = found[..., number] + self.rest[number]
        if self.rest is None:
            self.rest = acts[len(given) :] - found
        return found


def spoken(tape: Any, network: NetworkDescription, given: np.ndarray) -> None:
    """Show one presentation of spikes (steps, trains)."""
    tape.forward_shown({"code": given[:, None].astype(np.float64)})


def learner_of(network: NetworkDescription, **settings: Any) -> Any:
    complete = EventProp.complete({"start": "present weights", **settings})
    return EventProp.learner(circuit(network), complete, 1)
