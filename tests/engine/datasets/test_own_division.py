"""One's own division into training, validation and test: parts, groups that are never divided, files of their own."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import Network, check, evaluate, fit, train
from engine.circuit.circuit import circuit
from engine.datasets.own_samples import OwnSamples
from engine.datasets.own_signals import OwnSignals
from engine.files.problem import ImportProblem
from engine.files.series import read_model_series
from engine.learning.methods.surrogate_gradient import SurrogateGradient
from engine.model.division import CHOOSES, TESTS, TRAINS, GivenDivision, mark_groups_held_back
from engine.network.description import NetworkDescription
from engine.samples.own_files import read_answered, read_parts
from engine.simulation.arrays.presentation import split_indices, training_parts
from tests.engine.learning.networks import FewDigits, digits

SEEDS = (1, 2, 3)


def own(**values: Any) -> NetworkDescription:
    """Few digits as samples of one's own."""
    samples = FewDigits.load({})
    network = digits(hidden=20)
    given = {"x": samples.values, "labels": samples.labels, "scale": "as they are", **values}
    return replace(network, datasets=(replace(network.datasets[0], model=OwnSamples, parameters=given),))


def parts_of(network: NetworkDescription, seed: int = 1, share: float = 0.1) -> tuple[set[int], set[int], set[int]]:
    """The samples that are trained, that choose and that test."""
    found = circuit(network)
    train_part, test = found.dataset.model.split(found.samples, found.dataset.parameters)
    trained, held = training_parts("data", train_part, found.samples.labels, seed, share, found.samples.given)
    return set(trained.tolist()), set(held.tolist()), set(test.tolist())


COUNT = len(FewDigits.load({}).labels)
ROLES = np.random.default_rng(5).choice([TRAINS, CHOOSES, TESTS], COUNT, p=[0.7, 0.15, 0.15])
GROUPS = np.sort(np.random.default_rng(6).integers(0, 12, COUNT))


def test_parts_that_are_given_are_the_parts_whatever_the_seed_and_the_share() -> None:
    network = own(part=ROLES)
    wanted = tuple(set(np.flatnonzero(role == ROLES).tolist()) for role in (TRAINS, CHOOSES, TESTS))
    for seed, share in ((1, 0.1), (2, 0.3), (3, 0.0)):
        assert parts_of(network, seed, share) == wanted
    for split, part in zip(("train", "validation", "test"), (wanted[0] | wanted[1], wanted[1], wanted[2]), strict=True):
        dataset = replace(network.datasets[0], split=split)
        assert set(split_indices(dataset, circuit(network).samples, 1).tolist()) == part


@pytest.mark.parametrize("seed", SEEDS)
def test_a_group_is_never_divided_between_the_parts(seed: int) -> None:
    random = np.random.default_rng(seed)
    groups = random.permutation(random.integers(0, random.integers(4, 15), COUNT))
    trained, held, test = parts_of(own(group=groups), seed, 0.2)
    assert trained and held and test and trained | held | test == set(range(COUNT))
    of = [set(groups[sorted(part)].tolist()) for part in (trained, held, test)]
    assert not of[0] & of[1] and not of[0] & of[2] and not of[1] & of[2]
    larger = parts_of(own(group=groups), seed, 0.4)[1]
    assert held <= larger, "validation parts are nested"


@pytest.mark.parametrize("seed", SEEDS)
def test_about_the_share_is_held_back_in_whole_groups_by_a_plain_loop(seed: int) -> None:
    random = np.random.default_rng(seed)
    for _ in range(50):
        groups, share = random.integers(0, random.integers(1, 9), random.integers(1, 60)), random.uniform(0.0, 0.5)
        kinds = list(dict.fromkeys(groups.tolist()))
        held: list[int] = []
        for kind in kinds[:-1] if share > 0 else []:
            before = sum(np.count_nonzero(groups == other) for other in held)
            if held and before + np.count_nonzero(groups == kind) / 2 > share * len(groups):
                break
            held.append(kind)
        assert mark_groups_held_back(groups, share).tolist() == [kind in held for kind in groups.tolist()]


