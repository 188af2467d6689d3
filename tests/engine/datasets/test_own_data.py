"""Samples and signals of a person's own: from a file to what encoders read, and one sentence for what cannot be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.checking.network import check
from engine.circuit import circuit
from engine.files.problem import ImportProblem
from engine.files.series import read_model_series
from engine.model.data import DatasetModel
from engine.model.registry.discovery import find
from engine.network.description import Dataset, Decoder, Encoder, NetworkDescription, Population, Projection
from engine.problems import Problem
from engine.samples.own import EACH, STRETCHED
from engine.simulation.simulation import Simulation

SAMPLES, SIGNALS = find("datasets/own_samples"), find("datasets/own_signals")
assert issubclass(SAMPLES, DatasetModel) and issubclass(SIGNALS, DatasetModel)


def test_a_table_becomes_samples_with_the_labels_of_its_column(tmp_path: Path) -> None:
    rows = [f"{length},{kind},{width}" for length, kind, width in ((2, 0, 10), (4, 1, 30), (6, 1, 20), (3, 0, 40))]
    (tmp_path / "flowers.csv").write_text("length,class,width\n" + "\n".join(rows), encoding="utf-8")
    found = read_model_series(tmp_path / "flowers.csv", SAMPLES)
    assert found["x"].tolist() == [[2, 10], [4, 30], [6, 20], [3, 40]] and found["labels"].tolist() == [0, 1, 1, 0]
    samples = SAMPLES.load(found)
    assert samples.values == pytest.approx((found["x"] - 2) / 38) and samples.names == ("0", "1")
    assert samples.shape == (2,) and SAMPLES.is_labelled(found)


WORDED = {
    "called label": "length,label,width\n2,setosa,10\n4,virginica,30\n3,setosa,40\n",
    "called anything": "length,species,width\n2,setosa,10\n4,virginica,30\n3,setosa,40\n",
    "with no names of columns": "2,10,setosa\n4,30,virginica\n3,40,setosa\n",
    "quoted": '"length";"species";"width"\n2;"setosa";10\n4;"virginica";30\n3;"setosa";40\n',
    "between spaces": "2 10 setosa\n4 30 virginica\n3 40 setosa\n",
}


@pytest.mark.parametrize("case", WORDED)
def test_a_column_of_words_is_the_labels_and_what_the_classes_are_called(case: str, tmp_path: Path) -> None:
    (tmp_path / "iris.csv").write_text(WORDED[case], encoding="utf-8")
    found = read_model_series(tmp_path / "iris.csv", SAMPLES)
    assert found["x"].tolist() == [[2, 10], [4, 30], [3, 40]]
    samples = SAMPLES.load(found)
    assert samples.names == ("setosa", "virginica") and samples.labels.tolist() == [0, 1, 0]


def test_words_are_read_over_all_pieces_of_a_long_table(tmp_path: Path) -> None:
    rows = [f"{n},{'late' if n > 50_000 else 'early'}" for n in range(60_000)]
    (tmp_path / "long.csv").write_text("n,when\n" + "\n".join(rows), encoding="utf-8")
    found = read_model_series(tmp_path / "long.csv", SAMPLES)
    assert np.array_equal(found["labels"], np.arange(60_000) > 50_000) and found["classes"] == "early, late"


def test_names_of_classes_may_hold_commas_and_be_fewer_or_more_than_the_labels(tmp_path: Path) -> None:
    (tmp_path / "cars.csv").write_text('x,kind\n1,"sedan, ""red"""\n2,van\n', encoding="utf-8")
    found = read_model_series(tmp_path / "cars.csv", SAMPLES)
    assert SAMPLES.load(found).names == ('sedan, "red"', "van")
    given = {"x": np.eye(3), "labels": np.array([0.0, 1.0, 2.0])}
    assert SAMPLES.load(given | {"classes": "low, high"}).names == ("low", "high", "2")
    assert SAMPLES.load(given | {"classes": "a,,c\nd,"}).names == ("a", "1", "c", "d")


