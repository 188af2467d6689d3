"""A person reads samples and signals from files into a dataset, and runs an encoder on them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.commands import intentions
from app.document.meaning.meaning import meaning
from app.widgets.fields.text_field import TextArea
from engine.simulation.simulation import Simulation
from tests.app.inspector.bench import Bench


def test_a_table_read_into_the_row_becomes_the_samples_of_the_project(bench: Bench, tmp_path: Path) -> None:
    data = intentions.add_node(bench.editor, "datasets/own_samples", (0, 300))
    code = intentions.add_node(bench.editor, "encoders/latency", (300, 300))
    intentions.connect(bench.editor, data, "values", code, "values")
    intentions.connect(bench.editor, code, "out", bench.first, "in")
    bench.select(data)
    steps = bench.steps
    (tmp_path / "flowers.csv").write_text("a,b,label\n1,9,0\n5,1,1\n", encoding="utf-8")
    bench.panel.rows["series:x"].read_file(tmp_path / "flowers.csv")
    assert bench.steps == steps + 1
    network = meaning(bench.editor.document).description
    (dataset,) = network.datasets
    samples = dataset.model.load(dataset.parameters)
    assert samples.values.tolist() == [[0.0, 1.0], [0.5, 0.0]] and samples.labels.tolist() == [0, 1]
    assert [p for p in meaning(bench.editor.document).problems if p.is_fatal] == []
    assert len(Simulation(network, backend="numpy").advance(200).spikes[code]) > 0
    bench.undo()
    (dataset,) = meaning(bench.editor.document).description.datasets
    assert np.asarray(dataset.parameters["x"]).tolist() == [0.2, 0.8]


def test_a_signal_is_read_with_its_channels_and_a_wrong_file_says_why(bench: Bench, tmp_path: Path) -> None:
    data = intentions.add_node(bench.editor, "datasets/own_signals", (0, 300))
    bench.select(data)
    (tmp_path / "good.csv").write_text("t,left,right\n0,1,10\n1,2,20\n2,3,30\n", encoding="utf-8")
    bench.panel.rows["series:x"].read_file(tmp_path / "good.csv")
    (dataset,) = meaning(bench.editor.document).description.datasets
    assert dataset.model.load(dataset.parameters).signals.shape == (1, 3, 2)
    (tmp_path / "bad.csv").write_text("t,left\n0,1\n1,2\n5,3\n", encoding="utf-8")
    bench.panel.rows["series:x"].read_file(tmp_path / "bad.csv")
    assert "not equally far apart" in bench.panel.rows["series:x"].objection.text()


def test_a_series_to_follow_is_read_with_the_column_that_is_wanted(bench: Bench, tmp_path: Path) -> None:
    data = intentions.add_node(bench.editor, "datasets/own_series", (0, 300))
    bench.select(data)
    rows = "\n".join(f"{t},{t},{10 - t}" for t in range(11))
    (tmp_path / "a.csv").write_text(f"t,shown,wanted\n{rows}\n", encoding="utf-8")
    bench.panel.rows["series:x"].read_file(tmp_path / "a.csv")
    wrong = [p for p in meaning(bench.editor.document).problems if p.place == data and p.is_fatal]
    assert [p.code for p in wrong] == ["own-series.too-short"]
    for name, value in (("length", 5.0), ("wanted", 1.0), ("ahead", 0.0)):
        intentions.set_parameter(bench.editor, [data], name, value)
    (dataset,) = meaning(bench.editor.document).description.datasets
    samples = dataset.samples()
    assert samples.series is not None and samples.series.shape == (2, 5, 1)
    assert np.allclose(samples.series, 1.0 - samples.values[:])


def test_classes_are_called_as_a_file_or_a_person_says_until_another_file_is_read(bench: Bench, tmp_path: Path) -> None:
    data = intentions.add_node(bench.editor, "datasets/own_samples", (0, 300))
    bench.select(data)
    (tmp_path / "words.csv").write_text("a,species\n1,setosa\n5,virginica\n", encoding="utf-8")
    bench.panel.rows["series:x"].read_file(tmp_path / "words.csv")

    def names() -> tuple[str, ...]:
        (dataset,) = meaning(bench.editor.document).description.datasets
        return dataset.samples().names

    assert names() == ("setosa", "virginica")
    field = bench.panel.rows["parameters:classes"].field
    assert isinstance(field, TextArea) and field.editor.toPlainText() == "setosa, virginica"
    field.editor.selectAll()
    QTest.keyClicks(field.editor, "bristly, virginia iris")
    QTest.keyClick(field.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert names() == ("bristly", "virginia iris")
    bench.undo()
    assert names() == ("setosa", "virginica")
    (tmp_path / "numbers.csv").write_text("a,label\n1,1\n5,0\n", encoding="utf-8")
    bench.panel.rows["series:x"].read_file(tmp_path / "numbers.csv")
    assert names() == ("0", "1"), "what the classes of the file before were called is gone with them"


def test_samples_from_a_file_are_named_by_their_rows_and_what_each_has(bench: Bench, tmp_path: Path) -> None:
    """Pictures of 5 × 4 were “6 values for each of 5”."""
    data = intentions.add_node(bench.editor, "datasets/own_samples", (0, 300))
    bench.select(data)
    np.save(tmp_path / "pictures.npy", np.zeros((6, 5, 4)))
    bench.panel.rows["series:x"].read_file(tmp_path / "pictures.npy")
    area = bench.panel.rows["series:x"].findChild(TextArea)
    assert area is not None and area.editor.toPlainText() == "6 × 5 × 4 numbers"


def test_labels_of_every_time_are_read_and_a_washout_is_typed(bench: Bench, tmp_path: Path) -> None:
    data = intentions.add_node(bench.editor, "datasets/own_signals", (0, 300))
    bench.select(data)
    np.savez(tmp_path / "told.npz", x=np.linspace(0, 1, 24).reshape(4, 6, 1), labels=np.arange(24).reshape(4, 6) % 2)
    bench.panel.rows["series:x"].read_file(tmp_path / "told.npz")
    bench.type("parameters:washout", "2")
    (dataset,) = meaning(bench.editor.document).description.datasets
    samples = dataset.samples()
    assert samples.step_labels.tolist() == [[0, 1, 0, 1, 0, 1]] * 4 and samples.washout == 2.0
    assert [p for p in meaning(bench.editor.document).problems if p.place == data and p.is_fatal] == []
