"""A model of energy: what an operation costs, and what it costs to move a number from and to memory.

Counting operations alone misleads, since moving numbers costs more than computing with them: Lemaire, Cordone,
Castagnetti, Novac, Courtois & Miramond (2022), An analytical estimation of spiking neural networks energy efficiency,
ICONIP, arXiv 2210.13107; Dampfhoffer, Mesquida, Valentian & Anghel (2023), Are SNNs really more energy-efficient than
ANNs?, 10.1109/TETCI.2022.3214509.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import Any

from engine.learning.training.costs import FLOATS
from engine.problems import NetworkError, Problem, declare

HOROWITZ = "Horowitz (2014), 10.1109/ISSCC.2014.6757323, 45 nm, 0.9 V"
POLYNOMIAL = 8  # the degree of a polynomial that stands for a function in single precision
WORD = 64  # bits of an access whose energy the source tells
BYTE = 8
KIB, MIB = 1024, 1024 * 1024  # bytes
SMALL, MIDDLE, LARGE = 8 * KIB, 32 * KIB, MIB  # memories whose energy the source tells
SINGLE = 32.0  # bits

UNKNOWN_NUMBER = declare(
    "energy.unknown",
    "The model of energy has no number {name}.",
    "Name one of {known}.",
)
NOT_A_NUMBER = declare(
    "energy.value",
    "{name} of the model of energy is {value}; it must be a number from {least} on.",
    "Give it in {unit}.",
)


class Kind(StrEnum):
    """The kinds of numbers that lie in memory."""

    WEIGHT = "weight"
    STATE = "state"
    EVENT = "event"


def _number(default: float, unit: str, meaning: str, source: str, least: float = 0.0) -> Any:
    return field(default=default, metadata={"unit": unit, "meaning": meaning, "source": source, "least": least})


@dataclass(frozen=True)
class EnergyModel:
    """The numbers by which operations and accesses to memory are priced; each may be changed.

    An access of b bits to a memory of m bytes costs b / 64 of what one of 64 bits does: :meth:`access`. Weights, states
    (membranes, sums, biases, activations) and events (addresses of neurons) have as many bits as is said here. Raises
    :class:`~engine.problems.NetworkError` for a number that is negative or not finite.
    """

    add: float = _number(FLOATS.accumulate, "pJ", "an addition or a comparison", HOROWITZ)
    multiply: float = _number(3.7, "pJ", "a multiplication", HOROWITZ)
    function: float = _number(
        POLYNOMIAL * FLOATS.multiply_accumulate, "pJ", "a division, a root or an exponential",
        "assumed: a polynomial of degree 8, eight multiplications with their additions",
    )  # fmt: skip
    sram_8k: float = _number(10.0, "pJ", "64 bits of a memory of 8 KiB", HOROWITZ)
    sram_32k: float = _number(20.0, "pJ", "64 bits of a memory of 32 KiB", HOROWITZ)
    sram_1m: float = _number(100.0, "pJ", "64 bits of a memory of 1 MiB", HOROWITZ)
    dram: float = _number(1300.0, "pJ", "64 bits of a memory off the chip", f"{HOROWITZ}: 1300 to 2600, the least")
    largest_sram: float = _number(1024.0, "KiB", "the largest memory on the chip", "assumed: the largest of the source")
    weight_bits: float = _number(SINGLE, "bit", "a weight", "assumed: single precision", 1.0)
    state_bits: float = _number(SINGLE, "bit", "a state, a sum, a bias or an activation",
                                "assumed: single precision", 1.0)  # fmt: skip
    event_bits: float = _number(SINGLE, "bit", "the address of a neuron", "assumed: a word", 1.0)

    def __post_init__(self) -> None:
        for number in fields(self):
            value, least = getattr(self, number.name), number.metadata["least"]
            if not (isinstance(value, float | int) and math.isfinite(value) and value >= least):
                about = {"name": number.name, "value": value, "least": f"{least:g}", "unit": number.metadata["unit"]}
                raise NetworkError([Problem("", NOT_A_NUMBER, about)])

    def bits(self, kind: Kind) -> float:
        """The bits of a number of this kind."""
        return {Kind.WEIGHT: self.weight_bits, Kind.STATE: self.state_bits, Kind.EVENT: self.event_bits}[kind]

    def word(self, size: float) -> float:
        """pJ of an access of 64 bits to a memory of ``size`` bytes.

        Along straight lines between the memories that are told, below the smallest as that, beyond the largest along
        the last line, and what is larger than the largest on the chip lies off it.
        """
        if size > self.largest_sram * KIB:
            return self.dram
        if size <= MIDDLE:
            share = max(size - SMALL, 0.0) / (MIDDLE - SMALL)
            return self.sram_8k + share * (self.sram_32k - self.sram_8k)
        return self.sram_32k + (size - MIDDLE) / (LARGE - MIDDLE) * (self.sram_1m - self.sram_32k)

    def access(self, kind: Kind, kept: int) -> float:
        """pJ of reading or writing one number of a memory in which ``kept`` of its kind lie."""
        bits = self.bits(kind)
        return bits / WORD * self.word(kept * bits / BYTE)

    def with_numbers(self, numbers: Mapping[str, float]) -> EnergyModel:
        """The model with these numbers in place of its own; raises NetworkError for names that it has not."""
        known = [number.name for number in fields(self)]
        for name in numbers:
            if name not in known:
                raise NetworkError([Problem("", UNKNOWN_NUMBER, {"name": name, "known": ", ".join(known)})])
        return replace(self, **numbers)

    @property
    def changed(self) -> dict[str, float]:
        """The numbers that differ from those of the source, by name."""
        return {n.name: getattr(self, n.name) for n in fields(self) if getattr(self, n.name) != n.default}


@dataclass(frozen=True)
class Accesses:
    """``count`` numbers read from or written to a memory in which ``kept`` numbers of this kind lie."""

    kind: Kind
    kept: int
    count: float

    def energy(self, model: EnergyModel) -> float:
        """pJ by the model."""
        return self.count * model.access(self.kind, self.kept) if self.count else 0.0


@dataclass(frozen=True)
class LayerCost:
    """The mean of one inference at a link or in a population, by ``id``.

    ``additions`` and ``multiplications`` count a multiplication with its addition as one of each. ``is_least`` where
    something is left out of the count: further parts of a step, random numbers, delays of single connections.
    """

    id: str
    additions: float = 0.0
    multiplications: float = 0.0
    functions: float = 0.0
    moved: tuple[Accesses, ...] = ()
    is_least: bool = False

    @property
    def operations(self) -> float:
        """Additions, multiplications and functions."""
        return self.additions + self.multiplications + self.functions

    def accesses(self, *kinds: Kind) -> float:
        """Numbers read and written, of these kinds or of all."""
        return sum(one.count for one in self.moved if not kinds or one.kind in kinds)

    def computing(self, model: EnergyModel) -> float:
        """nJ of operations."""
        spent = self.additions * model.add + self.multiplications * model.multiply + self.functions * model.function
        return spent / 1000.0

    def moving(self, model: EnergyModel) -> float:
        """nJ of moving numbers."""
        return sum(one.energy(model) for one in self.moved) / 1000.0

    def energy(self, model: EnergyModel) -> float:
        """nJ of both."""
        return self.computing(model) + self.moving(model)


@dataclass(frozen=True)
class InferenceCosts:
    """The costs of one inference, the mean over samples: of each link and population in the order of a step.

    ``twin`` is the network of the same shape whose populations are rectified linear units, passed through once, with
    values of zero left out; ``dense_twin`` leaves nothing out.
    """

    spiking: tuple[LayerCost, ...]
    twin: tuple[LayerCost, ...]
    dense_twin: tuple[LayerCost, ...]

    def named(self, names: Mapping[str, str]) -> InferenceCosts:
        """The same with these names in place of ids."""

        def renamed(layers: tuple[LayerCost, ...]) -> tuple[LayerCost, ...]:
            return tuple(replace(layer, id=names.get(layer.id, layer.id)) for layer in layers)

        return InferenceCosts(renamed(self.spiking), renamed(self.twin), renamed(self.dense_twin))


def total(layers: Iterable[LayerCost]) -> LayerCost:
    """All layers as one."""
    parts = list(layers)
    return LayerCost(
        "",
        sum(part.additions for part in parts),
        sum(part.multiplications for part in parts),
        sum(part.functions for part in parts),
        tuple(one for part in parts for one in part.moved),
        any(part.is_least for part in parts),
    )
