"""Templates: those that come with the program are sound, and those that a person keeps are what was drawn."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from app.document.breakpoints import Breakpoint, BreakpointKind
from app.document.edits import synapses_of
from app.document.elements import ArrayRef
from app.document.file.file_format import FileProblem
from app.document.meaning.meaning import meaning
from app.document.networks.template_networks import classifier, excitation_and_inhibition
from app.document.networks.templates import Template, Templates, built_in
from app.document.trained import edit_of_arrays
from app.document.training_settings import TrainingSettings
from engine.learning.training.evaluation import evaluate
from engine.simulation.simulation import Simulation
from tests.app.document.test_every_field_is_kept import full


@pytest.fixture
def templates(tmp_path: Path) -> Templates:
    return Templates(lambda: tmp_path / "templates")


@pytest.mark.parametrize("template", built_in(), ids=lambda template: template.name)
def test_a_network_to_begin_with_has_no_problem_and_every_population_fires(template: Template) -> None:
    document = template.read()
    assert document.settings.title == template.name and template.purpose and not meaning(document).problems
    network = meaning(document).description
    record = Simulation(network, seed=1, backend="numpy").run(200.0)
    assert all(len(record.spikes[population.id]) for population in network.populations)


def test_each_reading_gives_a_network_of_its_own() -> None:
    template = built_in()[0]
    first = template.read()
    first.remove(next(iter(first.links)))
    assert template.read().links


def test_the_classifiers_can_be_trained_and_tell_what_they_cannot_do_yet() -> None:
    for template in built_in()[2:]:
        assert 0.0 <= evaluate(meaning(template.read()).description, seed=1).accuracy < 0.4


@pytest.mark.parametrize("name", ["Start", "a/b: c?", "CON.", " spaced ", "名字"])
def test_what_is_kept_is_what_was_drawn_and_how_it_is_trained_without_its_runs(templates: Templates, name: str) -> None:
    document = full()
    document.training = TrainingSettings("surrogate_gradient", {}, 5)
    link = next(iter(document.links))
    document.breakpoints = (Breakpoint(BreakpointKind.FIRES, next(iter(document.nodes))),)
    templates.keep(document, name)
    assert templates.names() == [name]
    (template,) = (one for one in templates.all() if one.path is not None)
    kept = template.read()
    assert kept.settings.title == name and kept.training == document.training
    assert (kept.nodes, kept.links, kept.breakpoints) == (document.nodes, document.links, document.breakpoints)
    weight = synapses_of(kept.links[link]).weight
    assert isinstance(weight, ArrayRef) and kept.holds(weight)
    assert document.runs and not kept.runs and document.reduction is not None and kept.reduction is None


def test_one_of_the_same_name_takes_its_place_and_what_is_deleted_can_be_brought_back(templates: Templates) -> None:
    heard: list[int] = []
    templates.changed.connect(lambda: heard.append(len(templates.names())))
    templates.keep(classifier(), "Mine")
    templates.keep(excitation_and_inhibition(), "Mine")
    content = templates.forget("Mine")
    assert not templates.names() and len(templates.all()) == len(built_in())
    templates.bring_back("Mine", content)
    assert heard == [1, 1, 0, 1]
    assert len(templates.read("Mine").nodes) == len(excitation_and_inhibition().nodes)


def test_trained_weights_are_kept_with_it(templates: Templates) -> None:
    document = excitation_and_inhibition()
    link = next(id for id, link in document.links.items() if link.synapses is not None)
    edit_of_arrays(document, {(link, "weight"): np.full((80, 1), 3.5)}).apply(document)
    templates.keep(document, "Trained")
    kept = templates.read("Trained")
    weight = synapses_of(kept.links[link]).weight
    assert isinstance(weight, ArrayRef) and np.array_equal(kept.array(weight), np.full((80, 1), 3.5))


def test_where_nothing_can_be_written_it_says_so(tmp_path: Path) -> None:
    occupied = tmp_path / "templates"
    occupied.write_text("a file, where the folder should be")
    with pytest.raises(FileProblem, match="templates"):
        Templates(lambda: occupied).keep(classifier(), "Mine")
