"""Files and folders of samples, dropped on the canvas: each becomes the dataset that reads it, or is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from scipy.io import wavfile

from app.commands import intentions
from app.document.meaning.meaning import meaning
from tests.app.canvas.test_dropping_files import REFUSED, drop, pictures, written
from tests.engine.datasets.files import aedat4, gestures, nmnist, shd


def sounds(root: Path) -> Path:
    for kind in ("no", "yes"):
        (root / kind).mkdir(parents=True)
        wavfile.write(root / kind / "1.wav", 8000, np.zeros(400, np.int16))
    return root


EVENTS = [(0, 3, 5, 1), (2500, 30, 2, 0)]
SAMPLES = {
    "an AEDAT 4 recording": ("event_recordings", "file", lambda folder: aedat4(folder / "a.aedat4", EVENTS)),
    "a recording of N-MNIST": ("event_recordings", "file", lambda folder: nmnist(folder / "a.bin", EVENTS)),
    "a folder of AEDAT 4": ("event_folders", "folder", lambda folder: gestures(folder / "g", aedat4, ".aedat4")),
    "a folder of N-MNIST": ("event_folders", "folder", lambda folder: gestures(folder / "g")),
    "SHD's HDF5": ("shd_files", "file", lambda folder: shd(folder / "train.h5", [([0.1], [3])], [0])),
    "a table of samples": (
        "spike_tables", "file",
        lambda folder: written(folder / "a.csv", "sample,time,channel,label\n0,5,1,0\n1,7,2,1\n"),
    ),
    "pictures": ("image_folders", "folder", lambda folder: pictures(folder / "p")),
    "a sound": ("wav_files", "file", lambda folder: sounds(folder / "w") / "no" / "1.wav"),
    "sounds": ("wav_folders", "folder", lambda folder: sounds(folder / "w")),
}  # fmt: skip


@pytest.mark.parametrize("kind", SAMPLES)
def test_samples_become_the_dataset_that_reads_them(view, editor, tmp_path, kind):
    source, where, make = SAMPLES[kind]
    path = make(tmp_path)
    drop(view, path, QPointF(300, 200))
    (node,) = editor.document.nodes.values()
    assert node.model == f"datasets/{source}" and node.parameters[where] == str(path)
    (dataset,) = meaning(editor.document).description.datasets
    assert len(dataset.samples().labels), "as it was dropped, without a setting"
    editor.undo_stack.undo()
    assert not editor.document.nodes


def test_a_sound_becomes_a_node_that_lasts_as_long_and_is_no_higher_than_it_is(view, hand, editor, tmp_path):
    """It was said to be a single sample, for which a folder had to be made."""
    wave = np.int16(9000 * np.sin(np.arange(3000) * 0.3))
    wavfile.write(tmp_path / "voice.wav", 6000, wave)
    drop(view, tmp_path / "voice.wav", QPointF(300, 200))
    (node,) = editor.document.nodes.values()
    assert node.title == "Sound" and editor.undo_stack.count() == 1
    assert node.parameters == {"file": str(tmp_path / "voice.wav"), "duration": 500.0, "highest": 3000.0}
    (dataset,) = meaning(editor.document).description.datasets
    assert dataset.sample_time == 500.0 and dataset.samples().values.shape == (1, 50, 40)
    digits = intentions.add_node(editor, "datasets/digits", (700.0, 0.0))
    intentions.set_parameter(editor, [digits], "sample_time", 32.0)
    drop(view, tmp_path / "voice.wav", hand.middle(digits))
    assert editor.document.nodes[digits].model == "datasets/wav_files"
    assert meaning(editor.document).description.datasets[1].sample_time == 500.0, (
        "half a second was squeezed into 32 ms"
    )
    intentions.set_parameter(editor, [digits], "sample_time", 250.0)
    wavfile.write(tmp_path / "usual.wav", 16_000, np.resize(wave, 16_000))
    drop(view, tmp_path / "usual.wav", hand.middle(digits))
    usual = editor.document.nodes[digits].parameters
    assert usual == {"file": str(tmp_path / "usual.wav"), "sample_time": 250.0}, "what a person said of sounds is left"
    (tmp_path / "half.wav").write_bytes((tmp_path / "voice.wav").read_bytes()[:3000])
    drop(view, tmp_path / "half.wav", QPointF(300, 600))
    assert "half.wav, which Sound reads, promises 6,036 bytes and holds fewer." in view.overlays.refusal.words
    assert len(editor.document.nodes) == 2


@pytest.mark.parametrize("name", ("voice.wav", "empty.wav", "picture.png", "song.mp3", "page.h5", "page.gz"))
def test_what_cannot_be_taken_is_said_in_the_same_words_over_a_dataset(view, hand, editor, tmp_path, name):
    """It was said which kinds of tables can be read, or a node was given a file that it cannot read."""
    text, said = REFUSED[name]
    node = intentions.add_node(editor, "datasets/wav_files", (300.0, 0.0))
    steps = editor.undo_stack.count()
    drop(view, written(tmp_path / name, text), hand.middle(node))
    assert said in view.overlays.refusal.words and editor.undo_stack.count() == steps


@pytest.mark.parametrize("on", ("encoders/poisson", "stimuli/array_current", "neurons/leaky_integrate_and_fire"))
def test_samples_over_another_node_are_said_to_be_for_a_dataset(view, hand, editor, tmp_path, on):
    """It was said that such a file is none of the kinds that can be read."""
    node = intentions.add_node(editor, on, (300.0, 0.0))
    steps = editor.undo_stack.count()
    folder = sounds(tmp_path / "w")
    for path in (folder, folder / "no" / "1.wav", nmnist(tmp_path / "a.bin", EVENTS)):
        drop(view, path, hand.middle(node))
        assert f"{path.name} holds samples." in view.overlays.refusal.words
        view.overlays.refusal.hide()
    assert editor.undo_stack.count() == steps
