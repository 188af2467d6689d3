"""Factors are read as they are typed, and meet in points as their design says."""

from __future__ import annotations

import numpy as np
import pytest

from app.commands.editor import Editor
from app.commands.setting import rename
from app.document.elements import NodeKind
from app.document.examples import balanced_network, digits, tsodyks_markram
from app.document.experiment import Design, Experiment, ListedValues
from app.document.meaning.value_addresses import addresses
from app.experiments.design import DesignProblem, points_of
from app.experiments.factors import FactorProblem, address_in, address_words, parse_factor, whole_factors
from tests.fuzz_seeds import fuzz_seeds


@pytest.fixture
def drawing():
    return balanced_network.draw()


def _points(drawing, *texts, design=Design.CROSSED, points=64):
    factors = tuple(parse_factor(drawing, text) for text in texts)
    experiment = Experiment("of a test", factors, (), design=design, points=points)
    return points_of(experiment, whole_factors(drawing, experiment))


@pytest.mark.parametrize(
    ("typed", "values"),
    [
        ("Excitatory.tau_m=5:20:4", (5.0, 10.0, 15.0, 20.0)),
        ("Excitatory.tau_m=0.005 s : 20 ms : 4", (5.0, 10.0, 15.0, 20.0)),
        ("Excitatory.tau_m=20:5:2", (20.0, 5.0)),
        ("Excitatory.tau_m=7", (7.0,)),
        ("Excitatory.tau_m=7, 9,7", (7.0, 9.0)),
        ("w(Excitatory->Inhibitory)=1:1000:4:log", (1.0, 10.0, 100.0, 1000.0)),
        ("w(Inhibitory->Excitatory)=-1:-1000:4:log", (-1.0, -10.0, -100.0, -1000.0)),
        ("Excitatory.size=10:13:7", (10.0, 11.0, 12.0, 13.0)),
        ("Excitatory.tau_m=normal(10, 2):3", (8.065, 10.0, 11.935)),
        ("Excitatory.tau_m=lognormal(10,2):1", (10.0 / np.sqrt(1.04),)),
    ],
)
def test_values_are_those_that_were_typed(drawing, typed, values):
    """Ends are exact, and whole numbers are each there once."""
    assert [value for (value,) in _points(drawing, typed)] == pytest.approx(list(values), rel=1e-3)
    assert len(_points(drawing, typed)) == len(values)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Excitatory.tau_m", "varies no value; write it as in Excitatory.tau_m=5:20:16"),
        ("Excitatory.tau_m=", "varies no value"),
        ("Excitatory.tau_m=5:20:4:lin", "is no number of values|Write a range as start:stop:count"),
        ("Excitatory.tau_m=5:20:x", "“x” is no number of values from 1 to 1000000"),
        ("Excitatory.tau_m=5:20:1", "has at least 2 values"),
        ("Excitatory.tau_m=5:-20:4", "must be above 0 ms"),
        ("Excitatory.tau_m=5 mV:20:4", "write the value in ms"),
        ("w(Excitatory->Inhibitory)=-1:10:3:log", "both ends above 0, or both below"),
        ("Excitatory.tau_m=normal(10,0):3", "must be above 0"),
        ("Excitatory.tau_m=normal(10):3", "Write a range|is not a number"),
        ("Nobody.tau_m=5:20:4", "No element is called Nobody"),
        ("w(Excitatory->Nobody)=1,2", "No element is called Nobody"),
    ],
)
def test_what_is_no_factor_is_said_in_one_sentence(drawing, typed, said):
    with pytest.raises(FactorProblem, match=said):
        _points(drawing, typed)


def test_all_values_meet_all_the_last_first_and_paired_ones_their_own(drawing):
    two = "Excitatory.tau_m=5,10", "Excitatory.size=20,30"
    assert _points(drawing, *two) == ((5, 20), (5, 30), (10, 20), (10, 30))
    assert _points(drawing, *two, design=Design.PAIRED) == ((5, 20), (10, 30))
    assert _points(drawing) == ((),)
    with pytest.raises(DesignProblem, match="they have 2, 3"):
        _points(drawing, two[0], "Excitatory.size=20,30,40", design=Design.PAIRED)
    with pytest.raises(DesignProblem, match="make 1002001 points, and at most 1000000"):
        _points(drawing, "Excitatory.tau_m=5:20:1001", "w(Excitatory->Inhibitory)=1:2:1001")


@pytest.mark.parametrize("seed", fuzz_seeds(3))
def test_a_latin_hypercube_has_every_part_of_each_range_once_and_a_net_of_sobol_too(drawing, seed):
    """Also of a logarithmic range, by its logarithm; the same points every time."""
    some = int(np.random.default_rng(seed).integers(2, 40))
    texts = "Excitatory.tau_m=5:25", "w(Excitatory->Inhibitory)=1:1000:log", "Excitatory.size=10:60"
    for design, count in ((Design.LATIN_HYPERCUBE, some), (Design.SOBOL, 32)):
        points = np.array(_points(drawing, *texts, design=design, points=count))
        assert points.shape == (count, 3)
        parts = (points[:, 0] - 5) / 20, np.log10(points[:, 1]) / 3
        for part in parts:
            assert sorted((part * count).astype(int)) == list(range(count))
        assert (points[:, 2] == points[:, 2].round()).all()
        assert np.array_equal(points, np.array(_points(drawing, *texts, design=design, points=count)))
    assert len(_points(drawing, *texts, design=Design.SOBOL, points=21)) == 21


def test_a_range_without_a_count_is_for_sampled_designs(drawing):
    with pytest.raises(DesignProblem, match="The range of tau_m has no count"):
        _points(drawing, "Excitatory.tau_m=5:20")
    drawn = _points(drawing, "Excitatory.tau_m=normal(10, 1)", design=Design.LATIN_HYPERCUBE, points=200)
    assert np.std(drawn) == pytest.approx(1.0, rel=0.05)


def test_every_value_that_can_be_varied_is_called_by_an_address_that_finds_it_again():
    """Also where titles are the same, and where two parts of a link have a value of one name."""
    for example in (balanced_network, digits, tsodyks_markram):
        editor = Editor()
        editor.load(example.draw())
        titled = [n for n in editor.document.nodes.values() if n.kind in (NodeKind.POPULATION, NodeKind.STIMULUS)]
        rename(editor, titled[0].id, titled[-1].title)
        for element in list(editor.document.elements()):
            if getattr(element, "kind", None) in (NodeKind.NOTE, NodeKind.GROUP):
                continue
            for address in addresses(editor.document, element):
                option = getattr(address.settable, "options", None)
                value = option[0] if option else address.settable.default
                written = f"{address.part}.{address.name}" if address.part else address.name
                text = f"{element.id}.{written}" if hasattr(element, "title") else f"{written}({element.id})"
                factor = parse_factor(editor.document, f"{text}={value}")
                assert address_in(editor.document, factor) == address
                again = parse_factor(editor.document, f"{address_words(editor.document, factor)}={value}")
                assert again == factor and isinstance(again.values, ListedValues)
