"""The search of the palette: what a person calls a model finds it, the best answer first."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.i18n.translation import use_language
from app.palette.rows import ModelRow
from app.widgets.model_catalogue import categories, models_of, rank, search_models
from engine.model.registry import discovery
from tests.app.seen import category

MODELS = [model for kind in discovery.KINDS for model in discovery.models(kind).values()]
LIF = "neurons/leaky_integrate_and_fire"


def type_into(palette, query):
    """Each letter searches anew: only the last one comes by a key."""
    palette.search.setText(query[:-1])
    QTest.keyClicks(palette.search, query[-1])


def test_a_model_is_found_by_name_alias_and_description(palette):
    for query, key in (
        ("lif", LIF),
        ("leaky", LIF),
        ("hebbian", "plasticity/hebb"),
        ("capacitor", LIF),
        ("dense", "wiring/all_to_all"),
        ("population-vector", "decoders/population_vector"),
        ("iaf_psc_exp", LIF),
        ("iaf_cond_alpha", "synapses/alpha_conductance"),
        ("aeif_cond_alpha", "neurons/adaptive_exponential_integrate_and_fire"),
        ("hh_psc_alpha", "neurons/hodgkin_huxley"),
        ("gif_cond_exp", "neurons/generalized_integrate_and_fire"),
        ("tsodyks2_synapse", "short_term/tsodyks_markram"),
        ("stdp_synapse", "plasticity/pair_stdp"),
        ("vogels_sprekeler_synapse", "plasticity/inhibitory_stdp"),
        ("static_synapse", "synapses/exponential_current"),
        ("pairwise_bernoulli", "wiring/fixed_probability"),
        ("mip_generator", "stimuli/correlated_poisson"),
        ("IF_curr_exp", LIF),
        ("EIF_cond_exp_isfa_ista", "neurons/adaptive_exponential_integrate_and_fire"),
        ("SpikeSourcePoisson", "stimuli/poisson"),
        ("FromListConnector", "wiring/explicit_list"),
        ("SpikePairRule", "plasticity/pair_stdp"),
        ("GutigWeightDependence", "plasticity/weight_dependent_stdp"),
        ("NeuronGroup", "neurons/equations"),
        ("PoissonGroup", "stimuli/poisson"),
        ("StateMonitor", "recorders/state"),
        ("Lapicque", LIF),
        ("dvs", "encoders/delta_modulation"),
    ):
        type_into(palette, query)
        assert key in palette.visible_models(), query
        assert len(palette.visible_models()) < len(MODELS), query


def test_what_a_search_finds_stands_in_its_place_before_it_is_painted(palette):
    for query in ("hod", "", "integrate and", "no such", "poisson"):
        palette.search.setText(query)
        at_once = [row.mapTo(palette, QPoint()) for row in map(palette.row, palette.visible_models())]
        QTest.qWait(50)
        assert at_once == [row.mapTo(palette, QPoint()) for row in map(palette.row, palette.visible_models())]


def test_what_a_search_finds_stands_close_together(palette):
    """The room that was left was shared out among the sections."""
    QTest.keyClicks(palette.search, "poisson")
    sections = sorted({row.parentWidget() for row in map(palette.row, palette.visible_models())}, key=lambda s: s.y())
    assert len(sections) > 2
    for section in sections:
        lowest = max(row.geometry().bottom() for row in section.rows if row.isVisible())
        assert section.height() - lowest < 8


def test_a_search_without_an_answer_says_so_and_escape_shows_all_again(palette):
    QTest.keyClicks(palette.search, "zzz")
    assert palette.visible_models() == []
    QTest.keyClick(palette.search, Qt.Key.Key_Escape)
    assert len(palette.visible_models()) == len(MODELS)


def test_enter_in_the_search_adds_the_best_answer_which_is_marked_in_the_first_section(qtbot, palette):
    """Escape shows all again, from which the next search begins."""
    for query, key in (
        ("oja", "plasticity/oja"),
        ("LIF", LIF),
        ("leaky int", LIF),
        ("poisson", "stimuli/poisson"),
        ("pois", "stimuli/poisson"),
        ("leaky", LIF),
        ("digits", "datasets/digits"),
        ("recorder", "recorders/spikes"),
        ("current", "stimuli/step_current"),
        ("dale", "neurons/integrate_and_fire"),
        ("if", "neurons/integrate_and_fire"),
        ("aeif", "neurons/adaptive_exponential_integrate_and_fire"),
        ("hh", "neurons/hodgkin_huxley"),
        ("ou", "stimuli/ornstein_uhlenbeck_current"),
        ("tsodyks2", "short_term/tsodyks_markram"),
        ("r-stdp", "plasticity/reward_modulated_stdp"),
        ("izhikevich_2003", "neurons/izhikevich_published"),
        ("adaptive threshold", "neurons/adaptive_threshold_leaky_integrate_and_fire"),
        ("intrinsic plasticity", "neurons/adaptive_threshold_leaky_integrate_and_fire"),
    ):
        type_into(palette, query)
        with qtbot.waitSignal(palette.add_requested) as asked:
            QTest.keyClick(palette.search, Qt.Key.Key_Return)
        assert asked.args == [key], query
        best = palette.row(key)
        qtbot.waitUntil(lambda best=best: best.parentWidget().y() == 0)
        assert [row for row in palette.findChildren(ModelRow) if row.is_best] == [best], query
        QTest.keyClick(palette.search, Qt.Key.Key_Escape)
        assert not best.is_best and len(palette.visible_models()) == len(MODELS), query
        qtbot.waitUntil(lambda: category(palette, "neurons").parentWidget().y() == 0)


def test_what_is_called_noise_stands_before_what_only_an_alias_calls_so(palette):
    QTest.keyClicks(palette.search, "noise")
    found = sorted(palette.visible_models(), key=lambda key: rank(discovery.find(key), "noise"))
    assert {"stimuli/white_noise_current", "stimuli/ornstein_uhlenbeck_current"} == set(found[:2])
    assert "stimuli/poisson" in found[2:]
    assert {row.key for row in palette.findChildren(ModelRow) if row.is_best} <= set(found[:2])


def test_excitatory_and_inhibitory_are_found_where_populations_stand(palette):
    """“Dale” found nothing, and “inhibitory” a rule of plasticity alone."""
    for query in ("Dale", "inhibitory", "excitatory"):
        palette.search.setText(query)
        assert LIF in palette.visible_models()


def test_heads_count_what_answers_the_search(palette):
    """They went on to say how many there are in all."""
    head = category(palette, "neurons")
    rows = [row for row in palette.findChildren(ModelRow) if row.model.kind == "neurons"]
    everything = head.count
    QTest.keyClicks(palette.search, "izh")
    assert head.count == sum(not row.isHidden() for row in rows) == 2
    palette.search.clear()
    assert head.count == everything == len(rows)


@pytest.mark.parametrize(("language", "query"), [("en", "noise"), ("zh_CN", "噪声"), ("zh_CN", "noise")])
def test_white_noise_is_the_first_noise_in_every_language(language, query, qtbot):
    """Ornstein-Uhlenbeck's came before it, in a Chinese window far before: there words stand without spaces."""
    use_language(language)
    try:
        everything = [model for category in categories() for model in models_of(category)]
        assert [model.key for _, model in search_models(everything, query)[:2]] == [
            "stimuli/white_noise_current",
            "stimuli/ornstein_uhlenbeck_current",
        ]
    finally:
        use_language("en")
