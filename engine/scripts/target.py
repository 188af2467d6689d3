"""The parts of a script for another simulator, and what such a simulator cannot say of a network."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

import numpy as np

from engine.model.registry.discovery import find
from engine.network.description import NetworkDescription, Population, Projection, Stimulus
from engine.network.seeds import seed_of
from engine.network.values import ByDistance
from engine.problems import Problem, Severity, declare
from engine.scripts.composing import Composer
from engine.scripts.script import Array, Script

DELTA = "synapses/delta"
LIF = "neurons/leaky_integrate_and_fire"
ADAPTIVE = "neurons/adaptive_exponential_integrate_and_fire"
IZHIKEVICH, SQUID, TRAUB = "neurons/izhikevich", "neurons/hodgkin_huxley", "neurons/traub_miles"
EXPONENTIAL, ALPHA = "synapses/exponential_current", "synapses/alpha_current"
OPENING, RISING = "synapses/exponential_conductance", "synapses/alpha_conductance"
POISSON, REGULAR, LISTED = "stimuli/poisson", "stimuli/regular", "stimuli/spike_times"
DIRECT, STEP = "stimuli/dc_current", "stimuli/step_current"
SINE, TABLE, NOISE = "stimuli/sine_current", "stimuli/array_current", "stimuli/white_noise_current"
ALL, ONE, LIST = "wiring/all_to_all", "wiring/one_to_one", "wiring/explicit_list"
PROBABILITY = "wiring/fixed_probability"
IN_DEGREE, OUT_DEGREE = "wiring/fixed_in_degree", "wiring/fixed_out_degree"
TOTAL = "wiring/fixed_total_number"
PAIRS = "plasticity/pair_stdp"
TIRING, RELEASING = "short_term/short_term_depression", "short_term/tsodyks_markram"

CELL = declare("target.cell", "{library} has no neuron like {model} with {synapses}.", "Use one of: {known}.")
SEVERAL = declare(
    "target.several",
    "Links of several kinds or time constants end at {element}; {library} keeps one for each sign with the neuron.",
    "Give links of one sign the same synapse with the same values.",
)
SOURCE = declare("target.source", "{library} has no source like {model}.", "Use one of: {known}.")
WIRING = declare("target.wiring", "{library} does not wire by {model}.", "Use one of: {known}.")
RULE = declare("target.rule", "{library} has no rule like {model} on this link.", "Use one of: {known}.")
ONE_NUMBER = declare("target.one-number", "{name} must be one number for {library}.", "Set {name} to a number.")
MUST_BE = declare("target.must-be", "For {library}, {name} must be {needed}; it is {value}.", "Set {name} to {needed}.")
DELAY = declare(
    "target.delay", "{library} has no delay below a step; this link has {value} ms.", "Set it to {needed} ms."
)
SIGNS = declare("target.signs", "A link of {library} has weights of one sign; this one has both.", "Choose one sign.")
BETWEEN = declare(
    "target.between", "In the script for {library} {model} acts between neurons, not after a Poisson source.",
    "Let the source drive a population first.",
)  # fmt: skip
CURRENT = declare(
    "target.current",
    "The script for {library} injects a stimulus's current whole: a weight of 1.",
    "Set the weight to 1.",
)
DATA = declare("target.data", "{library} has no data and encoders such as {element}.", "Use stimuli.")
LEFT = declare("target.left", "{element} is left out of the script for {library}.", "Add it to the script.")


class Target(ABC):
    """One simulator; ``name`` is that of its command, ``title`` its own."""

    name: ClassVar[str] = ""
    title: ClassVar[str] = ""
    sources: ClassVar[tuple[str, ...]] = (POISSON, REGULAR, LISTED, DIRECT, STEP, SINE, TABLE, NOISE)
    wirings: ClassVar[tuple[str, ...]] = (ALL, ONE, PROBABILITY, IN_DEGREE, OUT_DEGREE, TOTAL, LIST)
    currents_by: ClassVar[tuple[str, ...]] = (ALL, ONE)
    trains_by: ClassVar[tuple[str, ...]] = (ALL, ONE, LIST)
    """How currents, and trains of which every target has its own, may reach their targets."""
    rules: ClassVar[tuple[str, ...]] = (PAIRS, TIRING, RELEASING)
    writer: ClassVar[type[Composer]]

    @classmethod
    def refusals(cls, description: NetworkDescription) -> list[Problem]:
        """Find what the simulator cannot say, by element; warnings name what is left out."""
        found = [*cls._elements(description)]
        for population in description.populations:
            found += cls.of_population(description, population)
        for projection in description.projections:
            found += cls.of_projection(description, projection)
        return found

    @classmethod
    @abstractmethod
    def of_population(cls, description: NetworkDescription, population: Population) -> Iterable[Problem]:
        """Find what it lacks for these neurons and what ends at them."""

    @classmethod
    def script(
        cls, description: NetworkDescription, *, seed: int = 1, title: str = "", duration: float = 1000.0
    ) -> Script:
        """The program; raises TypeError or KeyError where :meth:`refusals` are fatal."""
        return cls.writer(description, duration).script(seed_of(seed), title)

    @classmethod
    def lack(
        cls, place: str, code: str, quantity: str = "", severity: Severity = Severity.FATAL, **words: object
    ) -> Problem:
        """A problem whose sentence names the simulator."""
        return Problem(place, code, {"library": cls.title, **words}, severity, quantity)

    @classmethod
    def _elements(cls, description: NetworkDescription) -> Iterator[Problem]:
        used = {p.source for p in description.projections}
        for stimulus in description.stimuli:
            if stimulus.id in used and stimulus.model.key not in cls.sources:
                yield cls.lack(stimulus.id, SOURCE, model=stimulus.model.title, known=titles(cls.sources))
        for encoder in description.encoders:
            severity = Severity.FATAL if encoder.id in used else Severity.WARNING
            yield cls.lack(encoder.id, DATA, severity=severity, element=encoder.title or encoder.id)
        left = {d.id: d.title for d in description.decoders}
        made = cls.writer.variables(description)
        left |= {r.id: r.title for r in description.recordings if r.quantity != "spikes" and r.id not in made}
        for id, title in left.items():
            yield cls.lack(id, LEFT, severity=Severity.WARNING, element=title or id)

    @classmethod
    def of_projection(cls, description: NetworkDescription, projection: Projection) -> Iterator[Problem]:
        """Find what it lacks for this link."""
        place = projection.id
        if projection.wiring.key not in cls.wirings:
            yield cls.lack(place, WIRING, model=projection.wiring.title, known=titles(cls.wirings))
        rules = [rule for rule in (projection.plasticity, projection.short_term) if rule is not None]
        if len(rules) > 1 or any(rule.key not in cls.rules for rule in rules):
            wrong = next((rule for rule in rules if rule.key not in cls.rules), rules[-1])
            yield cls.lack(place, RULE, model=wrong.title, known=titles(cls.rules))
        for name, value in projection.synapse_values().items():
            if not isinstance(value, float | int):
                yield cls.lack(place, ONE_NUMBER, name, name=name)
        is_listed = projection.wiring.key in (ALL, ONE, LIST)
        for name in ("weight", "delay"):
            value = getattr(projection, name)
            if isinstance(value, ByDistance) or (isinstance(value, np.ndarray) and not is_listed):
                yield cls.lack(place, ONE_NUMBER, name, name=name)
        yield from cls._of_rules(description, projection)
        h, delay = description.resolution, projection.delay
        if projection.passes_spikes() and isinstance(delay, float | int) and delay < h:
            yield cls.lack(place, DELAY, "delay", value=delay, needed=h)

    @classmethod
    def _of_rules(cls, description: NetworkDescription, projection: Projection) -> Iterator[Problem]:
        """Rules act between neurons, with all of the delay in the dendrite; currents come whole and alike."""
        source = description.sources[projection.source]
        rule = projection.plasticity or projection.short_term
        if rule is not None and isinstance(source, Stimulus) and source.model.key == POISSON:
            yield cls.lack(projection.id, BETWEEN, model=rule.title)
        if projection.plasticity is not None:
            share = projection.plasticity_parameters.get("dendritic_fraction", 1.0)
            if share != 1.0:
                name = "dendritic_fraction"
                yield cls.lack(projection.id, MUST_BE, name, name=name, needed=1, value=share)
        ways = cls.currents_by if projection.synapse is None else cls.trains_by
        own = isinstance(source, Stimulus) and (projection.synapse is None or source.model.own_train_per_target())
        if own and projection.wiring.key in set(cls.wirings) - set(ways):
            yield cls.lack(projection.id, WIRING, model=projection.wiring.title, known=titles(ways))
        if projection.synapse is None:
            whole = isinstance(projection.weight, float | int) and projection.weight == 1.0
            if not whole or not isinstance(source, Stimulus):
                yield cls.lack(projection.id, CURRENT, "weight")
        if isinstance(source, Stimulus):
            numbers = {n: v for n, v in source.parameters.items() if n not in source.model.series()}
            for name, value in numbers.items():
                if not isinstance(value, float | int):
                    yield cls.lack(source.id, ONE_NUMBER, name, name=name)


def titles(keys: Iterable[str]) -> str:
    """Titles of models in a sentence."""
    return ", ".join(find(key).title for key in keys)


def in_quotes(title: str) -> str:
    """A title that can stand in a docstring."""
    return "".join(c for c in title if c.isprintable() and c not in '"\\') or "A network"


def all_pairs(projection: Projection, sizes: tuple[int, int]) -> tuple[Array, Array, Any] | None:
    """Sources, targets and weights of a link that lists its connections, or the weights or delays of each.

    They stand in the engine's own order; weights are (synapses,) or a distribution. None where nothing is listed.
    """
    weight: Any = projection.weight
    if projection.connections is not None:
        pre, post = projection.connections.pre, projection.connections.post
    elif not isinstance(weight, np.ndarray) and not isinstance(projection.delay, np.ndarray):
        return None
    elif projection.wiring.key == ONE:
        pre = post = np.arange(min(sizes))
    else:
        post, pre = np.indices((sizes[1], sizes[0])).reshape(2, -1)
        if projection.source == projection.target:
            keeps_self = projection.wiring.chosen(projection.wiring_parameters, "self_connections") == "yes"
            kept = np.full(len(pre), keeps_self) | (pre != post)
            pre, post = pre[kept], post[kept]
    if isinstance(weight, np.ndarray) and weight.ndim == 2:
        return pre, post, weight[post, pre]
    return pre, post, np.array(np.broadcast_to(weight, len(pre)), np.float64) if _is_plain(weight) else weight


def _is_plain(weight: Any) -> bool:
    return isinstance(weight, float | int | np.ndarray)