def test_a_name_of_any_length_is_one(tmp_path: Path) -> None:
    """The reader of commas raised where a name was longer than it takes."""
    long = "y" * 200_000
    np.savez(tmp_path / "long.npz", x=np.eye(2), y=np.array([long, "b"]))
    assert SAMPLES.load(read_model_series(tmp_path / "long.npz", SAMPLES)).names == ("b", long)


def test_labels_of_an_archive_may_be_words(tmp_path: Path) -> None:
    np.savez(tmp_path / "many.npz", recordings=np.zeros((3, 20, 2)), target=np.array(["on", "off", "on"]))
    samples = SIGNALS.load(read_model_series(tmp_path / "many.npz", SIGNALS))
    assert samples.names == ("off", "on") and samples.labels.tolist() == [1, 0, 1]


def test_an_archive_becomes_many_signals_with_labels_and_a_table_becomes_one(tmp_path: Path) -> None:
    many = np.random.default_rng(1).random((6, 20, 3))
    np.savez(tmp_path / "many.npz", recordings=many, target=np.array([0, 1, 2, 0, 1, 2]))
    samples = SIGNALS.load(read_model_series(tmp_path / "many.npz", SIGNALS) | {"scale": "as they are"})
    assert np.array_equal(samples.signals, many) and samples.labels.tolist() == [0, 1, 2, 0, 1, 2]
    (tmp_path / "one.csv").write_text("t,left,right\n0,1,10\n0.5,2,20\n1,3,30\n", encoding="utf-8")
    one = read_model_series(tmp_path / "one.csv", SIGNALS)
    assert one["x"].tolist() == [[1, 10], [2, 20], [3, 30]] and "labels" not in one
    assert SIGNALS.load(one).signals.shape == (1, 3, 2) and not SIGNALS.is_labelled(one)
    np.save(tmp_path / "bare.npy", np.arange(5.0))
    assert SIGNALS.load(read_model_series(tmp_path / "bare.npy", SIGNALS)).signals[0, :, 0].tolist() == [
        0,
        0.25,
        0.5,
        0.75,
        1,
    ]


def test_values_are_stretched_together_or_each_channel_by_itself() -> None:
    """Columns in other units: together, the small ones would be nothing beside the large."""
    table = {"x": np.array([[1.0, 100.0, 7.0], [2.0, 300.0, 7.0], [5.0, 200.0, 7.0]])}
    assert SAMPLES.load(table).values == pytest.approx((table["x"] - 1) / 299)
    each = SAMPLES.load(table | {"scale": "each channel from lowest to highest"})
    assert each.values.tolist() == [[0.0, 0.0, 0.0], [0.25, 1.0, 0.0], [1.0, 0.5, 0.0]]
    many = {"x": np.stack((table["x"], 2 * table["x"])), "scale": "each channel from lowest to highest"}
    signals = SIGNALS.load(many).signals
    assert signals.min(axis=(0, 1)).tolist() == [0.0] * 3 and signals.max(axis=(0, 1)).tolist() == [1.0] * 3


@pytest.mark.parametrize(
    ("model", "x", "each"),
    [
        (SAMPLES, [[4.3, 0.1], [7.9, 2.5]], True),
        (SAMPLES, [[0.0, 0.0], [255.0, 9.0]], False),  # pixels begin at black
        (SAMPLES, [3.0, 5.0, 4.0], False),
        (SAMPLES, np.arange(12.0).reshape(3, 2, 2), False),  # pictures
        (SAMPLES, np.empty((0, 2)), False),
        (SAMPLES, np.empty((3, 0)), False),
        (SIGNALS, np.empty((1, 0)), False),
        (SAMPLES, 5.0, False),
        (SIGNALS, [[-1.0, 20.0], [1.0, 22.0]], True),
        (SIGNALS, [[[0.0, 0.0], [1.0, 3.0]], [[2.0, 1.0], [0.5, 0.0]]], False),
    ],
)
def test_measurements_in_units_of_their_own_are_known_by_their_lowest_values(
    model: type[DatasetModel], x: object, each: bool
) -> None:
    assert model.suited({"x": np.array(x)}) == {"scale": EACH if each else STRETCHED}
    assert not model.suited({"labels": np.zeros(2)})


