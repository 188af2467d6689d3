"""NEST 3: PyNEST calls, with NEST's own connection rules and distributions.

Where nothing is drawn by chance the spikes are the same; wiring and values that are drawn are NEST's own draws. Source:
the correspondence of ``docs/semantics.md``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.network.description import NetworkDescription, Population, Projection, Recording, Sign, Stimulus
from engine.network.seeds import seed_of_32_bits
from engine.network.values import Distribution, LogNormal
from engine.problems import Problem
from engine.scripts import target as t
from engine.scripts.cells import CellTarget, TargetCell, cell_of, receptors, states_of
from engine.scripts.composing import MS_PER_S, Composer
from engine.scripts.currents import FIRST, Floats, listed_spikes, numbers_of
from engine.scripts.layout import BracketGroup, Item, bracketed
from engine.scripts.nest_sources import EARLY, HELD, current, early, early_lines, has_table
from engine.scripts.script import LOADED, Script
from engine.scripts.values import NAMES_OF_DRAWS, draw_numbers, parameters_of, starts_of, value_in_unit
from engine.scripts.writing import quoted

OF_LIF = {name: name for name in ("C_m", "E_L", "V_th", "V_reset", "t_ref")}
OF_ADAPTIVE = {name: name for name in ("C_m", "g_L", "E_L", "Delta_T", "a", "tau_w", "b", "V_peak", "V_reset", "t_ref")}
OF_CHANNELS = {name: name for name in ("C_m", "g_Na", "g_K", "g_L", "E_Na", "E_K", "E_L")}
GATES = {"V": "V_m", "m": "Act_m", "h": "Inact_h", "n": "Act_n"}
REVERSALS = {Sign.EXCITATORY: "E_ex", Sign.INHIBITORY: "E_in"}
TAUS = {Sign.EXCITATORY: "tau_syn_ex", Sign.INHIBITORY: "tau_syn_in"}


@dataclass(frozen=True)
class NestCell(TargetCell):
    """A neuron of NEST with its time course."""

    states: Mapping[str, str] = field(default_factory=lambda: {"V": "V_m"})


CELLS: Mapping[tuple[str, str], NestCell] = {
    (t.LIF, t.EXPONENTIAL): NestCell("iaf_psc_exp", OF_LIF | {"tau_m": "tau_m"}),
    (t.LIF, t.ALPHA): NestCell("iaf_psc_alpha", OF_LIF | {"tau_m": "tau_m"}),
    (t.LIF, t.DELTA): NestCell("iaf_psc_delta", OF_LIF | {"tau_m": "tau_m"}),
    (t.LIF, t.OPENING): NestCell("iaf_cond_exp", OF_LIF, leaks=True),
    (t.LIF, t.RISING): NestCell("iaf_cond_alpha", OF_LIF, leaks=True),
    (t.ADAPTIVE, t.OPENING): NestCell("aeif_cond_exp", OF_ADAPTIVE | {"V_T": "V_th"}, {"V": "V_m", "w": "w"}),
    (t.ADAPTIVE, t.RISING): NestCell("aeif_cond_alpha", OF_ADAPTIVE | {"V_T": "V_th"}, {"V": "V_m", "w": "w"}),
    (t.IZHIKEVICH, t.DELTA): NestCell(
        "izhikevich",
        {"a": "a", "b": "b", "c": "c", "d": "d", "V_peak": "V_th"},
        {"V": "V_m", "u": "U_m"},
        {"C_m": 1.0, "k_2": 0.04, "k_1": 5.0, "k_0": 140.0},
    ),
    (t.SQUID, t.ALPHA): NestCell("hh_psc_alpha", OF_CHANNELS, GATES),
    (t.TRAUB, t.OPENING): NestCell("hh_cond_exp_traub", OF_CHANNELS | {"V_T": "V_T"}, GATES),
}
"""By neuron and the synapse that ends at it; the first of a neuron also where none does."""
COUNTS = {t.IN_DEGREE: ("fixed_indegree", "indegree", "in_degree"),
          t.OUT_DEGREE: ("fixed_outdegree", "outdegree", "out_degree"),
          t.TOTAL: ("fixed_total_number", "N", "number")}  # fmt: skip

RUN = """
recorders = {{}}
for name, group in groups.items():
    recorders[name] = nest.Create("spike_recorder")
    nest.Connect(group, recorders[name])

