"""A drawing whose weights were trained is a drawing like any other: it can be checked, run and trained on."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace

from app.document.document import Document
from app.document.edits import SetSynapses, synapses_of
from app.document.example import examples
from app.document.file.file_format import open_document
from app.document.meaning.meaning import meaning
from app.document.trained import edit_of_arrays
from engine.circuit.circuit import circuit
from engine.circuit.weights import Weights, on_their_connections
from engine.learning.methods.surrogate_gradient import SurrogateGradient
from engine.learning.training.evaluation import evaluate
from engine.learning.training.fitting import fit
from engine.learning.training.reducing import Reduction, measured_reductions
from engine.problems import NetworkError
from engine.simulation.simulation import Simulation

ALL, SOME, NEAR = "wiring/all_to_all", "wiring/fixed_probability", "wiring/one_to_one"
SEED, ANOTHER = 3, 7


def bars() -> tuple[Document, str]:
    """Hidden neurons that hear each other, but not themselves; and that link."""
    document = open_document(next(e.path for e in examples() if e.path.stem == "moving-bars"))
    (loop,) = (link.id for link in document.links.values() if link.source == link.target)
    return document, loop


@pytest.mark.parametrize("wiring", [ALL, SOME, NEAR])
def test_weights_stay_on_the_connections_that_were_trained(wiring: str) -> None:
    """All but a neuron to itself gave a list of weights that the drawing refused, as did every sparse rule."""
    document, loop = bars()
    SetSynapses(loop, replace(synapses_of(document.links[loop]), wiring=wiring, wiring_parameters={})).apply(document)
    result = fit(meaning(document).description, SurrogateGradient, epochs=8, batch=20, seed=SEED)
    edit_of_arrays(document, result.arrays).apply(document)
    trained = meaning(document).description
    (projection,) = (p for p in trained.projections if p.id == loop)
    assert np.shape(projection.weight) == ((64, 64) if wiring == ALL else (len(projection.connections.pre),))
    assert evaluate(trained, seed=ANOTHER).accuracy == result.accuracy > 0.9, (
        "by any seed: connections are not drawn anew"
    )
    again = fit(trained, SurrogateGradient, epochs=1, batch=20, seed=ANOTHER, settings={"start": "present weights"})
    assert again.history[0].training_accuracy > 0.9, "it goes on from what it had learnt, whatever the seed"
    edit_of_arrays(document, again.arrays).apply(document)
    assert len(meaning(document).description.projections) == len(trained.projections)


def test_a_matrix_holds_nothing_where_nothing_is_connected() -> None:
    document, loop = bars()
    result = fit(meaning(document).description, SurrogateGradient, epochs=1, seed=SEED)
    assert (
        not np.diag(result.arrays[loop, "weight"]).any() and np.count_nonzero(result.arrays[loop, "weight"]) == 64 * 63
    )


def test_weights_that_were_reduced_before_any_training_stay_on_their_connections() -> None:
    document, loop = bars()
    SetSynapses(loop, replace(synapses_of(document.links[loop]), wiring=SOME, wiring_parameters={})).apply(document)
    (row,) = measured_reductions(meaning(document).description, [Reduction(bits="4 bits")], seed=SEED)
    edit_of_arrays(document, row.arrays).apply(document)
    (kept,) = (p for p in meaning(document).description.projections if p.id == loop)
    assert kept.connections is not None and np.shape(kept.weight) == kept.connections.pre.shape


@pytest.mark.parametrize("wiring", [ALL, SOME])
def test_weights_that_come_without_ends_belong_to_what_their_seed_connects(wiring: str) -> None:
    """Projects of before schema 15 have such: those of a matrix with gaps, and of rules that draw."""
    document, loop = bars()
    SetSynapses(loop, replace(synapses_of(document.links[loop]), wiring=wiring, wiring_parameters={})).apply(document)
    found = circuit(meaning(document).description)
    whole = Weights(found, SEED, "float64", parameters=False)
    whole.draw_fresh(SEED)
    wanted = whole.outward()
    bare = {(loop, "weight"): whole.wiring[loop].of_synapses(whole.values[loop, "weight"])}
    complete = on_their_connections(found, bare, SEED)
    assert complete.keys() == {key for key in wanted if key[0] == loop}
    assert all(np.array_equal(array, wanted[key]) for key, array in complete.items())
    assert on_their_connections(found, complete, SEED) == complete
    with pytest.raises(NetworkError, match="has 1 value "):
        on_their_connections(found, {(loop, "weight"): np.zeros(1)}, SEED)


@pytest.mark.parametrize("pre", [-1, 128, 10**9])
def test_channels_that_an_encoder_has_not_are_refused_in_one_sentence(pre: int) -> None:
    """How many it has is known only when its data are there; loops would write beyond their arrays."""
    document, _ = bars()
    (first,) = (
        link.id for link in document.links.values() if document.nodes[link.source].kind == "encoder" and link.synapses
    )
    arrays = {"weight": np.zeros(1), "pre": np.array([pre]), "post": np.array([0])}
    edit_of_arrays(document, {(first, name): array for name, array in arrays.items()}).apply(document)
    for refused in (
        lambda: Simulation(meaning(document).description, seed=1),
        lambda: evaluate(meaning(document).description),
    ):
        with pytest.raises(NetworkError, match=f"connects neuron {pre} to neuron 0, which are not there"):
            refused()
