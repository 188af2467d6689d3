"""Receptors that behave alike share one state."""

from __future__ import annotations

import numpy as np

from engine.compiling.mathematics.lumping import lump
from engine.network.description import Projection
from engine.network.values import Uniform, Value
from engine.synapses import Delta, ExponentialCurrent
from engine.wiring import AllToAll


def projection(id: str, synapse: type | None, **parameters: Value) -> Projection:
    return Projection(id, "a", "b", synapse, AllToAll, 1.0, synapse_parameters=parameters)


def groups(*projections: Projection) -> list[tuple[str, ...]]:
    return [ids for _, _, ids in lump(projections)]


def test_equal_synapses_share_a_group_whatever_their_order() -> None:
    first, second = projection("p1", ExponentialCurrent), projection("p2", ExponentialCurrent, tau_syn=5.0)
    assert groups(first, second) == groups(second, first) == [("p1", "p2")]


def test_other_synapses_or_parameters_do_not() -> None:
    found = groups(
        projection("p1", ExponentialCurrent),
        projection("p2", Delta),
        projection("p3", ExponentialCurrent, tau_syn=2.0),
        projection("p4", Delta),
    )
    assert found == [("p1",), ("p2", "p4"), ("p3",)]


def test_a_projection_of_currents_has_no_receptor() -> None:
    assert groups(projection("p1", None)) == []


def test_arrays_are_shared_where_equal_and_draws_never() -> None:
    values = np.array([1.0, 2.0])
    same = (projection("p1", ExponentialCurrent, tau_syn=values), projection("p2", ExponentialCurrent, tau_syn=values))
    assert groups(*same) == [("p1", "p2")]
    drawn = [projection(f"p{i}", ExponentialCurrent, tau_syn=Uniform(1.0, 2.0)) for i in range(2)]
    assert groups(*drawn) == [("p0",), ("p1",)]
