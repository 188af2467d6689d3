"""Signs of the projections that leave a population: all one, and the one that it declares (Dale's principle)."""

from __future__ import annotations

from collections.abc import Iterator

from engine.checking.problem_of import title_of, warning
from engine.network import problems_found as found
from engine.network.description import NetworkDescription, Population, Projection, Sign
from engine.problems import Problem


def sign_problems(network: NetworkDescription, population: Population) -> Iterator[Problem]:
    """Warnings: none where the population is declared to do both, nor of links of both signs where it declares none."""
    if population.sign is Sign.MIXED:
        return
    leaving = [p for p in network.outgoing.get(population.id, ()) if _has_sign(p)]
    title = title_of(population)
    if population.sign is not None:
        for projection in leaving:
            if projection.sign is not population.sign:
                values = {"population": title, "sign": population.sign.value, "link": title_of(projection)}
                yield warning(projection.id, found.OTHER_SIGN, values, "sign")
        return
    first = {p.sign: title_of(p) for p in reversed(leaving)}
    if Sign.EXCITATORY in first and Sign.INHIBITORY in first:
        values = {"population": title, "excites": first[Sign.EXCITATORY], "inhibits": first[Sign.INHIBITORY]}
        yield warning(population.id, found.BOTH_SIGNS, values, "sign")


def _has_sign(projection: Projection) -> bool:
    """Tell whether it excites or inhibits at all: a link both ways does neither."""
    return projection.synapse is not None and not projection.synapse.both_ways
