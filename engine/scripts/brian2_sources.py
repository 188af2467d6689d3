"""Stimuli in Brian2: currents as parts of equations that stand still within a step, spikes by generators and counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.network.description import NetworkDescription, Population, Projection, Stimulus
from engine.network.values import number_of
from engine.scripts import currents
from engine.scripts import target as t
from engine.scripts.currents import listed_spikes, numbers_of, on_and_off, table_of
from engine.scripts.layout import BracketGroup, bracketed
from engine.scripts.script import Archive

TABLES = frozenset({t.TABLE, t.NOISE})
TWO_PI = 2.0 * np.pi


def table(stimulus: Stimulus, name: str, archive: Archive, duration: float) -> list[str]:
    """Lines that make the table of a current."""
    text, interval = table_of(stimulus, name, archive, duration, stimulus.size > 1)
    return bracketed(BracketGroup("b.TimedArray(", [text, f"dt={interval!r} * ms"], ")"), f"{name} = ")


def injections(
    description: NetworkDescription, population: Population, names: dict[str, str]
) -> Iterator[tuple[str, str, str]]:
    """Currents that stimuli inject: their part of the sum, an equation of it, and the table that it reads, or ""."""
    arriving = description.incoming.get(population.id, ())
    for number, (projection, stimulus) in enumerate(currents.injecting(description, arriving), 1):
        values, name = numbers_of(stimulus), names[stimulus.id]
        each = projection.wiring.key == t.ONE
        times = "" if each or stimulus.size == 1 else f"{stimulus.size} * "
        part, read = f"injected_{number}", ""
        match stimulus.model.key:
            case t.DIRECT:
                yield f"{times}{values['amplitude']!r}", "", ""
                continue
            case t.STEP:
                onset, end = on_and_off(stimulus, description.resolution)
                flow = f"{values['amplitude']!r}*int(t + dt/2 >= {onset!r}*ms)*int(t + dt/2 < {end!r}*ms)"
            case t.SINE:
                turns = f"{values['frequency'] / currents.MS_PER_S!r}*t/ms + {values['phase'] / currents.DEGREES!r}"
                flow = f"{values['offset']!r} + {values['amplitude']!r}*sin({TWO_PI!r}*({turns}))"
            case _:
                read = name
                flow, times = _read(stimulus, name, each, times)
        yield f"{times}{part}", f"{part} = {flow} : 1 (constant over dt)", read


def _read(stimulus: Stimulus, name: str, each: bool, times: str) -> tuple[str, str]:
    """The expression that reads a table, and its factor: a channel for each neuron, or the sum of all."""
    if stimulus.size == 1 or (stimulus.model.key == t.TABLE and currents.first_values(stimulus, 1.0).ndim == 1):
        return f"{name}(t)", times
    if each:
        return f"{name}(t, i)", ""
    return " + ".join(f"{name}(t, {channel})" for channel in range(stimulus.size)), ""


def counted_trains(projection: Projection, source: Stimulus, size: int, name: str, h: float) -> list[str]:
    """A train for each target, of as many spikes a step as there are by chance; they come after their delay."""
    rate, delay = numbers_of(source)["rate"], projection.delay
    first = number_of(delay) if isinstance(delay, float | int) else h
    begun = f"*int(t + dt/2 >= {round(first - h, 9)!r}*ms)" if first > h else ""
    code = f"count = poisson({rate!r}*Hz*dt{begun})"
    return [
        f'{name} = b.NeuronGroup({size}, "count : 1", threshold="count > 0")',
        f'{name}.run_regularly("{code}", when="before_thresholds")',
    ]


def spike_train_lines(stimulus: Stimulus, name: str, h: float, archive: Archive) -> list[str]:
    """Listed or regular spikes, a step earlier by Brian2's clock."""
    if stimulus.model.key == t.REGULAR:
        values = numbers_of(stimulus)
        found = [f"times = regular({values['rate']!r}, {values['phase']!r}) - {h!r}"]
        which = "np.zeros(len(times), int)"
        if stimulus.size > 1:
            found.append(f"times = np.tile(times, {stimulus.size})")
            which = f"np.repeat(np.arange({stimulus.size}), len(times) // {stimulus.size})"
    else:
        times, channels = listed_spikes(stimulus, h)
        found = [f"times = {archive.text(f'{name}.times', times)} - {h!r}"]
        which = archive.text(f"{name}.trains", channels)
    call: Any = BracketGroup("b.SpikeGeneratorGroup(", [repr(stimulus.size), which, "times * ms"], ")")
    return [*found, *bracketed(call, f"{name} = ")]
