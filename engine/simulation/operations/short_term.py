"""The share of a staying weight that a spike delivers: states of a source's terminals, moved as its spikes are sent.

Each step the states relax, exactly; at a spike they move before it is sent and after it. The share of a weight that it
releases is kept as long as it is under way: deliveries read it, as late as spikes reach their synapses, and also when
spikes must be sent again, whatever the terminals have become by then.
"""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from engine.backends.kernels.argument import Argument
from engine.backends.kernels.c_text import Sharing
from engine.backends.kernels.kernel import Array, Kernel, OnArrays, each_step, loop_kernel, once
from engine.compiling.steps.equation_text import equation_arguments, equation_text, on_arrays
from engine.model.declaration import ShortTermModel
from engine.simulation.operations.arguments import arguments_named
from engine.simulation.operations.delivery import BY_ROWS, runs

Arrays = dict[str, Array]
SENT, BEFORE, AFTER = "sent", "_before_sending", "_after_sending"
ONE = "F(1.0)"  # the weight of which a share is kept

RELEASE = """    kept = np.uint64((now[0] + j) % past_slots[0]) * np.uint64(past_stride[0])
    for s in range(offsets[j], offsets[j + 1]):
        i = spikes[s]
        at = kept + np.uint64(i)
        {statements}
"""
DELIVER = """    k = now[0] + j
    kept = np.uint64((k - late[0]) % past_slots[0]) * np.uint64(past_stride[0])
    for s in range(offsets[j], offsets[j + 1]):
        i = spikes[s]
        share = released[kept + np.uint64(i)]
        for g in range(rows[i], rows[i + 1]):
            slot = ring[np.uint64((k + delays[g]) % slots[0]) * np.uint64(neurons):]
            for q in range(begin[g], end[g]):
                slot[targets[q]] += weights[{weight}] * share
"""
RELAX = """    for i in range(neurons):
        state[i] = state[i] + (slope[0] * state[i] + offset[0]) * gain[0]
"""


@each_step
def _relax_on_arrays(a: SimpleNamespace, j: int, k: int) -> None:
    a.state[:] = a.state + (a.slope[0] * a.state + a.offset[0]) * a.gain[0]


@once
def relaxing(precision: str) -> Kernel:
    """One state of all source neurons, by the rate ``slope state + offset``."""
    arguments = arguments_named("state slope offset gain")
    title = "States of a source's terminals relax for one step; what is at rest stays there to the last bit"
    return loop_kernel(title, "relax", arguments, RELAX, _relax_on_arrays, precision)


def affine_rate(model: type[ShortTermModel], state: str, values: dict[str, float]) -> tuple[float, float]:
    """Slope and offset of a state's rate; raises ``TypeError`` where it is no such rate."""
    name = f"d{state}_dt"
    function, arguments = getattr(on_arrays(model, "float64"), name), equation_arguments(model, name)
    if set(arguments) - {state} - set(values):
        raise TypeError(f"{model.__name__}.{name} may read {state!r} and parameters only")

    def at(value: float) -> float:
        return float(function(*((values | {state: value})[argument] for argument in arguments)))

    a, b = at(1.0) - at(0.0), at(0.0)
    if abs(at(3.0) - (3.0 * a + b)) > 1e-9 * (abs(a) + abs(b)):
        raise TypeError(f"{model.__name__}.{name} is not linear in {state!r}")
    return a, b


def refuse_disproportion(model: type[ShortTermModel], values: dict[str, float]) -> None:
    """Raise ``TypeError`` where what is sent is not a share of the weight."""
    module, known = on_arrays(model, "float64"), values | dict.fromkeys(model.states(), 0.5)
    arguments = equation_arguments(model, SENT)
    one, three = (float(module.sent(*((known | {"w": w})[name] for name in arguments))) for w in (1.0, 3.0))
    if abs(three - 3.0 * one) > 1e-9 * abs(one):
        raise TypeError(f"{model.__name__}.{SENT} is not a share of 'w'")


def _call(model: type[ShortTermModel], name: str) -> str:
    places = {n: f"constants[{i}]" for i, n in enumerate(model.parameters())}
    places |= {n: f"{n}_now" for n in model.states()} | {"w": ONE}
    return f"{name}({', '.join(places[argument] for argument in equation_arguments(model, name))})"


