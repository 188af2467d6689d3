"""Common parts of scripts for PyTorch libraries: links as products, layers one after the other, training by samples."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from engine.checking.problem_of import warning_of
from engine.circuit.circuit import Circuit
from engine.circuit.resolved import Resolved, ResolvedLayer
from engine.circuit.weights import Weights
from engine.exporting.script import Array, ScriptFormat, ScriptSource, input_name, sources, variables
from engine.exporting.training_script import SCORES, learns, training_arrays
from engine.learning.calibration.active_inputs import active_inputs
from engine.learning.components.drive import Drive, drive_of
from engine.learning.components.gradient_refusals import BY_DECODER, loss_of
from engine.learning.components.normalised import normalised_links
from engine.learning.components.optimizers import usual_rate
from engine.problems import Problem, Severity, declare

EPOCHS, BATCH, SHARPNESS, LONGEST = 20, 64, 2.0, 1.0  # those of the method Surrogate gradient, but for the epochs
UNTAUGHT = declare(
    "script.untaught",
    "The script for {library} fires the spikes of the network, and does not train it.",
    "To train it there, give the read-out one neuron for each class and no more than 1 GiB of samples.",
)
UNNORMALISED = declare(
    "script.unnormalised",
    "The script for {library} trains the weights of {element} without normalising what they bring.",
    "To train them normalised in PyTorch, use net.to_torch() in Python; to train here, nothing is to be done.",
)
USE = (
    "``Network()(spikes)`` takes spikes (steps, samples, channels) and gives those of each layer "
    "(steps, samples, neurons)."
)
TAUGHT = (
    "\n    python THIS_FILE {epochs}\n\ntrains it for so many epochs on the samples of the archive, tells its accuracy "
    "and writes what it learnt beside it,\nwhich Spikeloom takes back: import THIS_FILE.trained.npz --into PROJECT.\n"
)
TEXT = '''{head}
import sys

import numpy as np
{imports}
import torch

with np.load(Path(__file__).with_suffix(".npz")) as archive:
    ARCHIVE = dict(archive)
LEARNT = {learnt!r}


def array(name):
    return torch.from_numpy(np.asarray(ARCHIVE[name])).double()


def before(sent, steps, like, size):
    """What was sent some steps ago."""
    return sent[-steps] if len(sent) >= steps else torch.zeros(len(like), size, dtype=like.dtype)


class Network(torch.nn.Module):
    def __init__(self):
        super().__init__()
        values = {{name.replace(".", "_"): torch.nn.Parameter(array(name)) for name in LEARNT}}
        self.values = torch.nn.ParameterDict(values)
{made}

    def forward(self, {inputs}):
        value = {{name: self.values[name.replace(".", "_")] for name in LEARNT}}
        sent = {{name: [] for name in {names!r}}}
{states}
        for {steps} in {zipped}:
{body}
        return {{name: torch.stack(spikes) for name, spikes in sent.items() if name in {layers!r}}}{membrane}

{training}
if __name__ == "__main__":
    network = Network()
    with torch.no_grad():
        found = network({examples})
    compared = [name for name in found if f"example.{{name}}" in ARCHIVE]
    differing = sum(int((found[name].numpy() != ARCHIVE[f"example.{{name}}"]).sum()) for name in compared)
    spikes = sum(int(ARCHIVE[f"example.{{name}}"].sum()) for name in compared)
    print(f"{{differing}} of {{spikes}} spikes differ")
{begun}'''
TRAINING = '''
BATCH, RATE = {batch}, {rate!r}
LONGEST = {longest}  # of the gradients of a batch together, each counted in the unit of its array
FRESH = True  # begin with fresh weights; False: the network's own learn on
STEPS, INPUTS = {steps}, {inputs!r}  # inputs with their channels


def shown(part, some):
    """What the encoders send of some samples of "train" or "test": (steps, samples, channels) each."""
    for name, channels in INPUTS:
        sent = ARCHIVE[f"{{part}}.{{name}}"][some]
        if sent.dtype == np.uint8:  # spikes, eight channels in a byte
            sent = np.unpackbits(sent, axis=2, count=channels)
        every = np.broadcast_to(sent, (len(sent), STEPS, channels)).transpose(1, 0, 2)
        yield torch.from_numpy(np.ascontiguousarray(every)).double()


def scores(given):
    """How much speaks for each class, (samples, classes), of what the network gives."""
    found = given[{read_out!r}]
    return {scores}


def answers(given):
    return {answers}.argmax(1)


def batches(part, order):
    return np.array_split(order, max(1, round(len(order) / BATCH)))


def accuracy(network):
    labels = ARCHIVE["test.labels"]
    with torch.no_grad():
        told = [answers(network(*shown("test", some))) for some in batches("test", np.arange(len(labels)))]
    return float((torch.cat(told).numpy() == labels).mean())


def keep_inside(network):
    """Connections that are not there stay away, and links keep the sign of their weights."""
    for name in LEARNT:
        value = network.values[name.replace(".", "_")].data
        if f"there.{{name}}" in ARCHIVE:
            value *= array(f"there.{{name}}")
        if f"low.{{name}}" in ARCHIVE:
            value.clamp_(float(ARCHIVE[f"low.{{name}}"]), float(ARCHIVE[f"high.{{name}}"]))


def share(network):
    """Neurons of a map share their bias: each moves by the sum of what all of them ask for."""
    for name in LEARNT:
        if f"places.{{name}}" in ARCHIVE:
            value = network.values[name.replace(".", "_")]
            asked = value.grad.reshape(-1, int(ARCHIVE[f"places.{{name}}"]))
            value.grad.copy_(asked.sum(1, keepdim=True).expand_as(asked).reshape(-1))


def shorten(counted):
    """Gradients that are longer together than ``LONGEST`` are all shortened alike: (array, its unit, who share it)."""
    length = sum((unit * value.grad).square().sum() / places for value, unit, places in counted).sqrt()
    for value, _, _ in counted:
        value.grad *= LONGEST / length.clamp(min=LONGEST)


def train(network, epochs, seed=1):
    """By the cross-entropy of the scores; each array moves in its own unit."""
    random, labels = np.random.default_rng(seed), torch.from_numpy(ARCHIVE["train.labels"].astype(np.int64))
    if FRESH:
        for name in LEARNT:
            network.values[name.replace(".", "_")].data.copy_(array(f"fresh.{{name}}"))
    moves = [name for name in LEARNT if f"unit.{{name}}" in ARCHIVE]  # pools and links that learn nothing stay
    counted = [
        (
            network.values[name.replace(".", "_")],
            float(ARCHIVE[f"unit.{{name}}"]),
            int(ARCHIVE[f"places.{{name}}"]) if f"places.{{name}}" in ARCHIVE else 1,
        )
        for name in moves
    ]
    optimizer = torch.optim.Adam([{{"params": [value], "lr": RATE * unit}} for value, unit, _ in counted])
    for epoch in range(1, epochs + 1):
        losses = []
        for some in batches("train", random.permutation(len(labels))):
            loss = torch.nn.functional.cross_entropy(scores(network(*shown("train", some))), labels[some])
            optimizer.zero_grad()
            loss.backward()
            share(network)
            shorten(counted)
            optimizer.step()
            keep_inside(network)
            losses.append(loss.item())
        print(f"epoch {{epoch}}: loss {{np.mean(losses):.4f}}, {{100 * accuracy(network):.1f}} % right", flush=True)

'''
BEGUN = """    epochs = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    if epochs:
        torch.manual_seed(1)
        train(network, epochs)
        learnt = {name: network.values[name.replace(".", "_")].detach().numpy() for name in LEARNT}
        np.savez(Path(__file__).with_suffix(".trained.npz"), **learnt)
