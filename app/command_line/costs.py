"""Costs of a sample and of a step of a training, layer by layer, as lines and as figures for a program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from app.command_line.arguments import Refusal
from app.command_line.learning import Beginning, of_one_method
from app.command_line.report import CommandReport
from app.command_line.results import understood
from app.document.document import Document
from app.i18n import energy_words as words
from app.i18n.columns import in_columns
from app.i18n.translation import tr
from engine.network.description import NetworkDescription

if TYPE_CHECKING:
    from engine.learning.training.energy import EnergyModel, InferenceCosts


@dataclass(frozen=True)
class EnergyOptions:
    """Numbers of the model of energy as they were typed, and whether every layer is wanted."""

    numbers: Sequence[str]
    by_layer: bool


def energy_model(given: Sequence[str]) -> EnergyModel:
    """The model of energy with numbers given as ``NAME=VALUE``; raises Refusal or NetworkError."""
    from engine.learning.training.energy import EnergyModel

    numbers: dict[str, float] = {}
    for name, value in of_one_method(given):
        try:
            numbers[name] = float(value)
        except ValueError:
            raise Refusal(tr("{given} is no number", given=value)) from None
    return EnergyModel().with_numbers(numbers)


def report_energy(
    costs: InferenceCosts, description: NetworkDescription, model: EnergyModel, by_layer: bool, report: CommandReport
) -> None:
    """Say the energy of a sample, and where ``by_layer`` is asked for that of every layer."""
    from engine.learning.training.energy import total

    names = words.layer_names(description)
    report.say(words.energy_summary(costs, model))
    if own := words.changed_words(model):
        report.say(own)
    if by_layer:
        columns = [name for name, _ in words.layer_columns()]
        for line in in_columns([columns, *words.layer_cells(costs, model, names)]):
            report.say(line)
    networks = {"spiking": costs.spiking, "twin": costs.twin, "dense_twin": costs.dense_twin}
    report.add(
        energy={
            "model": asdict(model),
            **{f"{name}_nj": total(layers).energy(model) for name, layers in networks.items()},
            "layers": {name: words.layer_figures(layers, model, names) for name, layers in networks.items()},
        }
    )


def report_step(document: Document, begins: Beginning, report: CommandReport) -> None:
    """Measure a step of the training that would begin so, and say what it costs where."""
    from engine.circuit.circuit import circuit
    from engine.learning.methods import methods
    from engine.learning.training.step_costs import step_costs

    description, method = understood(document), methods()[begins.key]
    found = step_costs(circuit(description), method, begins.settings, begins.seed)
    assert found is not None  # nothing gives it up
    names = words.layer_names(description)
    report.say(words.step_summary(found, tr(method.title)))
    columns = [name for name, _ in words.step_columns()]
    for line in in_columns([columns, *words.step_cells(found, names)]):
        report.say(line)
    shares = [{**asdict(share), "id": names.get(share.id, share.id)} for share in found.shares]
    report.add(
        method=begins.key, seed=begins.seed, batch=found.batch, repeats=found.repeats, seconds=found.seconds,
        optimizer=found.optimizer, rest=found.rest, layers=shares,
    )  # fmt: skip
