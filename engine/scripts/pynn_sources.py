"""Stimuli in PyNN: spike sources by their times, and sources of current.

PyNN hands NEST every current a step earlier than it is to act. The first two steps from the start are out of reach
there, so that every source begins with the third.
"""

from __future__ import annotations

from engine.network.description import NetworkDescription, Projection, Stimulus
from engine.scripts import currents
from engine.scripts import target as t
from engine.scripts.currents import FIRST, first_values, has_own_channels, numbers_of, on_and_off, table_of
from engine.scripts.layout import BracketGroup, bracketed, named_item
from engine.scripts.script import Archive
from engine.scripts.values import value_in_unit

MILLI = 1e-3  # pA to nA
SOURCES = {t.DIRECT: "DCSource", t.STEP: "DCSource", t.SINE: "ACSource", t.NOISE: "NoisyCurrentSource"}
HELD = """
def held(values, interval):
    \"\"\"The source of values that each act for an interval, from the third step on.\"\"\"
    steps = np.ceil(np.arange(len(values)) * interval / {h!r} - 1e-6)
    steps = np.maximum(steps, {first})
    last = np.append(steps[1:] > steps[:-1], True)
    times = np.round(steps[last] * {h!r}, 6)
    return sim.StepCurrentSource(times=times, amplitudes=np.asarray(values)[last])

"""
"""A function of a script that has tables of currents."""


def has_table(description: NetworkDescription, stimulus: Stimulus) -> bool:
    """Tell whether a current is a table: noise that several neurons share differs for each on some simulators."""
    key = stimulus.model.key
    return key == t.TABLE or (key == t.NOISE and not has_own_channels(description, stimulus))


def current(
    description: NetworkDescription, stimulus: Stimulus, name: str, archive: Archive, duration: float
) -> list[str]:
    """Lines that make the source of a current, or the list of those of its channels."""
    h, values = description.resolution, numbers_of(stimulus)
    if has_table(description, stimulus):
        text, interval = table_of(stimulus, name, archive, duration, stimulus.size > 1)
        made = f"held(own, {interval!r})"
        found = [f"values = {text} * {MILLI}  # nA"]
        if stimulus.size == 1:
            return [*found, f"{name} = held(values, {interval!r})"]
        if stimulus.model.key == t.TABLE and first_values(stimulus, h).ndim == 1:
            return [*found, f"{name} = [held(values, {interval!r}) for _ in range({stimulus.size})]"]
        return [*found, f"{name} = [{made} for own in values.T]"]
    given: dict[str, float] = {
        n: value_in_unit(values[n], MILLI) for n in ("amplitude", "offset", "mean") if n in values
    }
    match stimulus.model.key:
        case t.SINE:
            begin = currents.DEGREES * values["frequency"] * FIRST * h / currents.MS_PER_S
            given |= {"frequency": values["frequency"], "phase": values["phase"] + begin, "start": FIRST * h}
        case t.NOISE:
            given |= {"stdev": value_in_unit(values["std"], MILLI), "dt": values["interval"], "start": FIRST * h}
        case t.STEP:
            onset, end = on_and_off(stimulus, h)
            given |= {"start": max(onset, FIRST * h), "stop": max(end, FIRST * h)}
        case _:
            given |= {"start": FIRST * h}
    call = BracketGroup(f"sim.{SOURCES[stimulus.model.key]}(", [f"{n}={v!r}" for n, v in given.items()], ")")
    if stimulus.size == 1:
        return bracketed(call, f"{name} = ")
    return bracketed(named_item("", call), f"{name} = [", f" for _ in range({stimulus.size})]")


def injected(projection: Projection, stimulus: Stimulus, source: str, target: str) -> list[str]:
    """Lines by which a current reaches the neurons, from every channel or each from its own."""
    if stimulus.size == 1:
        return [f"{source}.inject_into({target})"]
    if projection.wiring.key == t.ONE:
        return [f"for i, source in enumerate({source}):", f"    source.inject_into({target}[i : i + 1])"]
    return [f"for source in {source}:", f"    source.inject_into({target})"]
