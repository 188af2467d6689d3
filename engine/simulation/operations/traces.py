"""The traces of plasticity: they decay or follow, step for every spike, and are remembered as long as delays ask."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from engine.backends.kernels.argument import Argument
from engine.backends.kernels.c_text import BY_ONE_THREAD, Sharing
from engine.backends.kernels.kernel import Bound, Kernel, loop_kernel, once
from engine.compiling.steps.equation_text import equation_arguments
from engine.model.declaration import PlasticityModel
from engine.simulation.operations.arguments import arguments_named
from engine.simulation.operations.plastic_rule import PlasticRule, decay_name, indented, rule_of

POST = "post"

ADVANCE = """    {kept}
    {before}
    for i in range(neurons):
{lines}
"""
KEPT = "start = np.uint64((now[0] + j) % slots[0]) * np.uint64(width[0]) + np.uint64(low[0])"
STEP = """    {before}
    for s in range(offsets[j], offsets[j + 1]):
        i = {place}
{lines}
"""
REMEMBER = """    turn = np.uint64((now[0] + j) % slots[0])
    kept = recent[turn * np.uint64(neurons):]
    counts[turn] = offsets[j + 1] - offsets[j]
    for s in range(offsets[j], offsets[j + 1]):
        kept[s - offsets[j]] = spikes[s]
"""
EVERY_SPIKE = Sharing(every="s")


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


def _arguments(rule: PlasticRule, side: str) -> tuple[Argument, ...]:
    traces = tuple(Argument(f"{t}_trace", "F", "neurons") for t in rule.model.traces(side))
    kept = remembered(rule, side)
    if not kept:
        return traces
    own = arguments_named("membrane" if rule.model.membrane_read() is not None else "")
    histories = tuple(Argument(f"{name}_history", "F") for name in kept)
    return (*traces, *own, *histories, *arguments_named("slots width low"))


def _advance_lines(rule: PlasticRule, side: str) -> str:
    """Every trace from the old values of all, then kept where the history asks."""
    places = {n: f"c_{n}" for n in rule.constants}
    membrane = rule.model.membrane_read()
    if membrane is not None and side == POST:
        places[membrane.name] = "membrane[i]"
    lines, after = [], []
    for trace in rule.model.traces(side):
        places[trace] = f"old_{trace}"
        lines.append(f"old_{trace} = {trace}_trace[i]")
    toward = followed(rule, side)
    for trace in rule.model.traces(side):
        left = places[decay_name(trace)]
        if trace in toward:
            lines.append(f"goal_{trace} = {rule.call(toward[trace], places)}")
            new = f"goal_{trace} + (old_{trace} - goal_{trace}) * {left}"
        else:
            new = f"old_{trace} * {left}"
        lines.append(f"new_{trace} = {new}")
        after.append(f"{trace}_trace[i] = new_{trace}")
    for name in remembered(rule, side):
        value = "membrane[i]" if membrane is not None and name == membrane.name else f"new_{name}"
        after.append(f"kept_{name}[i] = {value}")
    return indented("\n".join(lines + after), 8)


def _constants(rule: PlasticRule, names: set[str]) -> str:
    lines = [f"c_{n} = constants[{i}]" for i, n in enumerate(rule.constants) if n in names]
    return "\n    ".join(lines)


@once
def advancing(model: type[PlasticityModel], side: str, precision: str) -> Kernel:
    """One step of all traces of one side."""
    rule = rule_of(model)
    toward = followed(rule, side)
    names, kept = tuple(toward.values()), remembered(rule, side)
    arguments = (*_arguments(rule, side), *arguments_named("constants now"))
    used = {a for n in names for a in equation_arguments(model, n)} | {decay_name(t) for t in model.traces(side)}
    rows = [KEPT, *(f"kept_{n} = {n}_history[start:]" for n in kept)] if kept else []
    body = ADVANCE.format(
        kept="\n    ".join(rows),
        before=_constants(rule, used),
        lines=_advance_lines(rule, side),
    )
    membrane = model.membrane_read()

    def on_arrays(a: SimpleNamespace) -> Bound:
        traces = {t: getattr(a, f"{t}_trace") for t in model.traces(side)}
        constants = rule.known(a.constants)
        goals = {t: rule.on_arrays(name, precision) for t, name in toward.items()}
        fading = [(values, constants[decay_name(t)]) for t, values in traces.items() if t not in toward]
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
                    traces[t][:] = goal + (known[t] - goal) * constants[decay_name(t)]
            for values, left in fading:
                np.multiply(values, left, values)
            for slots, values in rows:
                np.copyto(slots[k % len(slots)], values)

        return go_on

    title, equations = f"{model.title}: its traces of the side {side}", rule.texts(names, precision)
    return loop_kernel(title, "go_on", arguments, body, on_arrays, precision, equations=equations, noalias=True)


def _step_lines(rule: PlasticRule, side: str) -> str:
    traces = rule.model.traces(side)
    places = {n: f"c_{n}" for n in rule.constants} | {t: f"old_{t}" for t in traces}
    lines = [f"old_{t} = {t}_trace[i]" for t in traces]
    for trace, name in stepped_traces(rule, side).items():
        new = rule.call(name, places) if name else f"old_{trace} + F(1)"
        lines.append(f"{trace}_trace[i] = {new}")
    return indented("\n".join(lines), 8)


@once
def incrementing(model: type[PlasticityModel], side: str, precision: str) -> Kernel:
    """Traces of one side step for the spikes of the step, all from their old values."""
    rule = rule_of(model)
    steps = stepped_traces(rule, side)
    names = tuple(n for n in steps.values() if n)
    one = side in model.spike_sources()
    arguments = (
        *(Argument(f"{t}_trace", "F") for t in model.traces(side)),
        *arguments_named("constants spikes offsets"),
    )
    used = {a for n in names for a in equation_arguments(model, n)}
    body = STEP.format(
        before=_constants(rule, used),
        place="0" if one else "spikes[s]",
        lines=_step_lines(rule, side),
    )

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

    title, equations = f"{model.title}: spikes step its traces of the side {side}", rule.texts(names, precision)
    sharing = BY_ONE_THREAD if one else EVERY_SPIKE
    return loop_kernel(
        title, "increment", arguments, body, on_arrays, precision, sharing, equations=equations, noalias=True
    )


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
    arguments = arguments_named("recent counts slots spikes offsets now")
    title = "The spikes of the step are kept until they reach the synapses"
    return loop_kernel(title, "remember", arguments, REMEMBER, _remember_on_arrays, precision, EVERY_SPIKE)