def test_the_last_fifth_of_every_label_is_the_test_and_all_are_shown_where_there_are_no_labels() -> None:
    labels = np.array([0.0] * 10 + [1.0] * 5)
    given = {"x": np.arange(15.0)[:, None], "labels": labels}
    train, test = SAMPLES.split(SAMPLES.load(given), given)
    assert test.tolist() == [8, 9, 14] and sorted([*train, *test]) == list(range(15))
    few = {"x": np.eye(3), "labels": np.array([0.0, 1.0, 1.0])}
    assert [part.tolist() for part in SAMPLES.split(SAMPLES.load(few), few)] == [[0, 1], [2]]
    alone = {"x": given["x"]}
    assert [part.tolist() for part in SAMPLES.split(SAMPLES.load(alone), alone)] == [list(range(15))] * 2


def network(model: type[DatasetModel], given: dict[str, Any], encoder: str) -> NetworkDescription:
    data = Dataset("d", model, given, sample_time=10.0, title="Mine")
    neurons = Population("p", find("neurons/leaky_integrate_and_fire"), 1)  # type: ignore[arg-type]
    link = Projection(
        "k", "code", "p", find("synapses/delta"), find("wiring/all_to_all"), 1.0  # type: ignore[arg-type]
    )  # fmt: skip
    return NetworkDescription(
        0.1, (neurons,), datasets=(data,), encoders=(Encoder("code", find(f"encoders/{encoder}"), "d"),),  # type: ignore[arg-type]
        projections=(link,), decoders=(Decoder("answer", find("decoders/spike_count"), "p", "d"),),  # type: ignore[arg-type]
    )  # fmt: skip


def test_a_signal_of_ones_own_is_encoded_for_the_time_of_a_sample() -> None:
    rising = np.repeat([0.0, 0.2, 0.4, 0.6], 25)
    drawn = network(SIGNALS, {"x": rising, "scale": "as they are"}, "delta_modulation")
    assert check(drawn) == []
    spikes = Simulation(drawn, backend="numpy").advance(100).spikes["code"]
    assert (spikes.steps - 1).tolist() == [25, 50, 75] and not spikes.neurons.any()


WRONG = {
    "no values": ({"x": np.zeros(0)}, "Mine holds no values."),
    "four dimensions": ({"x": np.zeros((1, 2, 3, 4))}, "The values of Mine have 4 dimensions;"),
    "not a number": ({"x": np.array([[0.0], [np.nan]])}, "x of Mine is not a number."),
    "beyond 1": ({"x": np.array([-1.0, 3.0]), "scale": "as they are"}, "Mine has values from -1 to 3, and encoders"),
    "few labels": ({"x": np.zeros((3, 2)), "labels": np.zeros(2)}, "Mine has 2 labels for 3 samples."),
    "huge label": ({"x": np.zeros((2, 2)), "labels": np.array([0.0, 1e9])}, "Mine has the label 1e+09."),
    "odd label": ({"x": np.zeros((2, 2)), "labels": np.array([0.0, 1.5])}, "Mine has the label 1.5."),
    "scale": ({"scale": "twice"}, "scale of Mine cannot be twice."),
}


@pytest.mark.parametrize("case", WRONG)
def test_bad_data_get_one_sentence(case: str) -> None:
    given, sentence = WRONG[case]
    fatal = [str(p) for p in check(network(SAMPLES, given, "latency")) if p.is_fatal]
    assert len(fatal) == 1 and fatal[0].startswith(sentence), fatal


def fits(_circuit: circuit.Circuit) -> list[Problem]:
    return []


