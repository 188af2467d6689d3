"""Weights, thresholds and labels that local plasticity learnt, in the document and in what it means."""

from __future__ import annotations

import numpy as np
from msgspec.structs import replace

from app.document.examples import digits_without_labels
from app.document.meaning.meaning import meaning
from app.document.trained import edit_of_arrays
from app.learn.runs.training_runs import moved, trained_sizes
from engine.learning.methods.local_plasticity import LocalPlasticity


def learnt(document):
    """Arrays of the shapes that the method gives back, by the elements' ids."""
    named = {node.title: node.id for node in document.nodes.values()}
    link = next(k.id for k in document.links.values() if k.synapses and k.synapses.plasticity)
    random = np.random.default_rng(0)
    return {
        (link, "weight"): random.random((100, 64)),
        (named["Rivals"], "start:theta"): random.random(100),
        (named["Answer"], "M"): random.random(1000),
    }


def test_the_example_fits_the_method():
    assert LocalPlasticity.refusals(meaning(digits_without_labels.draw()).description) == []


def test_one_edit_sets_weights_thresholds_and_labels_and_undoes_them():
    document = digits_without_labels.draw()
    before, arrays = meaning(document).description, learnt(document)
    inverse = edit_of_arrays(document, arrays).apply(document)
    assert [p for p in meaning(document).problems if p.is_fatal] == []
    meant = meaning(document).description
    (link,) = (p for p in meant.projections if p.plasticity)
    assert np.array_equal(link.weight, arrays[link.id, "weight"])
    (rivals,), (answer,) = meant.populations, meant.decoders
    assert np.array_equal(rivals.start["theta"], arrays[rivals.id, "start:theta"])
    assert np.array_equal(answer.parameters["M"], arrays[answer.id, "M"])
    inverse.apply(document)
    assert meaning(document).description == before


def test_a_run_fits_until_the_neurons_that_it_labelled_are_others():
    document = digits_without_labels.draw()
    sizes, elements = trained_sizes(document), [element_id for element_id, _ in learnt(document)]
    assert moved(document, sizes, elements) == []
    rivals = next(node for node in document.nodes.values() if node.title == "Rivals")
    document.put(replace(rivals, size=50))
    assert set(moved(document, sizes, elements)) >= {"Rivals", "Answer"}
