"""Common parts of scripts for PyTorch libraries: links as products, layers one after the other in each step."""

from __future__ import annotations

from typing import Any, ClassVar

from engine.circuit.resolved import Resolved, ResolvedLayer
from engine.exporting.script import ScriptFormat, ScriptSource, input_name, sources, variables

USE = (
    "``Network()(spikes)`` takes spikes (steps, samples, channels) and gives those of each layer "
    "(steps, samples, neurons)."
)
TEXT = '''{head}
import numpy as np
{imports}
import torch

ARCHIVE = dict(np.load(Path(__file__).with_suffix(".npz")))


def array(name):
    return torch.from_numpy(ARCHIVE[name]).double()


def before(sent, steps, like, size):
    """What was sent some steps ago."""
    return sent[-steps] if len(sent) >= steps else torch.zeros(len(like), size, dtype=like.dtype)


class Network(torch.nn.Module):
    def __init__(self):
        super().__init__()
{made}

    def forward(self, {inputs}):
        sent = {{name: [] for name in {names!r}}}
{states}
        for {steps} in {zipped}:
{body}
        return {{name: torch.stack(spikes) for name, spikes in sent.items() if name in {layers!r}}}


if __name__ == "__main__":
    with torch.no_grad():
        found = Network()({examples})
    compared = [name for name in found if f"example.{{name}}" in ARCHIVE]
    differing = sum(int((found[name].numpy() != ARCHIVE[f"example.{{name}}"]).sum()) for name in compared)
    spikes = sum(int(ARCHIVE[f"example.{{name}}"].sum()) for name in compared)
    print(f"{{differing}} of {{spikes}} spikes differ")
'''


class TorchScript(ScriptFormat):
    """One module with a state for each layer."""

    imports: ClassVar[str] = ""

    @classmethod
    def module(cls, layer: ResolvedLayer) -> str:
        """The expression that makes the layer's neurons."""
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
    def text(cls, network: Resolved, title: str) -> str:
        names, encoders = variables(network), [input_name(network, e.id) for e in network.circuit.encoders]
        made = [f"self.{names[x.population.id]} = {cls.module(x)}" for x in network.layers]
        states = [line for x in network.layers for line in cls.states(x, names[x.population.id])]
        body: list[str] = [f'sent["{name}"].append({name}_now)' for name in encoders]
        for layer in network.layers:
            variable = names[layer.population.id]
            terms = [_term(network, source) for source in sources(network, layer)]
            body += [f"current = {_named(f'{layer.name}.bias')}", *(f"current = current + {term}" for term in terms)]
            body += cls.step(layer, variable)
            body.append(f'sent["{layer.name}"].append({variable})')
        layers = [layer.name for layer in network.layers]
        whole = ", ".join(f"{name}_steps" for name in encoders)
        return TEXT.format(
            head=cls.head(title, USE), imports=cls.imports,
            made=_indented(made, 8), inputs=whole, names=[*encoders, *layers], layers=layers,
            states=_indented(states or ["pass"], 8), steps=", ".join(f"{name}_now" for name in encoders),
            zipped=whole if len(encoders) == 1 else f"zip({whole}, strict=True)", body=_indented(body, 12),
            examples=", ".join(f'array("example.{name}")' for name in encoders),
        )  # fmt: skip


def _term(network: Resolved, source: ScriptSource) -> str:
    """Write what a link brings in this step."""
    size = network.circuit.size(source.link.projection.source)
    back = source.steps + (1 if source.ahead else 0)
    first = input_name(network, network.circuit.encoders[0].id)
    given = f'before(sent["{source.name}"], {back}, {first}_now, {size})'
    if source.ahead and not source.steps:
        given = f'sent["{source.name}"][-1]'
    weight, wiring = _named(f"{source.link.name}.weight"), source.link.projection.wiring
    if not wiring.shared:
        return f"{given} @ {weight}.T"
    before, _ = network.circuit.ends(source.link.projection, 0)
    values: dict[str, Any] = dict(source.link.projection.wiring_parameters)
    numbers = {n: round(float(wiring.chosen(values, n))) for n in wiring.parameters()}
    grid = f"{given}.unflatten(1, {before.shape})"
    if "channels" in numbers:
        how = f"stride={numbers['stride']}, padding={numbers['padding']}"
        how += f", groups={numbers['groups']}" if numbers["groups"] > 1 else ""
        return f"torch.nn.functional.conv2d({grid}, {weight}, {how}).flatten(1)"
    window = f"({numbers['height']}, {numbers['width']}), {numbers['stride']}, divisor_override=1"
    return f"torch.nn.functional.avg_pool2d({grid}, {window}).flatten(1) * {weight} * {wiring.scale(values)!r}"


def _named(name: str) -> str:
    return f'array("{name}")'


def _indented(lines: list[str], by: int) -> str:
    return "\n".join(" " * by + line for line in lines)
