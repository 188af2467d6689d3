"""Cases in which a plasticity rule has no meaning: what it needs of source, target, delay and chosen elements."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.checking.elements import is_whole
from engine.checking.problem_of import problem_of, title_of, warning_of
from engine.checking.quantities import extremes, parameter_problems
from engine.model.declaration import Payload, PlasticityModel, SpikeSource
from engine.model.decoding import Gives
from engine.network import problems_found as found
from engine.network.description import NetworkDescription, Population, Projection, Sign, Source, Stimulus
from engine.problems import Problem

BOUND = "w_max"


def plasticity_problems(
    network: NetworkDescription, projection: Projection, source: Source, target: Population
) -> Iterator[Problem]:
    """Everything that is wrong with the rule by which a projection learns."""
    rule = projection.plasticity
    if rule is None:
        return
    names = {"rule": rule.title, "source": title_of(source), "target": title_of(target)}
    if not projection.passes_spikes():
        yield problem_of(projection, found.PLASTIC_CURRENT, **names)
        return
    if isinstance(source, Stimulus) and source.model.own_train_per_target():
        yield problem_of(projection, found.PLASTIC_SOURCE, **names)
    if hears_target(rule) and not target.model.fires():
        yield problem_of(projection, found.SILENT_TARGET, **names)
    yield from _membrane(network, projection, target, names)
    for source_of_spikes in rule.spike_sources().values():
        yield from _heard(network, projection, source_of_spikes, names)
    yield from _values(projection, rule)
    yield from _interval(network, projection, rule, names)
    yield from _dendrite(network, projection, rule, names)


def hears_target(rule: type[PlasticityModel]) -> bool:
    """Tell whether the rule learns from spikes of the target."""
    events = [name.rpartition("_after_")[2] for name in rule.equations if "_after_" in name]
    return "post" in events or bool(rule.traces("post"))


def _membrane(
    network: NetworkDescription, projection: Projection, target: Population, names: dict[str, str]
) -> Iterator[Problem]:
    rule = projection.plasticity
    membrane = rule.membrane_read() if rule is not None else None
    if membrane is None:
        return
    own = target.model.states()[target.model.membrane]
    if own.unit != membrane.unit:
        words = names | {"unit": membrane.unit, "other": own.unit if own.unit != "1" else "plain numbers"}
        yield problem_of(projection, found.NO_MEMBRANE, **words)
    if isinstance(projection.delay, float | int | np.ndarray) and bool((np.asarray(projection.delay) == 0.0).any()):
        yield problem_of(projection, found.MEMBRANE_DELAY, "delay", **names, h=f"{network.resolution:g}")


def _heard(
    network: NetworkDescription, projection: Projection, wanted: SpikeSource, names: dict[str, str]
) -> Iterator[Problem]:
    words = names | {"meaning": wanted.meaning}
    id = projection.plasticity_sources.get(wanted.name, "")
    if not id:
        yield problem_of(projection, found.NO_SPIKE_SOURCE, wanted.name, **words)
        return
    decoder = next((d for d in network.decoders if d.id == id), None)
    if decoder is not None:
        if decoder.labels is None or decoder.model.gives is not Gives.CLASS:
            yield problem_of(projection, found.UNJUDGED, wanted.name, **words | {"source": title_of(decoder)})
        return
    element = network.sources.get(id)
    if element is None:
        yield problem_of(projection, found.LOST_SPIKE_SOURCE, wanted.name, **words)
    elif not has_spikes(element):
        yield problem_of(projection, found.UNHEARD_SOURCE, wanted.name, **words | {"source": title_of(element)})


def has_spikes(element: Source) -> bool:
    """Tell whether an element has spikes of its own that a rule could hear."""
    if isinstance(element, Population):
        return element.model.fires()
    own = isinstance(element, Stimulus) and element.model.own_train_per_target()
    return element.model.payload() is Payload.SPIKES and not own


def _values(projection: Projection, rule: type[PlasticityModel]) -> Iterator[Problem]:
    wrong = list(parameter_problems(projection, rule, projection.plasticity_parameters, None))
    yield from wrong
    for name, value in projection.plasticity_parameters.items():
        if not isinstance(value, float | int | np.floating | np.integer):
            yield problem_of(projection, found.ONE_VALUE, name, name=name)
            return
    low, high = extremes(projection.weight)
    signed = projection.synapse is not None and projection.synapse.weight.at_least < 0.0
    inhibits = projection.sign is Sign.INHIBITORY and signed
    if low < 0.0 and not inhibits:
        yield warning_of(projection, found.NEGATIVE_PLASTIC, "weight")
    if BOUND in rule.parameters() and not wrong:
        default = rule.defaults(projection.synapse)[BOUND]
        most = extremes(projection.plasticity_parameters.get(BOUND, default))[1]
        if (-low if inhibits else high) > most:
            yield warning_of(projection, found.ABOVE_MAXIMUM, BOUND, value=f"{most:g}")


def _interval(
    network: NetworkDescription, projection: Projection, rule: type[PlasticityModel], names: dict[str, str]
) -> Iterator[Problem]:
    interval, h = rule.pace(), network.resolution
    value = projection.plasticity_parameters.get(interval.name, interval.default) if interval is not None else None
    if interval is None or not isinstance(value, float | int) or not interval.allows(value) or is_whole(value / h):
        return
    acts = max(int(np.floor(value / h + 0.5)), 1) * h
    words = names | {"name": interval.name, "value": f"{acts:g}", "h": f"{h:g}"}
    yield warning_of(projection, found.INTERVAL_ROUNDED, interval.name, **words)


def _dendrite(
    network: NetworkDescription, projection: Projection, rule: type[PlasticityModel], names: dict[str, str]
) -> Iterator[Problem]:
    """The dendritic part of one delay for all: whole steps, and one at least where a membrane is read."""
    share, h, delay = rule.dendritic(), network.resolution, projection.delay
    value = projection.plasticity_parameters.get(share.name, share.default) if share is not None else 1.0
    if share is None or not isinstance(value, float | int) or not share.allows(value):
        return
    steps = value * max(extremes(delay)[0] / h, 0.0)
    if rule.membrane_read() is not None and value < 1.0 and int(np.floor(steps + 0.5)) == 0:
        yield problem_of(projection, found.MEMBRANE_DENDRITE, share.name, **names, h=f"{h:g}")
    elif isinstance(delay, float | int) and value < 1.0 and not is_whole(steps):
        words = names | {"name": share.name, "value": f"{int(np.floor(steps + 0.5)) * h:g}", "h": f"{h:g}"}
        yield warning_of(projection, found.DENDRITE_ROUNDED, share.name, **words)