{simulate}
for name, group in groups.items():
    rate = recorders[name].n_events / len(group) / {seconds!r}
    print(f"{{name}}: {{rate:.2f}} Hz")
"""
TOLD = """for name, trace in traces.items():
    events = trace.events
    (values,) = (v for n, v in events.items() if n not in ("times", "senders"))
    print(f"{name}: {len(values)} values from {min(values):.3f} to {max(values):.3f}")
"""


class _NestWriter(Composer):
    taken = frozenset(
        {"nest", "regular", "held", "rng", "recorders", "groups", "name", "group", "rate", "traces", "trace", "events"}
        | {"values", "early", "biases", "bias", "step", "currents", "times", "trains", "train", "generator", "own"}
    )
    run, told = RUN, TOLD

    @classmethod
    def variables(cls, description: NetworkDescription) -> dict[str, str]:
        return states_of(CELLS, description)

    def _record(self, recording: Recording, variable: str) -> list[str]:
        name, part = self._names[recording.id], self._part(recording)
        read = BracketGroup(
            "params={", [f'"record_from": [{quoted(variable)}]', f'"interval": {recording.interval!r}'], "}"
        )
        made = bracketed(BracketGroup("nest.Create(", ['"multimeter"', read], ")"), f"{name} = ")
        return [*made, f"nest.Connect({name}, {self._names[recording.element]}{f'[{part}]' if part else ''})"]

    def __init__(self, description: NetworkDescription, duration: float) -> None:
        super().__init__(description, duration)
        self._early: dict[str, Floats] = {}

    def script(self, seed: int, title: str) -> Script:
        network = self._network
        used = {p.source for p in network.projections}
        for population in network.populations:
            self._put(population.id, self._neurons(population))
        for stimulus in network.stimuli:
            if stimulus.id in used:
                self._put(stimulus.id, self._source(stimulus))
        for projection in network.projections:
            self._put(projection.id, self._connect(projection))
        self._put_recordings()
        self._early = early(network)
        self._text += early_lines(self._early, self._names, self._archive) if self._early else []
        head = [f'"""{t.in_quotes(title)}: a script for NEST 3."""', ""]
        head += ["from pathlib import Path", ""] if self._archive.arrays else []
        head += ["import nest"]
        head += ["import numpy as np"] if self._uses_numpy else []
        head += ["", *([LOADED, ""] if self._archive.arrays else [])]
        head += self._beginning(seed)
        if any(has_table(network, s) for s in network.stimuli if s.id in used):
            head += HELD.format(h=network.resolution).split("\n")
        status = f'{{"resolution": {network.resolution!r}, "rng_seed": {seed_of_32_bits(seed, first=1)}}}'
        head += ["nest.ResetKernel()", f"nest.SetKernelStatus({status})", ""]
        return self._finished(head)

    def _neurons(self, population: Population) -> list[str]:
        found = receptors(self._network, population) or {}
        cell = cell_of(CELLS, population, found)
        assert cell is not None
        values, name = parameters_of(population), self._names[population.id]
        given = {theirs: values[ours] for ours, theirs in cell.names.items()}
        if cell.leaks:
            given["g_L"] = float(values["C_m"]) / float(values["tau_m"])
        for sign, receptor in found.items():
            ours = {"tau_syn": TAUS[sign], "E_rev": REVERSALS[sign]}
            given |= {theirs: receptor.values[name] for name, theirs in ours.items() if name in receptor.values}
        given["I_e"] = population.bias
        starts = starts_of(population)
        given |= {theirs: starts[ours] for ours, theirs in cell.states.items()}
        learning = [p for p in self._network.incoming.get(population.id, ()) if p.plasticity is not None]
        if learning:
            given["tau_minus"] = _memory(learning[0])
        items = [f"{quoted(n)}: {self._value(v, f'{name}.{n}')}" for n, v in given.items()]
        call = BracketGroup(
            "nest.Create(", [quoted(cell.model), repr(population.size), BracketGroup("{", items, "}")], ")"
        )
        return bracketed(call, f"{name} = ")

    def _source(self, stimulus: Stimulus) -> list[str]:
        name, key = self._names[stimulus.id], stimulus.model.key
        if key in (t.LISTED, t.REGULAR):
            return self._trains(stimulus, name)
        if key != t.POISSON:
            self._chance |= key == t.NOISE and has_table(self._network, stimulus)
            return current(self._network, stimulus, name, self._archive, self._duration)
        size = [repr(stimulus.size)] if stimulus.size > 1 else []
        table = f'params={{"rate": {numbers_of(stimulus)["rate"]!r}}}'
        return bracketed(BracketGroup("nest.Create(", [quoted("poisson_generator"), *size, table], ")"), f"{name} = ")

    def _trains(self, stimulus: Stimulus, name: str) -> list[str]:
        """Generators of spikes; where a synapse has a history, neurons that repeat them, a step later."""
        h, size = self._network.resolution, repr(stimulus.size)
        repeated = any(p.plasticity or p.short_term for p in self._network.outgoing.get(stimulus.id, ()))
        made = f"{name}_generator" if repeated else name
        found = [f'{made} = nest.Create("spike_generator", {size})']
        if stimulus.model.key == t.REGULAR:
            self._regular = True
            values = numbers_of(stimulus)
            times, chosen = f"regular({values['rate']!r}, {values['phase']!r})", "times"
        else:
            listed, which = listed_spikes(stimulus, h)
            times, chosen = self._archive.text(f"{name}.times", listed), "times"
            if stimulus.size > 1:
                found.append(f"trains = {self._archive.text(f'{name}.trains', which)}")
                chosen = "times[trains == train]"
        found += [
            f"times = np.round({times} - {h!r}, 6)" if repeated else f"times = {times}",
            f"for train, generator in enumerate({made}):",
            f'    generator.set({{"spike_times": {chosen}}})',
        ]
        if repeated:
            found.append(f'{name} = nest.Create("parrot_neuron", {size})')
            found.append(f'nest.Connect({made}, {name}, "one_to_one", {{"delay": {h!r}}})')
        return found

    def _counted(self) -> str:
        """The end of the program; where currents flow from the start, their first steps are made one by one."""
        h = self._network.resolution
        simulate = f"nest.Simulate({self._duration!r})"
        if self._early:
            rest = round(self._duration - FIRST * h, 6)
            simulate = EARLY.format(first=FIRST, h=h, rest=rest).strip("\n")
        return self.run.format(simulate=simulate, seconds=self._duration / MS_PER_S)

    def _connect(self, projection: Projection) -> list[str]:
        name = self._names[projection.id]
        source_size: Any = self._network.sources[projection.source]
        sizes = source_size.size, self._network.population_of[projection.target].size
        source, target = self._names[projection.source], self._names[projection.target]
        spec = self._synapse(projection)
        listed = t.all_pairs(projection, sizes)
        if listed is None:
            spec["weight"] = self._value(self._signed(projection, projection.weight), f"{name}.weight")
            spec["delay"] = self._value(self._delay(projection), f"{name}.delay")
            ends: list[Item] = [source, target, self._rule(projection)]
        else:
            pre, post, weight = listed
            spec = {n: v if n == "synapse_model" else f"np.full({len(pre)}, {v})" for n, v in spec.items()}
            self._archive.is_used = True
            spec["weight"] = self._each(self._signed(projection, weight), len(pre), f"{name}.weight")
            spec["delay"] = self._each(self._delay(projection), len(pre), f"{name}.delay")
            indices = [self._archive.text(f"{name}.{end}", ends_) for end, ends_ in (("pre", pre), ("post", post))]
            ends = [f"{group}.tolist()[0] + {index}" for group, index in zip((source, target), indices, strict=True)]
            ends.append('"one_to_one"')
        table = BracketGroup("{", [f"{quoted(n)}: {v}" for n, v in spec.items()], "}")
        return bracketed(BracketGroup("nest.Connect(", [*ends, table], ")"))

    def _delay(self, projection: Projection) -> Any:
        return projection.delay if projection.passes_spikes() else self._network.resolution

    def _signed(self, projection: Projection, weight: Any) -> Any:
        """A conductance that inhibits is a negative weight of NEST."""
        unsigned = projection.synapse is not None and projection.synapse.is_unsigned()
        if not unsigned or projection.sign is not Sign.INHIBITORY:
            return weight
        return value_in_unit(weight, -1.0)

    def _rule(self, projection: Projection) -> Item:
        given, rule = projection.wiring_parameters, projection.wiring
        chosen = rule.with_defaults(given)
        words = {"rule": quoted("all_to_all")}
        if rule.key == t.ONE:
            return '"one_to_one"'
        if rule.key == t.PROBABILITY:
            words = {"rule": quoted("pairwise_bernoulli"), "p": repr(chosen["p"])}
        elif rule.key in COUNTS:
            theirs, count, ours = COUNTS[rule.key]
            words = {"rule": quoted(theirs), count: repr(int(chosen[ours]))}
            words["allow_multapses"] = repr(chosen["multiple_connections"] == "yes")
        if projection.source == projection.target:
            words["allow_autapses"] = repr(chosen.get("self_connections") == "yes")
        if len(words) == 1:
            return words["rule"]
        return BracketGroup("{", [f"{quoted(n)}: {v}" for n, v in words.items()], "}")

    def _synapse(self, projection: Projection) -> dict[str, str]:
        """NEST's model of the synapse and its values, but for weight and delay."""
        if projection.short_term is not None:
            released = projection.short_term.with_defaults(projection.short_term_parameters)
            u = released["U"]
            spec = {"U": u, "u": u, "x": 1.0, "tau_rec": released["tau_rec"], "tau_fac": released.get("tau_fac", 0.0)}
            return {"synapse_model": quoted("tsodyks2_synapse")} | {n: repr(v) for n, v in spec.items()}
        if projection.plasticity is not None:
            values = projection.plasticity.with_defaults(projection.plasticity_parameters)
            alpha = float(values["A_minus"]) / float(values["A_plus"])
            spec = {"lambda": values["A_plus"], "alpha": alpha, "mu_plus": 0.0, "mu_minus": 0.0}
            spec |= {"Wmax": values["w_max"], "tau_plus": values["tau_plus"]}
            return {"synapse_model": quoted("stdp_synapse")} | {n: repr(v) for n, v in spec.items()}
        return {}

    def _drawn(self, value: Distribution) -> str:
        return f"nest.random.{NAMES_OF_DRAWS[type(value)]}" + "({!r}, {!r})".format(*draw_numbers(value))