def test_groups_that_are_named_test_and_choose() -> None:
    names = "ann, bo, cy, di, ed, flo, gus, hal, ike, jo, kim, lea"
    network = own(group=GROUPS, group_names=names, test_groups="bo, kim", validation_groups="ed")
    trained, held, test = parts_of(network)
    assert test == set(np.flatnonzero(np.isin(GROUPS, [1, 10])).tolist())
    assert held == set(np.flatnonzero(GROUPS == 4).tolist()) and trained == set(range(COUNT)) - held - test
    chosen = parts_of(own(group=GROUPS, group_names=names, validation_groups="ed"))
    assert chosen[1] == held and not chosen[2] & held and chosen[2]
    assert parts_of(own(group=GROUPS, test_groups="1, 10"))[2] == test, "without names groups go by their numbers"


def test_of_a_part_that_is_given_whole_groups_are_held_back() -> None:
    roles = np.where(GROUPS > 9, TESTS, TRAINS)
    trained, held, test = parts_of(own(part=roles, group=GROUPS), share=0.2)
    assert test == set(np.flatnonzero(GROUPS > 9).tolist()) and held and trained
    assert not set(GROUPS[sorted(trained)].tolist()) & set(GROUPS[sorted(held)].tolist())


def test_a_training_learns_from_no_sample_that_chooses_or_tests() -> None:
    """What is not learnt may be anything: noise in its place changes no weight; another sample that is learnt does."""
    plain = fit(own(part=ROLES), SurrogateGradient, epochs=1, batch=40)
    assert plain.validation is not None and plain.test is not None
    assert len(plain.validation.samples) == np.count_nonzero(ROLES == CHOOSES)
    assert len(plain.test.samples) == np.count_nonzero(ROLES == TESTS)
    for role, changes in ((CHOOSES, False), (TESTS, False), (TRAINS, True)):
        values = FewDigits.load({}).values.copy()
        values[role == ROLES] = np.random.default_rng(1).random((np.count_nonzero(role == ROLES), values.shape[1]))
        other = fit(own(part=ROLES, x=values), SurrogateGradient, epochs=1, batch=40)
        same = all(np.array_equal(other.arrays[key], plain.arrays[key]) for key in plain.arrays)
        assert same is not changes


WRONG = [
    ({"part": ROLES[:-1]}, "has 299 parts of samples for 300 samples"),
    ({"group": GROUPS[:-1]}, "has 299 groups of samples for 300 samples"),
    ({"part": np.where(ROLES == TESTS, 7, ROLES)}, "has the part 7. Write 0 or train"),
    ({"part": np.zeros(COUNT)}, "No sample of .* is for the test"),
    ({"part": np.full(COUNT, TESTS)}, "No sample of .* is for the training"),
    ({"group": GROUPS, "test_groups": "99"}, "has no group 99. Name one of 0, 1"),
    ({"test_groups": "bob"}, "has no group bob"),
    ({"group": GROUPS, "test_groups": ", ".join(map(str, range(12)))}, "No sample of .* is for the training"),
]


@pytest.mark.parametrize(("values", "said"), WRONG)
def test_a_division_that_cannot_be_is_refused_in_a_sentence(values: dict[str, Any], said: str) -> None:
    (problem,) = [p for p in check(own(**values)) if p.is_fatal]
    assert re.search(said, str(problem)), str(problem)


def test_nothing_given_leaves_the_division_as_it_was() -> None:
    found = circuit(own()).samples
    assert found.given == GivenDivision() and found.given.validation == 0
    assert [len(part) for part in parts_of(own())] == [216, 24, 60]


TABLE = "a,b,label,speaker,part\n" + "".join(
    f"0.{n},0.{9 - n},{'cat' if n % 2 else 'dog'},{speaker},{part}\n"
    for n, (speaker, part) in enumerate([("al", "train"), ("al", "train"), ("bo", "val"), ("bo", "val"), ("cy", "test"),
                                         ("cy", "Test")])
)  # fmt: skip


