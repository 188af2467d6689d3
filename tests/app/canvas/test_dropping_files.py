"""Files dropped on the canvas with real drag events: each becomes what it is, or is refused beside the pointer."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest

from app.commands import intentions
from app.document.edits import synapses_of
from app.document.meaning.meaning import meaning
from tests.engine.datasets.files import mnist

SPIKES = {
    "named.csv": "time,train\n5,0\n7.5,2\n",
    "bare.txt": "5 0\n7.5 2\n12 0\n",
    "nest.dat": "# NEST version: 3.8\nsender\ttime_ms\n0\t5\n2\t7.5\n",
    "nest.gdf": "0\t5.000\t\n2\t7.500\t\n",
}
COPY, LEFT = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
NO_KEY = Qt.KeyboardModifier.NoModifier


def drop(view, path: Path, at: QPointF, *others: Path) -> None:
    """What a file manager does: enter, move, let go."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(each)) for each in (path, *others)])
    point = view.mapFromScene(at)
    enter = QDragEnterEvent(point, COPY, data, LEFT, NO_KEY)
    view.dragEnterEvent(enter)
    assert enter.isAccepted()
    view.dragMoveEvent(QDragMoveEvent(point, COPY, data, LEFT, NO_KEY))
    view.grab()
    view.dropEvent(QDropEvent(QPointF(point), COPY, data, LEFT, NO_KEY))
    while view.foreign.is_busy:
        QTest.qWait(5)


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", SPIKES)
def test_spikes_on_the_ground_become_a_stimulus_as_one_step(view, editor, tmp_path, name):
    drop(view, written(tmp_path / name, SPIKES[name]), QPointF(300, 200))
    (node,) = editor.document.nodes.values()
    assert node.model == "stimuli/spike_times" and node.size == 3 and tuple(editor.selection.ids) == (node.id,)
    (stimulus,) = meaning(editor.document).description.stimuli
    assert stimulus.parameters["times"].tolist()[:2] == [5.0, 7.5]
    editor.undo_stack.undo()
    assert not editor.document.nodes


def test_senders_of_nest_become_trains_from_0_on_and_it_is_said_which_is_the_first(view, hand, editor, tmp_path):
    """A recording of ten neurons became a stimulus of ninety trains, of which eighty were silent."""
    path = written(tmp_path / "pop2-91-0.gdf", "83\t5.000\t\n81\t7.500\t\n90\t7.500\t\n")
    said = "The lowest sender of pop2-91-0.gdf, 81, became train 0."
    drop(view, path, QPointF(300, 200))
    (node,) = editor.document.nodes.values()
    assert node.model == "stimuli/spike_times" and node.size == 10
    assert view.overlays.refusal.isVisible() and said in view.overlays.refusal.words
    view.overlays.refusal.hide()
    drop(view, written(tmp_path / "a.csv", "time,train\n5,83\n"), hand.middle(node.id))
    assert editor.document.nodes[node.id].size == 84 and not view.overlays.refusal.isVisible()
    drop(view, path, hand.middle(node.id))
    (stimulus,) = meaning(editor.document).description.stimuli
    assert stimulus.parameters["trains"].tolist() == [2, 0, 9]
    assert view.overlays.refusal.isVisible() and said in view.overlays.refusal.words


def test_values_on_the_ground_become_a_current_with_their_interval(view, editor, tmp_path):
    drop(view, written(tmp_path / "a.csv", "time,left,right\n0,1,10\n0.5,2,20\n1,3,30\n"), QPointF(300, 200))
    np.save(tmp_path / "b.npy", np.arange(5.0))
    drop(view, tmp_path / "b.npy", QPointF(300, 420))
    first, second = meaning(editor.document).description.stimuli
    assert first.model.key == second.model.key == "stimuli/array_current"
    assert first.parameters["signal"].shape == (3, 2) and first.parameters["interval"] == 0.5 and first.size == 2
    assert second.parameters["signal"].tolist() == [0, 1, 2, 3, 4]