def _moves(model: type[ShortTermModel], when: str) -> dict[str, str]:
    """The call that moves each state that moves then."""
    return {n: _call(model, n + when) for n in model.states() if n + when in model.equations}


def _together(moves: dict[str, str]) -> list[str]:
    """All right sides see the values from before."""
    return [f"{n}_new = {call}" for n, call in moves.items()] + [f"{n}_now = {n}_new" for n in moves]


def _release(model: type[ShortTermModel]) -> list[str]:
    """The lines of what a spike does to the states of its source."""
    load = [f"{n}_now = {n}_state[i]" for n in model.states()]
    keep = [f"released[at] = {_call(model, SENT)}"]
    store = [f"{n}_state[i] = {n}_now" for n in model.states()]
    return [*load, *_together(_moves(model, BEFORE)), *keep, *_together(_moves(model, AFTER)), *store]


@once
def releasing(model: type[ShortTermModel], precision: str) -> Kernel:
    """Source spikes move the states of their source, and keep the share that each of them releases."""
    used = [name for name in model.equations if name.endswith((BEFORE, AFTER)) or name == SENT]
    body = RELEASE.format(statements="\n        ".join(_release(model)))
    states = tuple(Argument(f"{n}_state", "F") for n in model.states())
    arguments = (*states, *arguments_named("released past_slots past_stride constants spikes offsets now"))
    equations = [equation_text(model, name) for name in used]
    title, on_arrays = f"{model.title}: what a source spike releases", _releasing_on_arrays(model, precision)
    return loop_kernel(title, "release", arguments, body, on_arrays, precision, Sharing(every="s"), equations=equations)


@once
def released_delivery(one_weight: bool, precision: str, target: str) -> Kernel:
    """Source spikes deliver the share that they have released of their weights."""
    given = "ring slots rows delays begin end targets weights released late past_slots past_stride spikes offsets now"
    title = "Delivery of what the spikes of a source have released of weights"
    body = DELIVER.format(weight="0" if one_weight else "q")
    arguments = arguments_named(given, targets=target)
    return loop_kernel(title, "deliver", arguments, body, _delivering_on_arrays, precision, BY_ROWS)


def _value(model: type[ShortTermModel], name: str, precision: str, a: SimpleNamespace, known: Arrays) -> Array:
    constants = {n: a.constants[i] for i, n in enumerate(model.parameters())}
    given = [(known | constants)[argument] for argument in equation_arguments(model, name)]
    result: Array = getattr(on_arrays(model, precision), name)(*given)
    return result


def _releasing_on_arrays(model: type[ShortTermModel], precision: str) -> OnArrays:
    def moved(a: SimpleNamespace, when: str, now: Arrays) -> Arrays:
        names = [n for n in model.states() if n + when in model.equations]
        return now | {n: _value(model, n + when, precision, a, now) for n in names}

    @each_step
    def on_arrays(a: SimpleNamespace, j: int, k: int) -> None:
        fired = a.spikes[a.offsets[j] : a.offsets[j + 1]]
        at = k % int(a.past_slots[0]) * int(a.past_stride[0]) + fired
        now = moved(a, BEFORE, {n: getattr(a, f"{n}_state")[fired] for n in model.states()})
        a.released[at] = _value(model, SENT, precision, a, now | {"w": np.ones(1, precision)})
        for n, value in moved(a, AFTER, now).items():
            getattr(a, f"{n}_state")[fired] = value

    return on_arrays


@each_step
def _delivering_on_arrays(a: SimpleNamespace, j: int, k: int) -> None:
    fired = a.spikes[a.offsets[j] : a.offsets[j + 1]]
    if not fired.size:
        return
    at = (k - int(a.late[0])) % int(a.past_slots[0]) * int(a.past_stride[0]) + fired
    g, per_source = runs(a.rows[fired], a.rows[fired + 1])
    q, length = runs(a.begin[g], a.end[g])
    share = np.repeat(np.repeat(a.released[at], per_source), length)
    turn = np.repeat((k + a.delays[g].astype(np.int64)) % int(a.slots[0]), length)
    weights = a.weights[q] if a.weights.size != 1 else a.weights
    np.add.at(a.ring.reshape(-1), turn * a.neurons + a.targets[q], weights * share)