"""


class TorchScript(ScriptFormat):
    """One module with a state for each layer, which is trained by the samples of its archive."""

    meaning = "runs and trains, with weights and samples beside it"
    largest = True
    imports: ClassVar[str] = ""

    @classmethod
    def module(cls, layer: ResolvedLayer, sharpness: float) -> str:
        """The expression that makes the layer's neurons, with a slope of this sharpness in 1 / membrane."""
        raise TypeError(f"{cls.__name__} makes no neurons")

    @classmethod
    def states(cls, layer: ResolvedLayer, variable: str) -> list[str]:
        """Lines that set the layer's states before the first step."""
        raise TypeError(f"{cls.__name__} has no states")

    @classmethod
    def step(cls, layer: ResolvedLayer, variable: str) -> list[str]:
        """Lines that turn ``current`` into the layer's spikes, under its variable, and its new states."""
        raise TypeError(f"{cls.__name__} takes no step")

    @classmethod
    def membrane(cls, variable: str) -> str:
        """The expression of the layer's membranes (samples, neurons) after the last step."""
        raise TypeError(f"{cls.__name__} has no membranes")

    @classmethod
    def of_circuit(cls, circuit: Circuit) -> Iterator[Problem]:
        yield from super().of_circuit(circuit)
        if not learns(circuit):
            yield Problem(circuit.decoder.id, UNTAUGHT, {"library": cls.library}, Severity.WARNING)
            return
        for link in normalised_links(circuit):
            yield warning_of(link, UNNORMALISED, library=cls.library)

    @classmethod
    def more_arrays(cls, network: Resolved, seed: int) -> dict[str, Array]:
        return training_arrays(network, drive_of(network.circuit, seed), seed) if learns(network.circuit) else {}

    @classmethod
    def text(cls, network: Resolved, title: str) -> str:
        names, encoders = variables(network), [input_name(network, e.id) for e in network.circuit.encoders]
        taught = learns(network.circuit)
        drive = drive_of(network.circuit, 1) if taught else Drive()
        made = [
            f"self.{names[x.population.id]} = {cls.module(x, SHARPNESS / drive.gap(x.population.id))}"
            for x in network.layers
        ]
        states = [line for x in network.layers for line in cls.states(x, names[x.population.id])]
        body: list[str] = [f'sent["{name}"].append({name}_now)' for name in encoders]
        for layer in network.layers:
            variable = names[layer.population.id]
            terms = [_term(network, source) for source in sources(network, layer)]
            body += [f"current = {_learnt(f'{layer.name}.bias')}", *(f"current = current + {term}" for term in terms)]
            body += cls.step(layer, variable)
            body.append(f'sent["{layer.name}"].append({variable})')
        layers, read_out = [layer.name for layer in network.layers], _read_out(network)
        membrane = f' | {{"{read_out}.membrane": {cls.membrane(names[network.circuit.output.id])}}}'
        whole = ", ".join(f"{name}_steps" for name in encoders)
        return TEXT.format(
            head=cls.head(title, USE + (TAUGHT.format(epochs=EPOCHS) if taught else "")), imports=cls.imports,
            membrane=membrane if taught and _ends_silence(network.circuit) else "",
            learnt=(*(f"{k.name}.weight" for k in network.links), *(f"{x.name}.bias" for x in network.layers)),
            made=_indented(made, 8), inputs=whole, names=[*encoders, *layers], layers=layers,
            states=_indented(states or ["pass"], 8), steps=", ".join(f"{name}_now" for name in encoders),
            zipped=whole if len(encoders) == 1 else f"zip({whole}, strict=True)", body=_indented(body, 12),
            examples=", ".join(f'array("example.{name}")' for name in encoders),
            training=_training(network) if taught else "", begun=BEGUN if taught else "",
        )  # fmt: skip


