"""Brian2 2.11: neurons, receptors and rules by their declared equations, without units, time in ms.

Where nothing is drawn by chance linear neurons fire the same spikes. A spike of the step from t is stamped t + h here,
t there; a neuron is refractory for one step more than Brian2 counts; a jump of the membrane comes before the threshold.
Source: the conventions of ``docs/semantics.md``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from engine.model.declaration import NeuronModel, Reset, SynapseModel
from engine.network.description import NetworkDescription, Population, Projection, Recording, Sign, Stimulus
from engine.network.seeds import seed_of_32_bits
from engine.network.values import Distribution, Normal, Uniform
from engine.problems import Problem
from engine.scripts import target as t
from engine.scripts.brian2_pathways import ORDER, arrival, pathways, used
from engine.scripts.brian2_sources import TABLES, counted_trains, injections, spike_train_lines, table
from engine.scripts.brian2_text import expression, inputs, is_linear, says_neuron, says_synapse
from engine.scripts.composing import Composer
from engine.scripts.layout import BracketGroup, Item, bracketed, call_by_lines
from engine.scripts.script import LOADED, Script
from engine.scripts.values import of_logarithm, parameters_of, starts_of
from engine.scripts.writing import quoted

METHODS = {
    "forward_euler": "euler", "exponential_midpoint": "exponential_euler", "rk4_in_thirds": "exponential_euler",
}  # fmt: skip
SEQUENTIAL = "sequential_euler"
RUN = """
monitors = {{name: b.SpikeMonitor(group) for name, group in groups.items()}}
network = b.Network(b.collect(), monitors.values())
network.run({duration!r} * ms)
for name, monitor in monitors.items():
    rate = monitor.num_spikes / len(groups[name]) / {seconds!r}
    print(f"{{name}}: {{rate:.2f}} Hz")
"""
TOLD = """for name, trace in traces.items():
    values = getattr(trace, trace.record_variables[0])
    print(f"{name}: {values.size} values from {values.min():.3f} to {values.max():.3f}")
