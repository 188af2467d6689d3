"""Stimuli in NEST: generators of spikes and of currents, and what they miss of the first steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.network.description import NetworkDescription, Stimulus
from engine.scripts import currents
from engine.scripts import target as t
from engine.scripts.currents import FIRST, Floats, first_values, has_own_channels, numbers_of, on_and_off, table_of
from engine.scripts.layout import BracketGroup, bracketed
from engine.scripts.script import Archive
from engine.scripts.writing import quoted

HELD = """
def held(values, interval):
    \"\"\"Values that each act for an interval, by the clock of a generator that acts a step later.\"\"\"
    steps = np.ceil(np.arange(len(values)) * interval / {h!r} - 1e-6)
    steps = np.maximum(steps - 1, 1)
    last = np.append(steps[1:] > steps[:-1], True)
    return {{
        "amplitude_times": np.round(steps[last] * {h!r}, 6),
        "amplitude_values": np.asarray(values)[last],
    }}

"""
"""A function of a script that has tables of currents."""
EARLY = """
# Currents of generators act from the third step on: in the first two the neurons have them from I_e.
biases = [group.get("I_e") for group, _ in early]
for step in range({first}):
    for (group, currents), bias in zip(early, biases):
        group.set(I_e=np.add(bias, currents[step]).tolist())
    nest.Simulate({h!r})
for (group, _), bias in zip(early, biases):
    group.set(I_e=bias)
nest.Simulate({rest!r})
"""
"""How a network begins into which currents flow from the first step on."""
GENERATORS = {t.DIRECT: "dc_generator", t.STEP: "dc_generator", t.SINE: "ac_generator", t.NOISE: "noise_generator"}


def has_table(description: NetworkDescription, stimulus: Stimulus) -> bool:
    """Tell whether a current is a table: NEST's own noise is another one at every neuron, and changes on the grid."""
    if stimulus.model.key != t.NOISE:
        return stimulus.model.key == t.TABLE
    steps = numbers_of(stimulus)["interval"] / description.resolution
    return not has_own_channels(description, stimulus) or abs(steps - round(steps)) > currents.ROUNDING


def current(
    description: NetworkDescription, stimulus: Stimulus, name: str, archive: Archive, duration: float
) -> list[str]:
    """Lines that make the generator of a current."""
    h, values = description.resolution, numbers_of(stimulus)
    size = [repr(stimulus.size)] if stimulus.size > 1 else []
    if has_table(description, stimulus):
        text, interval = table_of(stimulus, name, archive, duration, stimulus.size > 1)
        made = [f'{name} = nest.Create("step_current_generator"{"".join(f", {n}" for n in size)})', f"values = {text}"]
        if stimulus.size == 1 or (stimulus.model.key == t.TABLE and first_values(stimulus, h).ndim == 1):
            return [*made, f"{name}.set(held(values, {interval!r}))"]
        return [*made, f"for own, generator in zip(values.T, {name}):", f"    generator.set(held(own, {interval!r}))"]
    match stimulus.model.key:
        case t.SINE:
            given = {n: values[n] for n in ("amplitude", "offset", "frequency")}
            given["phase"] = values["phase"] + currents.DEGREES * values["frequency"] * h / currents.MS_PER_S
        case t.NOISE:
            given = {"mean": values["mean"], "std": values["std"], "dt": values["interval"]}
        case t.STEP:
            onset, end = (round(max(at - h, 0.0), 6) for at in on_and_off(stimulus, h))
            given = {"amplitude": values["amplitude"], "start": onset, "stop": end}
        case _:
            given = {"amplitude": values["amplitude"]}
    table = BracketGroup("params={", [f"{quoted(n)}: {v!r}" for n, v in given.items()], "}")
    return bracketed(
        BracketGroup("nest.Create(", [quoted(GENERATORS[stimulus.model.key]), *size, table], ")"), f"{name} = "
    )


def early(description: NetworkDescription) -> dict[str, Floats]:
    """The current in the first steps into neurons that hear it for certain, by population: (FIRST, 1 or neurons)."""
    found: dict[str, Floats] = {}
    for projection, stimulus in currents.injecting(description, description.projections):
        values = first_values(stimulus, description.resolution)
        channels = np.broadcast_to(values if values.ndim == 2 else values[:, None], (FIRST, stimulus.size))
        size = description.population_of[projection.target].size
        if projection.connections is not None:
            pre, post = projection.connections.pre, projection.connections.post
            heard = np.array([np.bincount(post, weights=row[pre], minlength=size) for row in channels])
        elif projection.wiring.key == t.ONE:
            heard = channels if values.ndim == 2 else channels[:, :1]
        elif projection.wiring.key == t.ALL:
            heard = channels.sum(axis=1, keepdims=True)
        else:
            continue
        if heard.any():
            found[projection.target] = found.get(projection.target, np.zeros((FIRST, 1))) + heard
    return found


def early_lines(found: Mapping[str, Floats], names: Mapping[str, str], archive: Archive) -> list[str]:
    """The table of what the neurons have in the first steps."""
    rows = []
    for id, heard in found.items():
        plain: Any = heard[:, 0] if heard.shape[1] == 1 else heard
        rows.append(f"({names[id]}, {archive.text(f'{names[id]}.early', plain)})")
    return bracketed(BracketGroup("[", rows, "]"), "early = ")
