"""What the panel says of methods that do not fit: why, of which element, and once where it is the same for all."""

from __future__ import annotations

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.commands import intentions
from app.document.meaning.meaning import meaning
from app.document.place_words import link_words
from app.learn.setup.inquiry import ask_methods
from app.widgets.text import Text
from tests.app.learn.bench import Bench


@pytest.fixture
def bench(qtbot: QtBot) -> Bench:
    return Bench(qtbot)


def lines(bench: Bench) -> dict[str, list[str]]:
    """The words of each method's button."""
    found = bench.panel.methods.buttons
    return {key: [text.words for text in button.findChildren(Text)] for key, button in found.items()}


def ask(bench: Bench) -> None:
    bench.panel.show_facts(ask_methods(meaning(bench.editor.document).description))


def test_a_reason_that_all_share_is_said_once_and_nothing_can_be_set(bench: Bench) -> None:
    panel = bench.panel
    ask(bench)
    assert panel.settings.isVisible() and panel.reducing.isVisible() and not panel.methods.common.isVisible()
    data = next(id for id, node in bench.editor.document.nodes.items() if node.model.startswith("datasets/"))
    intentions.delete(bench.editor, [data])
    ask(bench)
    assert "No dataset reaches" in panel.methods.common.words and panel.methods.common.isVisible()
    assert all(len(words) == 1 for words in lines(bench).values()), "titles alone"
    assert all(panel.methods.common.words in button.toolTip() for button in panel.methods.buttons.values())
    assert not panel.settings.isVisible() and not panel.reducing.isVisible()
    bench.editor.undo_stack.undo()
    ask(bench)
    assert panel.settings.isVisible() and not panel.methods.common.isVisible()


def test_a_reason_that_most_share_is_said_once_and_the_others_beside_their_methods(bench: Bench) -> None:
    """Nine methods repeated that the read-out has another size than there are classes."""
    intentions.set_size(bench.editor, [bench.output], 7)
    ask(bench)
    assert "The size of the read-out is 7" in bench.panel.methods.common.words
    said = lines(bench)
    assert said["surrogate_gradient"] == ["Surrogate gradient"]
    assert "spikes are wanted" in said["normad"][1]
    assert not any("The size of the read-out" in words for own in said.values() for words in own)


def test_a_reason_that_many_share_is_said_once_beneath_the_method_that_fits(bench: Bench) -> None:
    """Nine methods repeated that a link changes its own weights, in two lines each, above the settings."""
    intentions.set_plasticity(bench.editor, [bench.link], "plasticity/pair_stdp")
    ask(bench)
    methods, said = bench.panel.methods, lines(bench)
    assert methods.value == "local_plasticity" and len(said["local_plasticity"]) == 2
    assert said["surrogate_gradient"] == ["Surrogate gradient"] and len(said) > 8
    assert not any("changes its own weights" in words for own in said.values() for words in own)
    QTest.qWait(1)
    fitting, brief = methods.buttons["local_plasticity"], methods.buttons["surrogate_gradient"]
    assert fitting.y() < methods.common.y() < brief.y()


def test_a_reason_names_the_link_that_it_is_about(bench: Bench) -> None:
    link = bench.editor.document.links[bench.link]
    intentions.set_plasticity(bench.editor, [bench.link], "plasticity/pair_stdp")
    ask(bench)
    reason = bench.panel.methods.common.words
    assert reason.startswith(link_words(bench.editor.document, link)) and "changes its own weights" in reason


@pytest.mark.parametrize("is_there", [True, False])
def test_a_method_that_no_device_trains_says_why_where_there_is_one(
    bench: Bench, is_there: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.backends.why_not", lambda name: None if is_there else "no device")
    intentions.set_plasticity(bench.editor, [bench.link], "plasticity/pair_stdp")
    ask(bench)
    begins = "Trains on the processor. "
    told = {key: [words for words in said if words.startswith(begins)] for key, said in lines(bench).items()}
    assert bool(told.pop("local_plasticity")) is is_there and not any(told.values())
    button = bench.panel.methods.buttons["local_plasticity"]
    assert button.isEnabled() and not button.facts.reason
