"""Networks that are asked for as modules of PyTorch where it is missing, or cannot follow them."""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec

import pytest

from engine import Network, NetworkError
from engine.model.registry.discovery import find
from engine.network.description import Population
from engine.pytorch import obstacles
from tests.engine.learning.networks import small


def test_without_pytorch_a_sentence_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(obstacles, "find_spec", lambda name: None if name == "torch" else find_spec(name))
    with pytest.raises(NetworkError, match=r'PyTorch is not installed\. Type pip install "spikeloom\[torch\]"'):
        Network(small()).to_torch()


def test_neurons_whose_steps_are_made_in_parts_are_refused_by_name() -> None:
    (problem,) = obstacles.refusals(small(neuron="neurons/adaptive_exponential_integrate_and_fire"))[:1]
    assert (problem.code, problem.place) == (obstacles.IN_PARTS, "hidden")
    assert "Adaptive exponential" in str(problem)


def test_a_link_that_changes_itself_is_refused() -> None:
    network = small()
    first, second = network.projections
    plastic = replace(network, projections=(replace(first, plasticity=find("plasticity/pair_stdp")), second))
    assert [(p.code, p.place) for p in obstacles.refusals(plastic)] == [("learning.plastic", "in")]


def test_what_training_cannot_show_is_refused_in_its_words() -> None:
    network = small()
    wrong = replace(network, datasets=(replace(network.datasets[0], reset_between=False),))
    assert [p.code for p in obstacles.refusals(wrong)] == ["learning.no_reset"]
    alone = replace(network, populations=(*network.populations, Population("E", find("neurons/izhikevich"), 2)))
    assert not obstacles.refusals(alone)  # what lies beside the path is no part of the module
    assert [p.code for p in obstacles.refusals(replace(network, decoders=()))] == ["learning.no_readout"]