def test_a_table_may_name_classes_speakers_and_parts_in_words(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text(TABLE, encoding="utf-8")
    values = read_model_series(path, OwnSamples)
    found = OwnSamples.load(values)
    assert found.names == ("cat", "dog") and found.values.shape == (6, 2) and not list(OwnSamples.problems(values))
    assert found.given is not None and found.given.parts is not None and found.given.groups is not None
    assert found.given.parts.tolist() == [TRAINS, TRAINS, CHOOSES, CHOOSES, TESTS, TESTS]
    assert found.given.groups.tolist() == [0, 0, 1, 1, 2, 2]
    path.write_text(TABLE.replace("Test", "later"), encoding="utf-8")
    with pytest.raises(ImportProblem, match="has “later”, which is none of train, training, validation"):
        read_model_series(path, OwnSamples)
    path.write_text(TABLE.replace("a,b,label", "a,b,kind"), encoding="utf-8")
    assert read_model_series(path, OwnSamples)["classes"] == "cat, dog", "the one other column of words has the labels"
    path.write_text(TABLE.replace(",speaker,", ",town,").replace("label", "kind"), encoding="utf-8")
    with pytest.raises(ImportProblem, match="which is no number"):
        read_model_series(path, OwnSamples)


def files(folder: Path, **tables: str) -> dict[str, Path]:
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return {name: folder / f"{name}.csv" for name in tables}


def test_files_of_their_own_are_the_parts_and_share_their_classes(tmp_path: Path) -> None:
    named = files(
        tmp_path, train="a,b,label\n0.1,0.2,cat\n0.3,0.4,dog\n", held="a,b,label\n0.5,0.5,dog\n",
        test="a,b,label\n0.7,0.8,ant\n", wide="a,b,c,label\n0,1,1,cat\n", bare="a,b\n0.7,0.8\n",
    )  # fmt: skip
    values = read_parts(OwnSamples, {TRAINS: named["train"], CHOOSES: named["held"], TESTS: named["test"]})
    found = OwnSamples.load({**values, "scale": "as they are"})
    assert found.names == ("ant", "cat", "dog") and found.labels.tolist() == [1, 2, 2, 0]
    assert found.given is not None and found.given.parts is not None and found.given.parts.tolist() == [0, 0, 1, 2]
    assert found.values.tolist() == [[0.1, 0.2], [0.3, 0.4], [0.5, 0.5], [0.7, 0.8]]
    with pytest.raises(ImportProblem, match=r"Samples of wide.csv are 3, and those of train.csv 2"):
        read_parts(OwnSamples, {TRAINS: named["train"], TESTS: named["wide"]})
    with pytest.raises(ImportProblem, match=r"bare.csv has no column of labels"):
        read_parts(OwnSamples, {TRAINS: named["train"], TESTS: named["bare"]})


def test_parts_keep_all_their_series_and_say_where_these_are_unlike(tmp_path: Path) -> None:
    x, random = np.random.default_rng(1).random((4, 6, 2)), np.random.default_rng(2)
    given = {
        "steps": {"labels": np.array([[0, 1, 2, 0, 1, 2]] * 4)}, "more": {"labels": np.array([[2, 1, 0, 2, 1, 0]] * 4)},
        "few": {"labels": np.array([[0, 1, 2]] * 4)}, "one": {"labels": np.array([0, 1, 2, 0])},
        "wanted": {"wanted": random.random((4, 6, 1))}, "other": {"wanted": random.random((4, 6, 1))},
    }  # fmt: skip
    for name, own in given.items():
        np.savez(tmp_path / f"{name}.npz", x=x, **own)

    def joined(first: str, second: str) -> Any:
        return read_parts(OwnSignals, {part: tmp_path / f"{n}.npz" for part, n in ((TRAINS, first), (TESTS, second))})

    both = joined("steps", "more")
    assert both["labels"].tolist() == [[0, 1, 2, 0, 1, 2]] * 4 + [[2, 1, 0, 2, 1, 0]] * 4
    assert both["part"].tolist() == [TRAINS] * 4 + [TESTS] * 4
    series = joined("wanted", "other")
    assert np.array_equal(series["wanted"], np.concatenate([given["wanted"]["wanted"], given["other"]["wanted"]]))
    for second, said in (
        ("few", "few.npz have 3 labels each, and those of steps.npz 6"),
        ("one", "one.npz have 1 lab"),
    ):
        with pytest.raises(ImportProblem, match=said):
            joined("steps", second)


def test_what_is_answered_has_the_classes_that_were_learnt(tmp_path: Path) -> None:
    named = files(
        tmp_path, some="a,b,label\n0.1,0.2,dog\n", odd="a,b,label\n0.1,0.2,cow\n", number="a,b,label\n0,1,1\n"
    )
    assert OwnSamples.load(read_answered(OwnSamples, named["some"], ("ant", "cat", "dog"))).labels.tolist() == [2]
    assert OwnSamples.load(read_answered(OwnSamples, named["number"], ("ant", "cat"))).names == ("ant", "cat")
    with pytest.raises(ImportProblem, match="has the class cow, which was not learnt; there are ant, cat"):
        read_answered(OwnSamples, named["odd"], ("ant", "cat"))


def test_arrays_of_ones_own_choose_and_test_in_python() -> None:
    samples = FewDigits.load({})
    x, y = samples.values, samples.labels
    net = Network(digits(hidden=20))
    result = train(net, x[:200], y[:200], validation=(x[200:250], y[200:250]), test=(x[250:], y[250:]), epochs=2)
    assert result.validation is not None and result.test is not None
    assert result.validation.samples.tolist() == list(range(200, 250)) and len(result.test.samples) == COUNT - 250
    own_test = evaluate(net, x[250:], y[250:], classes=list(samples.names))
    assert own_test.accuracy == pytest.approx(result.accuracy, abs=0.1)
    by_groups = train(Network(digits(hidden=20)), x, y, groups=[f"w{g}" for g in GROUPS], validation=0.2, epochs=1)
    assert by_groups.test is not None and by_groups.validation is not None
    apart = [set(GROUPS[found.samples].tolist()) for found in (by_groups.test, by_groups.validation)]
    assert not apart[0] & apart[1] and GROUPS.max() in apart[0]


BAD_ARGUMENTS = [
    ({"validation": (1, 2)}, "validation need x"),
    ({"x": 1, "labels": 1, "validation": 1}, "validation needs test beside it"),
    ({"x": 1, "labels": 1, "test": 1, "groups": 1}, "groups divide samples that are not divided yet"),
    ({"x": 1, "labels": 1, "test": "wide"}, r"samples of test must have the shape \('samples', 64\)"),
    (
        {"x": 1, "labels": 1, "test": "few"},
        r"labels of test must have the shape \(5,\), as those of x have, not \(4,\)",
    ),
    ({"x": 1, "labels": 1, "test": "steps"}, r"the shape \(5,\), as those of x have, not \(5, 3\)"),
    ({"x": 1, "labels": 1, "test": "none"}, "test must be a pair of samples and labels, not int"),
]


@pytest.mark.parametrize(("given", "said"), BAD_ARGUMENTS)
def test_arrays_that_are_no_parts_are_refused(given: dict[str, Any], said: str) -> None:
    samples = FewDigits.load({})
    pair = samples.values[:50], samples.labels[:50]
    meant = {"x": pair[0], "labels": pair[1], "groups": np.zeros(50)}
    few = samples.values[:5]
    other = {
        "wide": (few[:, :9], samples.labels[:5]), "none": 3, "few": (few, samples.labels[:4]),
        "steps": (few, np.zeros((5, 3))),
    }  # fmt: skip
    values = {name: other.get(value, meant.get(name, pair)) for name, value in given.items()}
    with pytest.raises((ValueError, TypeError), match=said):
        train(Network(digits(hidden=20)), **values)
