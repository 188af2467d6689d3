"""Values of a network that its training leaves as they are, by which a checkpoint knows the network again."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from engine.circuit.weights import DELAY, Key
from engine.network.description import Decoder, Encoder, NetworkDescription, Population


def fixed_values(network: NetworkDescription, trained: Collection[Key]) -> dict[str, float | str]:
    """Models, numbers and choices by element and name, but for what is ``trained``; of links the rules, too."""
    known: dict[str, float | str] = {"resolution": network.resolution}
    for dataset in network.datasets:
        known[f"{dataset.id}/sample_time"] = dataset.sample_time
    elements: list[Population | Encoder | Decoder] = [*network.populations, *network.encoders, *network.decoders]
    for element in elements:
        known |= _of_model(element.id, element.model, element.parameters, trained)
    for link in network.projections:
        known |= {f"{link.id}/source": link.source, f"{link.id}/target": link.target, f"{link.id}/into": link.into}
        known |= _of_model(f"{link.id}/wiring", link.wiring, link.wiring_parameters, ())
        if (link.id, DELAY) not in trained and isinstance(link.delay, int | float):
            known[f"{link.id}/{DELAY}"] = link.delay
        if link.synapse is not None:
            known |= _of_model(link.id, link.synapse, link.synapse_parameters, trained)
    return known


def _of_model(id: str, model: Any, values: Mapping[str, Any], trained: Collection[Key]) -> dict[str, float | str]:
    def found() -> Iterator[tuple[str, Any]]:
        yield from (("model", model.key), ("version", model.version), ("text", model.text))
        for name, quantity in {**model.parameters(), **model.choices}.items():
            if (id, name) not in trained:
                yield name, values.get(name, quantity.default)

    return {f"{id}/{name}": value for name, value in found() if isinstance(value, int | float | str) and value == value}