"""


class _Brian2Writer(Composer):
    taken = frozenset(
        {"b", "ms", "regular", "rng", "groups", "name", "group", "rate", "monitors", "monitor", "traces", "trace"}
        | {"values", "times", "network"}
    )
    run, told = RUN, TOLD

    @classmethod
    def variables(cls, description: NetworkDescription) -> dict[str, str]:
        states = {id: population.model.states() for id, population in description.population_of.items()}
        return {r.id: r.quantity for r in description.recordings if r.quantity in states.get(r.element, ())}

    def _record(self, recording: Recording, variable: str) -> list[str]:
        """A look at the start of a step is one at the end of the step before."""
        part = self._part(recording)
        chosen = "True" if not part else f"list(range({part.replace(':', ', ')}))" if ":" in part else part
        words: list[Item] = [self._names[recording.element], quoted(variable), f"record={chosen}"]
        words.append(f"dt={recording.interval!r} * ms")
        return bracketed(BracketGroup("b.StateMonitor(", words, ")"), f"{self._names[recording.id]} = ")

    def script(self, seed: int, title: str) -> Script:
        network, used = self._network, {p.source for p in self._network.projections}
        made = [s for s in network.stimuli if s.id in used and s.model.key in (*TABLES, t.REGULAR, t.LISTED)]
        for stimulus in made:
            if stimulus.model.key in TABLES:  # equations of neurons read them
                self._put(stimulus.id, self._source(stimulus))
        for population in network.populations:
            self._put(population.id, self._neurons(population))
        for stimulus in made:
            if stimulus.model.key not in TABLES:
                self._put(stimulus.id, self._source(stimulus))
        for projection in network.projections:
            if projection.synapse is not None:
                self._put(projection.id, self._connect(projection))
        self._put_recordings()
        head = [f'"""{t.in_quotes(title)}: a script for Brian2; numbers are in ms, mV, pA, pF and nS."""', ""]
        head += ["from pathlib import Path", ""] if self._archive.arrays else []
        numpy = ["import numpy as np"] if self._uses_numpy else []
        head += ["import brian2 as b", *numpy, "from brian2 import ms", ""]
        head += [LOADED, ""] if self._archive.arrays else []
        head += [
            'b.prefs.codegen.target = "numpy"',
            f"b.defaultclock.dt = {network.resolution!r} * ms",
            f"b.seed({seed_of_32_bits(seed)})",
            "",
        ]
        head += self._beginning(seed)
        return self._finished(head)

    # Neurons

    def _neurons(self, population: Population) -> list[str]:
        model, name = population.model, self._names[population.id]
        (current,), values = inputs(model), parameters_of(population)
        equations = [self._moved(model, s) for s in model.states()]
        summed, own = ["I_e"], {"I_e": population.bias}
        namespace: dict[str, Any] = {}
        refractory = model.refractory()
        for parameter, value in values.items():
            if refractory is not None and parameter == refractory.name and isinstance(value, float | int):
                continue
            (namespace if isinstance(value, float | int) else own)[parameter] = value
        for receptor, projection in self._receptors(population).items():
            more, flow, numbers = self._receptor(projection, receptor, model)
            equations += more
            summed += flow
            namespace |= numbers
        tables: list[str] = []
        for part, equation, read in injections(self._network, population, self._names):
            summed.append(part)
            equations += [equation] if equation else []
            tables += [read] if read else []
        equations.append(f"{current} = {' + '.join(summed)} : 1")
        equations += [f"{n} : 1 (constant)" for n in own]
        words: list[Item] = [repr(population.size), '"""\n    ' + "\n    ".join(equations) + '\n    """']
        threshold = expression(model.equations["spike"])
        words.append(f"threshold={quoted(threshold)}")
        words += self._reset(model, threshold, refractory, values)
        words.append(f"method={quoted(self._method(population))}")
        known = [f"{quoted(n)}: {float(v)!r}" for n, v in namespace.items()]
        known += [f"{quoted(n)}: {n}" for n in dict.fromkeys(tables)]
        words.append(BracketGroup("namespace={", known, "}"))
        made = call_by_lines(name, "b.NeuronGroup", words)
        begun = {
            n: v for n, v in (own | starts_of(population)).items() if not (isinstance(v, float | int) and v == 0.0)
        }
        made += [f"{name}.{n} = {self._value(v, f'{name}.{n}')}" for n, v in begun.items()]
        return made + (self._one_after_the_other(model, name) if model.method == SEQUENTIAL else [])

    def _moved(self, model: type[NeuronModel], state: str) -> str:
        """The equation of a state; what is stepped by the script itself has none."""
        if model.method == SEQUENTIAL:
            return f"{state} : 1{self._held(model, state)}"
        return f"d{state}/dt = ({self._rate(model, state)})/ms : 1{self._held(model, state)}"

    def _one_after_the_other(self, model: type[NeuronModel], name: str) -> list[str]:
        """Steps of states that see those before them as they are by then."""
        steps = "; ".join(f"{s} += dt/ms*({self._rate(model, s)})" for s in model.states())
        return bracketed(BracketGroup(f"{name}.run_regularly(", [quoted(steps), 'when="groups"', "order=-1"], ")"))

    def _rate(self, model: type[NeuronModel], state: str) -> str:
        """The rate of a state; others that are bounded are seen no higher than that."""
        bounded = {n: f"clip({n}, -1e9, {s.at_most})" for n, s in model.states().items() if s.at_most}
        equation = model.equations.get(f"d{state}_dt")
        return expression(equation, bounded) if equation is not None else "0"

    @staticmethod
    def _held(model: type[NeuronModel], state: str) -> str:
        refractory = model.refractory()
        return " (unless refractory)" if refractory is not None and state in refractory.holds else ""

    def _reset(
        self, model: type[NeuronModel], threshold: str, refractory: Any, values: Mapping[str, Any]
    ) -> list[Item]:
        h = self._network.resolution
        after = [s for s in model.states() if f"{s}_after_spike" in model.equations]
        done = [f"{s}_then = {expression(model.equations[f'{s}_after_spike'])}" for s in after]
        done += [f"{s} = {s}_then" for s in after]
        if len(after) == 1:
            done = [f"{after[0]} = {expression(model.equations[f'{after[0]}_after_spike'])}"]
        words: list[Item] = [f"reset={quoted('; '.join(done))}"] if done and model.reset is not Reset.NONE else []
        if model.upward_crossing:
            return [*words, f"refractory={quoted(threshold)}"]
        if refractory is None:
            return words
        held = values[refractory.name]
        if isinstance(held, float | int):
            return [*words, f"refractory={float(held) + h!r} * ms"]
        return [*words, f"refractory={quoted(f'({refractory.name} + {h!r})*ms')}"]

    def _method(self, population: Population) -> str:
        model = population.model
        conducts = any(
            "V" in s.equations["current"].arguments for s in self._synapses(population) if "current" in s.equations
        )
        if model.method in METHODS:
            return METHODS[model.method]
        of_neuron = model.method == SEQUENTIAL or all(is_linear(model, state) for state in model.states())
        linear = of_neuron and not conducts
        return "exact" if linear else "rk4"

    def _synapses(self, population: Population) -> list[type[SynapseModel]]:
        return [p.synapse for p in self._receptors(population).values() if p.synapse is not None]

    def _receptors(self, population: Population) -> dict[str, Projection]:
        """A suffix for every receptor of a population, with a projection that ends at it."""
        found: dict[str, Projection] = {}
        for projection in self._network.incoming.get(population.id, ()):
            if projection.synapse is not None and self._suffix(found, projection) not in found:
                found[self._suffix(found, projection)] = projection
        return found

    @staticmethod
    def _suffix(found: Mapping[str, Projection], projection: Projection) -> str:
        """Of the receptor that a projection shares, or of a new one."""
        for suffix, other in found.items():
            alike = other.synapse is projection.synapse and other.synapse_values() == projection.synapse_values()
            if alike:
                return suffix
        return f"_{len(found) + 1}"

    def _receptor_of(self, projection: Projection) -> str:
        """The suffix of the receptor at which a projection ends."""
        return self._suffix(self._receptors(self._network.population_of[projection.target]), projection)

    def _receptor(
        self, projection: Projection, suffix: str, model: type[NeuronModel]
    ) -> tuple[list[str], list[str], dict[str, Any]]:
        """Equations of a receptor, what it adds to the current, and its numbers."""
        synapse = projection.synapse
        assert synapse is not None
        renamed = self._renamed(synapse, suffix, model)
        equations = [
            f"d{state}{suffix}/dt = ({expression(synapse.equations[f'd{state}_dt'], renamed)})/ms : 1"
            for state in synapse.states()
        ]
        flow = [f"({expression(synapse.equations['current'], renamed)})"] if "current" in synapse.equations else []
        return equations, flow, {f"{n}{suffix}": v for n, v in projection.synapse_values().items()}

    @staticmethod
    def _renamed(synapse: type[SynapseModel], suffix: str, model: type[NeuronModel]) -> dict[str, str]:
        own = {name: f"{name}{suffix}" for name in (*synapse.states(), *synapse.parameters())}
        return own | {"V": model.membrane}

    # Sources and links

    def _source(self, stimulus: Stimulus) -> list[str]:
        name, h = self._names[stimulus.id], self._network.resolution
        if stimulus.model.key in TABLES:
            self._chance |= stimulus.model.key == t.NOISE
            return table(stimulus, name, self._archive, self._duration)
        self._regular |= stimulus.model.key == t.REGULAR
        self._archive.is_used = True
        return spike_train_lines(stimulus, name, h, self._archive)

    def _connect(self, projection: Projection) -> list[str]:
        network, name = self._network, self._names[projection.id]
        target = network.population_of[projection.target]
        source: Any = network.sources[projection.source]
        synapse, made, before = projection.synapse, [], self._names[source.id]
        assert synapse is not None
        own_trains = isinstance(source, Stimulus) and source.model.key == t.POISSON
        if own_trains:
            before = f"{name}_trains"
            made = counted_trains(projection, source, target.size, before, network.resolution)
        suffix = self._receptor_of(projection)
        jumps = not synapse.states()
        sent = "w" if projection.short_term is None and projection.plasticity is None else "sent"
        arrive = arrival(synapse, suffix, target.model, f"{sent}*count_pre" if own_trains else sent)
        words: list[Item] = [before, self._names[target.id], *pathways(projection, suffix, arrive)]
        made += call_by_lines(name, "b.Synapses", words)
        pairs = t.all_pairs(projection, (source.size, target.size))
        if pairs is not None and own_trains:
            pairs = pairs[1], pairs[1], pairs[2]
        made.append(self._wired(projection, name, pairs, own_trains))
        weight: Any = projection.weight if pairs is None else pairs[2]
        made.append(f"{name}.w = {self._value(weight, f'{name}.weight')}")
        delayed = [p for p in ORDER if p in ("arrive", *(("learn", "remember") if projection.plasticity else ()))]
        plain = projection.plasticity is None and projection.short_term is None
        late = -network.resolution if jumps else 0.0
        delay = "0 * ms" if own_trains else self._delay(projection.delay, late, f"{name}.delay")
        made += [
            f"{name}.{'pre' if plain else pathway}.delay = {delay}" for pathway in (["arrive"] if plain else delayed)
        ]
        if projection.short_term is not None:
            made.append(f"{name}.x = 1")
        if not plain:
            made += [f"{name}.{p}.order = {n}" for n, p in enumerate(ORDER) if p in used(projection)]
        if jumps:  # before the threshold of the step
            pathway = "pre" if plain else "arrive"
            made.append(f'{name}.{pathway}.when, {name}.{pathway}.order = "groups", 1')
        return made

    def _wired(self, projection: Projection, name: str, pairs: Any, own_trains: bool) -> str:
        if pairs is not None:
            ends = [
                self._archive.text(f"{name}.{end}", index) for end, index in (("pre", pairs[0]), ("post", pairs[1]))
            ]
            return f"{name}.connect(i={ends[0]}, j={ends[1]})"
        rule = projection.wiring
        if own_trains or rule.key == t.ONE:
            return f'{name}.connect(j="i")'
        chosen = rule.with_defaults(projection.wiring_parameters)
        words = []
        if projection.source == projection.target and chosen.get("self_connections") != "yes":
            words.append('condition="i != j"')
        if rule.key == t.PROBABILITY:
            words.append(f"p={chosen['p']!r}")
        return f"{name}.connect({', '.join(words)})"

    def _delay(self, value: Any, late: float, key: str) -> str:
        if isinstance(value, float | int):
            return f"{round(float(value) + late, 9)!r} * ms"
        if isinstance(value, np.ndarray):
            return f"({self._archive.text(key, np.round(value + late, 9))}) * ms"
        return quoted(f"({self._formula(value)}{f' - {-late!r}' if late else ''})*ms")

    def _drawn(self, value: Distribution) -> str:
        return quoted(self._formula(value))

    @staticmethod
    def _formula(value: Distribution) -> str:
        match value:
            case Uniform(low, high):
                return f"{low!r} + {high - low!r}*rand()"
            case Normal(mean, std):
                return f"{mean!r} + {std!r}*randn()"
        mean, std = of_logarithm(value)
        return f"exp({mean!r} + {std!r}*randn())"


class Brian2(t.Target):
    """Brian2, by equations."""

    name = "brian2"
    title = "Brian2"
    writer = _Brian2Writer
    wirings = (t.ALL, t.ONE, t.PROBABILITY, t.LIST)

    @classmethod
    def of_population(cls, description: NetworkDescription, population: Population) -> Iterable[Problem]:
        arriving = description.incoming.get(population.id, ())
        unsaid = [s for s in dict.fromkeys(p.synapse for p in arriving) if s is not None and not says_synapse(s)]
        if not says_neuron(population.model) or unsaid:
            synapses, known = t.titles(s.key for s in unsaid) or "–", t.titles([t.LIF, t.ADAPTIVE])
            yield cls.lack(population.id, t.CELL, model=population.model.title, synapses=synapses, known=known)

    @classmethod
    def of_projection(cls, description: NetworkDescription, projection: Projection) -> Iterator[Problem]:
        yield from super().of_projection(description, projection)
        if projection.plasticity is not None and projection.sign is not Sign.EXCITATORY:
            yield cls.lack(projection.id, t.RULE, model=projection.plasticity.title, known=t.titles(cls.rules))
