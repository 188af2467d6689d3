"""Obstacles to a network as a module of PyTorch, each with its element, and whether PyTorch is there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.util import find_spec

from engine.circuit import circuit as circuits
from engine.circuit.circuit import Circuit
from engine.circuit.obstacles import obstacles
from engine.learning.components.gradient_refusals import plastic_links
from engine.learning.components.normalised import normal_misfits
from engine.network.description import NetworkDescription
from engine.problems import NetworkError, Problem, declare

NOT_INSTALLED = declare(
    "pytorch.not-installed",
    "PyTorch is not installed.",
    'Type pip install "spikeloom[torch]", or in a clone uv run --extra torch python.',
)
IN_PARTS = declare(
    "pytorch.in-parts",
    "A step of {model} is made in parts where it moves fast, which PyTorch does not follow.",
    "Choose Write as equations and take out “in parts of …”, or use another neuron.",
)


def refusals(description: NetworkDescription) -> list[Problem]:
    """The reasons why a network is no module: that there is no circuit, or what of it PyTorch does not follow."""
    return circuits.refusals(description, misfits)


def misfits(circuit: Circuit) -> Iterable[Problem]:
    """The same of a circuit that there is."""
    found = [
        *obstacles(circuit, values=True, delays=True, rates=True, largest=True),
        *plastic_links(circuit),
        *_in_parts(circuit),
    ]
    if not found:
        found += normal_misfits(circuit)
    return [p for n, p in enumerate(found) if p not in found[:n]]


def _in_parts(circuit: Circuit) -> Iterator[Problem]:
    for population in circuit.populations:
        if population.model.goes_in_parts():
            yield Problem(population.id, IN_PARTS, {"model": population.model.title})


def demand_torch() -> None:
    """Raise :class:`NetworkError` where PyTorch is not installed."""
    if find_spec("torch") is None:
        raise NetworkError([Problem("", NOT_INSTALLED)])