def _memory(projection: Projection) -> float:
    """The memory of target spikes, which NEST keeps with the target."""
    assert projection.plasticity is not None
    return float(projection.plasticity.with_defaults(projection.plasticity_parameters).get("tau_minus", 0.0))


class Nest(CellTarget):
    """PyNEST."""

    name = "nest"
    title = "NEST"
    writer = _NestWriter
    cells = CELLS
    leak_from = ("tau_m", "C_m")
    currents_by = trains_by = CellTarget.wirings

    @classmethod
    def of_cell(cls, description: NetworkDescription, population: Population, cell: TargetCell) -> Iterator[Problem]:
        yield from super().of_cell(description, population, cell)
        arriving = [p for p in description.incoming.get(population.id, ()) if p.plasticity is not None]
        if len({_memory(p) for p in arriving}) > 1:
            yield cls.lack(population.id, t.SEVERAL, element=population.title or population.id)

    @classmethod
    def of_projection(cls, description: NetworkDescription, projection: Projection) -> Iterator[Problem]:
        yield from super().of_projection(description, projection)
        if projection.plasticity is not None and projection.plasticity_parameters.get("A_plus", 1.0) == 0.0:
            yield cls.lack(projection.id, t.MUST_BE, "A_plus", name="A_plus", needed="> 0", value=0)
        unsigned = projection.synapse is not None and projection.synapse.is_unsigned()
        if unsigned and projection.sign is Sign.INHIBITORY and isinstance(projection.weight, LogNormal):
            yield cls.lack(projection.id, t.ONE_NUMBER, "weight", name="weight")
