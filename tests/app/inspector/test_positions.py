"""Where neurons are, in the Properties panel: chosen, changed, pictured and kept."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from app.commands import intentions
from app.document.file.file_format import open_document, save
from app.document.meaning.meaning import meaning
from app.i18n.translation import PSEUDO, use_language
from app.inspector.forms.places_rows import MOST, painted_neurons
from app.inspector.row import FormRow
from app.widgets.fields.file_field import FileField
from app.widgets.pictures.places_picture import PlacesPicture
from engine.network.values import ByDistance
from tests.app.inspector.bench import Bench
from tests.app.seen import scroll_area

GRID = "positions/grid"


def picture(bench: Bench) -> PlacesPicture:
    row = bench.panel.rows["places"]
    assert isinstance(row, FormRow) and isinstance(row.field, PlacesPicture)
    return row.field


def test_a_grid_is_chosen_fits_and_shows_its_places(qtbot: QtBot) -> None:
    bench = Bench(qtbot)
    intentions.set_size(bench.editor, [bench.first], 24)
    bench.select(bench.first)
    assert "places" not in bench.panel.rows
    bench.choose(bench.panel.parts["positions"].choice, GRID)
    assert bench.node(bench.first).places == {"rows": 4.0, "columns": 6.0}
    assert picture(bench).points.shape == (24, 2)
    assert not [p for p in meaning(bench.editor.document).problems if p.is_fatal]
    bench.type("places:rows", "5")
    assert bench.node(bench.first).size == 30, "there are as many neurons as places"
    assert len(picture(bench).points) == 30
    bench.editor.undo_stack.undo()
    assert bench.node(bench.first).size == 24


def test_a_layer_of_maps_shows_every_place_of_its_grid(qtbot: QtBot) -> None:
    """Every second neuron of 12 maps of 12 × 12 lay in six of the twelve columns."""
    bench = Bench(qtbot)
    bench.select(bench.first)
    intentions.set_size(bench.editor, [bench.first], 1728)
    intentions.set_arrangement(bench.editor, [bench.first], GRID)
    for name in ("rows", "columns", "channels"):
        intentions.set_place(bench.editor, [bench.first], name, 12.0)
    points = picture(bench).points
    assert len(points) == 144 and [len(np.unique(axis)) for axis in points.T] == [12, 12]


def test_of_too_many_places_those_are_painted_that_show_their_outline() -> None:
    random = np.random.default_rng()
    places = random.uniform(0.0, 1.0, (100_000, 3))
    neurons = painted_neurons(places)
    assert len(neurons) == MOST and (np.diff(neurons) > 0).all() and neurons[-1] < len(places)
    assert np.array_equal(neurons, painted_neurons(places)), "a dot stays the same neuron"
    assert np.ptp(places[neurons], axis=0).min() > 0.9


def test_another_size_than_the_grid_is_a_problem_with_its_remedy(qtbot: QtBot) -> None:
    bench = Bench(qtbot)
    intentions.set_arrangement(bench.editor, [bench.first], GRID)
    intentions.set_size(bench.editor, [bench.first], 7)
    found = [str(p) for p in meaning(bench.editor.document).problems if p.is_fatal]
    assert len(found) == 1 and "Set its size to" in found[0]
    bench.select(bench.first)
    assert not len(picture(bench).points) and picture(bench).accessibleDescription(), "what does not fit has none"


def test_fields_stay_where_they_are_while_the_places_come_and_go(qtbot: QtBot) -> None:
    """The picture came above the field that was typed into, and all of them went down under the hand."""
    bench = Bench(qtbot)
    intentions.set_arrangement(bench.editor, [bench.first], GRID)
    intentions.set_size(bench.editor, [bench.first], 7)
    bench.select(bench.first)
    qtbot.wait(1)

    def heights() -> list[int]:
        bench.panel.layout().activate()
        qtbot.wait(1)
        rows = list(bench.panel.rows.values())
        content = scroll_area(rows[0]).widget()
        return [row.mapTo(content, QPoint()).y() for row in rows]

    before = heights()
    rows = bench.field("places:rows").number
    bench.type("places:rows", "3")
    assert len(picture(bench).points) and picture(bench).accessibleDescription() == ""
    assert heights() == before and bench.field("places:rows").number is rows
    intentions.set_size(bench.editor, [bench.first], 7)
    assert not len(picture(bench).points) and heights() == before


def test_listed_places_are_typed(qtbot: QtBot) -> None:
    bench = Bench(qtbot)
    intentions.set_arrangement(bench.editor, [bench.first], "positions/listed_places")
    for name in ("x", "y"):
        intentions.set_place(bench.editor, [bench.first], name, np.array([0.1, 0.2, 0.3]))
    assert bench.node(bench.first).size == 3
    bench.select(bench.first)
    assert np.allclose(picture(bench).points, [[0.1, 0.1], [0.2, 0.2], [0.3, 0.3]])
    assert "places:x" in bench.panel.rows


def test_positions_and_values_by_distance_survive_a_file(qtbot: QtBot, tmp_path: Path) -> None:
    bench = Bench(qtbot)
    intentions.set_arrangement(bench.editor, [bench.first, bench.second], "positions/disc")
    intentions.set_wiring(bench.editor, [bench.link], "wiring/gaussian_distance")
    bench.select(bench.link)
    bench.type("weight", "gaussian 10 + 300 within 0.2 mm")
    bench.type("delay", "linear 0.5 + 2 per mm")
    assert not [p for p in meaning(bench.editor.document).problems if p.is_fatal]
    save(bench.editor.document, tmp_path / "a.spikeloom")
    again = open_document(tmp_path / "a.spikeloom")
    assert again.nodes == bench.editor.document.nodes and again.links == bench.editor.document.links
    (link,) = meaning(again).description.projections
    assert link.weight == ByDistance("gaussian", 10.0, 300.0, 0.2) and link.delay == ByDistance("linear", 0.5, 2.0)
    bench.editor.undo_stack.go_to(0)
    assert bench.node(bench.first).arrangement is None


def test_a_rule_of_space_between_neurons_without_places_says_what_to_do(qtbot: QtBot) -> None:
    bench = Bench(qtbot)
    intentions.drop_on_link(bench.editor, bench.link, "wiring/convolution")
    assert {bench.node(id).arrangement for id in (bench.first, bench.second)} == {GRID}
    intentions.set_arrangement(bench.editor, [bench.first, bench.second], None)
    found = [str(p) for p in meaning(bench.editor.document).problems if p.is_fatal]
    assert found and all("positions on a grid" in sentence for sentence in found)


@pytest.mark.parametrize("way", ["wiring", "weight", "delay"])
def test_the_first_link_that_follows_the_distance_gives_neurons_a_place(qtbot: QtBot, way: str) -> None:
    """Two errors were what a rule of space began with."""
    bench = Bench(qtbot)
    editor, both, link = bench.editor, [bench.first, bench.second], [bench.link]
    intentions.set_size(editor, [bench.first], 12)
    intentions.set_arrangement(editor, [bench.second], "positions/line")
    steps = editor.undo_stack.count()

    def follow() -> None:
        if way == "wiring":
            intentions.drop_on_link(editor, bench.link, "wiring/gaussian_distance")
        elif way == "weight":
            intentions.set_weight(editor, link, ByDistance("gaussian", 0.0, 8.0, 0.2))
        else:
            intentions.set_delay(editor, link, ByDistance("linear", 0.5, 2.0))

    follow()
    assert editor.undo_stack.count() == steps + 1 and not [p for p in meaning(editor.document).problems if p.is_fatal]
    assert bench.node(bench.first).arrangement == "positions/disc"
    assert bench.node(bench.second).arrangement == "positions/line", "it had a place"
    intentions.set_size(editor, [bench.first], 97)
    assert not [p for p in meaning(editor.document).problems if p.is_fatal], "any number of neurons has a place there"
    editor.undo_stack.undo()
    editor.undo_stack.undo()
    assert bench.node(bench.first).arrangement is None
    follow()
    intentions.set_arrangement(editor, both, None)
    intentions.set_synapse_model(editor, link, "synapses/delta")
    assert {bench.node(id).arrangement for id in both} == {None}, (
        "what a person takes away does not come back by itself"
    )


def test_a_list_of_connections_is_read_from_a_file_and_a_wrong_one_is_refused_beneath(
    qtbot: QtBot, tmp_path: Path
) -> None:
    bench = Bench(qtbot)
    intentions.set_size(bench.editor, [bench.first, bench.second], 5)
    intentions.set_wiring(bench.editor, [bench.link], "wiring/explicit_list")
    bench.select(bench.link)
    (tmp_path / "wrong.csv").write_text("pre,post\n0,one\n", encoding="utf-8")
    (tmp_path / "right.csv").write_text("pre,post,weight\n0,1,2.5\n3,2,-1\n", encoding="utf-8")
    row = bench.panel.rows["connections"]
    assert isinstance(row.field, FileField)
    row.field.dropped.emit(str(tmp_path / "wrong.csv"))
    assert "“one”" in row.objection.text() and bench.the_link().synapses.pre is None
    row.field.dropped.emit(str(tmp_path / "right.csv"))
    (link,) = meaning(bench.editor.document).description.projections
    assert link.connections is not None and link.connections.post.tolist() == [1, 2]
    assert link.weight.tolist() == [2.5, -1.0] and link.sign.value == "mixed"
    assert not [p for p in meaning(bench.editor.document).problems if p.is_fatal]


def test_listed_places_are_read_from_a_file_like_connections(qtbot: QtBot, tmp_path: Path) -> None:
    bench = Bench(qtbot)
    intentions.set_arrangement(bench.editor, [bench.first], "positions/listed_places")
    bench.select(bench.first)
    steps, path = bench.steps, tmp_path / "places.csv"
    path.write_text("y,x\n-0.25,0.5\n0.75,1\n1,1.5\n", encoding="utf-8")
    row = bench.panel.rows["places:x"]
    assert row.file_button is not None and bench.panel.rows["places:y"].file_button is not None
    row.read_file(path)
    assert bench.steps == steps + 1 and bench.node(bench.first).size == 3
    assert np.allclose(picture(bench).points, [[0.5, -0.25], [1.0, 0.75], [1.5, 1.0]])


def test_a_file_is_taken_though_the_form_was_made_anew_while_it_was_chosen(qtbot: QtBot, tmp_path: Path) -> None:
    """The dialog was the row's child and went with it."""
    bench = Bench(qtbot)
    intentions.set_arrangement(bench.editor, [bench.first], "positions/listed_places")
    (tmp_path / "wrong.csv").write_text("y,x\n-0.25,one\n", encoding="utf-8")
    (tmp_path / "right.csv").write_text("y,x\n-0.25,0.5\n0.75,1\n", encoding="utf-8")
    for name in ("wrong.csv", "right.csv"):
        bench.select(bench.first)
        asked = bench.panel.rows["places:x"]
        asked.file_button.click()
        (dialog,) = (each for each in bench.panel.window().findChildren(QFileDialog) if each.isVisible())
        bench.select(bench.second)
        bench.select(bench.first)
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        assert not isValid(asked)
        dialog.fileSelected.emit(str(tmp_path / name))
        dialog.done(QFileDialog.DialogCode.Accepted)
        said = bench.panel.rows["places:x"].objection
        is_wrong = name == "wrong.csv"
        assert said.isHidden() is not is_wrong and (name in said.text()) is is_wrong
    assert bench.node(bench.first).size == 2


def test_what_is_wrong_with_a_file_is_said_in_the_language_of_the_window(qtbot: QtBot, tmp_path: Path) -> None:
    bench = Bench(qtbot)
    intentions.set_arrangement(bench.editor, [bench.first], "positions/listed_places")
    bench.select(bench.first)
    (tmp_path / "empty.csv").write_text("", encoding="utf-8")
    row = bench.panel.rows["places:x"]
    use_language(PSEUDO)
    try:
        row.read_file(tmp_path / "empty.csv")
    finally:
        use_language("en")
    assert row.objection.text() == "⟦empty.csv is empty.⟧ ⟦Write the file anew, or choose another one.⟧"


def test_a_link_that_acts_both_ways_is_named_without_an_arrow(qtbot: QtBot) -> None:
    bench = Bench(qtbot)
    bench.select(bench.link)
    first, second = bench.node(bench.first).title, bench.node(bench.second).title
    assert bench.panel.head.title.toolTip() == f"{first} → {second}"
    bench.choose(bench.panel.parts["synapse"].choice, "synapses/gap_junction")
    assert bench.panel.head.title.toolTip() == f"{first} — {second}"
    (link,) = meaning(bench.editor.document).description.projections
    assert link.title == f"{first} — {second}"
