"""The traces of plasticity: they decay or follow, step for every spike, and are remembered as long as delays ask."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from engine.backends.kernels.argument import Argument
from engine.backends.kernels.cuda import cuda_kernel
from engine.backends.kernels.kernel import Bound, Kernel, once
from engine.compiling.steps.equation_text import equation_arguments
from engine.model.declaration import PlasticityModel
from engine.simulation.operations.plastic_rule import PlasticRule, factor, indented, rule_of

POST = "post"

ADVANCE = """@njit(error_model="numpy", nogil=True, noalias=True)
def go_on(neurons, j, {given}constants, now):
    {kept}
    {before}
    for i in range(neurons):
{lines}
"""
KEPT = "start = np.uint64((now[0] + j) % slots[0]) * np.uint64(width[0]) + np.uint64(low[0])"

STEP = """@njit(error_model="numpy", nogil=True, noalias=True)
def increment(neurons, j, {given}constants, spikes, offsets):
    {before}
    for s in range(offsets[j], offsets[j + 1]):
        i = {place}
{lines}
"""

REMEMBER = '''"""The spikes of the step are kept until they reach the synapses."""

import numpy as np
from numba import njit

import engine.backends.kernels.numba_options


@njit(error_model="numpy", nogil=True)
def remember(neurons, j, recent, counts, slots, spikes, offsets, now):
    turn = np.uint64((now[0] + j) % slots[0])
    kept = recent[turn * np.uint64(neurons):]
    counts[turn] = offsets[j + 1] - offsets[j]
    for s in range(offsets[j], offsets[j + 1]):
        kept[s - offsets[j]] = spikes[s]
'''

ADVANCE_CUDA = """    {kept}
    for (long long i = thread; i < neurons; i += threads) {{
{lines}
    }}
"""
KEPT_CUDA = "const long long start = (k % slots[0]) * width[0] + low[0];"
STEP_CUDA = """    for (long long s = offsets[j] + thread; s < offsets[j + 1]; s += threads) {{
        const int i = spikes[s];
{lines}
    }}
"""
STEP_ONE_CUDA = """    if (thread == 0) for (long long s = offsets[j]; s < offsets[j + 1]; ++s) {{
        const int i = 0;
{lines}
    }}
"""
REMEMBER_CUDA = """    const long long turn = k % slots[0];
    if (thread == 0) counts[turn] = offsets[j + 1] - offsets[j];
    for (long long s = offsets[j] + thread; s < offsets[j + 1]; s += threads)
        recent[turn * neurons + s - offsets[j]] = spikes[s];
