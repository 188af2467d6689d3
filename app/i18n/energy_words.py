"""Words for what an inference and a step of a training cost: energies, layers, and the numbers they go by."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from app.i18n.translation import listed, per_cent, sentences, tr
from engine.network.description import NetworkDescription
from engine.sizes import MB, size_words

if TYPE_CHECKING:
    from engine.learning.training.energy import EnergyModel, InferenceCosts, Kind, LayerCost
    from engine.learning.training.step_costs import StepCosts

UNITS = ("pJ", "nJ", "µJ", "mJ", "J")
NJ = 1  # its place among them
THOUSAND = 1000.0
FEW = 100.0  # below it a decimal is told
NONE = "–"
MS_PER_S = 1000.0


def energy_words(nanojoules: float) -> str:
    """An energy in the unit in which it has one to three digits before the point."""
    if nanojoules == 0:
        return "0 nJ"
    place = min(max(NJ + math.floor(math.log10(nanojoules) / 3), 0), len(UNITS) - 1)
    value = nanojoules / THOUSAND ** (place - NJ)
    return f"{value:.3g} {UNITS[place]}" if value < THOUSAND - 1 / 2 else f"{value:,.0f} {UNITS[place]}"


def count_words(count: float) -> str:
    """A count, with a decimal where it is small."""
    return f"{count:,.1f}" if 0 < count < FEW and not count.is_integer() else f"{count:,.0f}"


def layer_names(description: NetworkDescription) -> dict[str, str]:
    """The title of every encoder, population and link by its id; of a link without one, those of its ends."""
    names = {e.id: e.title or e.id for e in description.encoders} | {s.id: s.title or s.id for s in description.stimuli}
    names |= {p.id: p.title or p.id for p in description.populations}
    links = {p.id: p.title or f"{names[p.source]} → {names[p.target]}" for p in description.projections}
    return names | links


def energy_summary(costs: InferenceCosts, model: EnergyModel) -> str:
    """The energy of a sample in all, the part of it that moves numbers, and what the rectified twin takes."""
    from engine.learning.training.energy import total

    whole, twin, dense = (total(layers) for layers in (costs.spiking, costs.twin, costs.dense_twin))
    energy = whole.energy(model)
    words = {
        "energy": energy_words(energy),
        "share": per_cent(f"{100 * whole.moving(model) / energy:.0f}" if energy else "0"),
        "twin": energy_words(twin.energy(model)),
        "dense": energy_words(dense.energy(model)),
    }
    said = tr(
        "Estimated with neurons and memory: {energy} a sample, {share} of it to move numbers; its rectified twin takes "
        "{twin}, or {dense} where zeros count.",
        **words,
    )
    return sentences(said, tr("Something is not counted: it takes at least so much.") if whole.is_least else "")


def changed_words(model: EnergyModel, by_meaning: bool = False) -> str:
    """The numbers of a model that a person has changed, by their names as a command takes them or by what they mean.

    Empty where none are.
    """
    from engine.learning.training.energy import NUMBERS

    names = {name: tr(NUMBERS[name].meaning) if by_meaning else name for name in model.changed}
    changed = listed((f"{names[name]} = {value:g}" for name, value in model.changed.items()), have_commas=True)
    return tr("With numbers of your own: {numbers}.", numbers=changed) if changed else ""


def layer_columns() -> tuple[tuple[str, str], ...]:
    """The columns of a table of layers with what they mean."""
    return (
        (tr("Layer"), tr("Links and populations in the order of a step")),
        (tr("Energy"), tr("Energy of one sample: operations, and moving numbers from and to memory")),
        (tr("Moving"), tr("The part of it that moves weights, states and spikes")),
        (tr("Twin"), tr("Energy of the same layer with rectified units, passed through once, zeros left out")),
        (tr("Operations"), tr("Additions, multiplications, and functions such as divisions, for one sample")),
        (tr("Moved"), tr("Numbers that are read from memory or written to it, for one sample")),
    )


def layer_cells(costs: InferenceCosts, model: EnergyModel, names: Mapping[str, str]) -> list[list[str]]:
    """A row for each layer under :func:`layer_columns`, and one for all."""
    from engine.learning.training.energy import total

    rows = [
        _cells(names.get(layer.id, layer.id), layer, twin, model)
        for layer, twin in zip(costs.spiking, costs.twin, strict=True)
    ]
    return [*rows, _cells(tr("All layers"), total(costs.spiking), total(costs.twin), model)]


def _cells(name: str, layer: LayerCost, twin: LayerCost, model: EnergyModel) -> list[str]:
    energy = energy_words(layer.energy(model))
    return [
        name,
        f"≥ {energy}" if layer.is_least else energy,
        energy_words(layer.moving(model)),
        energy_words(twin.energy(model)),
        count_words(layer.operations),
        count_words(layer.accesses()),
    ]


def step_columns() -> tuple[tuple[str, str], ...]:
    """The columns of a table of a training step with what they mean."""
    return (
        (tr("Layer"), tr("Links and populations in the order of a step")),
        (tr("Forward, ms"), tr("Time of the pass forward through all steps of a batch, in ms")),
        (tr("Backward, ms"), tr("Time of the pass backward and of what follows it, in ms")),
        (tr("Share"), tr("Share of the time of the whole step")),
        (tr("Memory"), tr("Arrays of the passes, or weights with their gradient and moments")),
    )


def step_cells(costs: StepCosts, names: Mapping[str, str]) -> list[list[str]]:
    """A row for each layer under :func:`step_columns`, then the optimizer, what is left, and all."""
    rows = [
        [names.get(one.id, one.id), _ms(one.forward), _ms(one.backward), _share(one.seconds, costs),
         _bytes(one.memory)]
        for one in costs.shares
    ]  # fmt: skip
    forward, backward = (sum(getattr(one, way) for one in costs.shares) for way in ("forward", "backward"))
    beside = costs.optimizer + costs.rest
    return [
        *rows,
        [tr("Optimizer"), NONE, _ms(costs.optimizer), _share(costs.optimizer, costs), NONE],
        [tr("Loss, rest"), NONE, _ms(costs.rest), _share(costs.rest, costs), NONE],
        [
            tr("Whole step"),
            _ms(forward),
            _ms(backward + beside),
            _share(costs.seconds, costs),
            size_words(costs.memory),
        ],
    ]


def step_summary(costs: StepCosts, title: str) -> str:
    """The time of a step, by which method and of how many samples."""
    return tr(
        "A step of {method} with {count} {count:sample|samples} takes {time} ms here, each "
        "part the quickest of {repeats}.",
        method=title, count=costs.batch, time=_ms(costs.seconds), repeats=costs.repeats,
    )  # fmt: skip


def layer_figures(layers: Sequence[LayerCost], model: EnergyModel, names: Mapping[str, str]) -> list[dict[str, object]]:
    """The same for a program, unrounded; energies in nJ."""
    return [
        {
            "layer": names.get(layer.id, layer.id), "additions": layer.additions,
            "multiplications": layer.multiplications, "functions": layer.functions,
            "moved": {kind.value: layer.accesses(kind) for kind in _kinds()},
            "computing_nj": layer.computing(model), "moving_nj": layer.moving(model),
            "energy_nj": layer.energy(model), "is_least": layer.is_least,
        }
        for layer in layers
    ]  # fmt: skip


def _kinds() -> Iterable[Kind]:
    from engine.learning.training.energy import Kind

    return Kind


def _ms(seconds: float) -> str:
    return f"{MS_PER_S * seconds:.2f}"


def _bytes(count: int) -> str:
    if count >= MB:
        return size_words(count)
    return f"{count / THOUSAND:,.1f} kB" if count else NONE


def _share(seconds: float, costs: StepCosts) -> str:
    return per_cent(f"{100 * seconds / costs.seconds:.0f}")