def _training(network: Resolved) -> str:
    circuit, read_out = network.circuit, _read_out(network)
    inputs = [(input_name(network, e.id), circuit.size(e.id)) for e in circuit.encoders]
    scores, answers = SCORES[loss_of(circuit, {"loss": BY_DECODER})], "scores(given)"
    if _ends_silence(circuit):
        fired = f'given["{read_out}"].any(0).any(1, keepdim=True)'
        answers = f'torch.where({fired}, scores(given), given["{read_out}.membrane"])'
    rate = usual_rate(active_inputs(Weights(circuit, 1, "float64", parameters=False)))
    return TRAINING.format(
        batch=BATCH, rate=rate, longest=LONGEST, steps=circuit.steps, inputs=inputs, read_out=read_out, scores=scores,
        answers=answers,
    )  # fmt: skip


def _read_out(network: Resolved) -> str:
    """The name of the layer that the decoder reads."""
    (name,) = (layer.name for layer in network.layers if layer.population.id == network.circuit.output.id)
    return name


def _ends_silence(circuit: Circuit) -> bool:
    """Tell whether membranes answer where no neuron of a read-out that fires does."""
    decoder = circuit.decoder
    return circuit.output.model.fires() and decoder.model.reads_values(decoder.parameters)


def _term(network: Resolved, source: ScriptSource) -> str:
    """Write what a link brings in this step."""
    size = network.circuit.size(source.link.projection.source)
    back = source.steps + (1 if source.ahead else 0)
    first = input_name(network, network.circuit.encoders[0].id)
    given = f'before(sent["{source.name}"], {back}, {first}_now, {size})'
    if source.ahead and not source.steps:
        given = f'sent["{source.name}"][-1]'
    weight, wiring = _learnt(f"{source.link.name}.weight"), source.link.projection.wiring
    if not wiring.shared:
        return f"{given} @ {weight}.T"
    before, _ = network.circuit.ends(source.link.projection, 0)
    values: dict[str, Any] = dict(source.link.projection.wiring_parameters)
    numbers = {n: round(float(wiring.chosen(values, n))) for n in wiring.parameters()}
    grid = f"{given}.unflatten(1, {before.shape})"
    padding = numbers["padding"]
    if "channels" in numbers:
        how = f"stride={numbers['stride']}, padding={padding}"
        how += f", groups={numbers['groups']}" if numbers["groups"] > 1 else ""
        return f"torch.nn.functional.conv2d({grid}, {weight}, {how}).flatten(1)"
    window = f"({numbers['height']}, {numbers['width']}), {numbers['stride']}, {padding}"
    if source.link.projection.takes_largest():
        return f"torch.nn.functional.max_pool2d({grid}, {window}).flatten(1) * {weight}"
    window += ", divisor_override=1"
    return f"torch.nn.functional.avg_pool2d({grid}, {window}).flatten(1) * {weight} * {wiring.scale(values)!r}"


def _learnt(name: str) -> str:
    return f'value["{name}"]'


def _indented(lines: list[str], by: int) -> str:
    return "\n".join(" " * by + line for line in lines)