def test_data_without_labels_say_why_nothing_can_be_learnt() -> None:
    (problem,) = circuit.refusals(network(SAMPLES, {}, "latency"), fits)
    assert str(problem).startswith("The samples of Mine have no labels")
    labelled = {"x": np.eye(4), "labels": np.array([0.0, 1, 0, 1])}
    assert circuit.refusals(network(SAMPLES, labelled, "latency"), fits) == []


BAD_FILES = {
    "labels alone": ("label\n1\n2\n", SAMPLES, "bad.csv has no columns of samples; it has label"),
    "uneven times": ("time,x\n0,1\n1,2\n5,3\n", SIGNALS, "The times in bad.csv are not equally far apart."),
    "words": ("x,z,label\n1,low,cat\n", SAMPLES, "The column z of bad.csv holds words beside the labels."),
    "a word later": ("x,kind\n1,cat\nlow,cat\n", SAMPLES, "Line 3 of bad.csv has “low” in the column x"),
    "words beside labels": (
        "x,label,kind\n1,0,cat\n",
        SAMPLES,
        "The column kind of bad.csv holds words beside the labels.",
    ),
    "no word": ('x,kind\n1,cat\n2,""\n', SAMPLES, "The column kind of bad.csv has rows without a word."),
    "groups of times": ("x,group\n1,0\n2,1\n", SIGNALS, "bad.csv has 2 values of group, where 1 would be right"),
}


@pytest.mark.parametrize("case", BAD_FILES)
def test_bad_files_get_one_sentence(case: str, tmp_path: Path) -> None:
    text, model, sentence = BAD_FILES[case]
    (tmp_path / "bad.csv").write_text(text, encoding="utf-8")
    with pytest.raises(ImportProblem) as error:
        read_model_series(tmp_path / "bad.csv", model)
    assert sentence in str(error.value)


def test_labels_that_are_a_column_for_each_class_are_told_with_their_shape(tmp_path: Path) -> None:
    """It said: 4 values of labels, where 4 would be right."""
    np.savez(tmp_path / "bad.npz", x=np.zeros((4, 2)), y=np.eye(3)[[0, 1, 2, 0]])
    with pytest.raises(ImportProblem) as error:
        read_model_series(tmp_path / "bad.npz", SAMPLES)
    assert "The labels of bad.npz are 4 × 3, where one number for each of 4 would be right" in str(error.value)


def test_wanted_values_stand_in_a_column_or_an_array_beside_the_signals(tmp_path: Path) -> None:
    (tmp_path / "one.csv").write_text("t,left,right,wanted\n0,1,10,-1\n1,2,20,0\n2,3,30,5\n", encoding="utf-8")
    found = read_model_series(tmp_path / "one.csv", SIGNALS)
    assert found["x"].tolist() == [[1, 10], [2, 20], [3, 30]]
    samples = SIGNALS.load(found)
    assert samples.series is not None and samples.series.tolist() == [[[-1.0], [0.0], [5.0]]]
    assert samples.labels.tolist() == [0] and not samples.have_classes and SIGNALS.is_labelled(found)
    x, wanted = np.random.default_rng().random((4, 7, 3)), np.random.default_rng().normal(size=(4, 9, 2))
    np.savez(tmp_path / "many.npz", x=x, wanted=wanted)
    found = read_model_series(tmp_path / "many.npz", SIGNALS)
    assert np.array_equal(found["x"], x) and np.array_equal(SIGNALS.load(found).series, wanted)


def test_wanted_values_of_another_number_of_signals_get_one_sentence(tmp_path: Path) -> None:
    values = {"x": np.full((4, 5, 1), 0.5), "wanted": np.zeros((3, 5, 1))}
    assert [(code, quantity) for code, _, quantity in SIGNALS.problems(values)] == [("own-data.wanted-count", "wanted")]
    np.savez(tmp_path / "few.npz", **values)
    with pytest.raises(ImportProblem, match="3 values of wanted, where 4"):
        read_model_series(tmp_path / "few.npz", SIGNALS)
