"""A script for Brian2 2.11: the declared equations of discrete neurons, each layer after what feeds it in a step.

Brian2 works through the slots of a step in an order; every part of a layer here has a place in one slot, so that a link
without delay is heard within the step: what arrives, the map of the neurons, the threshold, the reset.
"""

from __future__ import annotations

from typing import ClassVar

from engine.circuit.resolved import Resolved, ResolvedLayer
from engine.exporting.nir_grids import dense
from engine.exporting.script import COMPARED, DELTA, Array, ScriptFormat, input_name, sources, synapses_of, variables
from engine.model.declaration import Reset, StepOrder
from engine.network.description import Population
from engine.scripts.brian2_text import TAKEN, expression, inputs, is_readable

PLACES = 4  # of one layer in the order of a step: arrivals, map, threshold, reset

TEXT = '''{head}
import brian2 as b
import numpy as np

ARCHIVE = dict(np.load(Path(__file__).with_suffix(".npz")))
STEP = {step} * b.ms
b.prefs.codegen.target = "numpy"
b.defaultclock.dt = STEP


def neurons(name, equations, update, parameters, threshold, reset, place):
    """A layer whose parts act at ``place`` and behind it in the order of a step."""
    size = len(ARCHIVE[f"{{name}}.bias"])
    group = b.NeuronGroup(size, equations, threshold=threshold, reset=reset)
    group.run_regularly(update, when="groups", order=place + 1)
    if threshold:
        group.thresholder["spike"].when = group.resetter["spike"].when = "groups"
        group.thresholder["spike"].order, group.resetter["spike"].order = place + 2, place + 3
    for parameter in ("bias", *parameters):
        setattr(group, parameter, ARCHIVE[f"{{name}}.{{parameter}}"])
    return group


def link(name, source, target, acts_on, steps, place):
    """Synapses with the archive's weights; ``steps`` is the delay."""
    synapses = b.Synapses(source, target, "w : 1", on_pre=f"{{acts_on}}_post += w")
    synapses.connect(i=ARCHIVE[f"{{name}}.pre"], j=ARCHIVE[f"{{name}}.post"])
    synapses.w = ARCHIVE[f"{{name}}.synapses"]
    synapses.delay = steps * STEP
    synapses.pre.when, synapses.pre.order = "groups", place
    return synapses


{made}
groups = {groups}
monitors = {{name: b.SpikeMonitor(groups[name]) for name in groups if f"example.{{name}}" in ARCHIVE}}
network = b.Network({objects}, *monitors.values())
network.store()
steps = len(ARCHIVE["example.input"])


def run(sample):
    """Spikes of every layer (steps, neurons) when a sample of the archive is shown."""
    network.restore()
{shown}
    network.run(steps * STEP)
    found = {{}}
    for name, monitor in monitors.items():
        found[name] = np.zeros((steps, len(groups[name])), int)
        found[name][np.rint(np.asarray(monitor.t / STEP)).astype(int), np.asarray(monitor.i)] = 1
    return found


{compared}'''