"""


def followed(rule: PlasticRule, side: str) -> dict[str, str]:
    """The equations toward which traces of a side go, by trace."""
    return {t: f"{t}_toward" for t in rule.model.traces(side) if f"{t}_toward" in rule.model.equations}


def stepped_traces(rule: PlasticRule, side: str) -> dict[str, str]:
    """The traces of a side that spikes step, with their equation, or "" for a step by one."""
    result = {}
    for trace in rule.model.traces(side):
        name = f"{trace}_after_spike"
        if name in rule.model.equations:
            result[trace] = name
        elif trace not in followed(rule, side):
            result[trace] = ""
    return result


def remembered(rule: PlasticRule, side: str) -> tuple[str, ...]:
    """The variables that a step keeps in the history of the targets."""
    return rule.history if side == POST else ()


def _arguments(rule: PlasticRule, side: str, precision: str) -> tuple[Argument, ...]:
    traces = tuple(Argument(f"{t}_trace", "F", "neurons") for t in rule.model.traces(side))
    kept = remembered(rule, side)
    if not kept:
        return traces
    membrane = rule.model.membrane_read()
    own = (Argument("membrane", "F", "neurons"),) if membrane is not None else ()
    histories = tuple(Argument(f"{name}_history", "F") for name in kept)
    room = tuple(Argument(n, "np.int64", "1") for n in ("slots", "width", "low"))
    return (*traces, *own, *histories, *room)


def _advance_lines(rule: PlasticRule, side: str, cuda: bool) -> list[str]:
    """Every trace from the old values of all, then kept where the history asks."""
    kind, end = ("const F ", ";") if cuda else ("", "")
    places = {n: f"constants[{i}]" if cuda else f"c_{n}" for i, n in enumerate(rule.constants)}
    membrane = rule.model.membrane_read()
    if membrane is not None and side == POST:
        places[membrane.name] = "membrane[i]"
    lines, after = [], []
    for trace in rule.model.traces(side):
        places[trace] = f"old_{trace}"
        lines.append(f"{kind}old_{trace} = {trace}_trace[i]{end}")
    toward = followed(rule, side)
    for trace in rule.model.traces(side):
        left = places[factor(trace)]
        if trace in toward:
            lines.append(f"{kind}goal_{trace} = {rule.call(toward[trace], places)}{end}")
            new = f"goal_{trace} + (old_{trace} - goal_{trace}) * {left}"
        else:
            new = f"old_{trace} * {left}"
        lines.append(f"{kind}new_{trace} = {new}{end}")
        after.append(f"{trace}_trace[i] = new_{trace}{end}")
    for name in remembered(rule, side):
        value = "membrane[i]" if membrane is not None and name == membrane.name else f"new_{name}"
        place = f"{name}_history[start + i]" if cuda else f"kept_{name}[i]"
        after.append(f"{place} = {value}{end}")
    return lines + after


def _constants(rule: PlasticRule, names: set[str]) -> str:
    lines = [f"c_{n} = constants[{i}]" for i, n in enumerate(rule.constants) if n in names]
    return "\n    ".join(lines)


@once
def advancing(model: type[PlasticityModel], side: str, precision: str) -> Kernel:
    """One step of all traces of one side."""
    rule = rule_of(model)
    toward = followed(rule, side)
    names, kept = tuple(toward.values()), remembered(rule, side)
    arguments = (
        *_arguments(rule, side, precision),
        Argument("constants", "F"),
        Argument("now", "np.int64", "1"),
    )
    used = {a for n in names for a in equation_arguments(model, n)} | {factor(t) for t in model.traces(side)}
    rows = [KEPT, *(f"kept_{n} = {n}_history[start:]" for n in kept)] if kept else []
    text = rule.head(names, precision, f"its traces of the side {side}") + ADVANCE.format(
        given="".join(f"{a.name}, " for a in arguments[:-2]),
        kept="\n    ".join(rows),
        before=_constants(rule, used),
        lines=indented("\n".join(_advance_lines(rule, side, False)), 8),
    )
    device = ADVANCE_CUDA.format(
        kept=KEPT_CUDA if kept else "", lines=indented("\n".join(_advance_lines(rule, side, True)), 8)
    )
    membrane = model.membrane_read()

    def on_arrays(a: SimpleNamespace) -> Bound:
        traces = {t: getattr(a, f"{t}_trace") for t in model.traces(side)}
        constants = rule.known(a.constants)
        goals = {t: rule.on_arrays(name, precision) for t, name in toward.items()}
        fading = [(values, constants[factor(t)]) for t, values in traces.items() if t not in toward]
        seen = {membrane.name: a.membrane} if membrane is not None and side == POST else {}
        rows = []
        for name in kept:
            low = int(a.low[0])
            slots = getattr(a, f"{name}_history").reshape(-1, int(a.width[0]))[:, low : low + a.neurons]
            rows.append((list(slots), seen[name] if name in seen else traces[name]))

        def go_on(j: int, k: int) -> None:
            if goals:
                known = constants | seen | {t: values.copy() for t, values in traces.items()}
                for t, toward_goal in goals.items():
                    goal = toward_goal(known)
                    traces[t][:] = goal + (known[t] - goal) * constants[factor(t)]
            for values, left in fading:
                np.multiply(values, left, values)
            for slots, values in rows:
                np.copyto(slots[k % len(slots)], values)

        return go_on

    cuda = cuda_kernel("go_on", arguments, device, precision, rule.cuda_head(names, precision))
    return Kernel(text, "go_on", arguments, on_arrays, precision, cuda)


def _step_lines(rule: PlasticRule, side: str, cuda: bool) -> list[str]:
    kind, end = ("const F ", ";") if cuda else ("", "")
    places = {n: f"constants[{i}]" if cuda else f"c_{n}" for i, n in enumerate(rule.constants)}
    traces = rule.model.traces(side)
    lines = [f"{kind}old_{t} = {t}_trace[i]{end}" for t in traces]
    places |= {t: f"old_{t}" for t in traces}
    for trace, name in stepped_traces(rule, side).items():
        new = rule.call(name, places) if name else f"old_{trace} + F(1)"
        lines.append(f"{trace}_trace[i] = {new}{end}")
    return lines


@once
def incrementing(model: type[PlasticityModel], side: str, precision: str) -> Kernel:
    """Traces of one side step for the spikes of the step, all from their old values."""
    rule = rule_of(model)
    steps = stepped_traces(rule, side)
    names = tuple(n for n in steps.values() if n)
    one = side in model.spike_sources()
    arguments = (
        *(Argument(f"{t}_trace", "F") for t in model.traces(side)),
        Argument("constants", "F"),
        Argument("spikes", "np.int32"),
        Argument("offsets", "np.int64", "chunk"),
    )
    used = {a for n in names for a in equation_arguments(model, n)}
    text = rule.head(names, precision, f"spikes step its traces of the side {side}") + STEP.format(
        given="".join(f"{a.name}, " for a in arguments[:-3]),
        before=_constants(rule, used),
        place="0" if one else "spikes[s]",
        lines=indented("\n".join(_step_lines(rule, side, False)), 8),
    )
    lines = indented("\n".join(_step_lines(rule, side, True)), 8)
    device = (STEP_ONE_CUDA if one else STEP_CUDA).format(lines=lines)

    def on_arrays(a: SimpleNamespace) -> Bound:
        traces = {t: getattr(a, f"{t}_trace") for t in model.traces(side)}
        constants, unit = rule.known(a.constants), np.array(1, precision)
        after = {t: rule.on_arrays(name, precision) if name else None for t, name in steps.items()}

        def increment(j: int, k: int) -> None:
            fired = a.spikes[a.offsets[j] : a.offsets[j + 1]]
            if not fired.size:
                return
            if not one and not names:
                for values in traces.values():
                    values[fired] += unit
                return
            for own in np.zeros((len(fired), 1), np.int64) if one else [fired]:
                old = {t: values[own] for t, values in traces.items()}
                known = constants | old if names else old
                for t, value in after.items():
                    traces[t][own] = value(known) if value is not None else old[t] + unit

        return increment

    cuda = cuda_kernel("increment", arguments, device, precision, rule.cuda_head(names, precision))
    return Kernel(text, "increment", arguments, on_arrays, precision, cuda)


def _remember_on_arrays(a: SimpleNamespace) -> Bound:
    slots = list(a.recent.reshape(-1, a.neurons))

    def remember(j: int, k: int) -> None:
        turn = k % len(slots)
        fired = a.spikes[a.offsets[j] : a.offsets[j + 1]]
        a.counts[turn] = len(fired)
        slots[turn][: len(fired)] = fired

    return remember


@once
def remembering(precision: str) -> Kernel:
    arguments = (
        Argument("recent", "np.int32"),
        Argument("counts", "np.int64"),
        Argument("slots", "np.int64", "1"),
        Argument("spikes", "np.int32"),
        Argument("offsets", "np.int64", "chunk"),
        Argument("now", "np.int64", "1"),
    )
    cuda = cuda_kernel("remember", arguments, REMEMBER_CUDA, precision)
    return Kernel(REMEMBER, "remember", arguments, _remember_on_arrays, precision, cuda)