def test_a_file_fills_the_stimulus_on_which_it_falls(view, hand, editor, tmp_path):
    node = intentions.add_node(editor, "stimuli/spike_times", (300.0, 0.0))
    steps = editor.undo_stack.count()
    drop(view, written(tmp_path / "a.csv", SPIKES["named.csv"]), hand.middle(node))
    assert list(editor.document.nodes) == [node] and editor.document.nodes[node].size == 3
    assert editor.undo_stack.count() == steps + 1


def test_images_of_mnist_become_a_dataset_that_reads_them_where_they_are(view, hand, editor, tmp_path):
    first = mnist(tmp_path)
    drop(view, first, QPointF(300, 200))
    (node,) = editor.document.nodes.values()
    (dataset,) = meaning(editor.document).description.datasets
    assert dataset.parameters == {"file": str(first)} and dataset.samples().shape == (5, 4)
    (tmp_path / "other").mkdir()
    second = mnist(tmp_path / "other", train=20)
    drop(view, second, hand.middle(node.id))
    (dataset,) = meaning(editor.document).description.datasets
    assert len(dataset.samples().labels) == 30
    editor.undo_stack.undo()
    editor.undo_stack.undo()
    assert not editor.document.nodes


def pictures(root: Path) -> Path:
    for kind in ("cat", "dog"):
        (root / kind).mkdir(parents=True)
        Image.new("L", (9, 7), 99).save(root / kind / "1.png")
    return root


def test_a_table_with_a_column_of_words_becomes_samples_whose_classes_are_called_so(view, editor, tmp_path):
    rows = "length,width,species\n" + "".join(f"{n},{n % 4},{('setosa', 'virginica')[n % 2]}\n" for n in range(20))
    drop(view, written(tmp_path / "iris.csv", rows), QPointF(300, 200))
    (dataset,) = meaning(editor.document).description.datasets
    assert dataset.samples().names == ("setosa", "virginica") and dataset.samples().shape == (2,)
    editor.undo_stack.undo()
    assert not editor.document.nodes
    drop(view, written(tmp_path / "y.csv", rows.replace("species", "target")), QPointF(300, 200))
    (dataset,) = meaning(editor.document).description.datasets
    assert dataset.samples().names == ("setosa", "virginica")
    editor.undo_stack.undo()
    assert not editor.document.nodes


def test_rows_with_a_label_become_samples_of_the_project(view, editor, tmp_path):
    rows = "a,b,label\n" + "".join(f"{n / 10},{n % 4},{n % 2}\n" for n in range(20))
    drop(view, written(tmp_path / "flowers.csv", rows), QPointF(300, 200))
    np.savez(tmp_path / "arrays.npz", x=np.random.default_rng(1).random((12, 3)), y=np.arange(12) % 3)
    drop(view, tmp_path / "arrays.npz", QPointF(300, 600))
    first, second = meaning(editor.document).description.datasets
    assert first.samples().values.shape == (20, 2) and second.samples().values.shape == (12, 3)
    assert sorted(set(first.samples().labels)) == [0, 1] and sorted(set(second.samples().labels)) == [0, 1, 2]


def test_places_fall_on_a_population_and_connections_on_a_link(view, hand, editor, pair, tmp_path):
    first, second = pair
    link = intentions.connect(editor, first, "out", second, "in")
    places = written(tmp_path / "places.csv", "x,y\n" + "".join(f"{n / 10},{n % 3}\n" for n in range(10)))
    drop(view, places, hand.middle(second))
    population = meaning(editor.document).description.populations[1]
    assert population.size == 10 and population.positions is not None
    assert population.positions_parameters["x"].tolist()[-1] == 0.9
    steps = editor.undo_stack.count()
    wires = written(tmp_path / "wires.csv", "pre,post,weight\n0,1,2.5\n3,2,7\n")
    drop(view, wires, view.drawing.links[link].badge.center())
    (projection,) = meaning(editor.document).description.projections
    assert projection.connections is not None and projection.connections.pre.tolist() == [0, 3]
    assert projection.weight.tolist() == [2.5, 7.0] and editor.undo_stack.count() == steps + 1
    editor.undo_stack.undo()
    assert synapses_of(editor.document.links[link]).wiring == "wiring/all_to_all"


