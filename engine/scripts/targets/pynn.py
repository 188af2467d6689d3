"""PyNN 0.13: standard cells, connectors and synapses, on NEST or, where that is not installed, on Brian2.

Units are PyNN's: nA, nF and µS. What learns or tires is PyNN's own choice of a model for each simulator, so that only
networks without fire the same spikes. Source: the correspondence of ``docs/semantics.md``; Davison, Brüderle, Eppler,
Kremkow, Muller, Pecevski, Perrinet & Yger (2009), Frontiers in Neuroinformatics 2, 11, 10.3389/neuro.11.011.2008.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from engine.network.description import NetworkDescription, Population, Projection, Recording, Sign, Stimulus
from engine.network.seeds import seed_of_32_bits
from engine.network.values import Distribution, Uniform
from engine.problems import Problem
from engine.scripts import target as t
from engine.scripts.cells import CellTarget, TargetCell, cell_of, receptors, states_of
from engine.scripts.composing import Composer
from engine.scripts.currents import FIRST, listed_spikes, numbers_of
from engine.scripts.layout import BracketGroup, Item, bracketed, named_item
from engine.scripts.pynn_sources import HELD, current, has_table, injected
from engine.scripts.script import LOADED, Script
from engine.scripts.values import NAMES_OF_DRAWS, draw_numbers, parameters_of, starts_of, value_in_unit
from engine.scripts.writing import quoted

MILLI = 1e-3  # pA to nA, pF to nF, nS to µS
PLAIN, SCALED = 1.0, MILLI
BEFORE = 1e-6  # ms by which listed spikes lie before the grid: PyNN takes a step off, and NEST then rounds up
OF_LIF = {"E_L": ("v_rest", PLAIN), "C_m": ("cm", SCALED), "tau_m": ("tau_m", PLAIN), "t_ref": ("tau_refrac", PLAIN),
          "V_reset": ("v_reset", PLAIN), "V_th": ("v_thresh", PLAIN)}  # fmt: skip
OF_ADAPTIVE = {
    "C_m": ("cm", SCALED), "t_ref": ("tau_refrac", PLAIN), "V_peak": ("v_spike", PLAIN), "V_reset": ("v_reset", PLAIN),
    "E_L": ("v_rest", PLAIN), "a": ("a", PLAIN), "b": ("b", SCALED), "Delta_T": ("delta_T", PLAIN),
    "tau_w": ("tau_w", PLAIN), "V_T": ("v_thresh", PLAIN),
}  # fmt: skip
OF_TRAUB = {
    "g_Na": ("gbar_Na", SCALED), "g_K": ("gbar_K", SCALED), "g_L": ("g_leak", SCALED), "C_m": ("cm", SCALED),
    "V_T": ("v_offset", PLAIN), "E_Na": ("e_rev_Na", PLAIN), "E_K": ("e_rev_K", PLAIN), "E_L": ("e_rev_leak", PLAIN),
}  # fmt: skip


@dataclass(frozen=True)
class StandardCell(TargetCell):
    """A standard cell; beside each of PyNN's names stands the factor between units."""

    states: Mapping[str, str] = field(default_factory=lambda: {"V": "v"})
    opens: bool = False  # its synapses are conductances with reversals
    filters: bool = True  # its synapses have a time constant
    is_unmapped: bool = False  # PyNN says nowhere which state of NEST's is its own


CELLS: Mapping[tuple[str, str], StandardCell] = {
    (t.LIF, t.EXPONENTIAL): StandardCell("IF_curr_exp", OF_LIF),
    (t.LIF, t.ALPHA): StandardCell("IF_curr_alpha", OF_LIF),
    (t.LIF, t.DELTA): StandardCell("IF_curr_delta", OF_LIF, filters=False, is_unmapped=True),
    (t.LIF, t.OPENING): StandardCell("IF_cond_exp", OF_LIF, opens=True),
    (t.LIF, t.RISING): StandardCell("IF_cond_alpha", OF_LIF, opens=True),
    (t.ADAPTIVE, t.OPENING): StandardCell(
        "EIF_cond_exp_isfa_ista", OF_ADAPTIVE, {"V": "v", "w": "w"}, opens=True, leaks=True
    ),
    (t.ADAPTIVE, t.RISING): StandardCell(
        "EIF_cond_alpha_isfa_ista", OF_ADAPTIVE, {"V": "v", "w": "w"}, opens=True, leaks=True
    ),
    (t.IZHIKEVICH, t.DELTA): StandardCell(
        "Izhikevich",
        {name: (name, PLAIN) for name in "abcd"},
        {"V": "v", "u": "u"},
        {"C_m": 1.0, "k_2": 0.04, "k_1": 5.0, "k_0": 140.0, "V_peak": 30.0},
        filters=False,
    ),
    (t.TRAUB, t.OPENING): StandardCell(
        "HH_cond_exp", OF_TRAUB, {"V": "v", "m": "m", "h": "h", "n": "n"}, opens=True
    ),
}  # fmt: skip
"""By neuron and the synapse that ends at it; the first of a neuron also where none does."""
ENDS = {Sign.EXCITATORY: "E", Sign.INHIBITORY: "I"}
KINDS = {Sign.EXCITATORY: "excitatory", Sign.INHIBITORY: "inhibitory"}

