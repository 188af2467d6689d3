"""How many bytes a run of the engine must move at the least, and where they live.

Neurons are walked in every step and, where they are few, stay in a cache; synapses are met at random in all the memory
of the run. So each part is held against what one core copies within as many bytes as that part has.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from engine.simulation.arrays.programs import programs
from engine.simulation.simulation import Simulation

READ_AND_WRITTEN = 2


@dataclass(frozen=True)
class Traffic:
    """Bytes moved at the least while neurons are walked and while spikes are delivered, and what each lives in."""

    walked: float
    walked_within: float
    delivered: float
    delivered_within: float

    @property
    def moved(self) -> float:
        """All bytes."""
        return self.walked + self.delivered

    def least_seconds(self, bandwidth: Callable[[float], float]) -> float:
        """What moving them takes at ``bandwidth(bytes lived in)`` bytes a second."""
        return sum(
            moved / bandwidth(within)
            for moved, within in ((self.walked, self.walked_within), (self.delivered, self.delivered_within))
            if moved
        )


def per_step(simulation: Simulation) -> float:
    """Bytes of the arrays that every step of the populations walks, states and arrivals read and written."""
    made, _ = programs(simulation._arrays, ())
    total = 0
    for operation in (o for p in made for o in p.local if o.kernel.function == "update"):
        for argument in operation.kernel.arguments:
            if argument.length in ("neurons", "slot"):
                array = operation.arrays[argument.name]
                one = array[0].nbytes if argument.length == "slot" else array.nbytes
                total += one * (1 if argument.name in ("injected_all",) else READ_AND_WRITTEN)
    return float(total)


def per_event(simulation: Simulation) -> float:
    """Bytes of one spike on one connection: the target's number, the weight, and its place in the ring twice."""
    links = [link for link in simulation._arrays.links.values() if hasattr(link, "connectivity")]
    if not links:
        return 0.0
    each = [
        link.connectivity.targets.itemsize
        + (0 if link.one_weight else link.weights.itemsize)
        + READ_AND_WRITTEN * link.weights.itemsize
        for link in links
    ]
    return sum(each) / len(each)


def working_set(simulation: Simulation) -> float:
    """Bytes of the arrays that the operations of a step name, each counted once."""
    made, _ = programs(simulation._arrays, ())
    arrays = {id(a): a for p in made for o in (*p.local, *p.exchange) for a in o.arrays.values()}
    return float(sum(a.nbytes for a in arrays.values()))


def of_run(simulation: Simulation, duration: float) -> Traffic:
    """What ``duration`` ms move, from what the network does in that time."""
    before = simulation.synaptic_events
    simulation.run(duration)
    walk = per_step(simulation)
    delivered = (simulation.synaptic_events - before) * per_event(simulation)
    return Traffic(duration / simulation.description.resolution * walk, walk, delivered, working_set(simulation))