REFUSED = {
    "words.csv": ("time,train\nsoon,0\n", "Line 2 of words.csv"),
    "wires.csv": ("pre,post\n0,1\n", "list of connections"),
    "places.csv": ("x,y\n0.1,0.2\n", "list of places"),
    "picture.png": ("no picture", "is a single sample"),
    "song.mp3": (
        "no sound",
        ".gdf, .idx, .gz, .wav, .wave, .aedat4, .aedat, .bin, .h5, .hdf5, .zarr, .zgroup, .zarray.",
    ),
    "empty.csv": ("", "is empty"),
    "film.aedat4": ("no recording", "is not laid out as they are"),
    "empty.bin": ("", "empty.bin is empty."),
    "cut.csv": ("sample,time,channel,label\n0,1,2,0\n0,3\n", "Line 3 of cut.csv does not hold 4 numbers."),
    "page.h5": ("<html>not found", "those that SHD spike files reads"),
    "voice.wav": ("no sound", "is called as those that Sound reads"),
    "empty.wav": ("", "empty.wav is empty."),
    "cut.wav": ("RIFF~~~~WAVEfmt ", "cut.wav, which Sound reads, is no WAV sound that can be read."),
    "page.gz": ("<html>not found", "those that IDX images reads"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_taken_is_said_beside_the_pointer_and_changes_nothing(view, editor, tmp_path, name):
    text, said = REFUSED[name]
    drop(view, written(tmp_path / name, text), QPointF(300, 200))
    assert view.overlays.refusal.isVisible() and said in view.overlays.refusal.words
    assert not editor.document.nodes and not editor.undo_stack.count()


def test_a_node_that_takes_no_file_says_so(view, hand, editor, tmp_path):
    node = intentions.add_node(editor, "encoders/poisson", (300.0, 0.0))
    steps = editor.undo_stack.count()
    drop(view, written(tmp_path / "a.csv", SPIKES["named.csv"]), hand.middle(node))
    assert "takes nothing from a file" in view.overlays.refusal.words and editor.undo_stack.count() == steps


EQUATIONS = "title: Mine\n\ndv/dt = (E_L - v)/tau_m : mV  # potential\ntau_m = 12 ms\nE_L = -60 mV\n"


def test_equations_on_the_ground_become_a_population_that_lives_by_them(view, editor, tmp_path):
    drop(view, written(tmp_path / "mine.txt", EQUATIONS.replace("\n", "\r\n")), QPointF(300, 200))
    (population,) = meaning(editor.document).description.populations
    assert population.model.title == "Mine" and population.model.parameters()["tau_m"].default == 12.0
    editor.undo_stack.undo()
    assert not editor.document.nodes


def test_equations_on_a_population_become_its_own_and_elsewhere_are_refused(view, hand, editor, tmp_path):
    path = written(tmp_path / "mine.txt", EQUATIONS)
    id = intentions.add_node(editor, "neurons/leaky_integrate_and_fire", (300, 200))
    other = intentions.add_node(editor, "stimuli/dc_current", (0, 200))
    intentions.set_parameter(editor, (id,), "tau_m", 17.0)
    drop(view, path, view.drawing.nodes[id].scene_area().center())
    node = editor.document.nodes[id]
    assert "dv/dt" in node.model and node.parameters == {"tau_m": 17.0} and len(editor.document.nodes) == 2
    before = editor.document
    drop(view, path, view.drawing.nodes[other].scene_area().center())
    assert editor.document is before
    assert "mine.txt holds the equations of a neuron." in view.overlays.refusal.words


def test_equations_that_are_no_utf_8_are_refused(view, editor, tmp_path):
    (tmp_path / "latin.txt").write_bytes("dv/dt = -v/tau : 1  # größer\ntau = 1 ms".encode("latin-1"))
    drop(view, tmp_path / "latin.txt", QPointF(300, 200))
    assert not editor.document.nodes and "latin.txt is not UTF-8 text" in view.overlays.refusal.words


@pytest.mark.parametrize("labels", [True, False])
def test_an_array_of_pictures_becomes_samples_that_are_kept_in_the_project(view, editor, tmp_path, labels):
    """It was said to be no list of numbers."""
    x = np.random.default_rng(1).random((6, 5, 4))
    np.savez(tmp_path / "a.npz", x=x, **({"y": np.array([0, 1, 0, 1, 0, 1])} if labels else {}))
    drop(view, tmp_path / "a.npz", QPointF(300, 200))
    (node,) = editor.document.nodes.values()
    assert node.model == "datasets/own_samples"
    samples = meaning(editor.document).description.datasets[0].samples()
    assert samples.shape == (5, 4) and samples.is_images and len(samples.labels) == 6
    assert set(samples.labels) == ({0, 1} if labels else {-1})


def test_a_word_among_numbers_is_named_with_its_column(view, editor, tmp_path):
    """It said that the line does not hold 3 numbers."""
    drop(view, written(tmp_path / "iris.csv", "length,width,species\n5.1,wide,setosa\n"), QPointF(300, 200))
    assert "Line 2 of iris.csv has “wide” in the column width" in view.overlays.refusal.words


IRIS = "length,width,species\n" + "".join(f"{n},{n % 4},{('setosa', 'virginica')[n % 2]}\n" for n in range(20))


@pytest.mark.parametrize("before", ("digits", "idx_files", "own_samples", "image_folders"))
def test_a_dataset_becomes_the_one_that_reads_what_falls_on_it_and_keeps_its_links(
    view, hand, editor, tmp_path, before
):
    """It said that it takes nothing from a file, or named a file that it cannot read."""
    data = intentions.add_node(editor, f"datasets/{before}", (300.0, 0.0))
    code = intentions.add_node(editor, "encoders/latency", (700.0, 0.0))
    intentions.connect(editor, data, "values", code, "values")
    steps = editor.undo_stack.count()
    drop(view, written(tmp_path / "iris.csv", IRIS), hand.middle(data))
    (dataset,), (encoder,) = (
        meaning(editor.document).description.datasets,
        meaning(editor.document).description.encoders,
    )
    assert dataset.samples().names == ("setosa", "virginica") and dataset.samples().shape == (2,)
    assert encoder.id == code and encoder.dataset == data
    drop(view, pictures(tmp_path / "p"), hand.middle(data))
    (dataset,) = meaning(editor.document).description.datasets
    assert dataset.model.key == "datasets/image_folders" and dataset.samples().names == ("cat", "dog")
    assert editor.undo_stack.count() == steps + 2
    editor.undo_stack.undo()
    editor.undo_stack.undo()
    assert editor.document.nodes[data].model == f"datasets/{before}"


def test_columns_in_units_of_their_own_are_each_taken_from_lowest_to_highest_and_pixels_together(
    view, hand, editor, tmp_path
):
    """A table of measurements lay in a corner of what encoders read, and was learnt badly."""
    data = intentions.add_node(editor, "datasets/digits", (300.0, 0.0))
    intentions.rename(editor, data, "Digits 8 × 8")
    drop(view, written(tmp_path / "iris.csv", "a,b,species\n5.1,0.2,x\n4.9,0.4,y\n7.0,1.4,x\n"), hand.middle(data))
    node = editor.document.nodes[data]
    assert node.parameters["scale"] == "each channel from lowest to highest"
    assert node.title == "iris", "its title spoke of other data"
    drop(view, written(tmp_path / "mnist.csv", "label,p0,p1\n0,0,255\n1,9,0\n"), hand.middle(data))
    assert "scale" not in editor.document.nodes[data].parameters
    editor.undo_stack.undo()
    assert editor.document.nodes[data] == node
    editor.undo_stack.undo()
    assert editor.document.nodes[data].title == "Digits 8 × 8" and not editor.document.nodes[data].parameters


def test_a_stimulus_that_takes_no_file_becomes_the_one_that_does(view, hand, editor, tmp_path):
    node = intentions.add_node(editor, "stimuli/poisson", (300.0, 0.0))
    drop(view, written(tmp_path / "a.csv", SPIKES["named.csv"]), hand.middle(node))
    assert editor.document.nodes[node].model == "stimuli/spike_times" and editor.document.nodes[node].size == 3


def test_images_and_their_labels_dropped_at_once_become_the_dataset_that_reads_both(view, editor, tmp_path):
    images = mnist(tmp_path)
    both = sorted(path for path in tmp_path.iterdir() if "train" in path.name)
    assert len(both) == 2
    for first, *others in (both, both[::-1], sorted(tmp_path.iterdir())):
        drop(view, first, QPointF(300, 200), *others)
        (node,) = editor.document.nodes.values()
        assert node.parameters == {"file": str(images)}
        editor.undo_stack.undo()
    (tmp_path / "other").mkdir()
    other = mnist(tmp_path / "other")
    drop(view, images, QPointF(300, 200), other)
    assert not editor.document.nodes and "2 files were dropped at once." in view.overlays.refusal.words


def test_several_files_at_once_are_refused_in_a_sentence(view, editor, tmp_path):
    """Nothing happened, and nothing was said."""
    table = written(tmp_path / "a.csv", "time,value\n0,1\n0.5,2\n1,3\n")
    drop(view, table, QPointF(300, 200), written(tmp_path / "b.csv", table.read_text()))
    assert not editor.document.nodes
    assert view.overlays.refusal.isVisible() and "2 files were dropped at once." in view.overlays.refusal.words


def test_what_a_file_becomes_is_called_as_the_file_and_is_seen(view, editor, tmp_path):
    """Four tables became four “Samples from a file”; a fifth lay above the edge, where nothing was free below it."""
    table, at = written(tmp_path / "iris.csv", "a,b,label\n0.5,1.5,0\n1.5,2.5,1\n"), QPointF(40.0, 40.0)
    for number in range(3):
        drop(view, table, at)
        (added,) = editor.selection.ids
        area = view.drawing.nodes[added].scene_area()
        at = QPointF(area.center().x(), area.top() - 20.0)
        assert editor.document.nodes[added].title == ("iris", "iris 2", "iris 3")[number]
        drawn = view.mapFromScene(view.drawing.nodes[added].scene_area()).boundingRect()
        assert view.viewport().rect().contains(drawn)
    editor.undo_stack.undo()
    assert len(editor.document.nodes) == 2, "one step"


def test_what_is_read_where_it_lies_says_so_in_its_form_and_keeps_its_title(view, editor, tmp_path):
    drop(view, mnist(tmp_path), QPointF(300, 200))
    (node,) = editor.document.nodes.values()
    assert node.title == "IDX images"


def test_a_first_line_of_numbers_that_may_be_names_is_said(view, editor, tmp_path):
    """Years above three columns were taken as the first sample, and nothing was said."""
    words = view.overlays.refusal
    for number, (text, is_said) in enumerate(
        (("2019,2020,2021\n0.5,1.5,2\n", True), ("0,1,2\n3,4,5\n", False), ("0.1,0.2\n0.5,1\n", False))
    ):
        words.hide()
        drop(view, written(tmp_path / f"{number}.csv", text), QPointF(40.0 + 300.0 * number, 40.0))
        assert len(editor.document.nodes) == number + 1
        assert words.isVisible() == is_said
        assert not is_said or "was read as numbers: 2019,2020,2021" in words.words
