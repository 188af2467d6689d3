"""A script for NEST 3: its leaky neurons with currents of exponential, alpha or no time course, solved exactly.

What comes in is replayed by generators; a spike at a step's end arrives its delay later, as here.
Source: the correspondence that ``docs/semantics.md`` gives, and NEST's iaf_psc_exp, iaf_psc_alpha and iaf_psc_delta.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from engine.circuit.circuit import Circuit
from engine.circuit.resolved import Resolved, ResolvedLayer
from engine.exporting.script import COMPARED, DELTA, Array, ScriptFormat, input_name, sources, synapses_of, variables
from engine.network.values import number_of
from engine.problems import Problem, declare

LEAKY = "neurons/leaky_integrate_and_fire"
MODELS: Mapping[str, str] = {
    DELTA: "iaf_psc_delta",
    "synapses/exponential_current": "iaf_psc_exp",
    "synapses/alpha_current": "iaf_psc_alpha",
}
"""NEST's neuron by the key of the synapse that ends at it."""
NAMES: Mapping[str, str] = {
    "tau_m": "tau_m", "C_m": "C_m", "E_L": "E_L", "V_th": "V_th", "V_reset": "V_reset", "t_ref": "t_ref",
}  # fmt: skip

SHORT = declare(
    "script.nest.delay", "NEST has no delay below a step; this link has {delay} ms.", "Set it to {needed} ms or more."
)
SEVERAL = declare(
    "script.nest.several",
    "The neurons of NEST have one time course of a current; here links of several kinds end.",
    "Give all links to {element} the same synapse with the same time constant.",
)
CURRENT = declare(
    "script.nest.current", "The script replays spikes; {element} sends a current.", "Use an encoder that fires."
)

TEXT = '''{head}
import nest
import numpy as np

ARCHIVE = dict(np.load(Path(__file__).with_suffix(".npz")))
STEP = {step}  # ms


def neurons(name, model, more):
    """A layer, each neuron with its own parameters."""
    size = len(ARCHIVE[f"{{name}}.bias"])
    group = nest.Create(model, size)
    values = {{key: ARCHIVE[f"{{name}}.{{key}}"] for key in {names!r}}}
    values |= {{"I_e": ARCHIVE[f"{{name}}.bias"], "V_m": ARCHIVE[f"{{name}}.E_L"]}}
    group.set([{{key: float(value[i]) for key, value in values.items()}} | more for i in range(size)])
    return group


def trains(name, sample):
    """Generators that replay what comes in."""
    shown = ARCHIVE[f"example.{{name}}"][:, sample]
    group = nest.Create("spike_generator", shown.shape[1])
    group.set([{{"spike_times": np.round((np.flatnonzero(spikes) + 1) * STEP, 6).tolist()}} for spikes in shown.T])
    return group


def link(name, source, target, delay):
    pre, post = (ARCHIVE[f"{{name}}.{{end}}"] for end in ("pre", "post"))
    first, second = source.tolist()[0], target.tolist()[0]
    synapses = {{"weight": ARCHIVE[f"{{name}}.synapses"], "delay": np.full(len(pre), delay)}}
    nest.Connect(pre + first, post + second, "one_to_one", synapses)


def run(sample):
    """Spikes of every layer (steps, neurons) when a sample of the archive is shown."""
    nest.ResetKernel()
    nest.SetKernelStatus({{"resolution": STEP}})
{made}
    groups = {groups}
    recorders = {{name: nest.Create("spike_recorder", params={{"time_in_steps": True}}) for name in groups}}
    for name, group in groups.items():
        nest.Connect(group, recorders[name])
    steps = len(ARCHIVE["example.input"])
    nest.Simulate((steps + 1) * STEP)
    found = {{}}
    for name, group in groups.items():
        events, found[name] = recorders[name].events, np.zeros((steps, len(group)), int)
        at, who = np.asarray(events["times"]) - 1, np.asarray(events["senders"]) - group.tolist()[0]
        found[name][at[at < steps], who[at < steps]] = 1
    return found


{compared}'''


class PyNestScript(ScriptFormat):
    """Leaky neurons in NEST, with currents."""

    name = "nest"
    title = "PyNEST script"
    member = "NEST"
    library = "NEST"
    neurons: ClassVar[frozenset[str]] = frozenset({LEAKY})
    synapses: ClassVar[tuple[str, ...]] = tuple(MODELS)

    @classmethod
    def of_circuit(cls, circuit: Circuit) -> Iterator[Problem]:
        yield from super().of_circuit(circuit)
        h = circuit.description.resolution
        for projection in circuit.projections:
            if projection.synapse is None:
                yield Problem(projection.id, CURRENT, {"element": projection.source})
            elif isinstance(projection.delay, float | int) and projection.delay < h:
                yield Problem(projection.id, SHORT, {"delay": projection.delay, "needed": h})
        for population in circuit.populations:
            kinds = {_kind(circuit, population.id, n) for n in range(len(circuit.into(population.id)))}
            if len(kinds) > 1:
                yield Problem(population.id, SEVERAL, {"element": population.title or population.model.title})

    @classmethod
    def more_arrays(cls, network: Resolved, seed: int) -> dict[str, Array]:
        return {name: array for link in network.links for name, array in synapses_of(network, link, seed).items()}

    @classmethod
    def text(cls, network: Resolved, title: str) -> str:
        names, made = variables(network), []
        for encoder in network.circuit.encoders:
            name = input_name(network, encoder.id)
            made.append(f'    {name}_trains = trains("{name}", sample)')
        made += [f"    {names[x.population.id]} = {_neurons(network, x)}" for x in network.layers]
        variable_of = {x.name: names[x.population.id] for x in network.layers}
        for layer in network.layers:
            for source in sources(network, layer):
                before = variable_of.get(source.name, f"{source.name}_trains")
                made.append(
                    f'    link("{source.link.name}", {before}, {variable_of[layer.name]}, {source.link.delay!r})'
                )
        groups = "{" + ", ".join(f'"{name}": {variable}' for name, variable in variable_of.items()) + "}"
        return TEXT.format(
            head=cls.head(title), compared=COMPARED, step=network.circuit.description.resolution,
            names=list(NAMES), made="\n".join(made), groups=groups,
        )  # fmt: skip


def _kind(circuit: Circuit, population: str, number: int) -> tuple[str, tuple[float, ...]]:
    """The synapse of a link and its time constants, which NEST keeps with the neuron."""
    projection = circuit.into(population)[number]
    if projection.synapse is None:
        return "", ()
    values = projection.synapse_values()
    return projection.synapse.key, tuple(number_of(v) for n, v in values.items() if n.startswith("tau"))


def _neurons(network: Resolved, layer: ResolvedLayer) -> str:
    key, taus = _kind(network.circuit, layer.population.id, 0)
    more = {"tau_syn_ex": taus[0], "tau_syn_in": taus[0]} if taus else {}
    return f'neurons("{layer.name}", "{MODELS[key]}", {more!r})'
