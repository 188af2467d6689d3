"""How many bytes a run of the engine must move at the least, to see how far it is from the memory's speed."""

from __future__ import annotations

from engine.simulation.programs import programs
from engine.simulation.simulation import Simulation

READ_AND_WRITTEN = 2


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


def of_run(simulation: Simulation, duration: float) -> float:
    """Bytes of ``duration`` ms, from what the network does in that time."""
    before = simulation.synaptic_events
    simulation.run(duration)
    steps = duration / simulation.description.resolution
    return steps * per_step(simulation) + (simulation.synaptic_events - before) * per_event(simulation)
