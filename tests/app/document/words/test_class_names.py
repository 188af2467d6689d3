"""What classes are called: in the window's language where the data are made here, else as a person called them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from app.document.example import EXAMPLES
from app.document.file.file_format import open_document
from app.document.meaning.meaning import meaning
from app.document.words.class_names import class_names
from app.i18n.translation import use_language
from app.running.contents import known_samples
from engine.model.registry.discovery import models
from engine.network.description import Dataset
from engine.simulation.simulation import Simulation
from tests.app.test_simplified_chinese import CHINESE, NAME

SAID = {
    "yin_yang": ("阴", "阳", "圆点"),
    "shapes": ("圆", "方框", "三角形", "十字"),
    "sliding_tones": ("升高", "降低", "先升后降", "先降后升"),
    "spike_xor": ("相同", "不同"),
    "waveforms": ("正弦", "方波", "锯齿波", "线性调频"),
}


@pytest.fixture
def chinese() -> Iterator[None]:
    use_language(NAME)
    yield
    use_language("en")


@pytest.mark.parametrize("name", SAID)
def test_classes_of_data_that_are_made_here_are_called_in_chinese(chinese: None, name: str) -> None:
    model = models("datasets")[f"datasets/{name}"]
    dataset = Dataset("data", model)
    names = dataset.samples().names
    assert class_names(dataset, names) == SAID[name]
    use_language("en")
    assert class_names(dataset, names) == names


def test_a_class_that_a_file_names_stays_what_it_is_called(chinese: None) -> None:
    """A person's folder may be called “dot” or “different”."""
    dataset = Dataset("data", models("datasets")["datasets/image_folders"])
    assert class_names(dataset, ("dot", "different")) == ("dot", "different")


def test_a_run_says_the_classes_of_its_data_in_chinese(chinese: None) -> None:
    description = meaning(open_document(Path(EXAMPLES / "yin-yang.spikeloom"))).readable_description()
    simulation = Simulation(description, seed=0)
    (dataset,) = description.datasets
    assert known_samples(dataset, simulation.samples(dataset.id)).names == SAID["yin_yang"]
    assert np.all([CHINESE.search(name) for name in known_samples(dataset, simulation.samples(dataset.id)).names])


def test_patterns_with_wanted_spikes_belong_to_no_class() -> None:
    """The node of the data said “label 1” above a link of wanted spikes, and its answer “3 scores, 1 class”."""
    dataset = Dataset("data", models("datasets")["datasets/target_spike_trains"])
    assert known_samples(dataset, dataset.samples()).names == ()
