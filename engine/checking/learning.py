"""Obstacles to training and testing a drawn read-out of classes, though the network can run."""

from __future__ import annotations

from collections.abc import Iterator

from engine.checking.problem_of import problem_of, warning_of
from engine.network import problems_found as found
from engine.network.description import NetworkDescription, Projection
from engine.problems import Problem


def coupling_problem(projection: Projection) -> Problem:
    """The refusal of a link that couples potentials."""
    return problem_of(projection, found.COUPLES)


def learning_problems(network: NetworkDescription) -> Iterator[Problem]:
    """A warning of every link that couples potentials on the way to a decoder that knows the right answers."""
    datasets, populations = {d.id for d in network.datasets}, network.population_of
    waiting = [d.source for d in network.decoders if d.labels in datasets and d.source in populations]
    known = set(waiting)
    while waiting:
        for projection in network.incoming.get(waiting.pop(), ()):
            if projection.source not in populations:
                continue
            if projection.couples():
                yield warning_of(projection, found.COUPLES)
            if projection.source not in known:
                known.add(projection.source)
                waiting.append(projection.source)