class Brian2Script(ScriptFormat):
    """Neurons by their equations; nothing is trained there."""

    name = "brian2"
    title = "Brian2 script"
    member = "Brian2"
    library = "Brian2"
    neurons: ClassVar[frozenset[str]] = frozenset({"neurons/discrete_leaky_integrate_and_fire"})  # an example of them

    @classmethod
    def knows(cls, population: Population) -> bool:
        """Discrete neurons whose every equation Brian2 can read."""
        model = population.model
        if not model.is_discrete() or model.order is not StepOrder.SYNAPSE_FIRST or model.refractory() is not None:
            return False
        known = {*model.parameters(), *model.states(), *inputs(model)}
        if known & TAKEN or len(inputs(model)) != 1 or any(s.at_most for s in model.states().values()):
            return False
        return all(is_readable(equation, known) for equation in model.equations.values())

    @classmethod
    def more_arrays(cls, network: Resolved, seed: int) -> dict[str, Array]:
        """Connections of every link, and the matrix of one that brings a current."""
        found: dict[str, Array] = {}
        for layer in network.layers:
            for source in sources(network, layer):
                name = source.link.name
                if source.is_current:
                    found[f"{name}.matrix"] = dense(network, source.link, seed)
                else:
                    found |= synapses_of(network, source.link, seed)
        return found

    @classmethod
    def text(cls, network: Resolved, title: str) -> str:
        names, made, objects, shown = variables(network), [], [], []
        for encoder in network.circuit.encoders:
            name, size = input_name(network, encoder.id), network.circuit.size(encoder.id)
            made.append(f'{name}_train = b.SpikeGeneratorGroup({size}, [], [] * b.ms, when="start")')
            objects.append(f"{name}_train")
            shown += [f'    at, train = np.nonzero(ARCHIVE["example.{name}"][:, sample] == 1)']
            shown += [f"    {name}_train.set_spikes(train, at * STEP)"]
        variable_of = {x.name: names[x.population.id] for x in network.layers}
        for number, layer in enumerate(network.layers):
            made.append(_group(layer, variable_of[layer.name], PLACES * number))
            objects.append(variable_of[layer.name])
        for number, layer in enumerate(network.layers):
            drive = [f'ARCHIVE["{layer.name}.bias"]']
            for source in sources(network, layer):
                if source.is_current:
                    given = f'ARCHIVE["example.{source.name}"][0, sample]'
                    drive.append(f'ARCHIVE["{source.link.name}.matrix"] @ {given}')
                    continue
                before = variable_of.get(source.name, f"{source.name}_train")
                late = source.steps if source.ahead else source.steps - 1  # a source behind is heard a step later
                synapse = source.link.projection.synapse
                acts = "kick" if synapse is not None and synapse.key == DELTA else "pulse"
                name = f"{before}_to_{variable_of[layer.name]}"
                place = PLACES * number
                ends = f"{before}, {variable_of[layer.name]}"
                made.append(f'{name} = link("{source.link.name}", {ends}, "{acts}", {late}, {place})')
                objects.append(name)
            shown.append(f"    {variable_of[layer.name]}.bias = {' + '.join(drive)}")
        step = network.circuit.description.resolution
        groups = "{" + ", ".join(f'"{x.name}": {variable_of[x.name]}' for x in network.layers) + "}"
        return TEXT.format(
            head=cls.head(title, f"A step of {step} ms goes through the layers in the order of the signal."),
            compared=COMPARED, step=step,
            made="\n".join(made), groups=groups, objects=", ".join(objects), shown="\n".join(shown),
        )  # fmt: skip


def _group(layer: ResolvedLayer, variable: str, place: int) -> str:
    """The call that makes a layer: its variables, its map, its threshold and its reset."""
    model = layer.population.model
    (current,), states, equations = inputs(model), list(model.states()), model.equations
    declared = [*states, "pulse", "kick", "bias", *model.parameters()]
    moved = [s for s in states if f"{s}_next" in equations]
    update = [f"{current} = bias + pulse", *(f"{s}_then = {expression(equations[f'{s}_next'])}" for s in moved)]
    update += [f"{s} = {s}_then{' + kick' if s == model.membrane else ''}" for s in moved]
    update += ["pulse = 0", "kick = 0"]
    threshold = repr(expression(equations["spike"])) if model.fires() else "None"
    after = [s for s in states if f"{s}_after_spike" in equations]
    reset = [f"{s}_then = {expression(equations[f'{s}_after_spike'])}" for s in after]
    reset += [f"{s} = {s}_then" for s in after]
    reset_text = repr("; ".join(reset)) if model.fires() and model.reset is not Reset.NONE and reset else "None"
    variables_text, update_text = " : 1\n    ".join(declared), "\n    ".join(update)
    lines = [
        f"{variable} = neurons(",
        f'    "{layer.name}",',
        f'    """{variables_text} : 1""",',
        f'    """{update_text}""",',
        f"    {list(model.parameters())!r},",
        f"    {threshold},",
        f"    {reset_text},",
        f"    {place},",
        ")",
    ]
    return "\n".join(lines)
