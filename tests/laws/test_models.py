"""What holds for every model that discovery finds."""

from __future__ import annotations

from inspect import getsource
from math import isfinite

import pytest

from engine.model.declaration import (
    Dendritic,
    Interval,
    Model,
    NeuronModel,
    Payload,
    PlasticityModel,
    Refractory,
    Sampled,
    SynapseModel,
)
from engine.model.equations.card import card
from engine.model.equations.dimensions import CONDITION, MS, ONE, Analysis, Disagreement, Kind, agree
from engine.model.equations.mathematics import comparison
from engine.model.equations.tree import returned_expression
from engine.model.pairing import accepts, joins
from engine.model.registry import discovery
from engine.model.sources import EncoderModel, StimulusModel
from engine.units import Unit, unit
from tests.laws.traits import reset_of

MODELS = [model for kind in discovery.KINDS for model in discovery.models(kind).values()]
NEURONS = [model for model in MODELS if issubclass(model, NeuronModel)]
SYNAPSES = [model for model in MODELS if issubclass(model, SynapseModel)]


def _key(model: type[Model]) -> str:
    return model.key


def promised(model: type[Model], name: str, names: dict[str, Kind]) -> Kind:
    """The unit that the equation's name promises."""
    if name == "spike":
        return CONDITION
    if name in ("expected_spikes", "most_expected_spikes"):
        return ONE
    if name == "current":
        return unit(str(getattr(model, "current_unit", "1")))
    if name.startswith("weight_") or name == "sent":
        return names["w"]
    if name.endswith("_dt"):
        state = names[name[1:-3]]
        return state / MS if isinstance(state, Unit) else state
    moved = name.removesuffix("_next").removesuffix("_start").removesuffix("_before_sending").removesuffix("_toward")
    return names[moved.rpartition("_after_")[0] or moved]


def disagreements(model: type[Model]) -> list[str]:
    """One sentence for each equation whose units do not agree; empty where all do."""
    found = []
    for equation in model.equations.values():
        analysis = Analysis.of(model)
        expected = promised(model, equation.name, analysis.names)
        try:
            agree(analysis, returned_expression(equation), analysis.equation(equation), expected)
        except Disagreement as error:
            found.append(f"{model.__name__}.{equation.name}: {error}")
    return found


NOBODYS = {
    f"datasets/{name}"
    for name in ("own_samples", "own_series", "own_signals", "shapes", "sliding_tones", "spike_tables", "waveforms")
}
"""What a person brings, and four shapes that every laboratory has: there is nothing to look up."""


@pytest.mark.parametrize("model", MODELS, ids=_key)
def test_numbers_and_units_tell_the_same_story(model: type[Model]) -> None:
    assert disagreements(model) == []


@pytest.mark.parametrize("model", MODELS, ids=_key)
def test_every_card_is_complete(model: type[Model]) -> None:
    found = card(model)
    assert found.title and found.category
    assert len(found.summary) > 20 and found.summary.endswith(".")
    assert bool(found.source) is (model.key not in NOBODYS), "every model names its source"
    assert "Source:" not in found.text and found.text.startswith(found.summary.split("\n")[0][:20])
    assert set(found.equations) == set(model.equations)
    assert all(text.count("{") == text.count("}") and text for text in found.equations.values())


@pytest.mark.parametrize("model", MODELS, ids=_key)
def test_every_quantity_says_what_it_is(model: type[Model]) -> None:
    for quantity in model.quantities.values():
        assert quantity.symbol and quantity.meaning and quantity.name
        assert quantity.said, "only who types equations may leave it out"
        assert not quantity.meaning.endswith(".") and quantity.meaning[0].islower()
        unit(quantity.unit)
    for parameter in model.parameters().values():
        assert isfinite(parameter.default) and parameter.allows(parameter.default)
        assert not parameter.allows(float("nan"))
    for choice in model.choices.values():
        assert choice.default in choice.options and choice.meaning


@pytest.mark.parametrize("model", MODELS, ids=_key)
def test_every_quantity_that_is_declared_is_used(model: type[Model]) -> None:
    if not model.equations:
        return
    used = {name for equation in model.equations.values() for name in equation.arguments}
    used |= {f for q in model.states().values() for f in (q.start, q.at_most, getattr(q, "tau", None)) if f}
    own_meaning = Refractory | Interval | Dendritic
    used |= set(model.states()) | {n for n, q in model.quantities.items() if isinstance(q, own_meaning)}
    used |= {"w_max"} if issubclass(model, PlasticityModel) else set()  # a bound, whether an equation reads it or not
    used |= {series.interval for series in model.series().values() if isinstance(series, Sampled)}
    prepared = getsource(model.prepared) if issubclass(model, EncoderModel) else ""
    used |= {name for name in model.quantities if f'values["{name}"]' in prepared}
    assert set(model.quantities) - used == set()


@pytest.mark.parametrize("neuron", NEURONS, ids=_key)
def test_the_reset_trait_is_what_the_equations_do(neuron: type[NeuronModel]) -> None:
    assert reset_of(neuron) is neuron.reset


@pytest.mark.parametrize("neuron", NEURONS, ids=_key)
def test_the_comparison_is_one_relation_of_the_membrane(neuron: type[NeuronModel]) -> None:
    assert comparison(neuron) in (("",) if not neuron.fires() else (">", ">="))
    assert neuron.membrane in neuron.states()


def test_every_synapse_fits_some_neuron_and_every_neuron_takes_some_synapse() -> None:
    fitting = {(n.key, s.key) for n in NEURONS for s in SYNAPSES if accepts(n, s) or joins(n, n, s)}
    only_values = {n.key for n in NEURONS if n.payload() is Payload.VALUES and n.input() is not None}
    assert {n for n, _ in fitting} | only_values == {n.key for n in NEURONS}
    assert {s for _, s in fitting} == {s.key for s in SYNAPSES}


@pytest.mark.parametrize("model", MODELS, ids=_key)
def test_what_the_engine_keeps_as_one_number_may_not_differ_between_elements(model: type[Model]) -> None:
    one = issubclass(model, PlasticityModel) or (issubclass(model, StimulusModel) and model.own_train_per_target())
    assert not (one and any(parameter.per_element for parameter in model.parameters().values()))


def test_no_two_models_of_a_kind_share_a_title() -> None:
    for kind in discovery.KINDS:
        titles = [model.title for model in discovery.models(kind).values()]
        assert len(titles) == len(set(titles))


def test_an_equation_of_disagreeing_units_is_found() -> None:
    from tests.engine.compiling.models import HodgkinHuxley

    found = disagreements(HodgkinHuxley)
    assert any("dV_dt" in sentence for sentence in found), "50 - V mixes a bare number with millivolts"
