"""A model of energy: what an operation costs, and what it costs to move a number from and to memory.

Counting operations alone misleads, since moving numbers costs more than computing with them: Lemaire, Cordone,
Castagnetti, Novac, Courtois & Miramond (2022), An analytical estimation of spiking neural networks energy efficiency,
ICONIP, arXiv 2210.13107; Dampfhoffer, Mesquida, Valentian & Anghel (2023), Are SNNs really more energy-efficient than
ANNs?, 10.1109/TETCI.2022.3214509.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from enum import Enum

from engine.model.quantities import UNITLESS, Parameter
from engine.problems import NetworkError, Problem, declare

WORD = 64  # bits of an access whose energy the source tells
BYTE = 8
KIB = 1024  # bytes
SMALL, MIDDLE, LARGE = 8 * KIB, 32 * KIB, 1024 * KIB  # memories whose energy the source tells
PJ_PER_NJ = 1000.0

UNKNOWN_NUMBER = declare(
    "energy.unknown",
    "The model of energy has no number {name}.",
    "Name one of {known}.",
)
NOT_A_NUMBER = declare(
    "energy.value",
    "The number {name} of the model of energy cannot be {value}.",
    "Give a number from {least} on.",
)

NUMBERS: Mapping[str, Parameter] = {
    "add": Parameter(
        UNITLESS, "E_+", "addition or comparison, pJ", default=0.9, at_least=0.0,
        detail="Horowitz (2014), Fig. 1.1.9: 32-bit floating-point numbers at 45 nm and 0.9 V. Integers: 0.1.",
    ),
    "multiply": Parameter(
        UNITLESS, "E_*", "multiplication, pJ", default=3.7, at_least=0.0,
        detail="Horowitz (2014), Fig. 1.1.9: 32-bit floating-point numbers at 45 nm and 0.9 V. Integers: 3.1.",
    ),
    "function": Parameter(
        UNITLESS, "E_f", "division, root or exponential, pJ", default=36.8, at_least=0.0,
        detail="Assumed: a polynomial of degree 8, which is eight multiplications with their additions.",
    ),
    "sram_8k": Parameter(
        UNITLESS, "E_8", "64 bits of a memory of 8 KiB, pJ", default=10.0, at_least=0.0,
        detail="Horowitz (2014), Fig. 1.1.9: a read of a cache at 45 nm; a write is taken to be as much.",
    ),
    "sram_32k": Parameter(
        UNITLESS, "E_{32}", "64 bits of a memory of 32 KiB, pJ", default=20.0, at_least=0.0,
        detail="Horowitz (2014), Fig. 1.1.9: a read of a cache at 45 nm; a write is taken to be as much.",
    ),
    "sram_1m": Parameter(
        UNITLESS, "E_{1024}", "64 bits of a memory of 1 MiB, pJ", default=100.0, at_least=0.0,
        detail="Horowitz (2014), Fig. 1.1.9: a read of a cache at 45 nm; a write is taken to be as much.",
    ),
    "dram": Parameter(
        UNITLESS, "E_D", "64 bits of a memory off the chip, pJ", default=1300.0, at_least=0.0,
        detail="Horowitz (2014), Fig. 1.1.9: 1300 to 2600 pJ; the least of it.",
    ),
    "largest_sram": Parameter(
        UNITLESS, "M", "largest memory on the chip, KiB", default=1024.0, at_least=0.0,
        detail="Assumed: the largest memory that the source tells. What is larger lies off the chip.",
    ),
    "weight_bits": Parameter(
        UNITLESS, "b_w", "bits of a weight", default=32.0, at_least=1.0,
        detail="Assumed: numbers of single precision.",
    ),
    "state_bits": Parameter(
        UNITLESS, "b_s", "bits of a state, a sum, a bias or an activation", default=32.0, at_least=1.0,
        detail="Assumed: numbers of single precision.",
    ),
    "event_bits": Parameter(
        UNITLESS, "b_e", "bits of the address of a neuron", default=32.0, at_least=1.0,
        detail="Assumed: a word. Each spike is the address of its neuron.",
    ),
}  # fmt: skip
"""The numbers of :class:`EnergyModel`; what ``detail`` tells is where each comes from.

Source: Horowitz (2014), Computing's energy problem (and what we can do about it), ISSCC, 10-14,
10.1109/ISSCC.2014.6757323.
"""


class Kind(Enum):
    """The kinds of numbers that lie in memory."""

    WEIGHT = "weight"
    STATE = "state"
    EVENT = "event"


@dataclass(frozen=True)
class EnergyModel:
    """The numbers by which operations and accesses to memory are priced; each may be changed.

    ``add``, ``multiply`` and ``function`` (a division, a root, an exponential) are pJ. ``sram_8k``, ``sram_32k``,
    ``sram_1m`` and ``dram`` are pJ of 64 bits read from or written to a memory of 8 KiB, 32 KiB, 1 MiB and off the
    chip, where all lies that is larger than ``largest_sram`` KiB. Weights, states (membranes, sums, biases,
    activations) and events (addresses of neurons) have so many bits. The defaults are those of 32-bit floating-point
    numbers at 45 nm: Horowitz (2014), 10.1109/ISSCC.2014.6757323. Raises :class:`NetworkError` for a number that
    cannot be.
    """

    add: float = NUMBERS["add"].default
    multiply: float = NUMBERS["multiply"].default
    function: float = NUMBERS["function"].default
    sram_8k: float = NUMBERS["sram_8k"].default
    sram_32k: float = NUMBERS["sram_32k"].default
    sram_1m: float = NUMBERS["sram_1m"].default
    dram: float = NUMBERS["dram"].default
    largest_sram: float = NUMBERS["largest_sram"].default
    weight_bits: float = NUMBERS["weight_bits"].default
    state_bits: float = NUMBERS["state_bits"].default
    event_bits: float = NUMBERS["event_bits"].default

    def __post_init__(self) -> None:
        for name, number in NUMBERS.items():
            value = getattr(self, name)
            if not (number.allows(value) and math.isfinite(value)):
                about = {"name": name, "value": value, "least": f"{number.at_least:g}"}
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
        for name in numbers:
            if name not in NUMBERS:
                raise NetworkError([Problem("", UNKNOWN_NUMBER, {"name": name, "known": ", ".join(NUMBERS)})])
        return replace(self, **numbers)

    @property
    def changed(self) -> dict[str, float]:
        """The numbers that differ from those of the source, by name."""
        return {name: value for name, value in asdict(self).items() if value != NUMBERS[name].default}


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
        return spent / PJ_PER_NJ

    def moving(self, model: EnergyModel) -> float:
        """nJ of moving numbers."""
        return sum(one.energy(model) for one in self.moved) / PJ_PER_NJ

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