BACKEND = """try:
    import pyNN.nest as sim

    sim.setup(
        timestep={h!r}, min_delay={h!r}, spike_precision="on_grid",
        rng_seed={seed},
    )
{mended}except ImportError:
    import pyNN.brian2 as sim

    sim.setup(timestep={h!r}, min_delay={h!r})
"""
MENDED = """    # What PyNN 0.13 lacks of this cell on NEST: its start was passed over, and it could not be recorded.
    sim.{cell}.variable_map = {{"v": "V_m"}}
    sim.{cell}.scale_factors = {{"v": 1.0}}
"""
RUN = """
for group in groups.values():
    group.record("spikes")

sim.run({duration!r})
for name, group in groups.items():
    rate = group.mean_spike_count() / {seconds!r}
    print(f"{{name}}: {{rate:.2f}} Hz")
"""
TOLD = """for name, (trace, variable) in traces.items():
    data = trace.get_data(variable).segments[0]
    values = data.analogsignals[0].magnitude
    print(f"{name}: {values.size} values from {values.min():.3f} to {values.max():.3f}")
"""
RECORDED = ("v", "u", "w")  # not the gates of channels


class _PynnWriter(Composer):
    taken = frozenset(
        {"sim", "regular", "held", "rng", "random", "NumpyRNG", "RandomDistribution", "Sequence", "groups", "name"}
        | {"group", "rate", "traces", "trace", "data", "values", "variable", "source", "i", "own"}
    )
    run, told = RUN, TOLD

    @classmethod
    def variables(cls, description: NetworkDescription) -> dict[str, str]:
        """PyNN samples all of a population at one interval: that of its first recording."""
        known = states_of(CELLS, description)
        found = [r for r in description.recordings if known.get(r.id) in RECORDED]
        interval: dict[str, float] = {}
        for recording in found:
            interval.setdefault(recording.element, recording.interval)
        return {r.id: known[r.id] for r in found if r.interval == interval[r.element]}

    def _record(self, recording: Recording, variable: str) -> list[str]:
        name, part = self._names[recording.id], self._part(recording)
        return [
            f"{name} = {self._names[recording.element]}[{part or ':'}]",
            f"{name}.record({quoted(variable)}, sampling_interval={recording.interval!r})",
        ]

    def _table_expression(self, name: str, element: Population | Recording) -> str:
        return f"({name}, {quoted(self._variables[element.id])})" if isinstance(element, Recording) else name

    def __init__(self, description: NetworkDescription, duration: float) -> None:
        super().__init__(description, duration)
        self._imports: set[str] = set()

    def script(self, seed: int, title: str) -> Script:
        network, used = self._network, {p.source for p in self._network.projections}
        for population in network.populations:
            self._put(population.id, self._neurons(population))
        for stimulus in network.stimuli:
            if stimulus.id in used and stimulus.model.key != t.POISSON:
                self._put(stimulus.id, self._source(stimulus))
        for projection in network.projections:
            self._put(projection.id, self._connect(projection))
        self._put_recordings()
        numpy = self._uses_numpy
        head = [f'"""{t.in_quotes(title)}: a script for PyNN."""', ""]
        head += ["from pathlib import Path", ""] if self._archive.arrays else []
        head += ["import numpy as np"] if numpy else []
        head += [f"from pyNN.{m} import {n}" for n, m in (("Sequence", "parameters"), ("RandomDistribution", "random"),
                                                          ("NumpyRNG", "random")) if n in self._imports]  # fmt: skip
        head += [""] if numpy or self._imports else []
        unmapped = [cell.model for cell in self._cells() if cell.is_unmapped]
        mended = "".join(MENDED.format(cell=cell) for cell in dict.fromkeys(unmapped))
        seeded = seed_of_32_bits(seed, first=1)
        head += BACKEND.format(h=network.resolution, seed=seeded, mended=mended).split("\n")
        head += [LOADED, ""] if self._archive.arrays else []
        head += [f"random = NumpyRNG(seed={seed_of_32_bits(seed)})", ""] if "NumpyRNG" in self._imports else []
        head += self._beginning(seed)
        if any(has_table(network, s) for s in network.stimuli if s.id in used):
            head += HELD.format(h=network.resolution, first=FIRST).split("\n")
        return self._finished(head)

    def _cells(self) -> Iterator[StandardCell]:
        """The cell of each population."""
        for population in self._network.populations:
            cell = cell_of(CELLS, population, receptors(self._network, population) or {})
            assert cell is not None
            yield cell

    def _neurons(self, population: Population) -> list[str]:
        found = receptors(self._network, population) or {}
        cell = cell_of(CELLS, population, found)
        assert cell is not None
        values, name = parameters_of(population), self._names[population.id]
        given = {theirs: value_in_unit(values[ours], factor) for ours, (theirs, factor) in cell.names.items()}
        if cell.leaks:
            given["tau_m"] = float(values["C_m"]) / float(values["g_L"])
        given["i_offset"] = value_in_unit(population.bias, SCALED)
        for sign, receptor in found.items():
            if cell.filters:
                given[f"tau_syn_{ENDS[sign]}"] = receptor.values["tau_syn"]
            if cell.opens:
                given[f"e_rev_{ENDS[sign]}"] = receptor.values["E_rev"]
        items = [f"{n}={self._value(v, f'{name}.{n}')}" for n, v in given.items()]
        model = BracketGroup(f"sim.{cell.model}(", items, ")")
        starts = starts_of(population)
        begun = {theirs: value_in_unit(starts[n], SCALED if n == "w" else PLAIN) for n, theirs in cell.states.items()}
        made = bracketed(BracketGroup("sim.Population(", [repr(population.size), model], ")"), f"{name} = ")
        given_starts = [f"{n}={self._value(v, f'{name}.start_{n}')}" for n, v in begun.items()]
        return made + bracketed(BracketGroup(f"{name}.initialize(", given_starts, ")"))

    def _source(self, stimulus: Stimulus) -> list[str]:
        name, key = self._names[stimulus.id], stimulus.model.key
        if key not in (t.REGULAR, t.LISTED):
            self._chance |= key == t.NOISE and has_table(self._network, stimulus)
            return current(self._network, stimulus, name, self._archive, self._duration)
        self._imports.add("Sequence")
        if key == t.REGULAR:
            self._regular = True
            values = numbers_of(stimulus)
            times: Item = f"Sequence(regular({values['rate']!r}, {values['phase']!r}) - {BEFORE})"
        else:
            times = self._listed(stimulus, name)
        call = BracketGroup("sim.SpikeSourceArray(", [f"spike_times={times}"], ")")
        return bracketed(BracketGroup("sim.Population(", [repr(stimulus.size), call], ")"), f"{name} = ")

    def _listed(self, stimulus: Stimulus, name: str) -> str:
        listed, which = listed_spikes(stimulus, self._network.resolution)
        times = self._archive.text(f"{name}.times", np.round(listed - BEFORE, 6))
        if stimulus.size == 1:
            return f"Sequence({times})"
        trains = self._archive.text(f"{name}.trains", which)
        return f"[Sequence({times}[{trains} == i]) for i in range({stimulus.size})]"

    def _connect(self, projection: Projection) -> list[str]:
        name, network = self._names[projection.id], self._network
        target = network.population_of[projection.target]
        source = network.sources[projection.source]
        if projection.synapse is None and isinstance(source, Stimulus):
            return injected(projection, source, self._names[source.id], self._names[target.id])
        made: list[str] = []
        before = self._names[source.id]
        if isinstance(source, Stimulus) and source.model.key == t.POISSON:  # each target has a train of its own
            rate = source.model.chosen(source.parameters, "rate")
            before = f"{name}_trains"
            call = BracketGroup("sim.Population(", [repr(target.size), f"sim.SpikeSourcePoisson(rate={rate!r})"], ")")
            made = bracketed(call, f"{before} = ")
        connector, listed = self._connector(projection, source, target.size)
        given: list[Item] = [before, self._names[target.id], connector]
        given.append(named_item("synapse_type=", self._synapse(projection, listed)))
        given.append(f"receptor_type={quoted(KINDS[projection.sign])}")
        return made + bracketed(BracketGroup("sim.Projection(", given, ")"))

    def _connector(self, projection: Projection, source: Any, size: int) -> tuple[Item, bool]:
        """The connector, and whether it brings weights and delays with it."""
        name, rule = self._names[projection.id], projection.wiring
        has_own = isinstance(source, Stimulus) and source.model.key == t.POISSON
        listed = t.all_pairs(projection, (source.size, size))
        if listed is None and has_own:
            return "sim.OneToOneConnector()", False
        if listed is not None:
            pre, post, weight = listed
            pre = post if has_own else pre
            delay: Any = projection.delay
            if isinstance(delay, float | int):
                delay = max(float(delay), self._network.resolution)
            columns = [self._archive.text(f"{name}.{end}", ends) for end, ends in (("pre", pre), ("post", post))]
            columns.append(self._each(self._scaled_weight(projection, weight), len(pre), f"{name}.weight"))
            columns.append(self._each(delay, len(pre), f"{name}.delay"))
            rows = BracketGroup("np.column_stack([", columns, "])")
            return BracketGroup("sim.FromListConnector(", [rows], ")"), True
        chosen = rule.with_defaults(projection.wiring_parameters)
        words: list[Item] = []
        if rule.key == t.PROBABILITY:
            words.append(repr(chosen["p"]))
        for count in ("in_degree", "out_degree", "number"):
            if count in chosen:
                words += [repr(int(chosen[count])), f"with_replacement={chosen['multiple_connections'] == 'yes'!r}"]
        if projection.source == projection.target and "self_connections" in chosen:
            words.append(f"allow_self_connections={chosen['self_connections'] == 'yes'!r}")
        if words and rule.key != t.ALL:  # else a seed of PyNN's own would draw it
            self._imports.add("NumpyRNG")
            words.append("rng=random")
        return BracketGroup(f"sim.{CONNECTORS[rule.key]}(", words, ")"), False

    @staticmethod
    def _scaled_weight(projection: Projection, weight: Any) -> Any:
        jumps = projection.synapse is not None and projection.synapse.key == t.DELTA
        return value_in_unit(weight, PLAIN if jumps else SCALED)  # mV as they are

    def _synapse(self, projection: Projection, listed: bool) -> BracketGroup:
        name = self._names[projection.id]
        own: list[Item] = []
        if not listed:
            weight = self._scaled_weight(projection, projection.weight)
            own = [f"weight={self._value(weight, f'{name}.weight')}",
                   f"delay={self._value(projection.delay, f'{name}.delay')}"]  # fmt: skip
        if projection.short_term is not None:
            values = projection.short_term.with_defaults(projection.short_term_parameters)
            u = values["U"]
            more: list[Item] = [
                f"U={u!r}",
                f"tau_rec={values['tau_rec']!r}",
                f"tau_facil={values.get('tau_fac', 0.0)!r}",
            ]
            return BracketGroup("sim.TsodyksMarkramSynapse(", [*more, *own], ")")
        if projection.plasticity is not None:
            values = projection.plasticity.with_defaults(projection.plasticity_parameters)
            pair = [f"{n}={values[n]!r}" for n in ("tau_plus", "tau_minus", "A_plus", "A_minus")]
            most = value_in_unit(values["w_max"], SCALED)
            return BracketGroup(
                "sim.STDPMechanism(",
                [
                    BracketGroup("timing_dependence=sim.SpikePairRule(", pair, ")"),
                    f"weight_dependence=sim.AdditiveWeightDependence(w_min=0.0, w_max={most!r})",
                    "dendritic_delay_fraction=1.0",
                    *own,
                ],
                ")",
            )
        return BracketGroup("sim.StaticSynapse(", own, ")")

    def _drawn(self, value: Distribution) -> str:
        self._imports |= {"RandomDistribution", "NumpyRNG"}
        first, second = draw_numbers(value)
        names = ("low", "high") if isinstance(value, Uniform) else ("mu", "sigma")
        given = f"{quoted(NAMES_OF_DRAWS[type(value)])}, {names[0]}={first!r}, {names[1]}={second!r}"
        return f"RandomDistribution({given}, rng=random)"


CONNECTORS = {
    t.ALL: "AllToAllConnector", t.ONE: "OneToOneConnector", t.PROBABILITY: "FixedProbabilityConnector",
    t.IN_DEGREE: "FixedNumberPreConnector", t.OUT_DEGREE: "FixedNumberPostConnector",
    t.TOTAL: "FixedTotalNumberConnector",
}  # fmt: skip


class PyNN(CellTarget):
    """Standard models of PyNN."""

    name = "pynn"
    title = "PyNN"
    writer = _PynnWriter
    cells = CELLS
    leak_from = ("C_m", "g_L")

    @classmethod
    def of_projection(cls, description: NetworkDescription, projection: Projection) -> Iterator[Problem]:
        yield from super().of_projection(description, projection)
        if projection.sign is Sign.MIXED and projection.synapse is not None:
            yield cls.lack(projection.id, t.SIGNS)
