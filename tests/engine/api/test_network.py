"""Networks by name: what is given is what the engine runs, and whatever is wrong is named."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from engine import Network, NetworkError, Normal, Sign, Simulation, export, load, models, neurons, stimuli, train
from engine.learning.methods import methods
from engine.simulation.chunk import Record

CELL = "leaky_integrate_and_fire"
EXAMPLES = Path(__file__).parents[3] / "resources" / "examples"


def pair() -> Network:
    net = Network()
    net.add_population("E", CELL, 8, bias=500.0)
    net.add_population("I", CELL, 2)
    net.connect("E", "I", "delta", weight=5.0)
    return net


def test_a_size_that_is_too_large_is_told_the_largest() -> None:
    with pytest.raises(ValueError, match="size must be a whole number from 1 to 1000000000, not 1000000000000"):
        Network().add_population("E", CELL, 10**12)


def test_a_model_of_another_kind_is_refused() -> None:
    """A learning method was taken for a neuron."""
    for wrong in (methods()["surrogate_gradient"], stimuli.PoissonStimulus, int, 3):
        with pytest.raises(TypeError, match="model must be a model of the kind neurons or its key"):
            Network().add_population("E", wrong, 3)  # type: ignore[arg-type]  # it is refused


def test_a_record_is_asked_for_what_did_not_run() -> None:
    record = pair().run(10.0)
    for ask in (record.rate, record.times):
        with pytest.raises(KeyError) as told:
            ask("X")
        assert str(told.value) == "nothing of the spikes is called 'X'; there are 'E', 'I'"


def test_samples_that_are_no_numbers_are_told_by_the_name_of_their_argument() -> None:
    net = load(EXAMPLES / "digits.spikeloom")
    with pytest.raises(TypeError, match="x must be an array of numbers, not 'abc'"):
        train(net, "abc", [1])  # type: ignore[arg-type]  # it is refused


def test_what_is_given_is_what_is_described() -> None:
    net = Network(resolution=0.5)
    cells = net.add_population("E", neurons.Izhikevich, np.int64(3), bias=[1, 2, 3], sign="excitatory", a=0.1, V=-60.0)
    assert cells is net.populations["E"] and net.description.resolution == 0.5
    assert (cells.size, cells.sign, cells.parameters, cells.start) == (3, Sign.EXCITATORY, {"a": 0.1}, {"V": -60.0})
    assert cells.bias.tolist() == [1.0, 2.0, 3.0]
    link = net.connect("E", "E", "exponential_current", weight=Normal(1.0, 0.1), tau_syn=2.0, wiring="one_to_one")
    assert (link.synapse.key, link.synapse_parameters) == ("synapses/exponential_current", {"tau_syn": 2.0})
    second = net.connect("E", "E", "delta", weight=1.0, short_term="tsodyks_markram", **{"short_term.U": 0.3})
    assert second.short_term_parameters == {"U": 0.3}
    assert list(net.projections) == ["E → E", "E → E 2"]
    assert net.projections["E -> E 2"] is second


def test_a_run_by_names_is_the_run_of_the_description() -> None:
    net = pair()
    found, wanted = net.run(50.0, seed=3), Simulation(net.description, seed=3).run(50.0)
    assert len(found.times("I")) and found.times("I").tolist() == wanted.times("I").tolist()
    assert found.rate("E") == wanted.rate("E", 8)


def test_a_change_acts_and_what_ran_before_stays() -> None:
    net = pair()
    before, description = net.run(50.0).rate("I"), net.description
    net.set("E -> I", weight=0.0)
    assert before > net.run(50.0).rate("I") == 0.0
    assert description.projections[0].weight == 5.0


def test_what_is_removed_takes_what_names_it_along() -> None:
    net = pair()
    net.record("E -> I", "weight")
    net.remove("I")
    assert (list(net.populations), list(net.projections), list(net.recordings)) == (["E"], [], [])


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda net: Network(resolution=0), "resolution must be a number above 0, not 0"),
        (lambda net: net.add_population("E", CELL, 3), "name must be one that no element has yet, not 'E'"),
        (lambda net: net.add_population("x", "leaky_integrate", 3), "model: .* 'leaky_integrate' .* is it 'leaky_"),
        (lambda net: net.add_population("x", stimuli.PoissonStimulus, 3), "model must be a model of the kind neurons"),
        (lambda net: net.add_population("x", CELL, 0), "size must be a whole number from 1 to 1000000000, not 0"),
        (lambda net: net.add_population("x", CELL, 1, bias="a"), "bias must be a number"),
        (lambda net: net.add_population("x", CELL, 1, tau=1.0), "'tau' is nothing of 'x', which has .*tau_m"),
        (lambda net: net.connect("E", "Q", "delta", weight=1.0), "target must be one of 'E', 'I', not 'Q'"),
        (lambda net: net.connect("E", "I", "delta", weight="a"), "weight must be"),
        (lambda net: net.connect("E", "I", "delta", weight=1.0, sign="plus"), "sign must be a sign"),
        (lambda net: net.connect("E", "I", "delta", weight=1.0, wiring="all"), "wiring: there is no model 'all'"),
        (lambda net: net.record("E", "V", indices=[0.5]), "indices must be a whole number from 0, not 0.5"),
        (lambda net: net.populations["A"], "nothing of the populations is called 'A'; there are 'E', 'I'"),
        (lambda net: net.set("A", bias=1.0), "nothing of the elements is called 'A'"),
        (lambda net: export(net, "a.xyz"), "path must end in one of .nir"),
        (lambda net: export(net, "a.nir", to="xyz"), "to must be one of nir"),
        (lambda net: load("nowhere.spikeloom"), "There is no file nowhere.spikeloom"),
        (lambda net: train(net, [[1.0]], [0]), "the network has no dataset"),
        (lambda net: train(net, method="nothing"), "method: there is no model 'nothing'"),
    ],
)
def test_what_is_wrong_is_named(act: Callable[[Network], object], words: str) -> None:
    net = pair()
    with pytest.raises((ValueError, TypeError, KeyError), match=words):
        act(net)
    assert list(net.populations) == ["E", "I"]


def test_a_project_keeps_the_names_of_its_drawing() -> None:
    net = load(EXAMPLES / "digits.spikeloom")
    assert list(net.populations) == ["Hidden", "Output"]
    assert list(net.projections) == ["Pixels → Hidden", "Hidden → Output"]


@pytest.mark.parametrize(
    ("x", "labels", "words"),
    [
        (np.zeros(3), [0, 1, 0], "x must have 2 dimensions"),
        (np.zeros((3, 64)), [0, 1], r"labels must have the shape \(3,\)"),
        (np.zeros((3, 64)), None, "labels must be given"),
        (None, [0, 1], "labels need x"),
        (np.full((20, 64), 3.0), [*range(10)] * 2, "values from 3 to 3"),
    ],
)
def test_arrays_that_do_not_fit_leave_the_network_as_it_was(x: object, labels: object, words: str) -> None:
    net = load(EXAMPLES / "digits.spikeloom")
    before = net.description
    with pytest.raises(ValueError, match=words):
        train(net, x, labels, epochs=1)
    assert net.description is before


def test_classes_without_a_sample_are_named() -> None:
    net, random = load(EXAMPLES / "digits.spikeloom"), np.random.default_rng(1)
    result = train(net, random.random((20, 64)), [0, 1] * 10, epochs=1, classes=[str(n) for n in range(10)])
    assert result.confusion is not None and result.confusion.shape == (10, 10)
    assert net.projections["Pixels -> Hidden"].weight.shape == (100, 64)


def test_a_network_without_data_is_not_trained() -> None:
    with pytest.raises(NetworkError, match="dataset"):
        train(pair())


def test_all_kinds_are_listed_with_titles() -> None:
    assert models()["neurons"][f"neurons/{CELL}"] == "Leaky integrate-and-fire"
    assert {"synapses", "wiring", "datasets", "learning"} < set(models())


class Tables:
    """What is asked of pandas."""

    def Index(self, values: object, name: str) -> object:
        return values

    def DataFrame(self, values: object, index: object = None) -> Tables:
        self.values, self.index = values, index
        return self

    def sort_values(self, by: str, **settings: object) -> Tables:
        self.by = by
        return self


def record() -> Record:
    net = pair()
    net.record("E", "V", interval=1.0)
    return net.run(20.0)


def test_spikes_and_samples_become_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.simulation.chunk.import_module", lambda name: Tables())
    found = record()
    spikes = found.to_pandas()
    assert spikes.by == "time" and {*spikes.values["element"]} == {"E", "I"}
    assert {len(column) for column in spikes.values.values()} == {len(found.times("E")) + len(found.times("I"))}
    samples = found.to_pandas("E V")
    assert samples.values.shape == (20, 8) and samples.index.tolist() == list(range(1, 21))


def test_without_pandas_one_sentence_says_how_it_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ImportError, match=r"^Tables need pandas; install it with: pip install pandas$"):
        record().to_pandas()
