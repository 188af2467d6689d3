"""Links that are normalised while they are trained: which can be, and by what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.checking.problem_of import problem_of
from engine.circuit.circuit import Circuit, carries_current, carries_values
from engine.circuit.normalising import BatchNormalisation
from engine.learning.calibration.as_current import current_of_arrival
from engine.learning.calibration.lift import lift
from engine.learning.components.drive import drive_of
from engine.network.description import Learns, Projection
from engine.problems import Problem, declare

ANY_SEED = 0  # of places that are drawn
COMES_BACK = declare(
    "learning.normalised.comes_back",
    "{element} is part of a loop: what it brings later depends on what it brings now, so a batch has no mean before.",
    "Let this link learn weights that are not normalised; links that lead into the loop may be.",
)
POOLS = declare(
    "learning.normalised.pools",
    "{element} pools: its one weight stays, so there is nothing to fold a normalisation into.",
    "Normalise the link before the pool or behind it.",
)
NO_CURRENT = declare(
    "learning.normalised.no_current",
    "What {element} brings does not act on its target as a current of the step, so its mean folds into no bias.",
    "Use a synapse without a time course, such as Delta or Pulse, or let the link learn weights as they are.",
)


def normalised_links(circuit: Circuit) -> list[Projection]:
    """The links whose weights are normalised while they learn."""
    return [p for p in circuit.projections if p.learns == Learns.NORMALISED]


def normal_misfits(circuit: Circuit) -> Iterator[Problem]:
    """Links that are to be normalised and cannot be."""
    inner = {p.id for stage in circuit.stages for p in stage.inner}
    for p in normalised_links(circuit):
        if p.id in inner:
            yield problem_of(p, COMES_BACK)
        elif len(_kernel(circuit, p) or (1, 1)) == 1:
            yield problem_of(p, POOLS)
        elif p.couples() or _current(circuit, p, ANY_SEED) is None:
            yield problem_of(p, NO_CURRENT)


def normalisations(circuit: Circuit, seed: int) -> Mapping[str, BatchNormalisation]:
    """The normalisation of each link that has one, by its id.

    Where several links reach a population, gamma begins so that they drive it together as one would: with two, at
    1 / sqrt(2), as Zheng et al. (2021) have it for the ends of a residual block.
    """
    links = normalised_links(circuit)
    drive = drive_of(circuit, seed) if links else None
    found = {}
    for p in links:
        current = _current(circuit, p, seed)
        assert drive is not None and current is not None
        kernel = _kernel(circuit, p)
        channels = circuit.size(p.target) if kernel is None else kernel[0]
        scale = len(circuit.into(p.target)) ** -0.5
        brought = (p.target, "bias") if carries_current(circuit, p) else (p.id, "weight")  # of any size, till divided
        found[p.id] = BatchNormalisation(drive.unit(brought), scale, current, channels)
    return found


def _current(circuit: Circuit, p: Projection, seed: int) -> float | None:
    """The current of what arrives, see :func:`current_of_arrival`; of a link that brings a current it is 1."""
    if not carries_current(circuit, p) and not carries_values(circuit, p):
        return current_of_arrival(circuit, p, seed)
    return 1.0 if lift(circuit, circuit.by_id[p.target], seed).current else None


def _kernel(circuit: Circuit, p: Projection) -> tuple[int, ...] | None:
    """The shape of the kernel that connections share, a pool's with one axis; None where they share none."""
    shape = circuit.ends(p, ANY_SEED)[0].shape
    return p.wiring.kernel(shape, p.wiring_parameters) if p.wiring.shared and shape is not None else None
