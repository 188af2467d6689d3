"""What the canvas shows: zoom, map, activity, problems, themes, and the document at all times."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.appearance.icons import FOLDER
from app.appearance.theme import theme, use_theme
from app.canvas.interaction.hints import hint_for
from app.canvas.kinds import PAINTERS
from app.canvas.kinds.population import number_reading
from app.canvas.painting import ink
from app.canvas.painting.activity import AnswerActivity, SampleActivity, SpikeActivity, TraceActivity
from app.canvas.painting.kind import MOST_WIDTH
from app.canvas.painting.node_words import subtitle_words
from app.canvas.painting.numbers import measured_words, rate_words, short
from app.commands import intentions
from app.document.elements import Node
from app.running.record.plane import Plane
from engine.model.registry.discovery import models
from engine.problems import Problem, Severity, declare

CODE = declare("test of the canvas", "It is {what}.", "Make it better.")
NONE = Qt.KeyboardModifier.NoModifier


def spikes(count: int = 200) -> SpikeActivity:
    random = np.random.default_rng(1)
    return SpikeActivity(random.random(count), random.random(count), random.random(40), 23.0, 400.0)


def colours(image: QImage) -> np.ndarray:
    """(height, width, 3) from 0 to 255."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.width(), 4)
    return pixels[:, :, :3].astype(int)


@pytest.fixture(autouse=True)
def _give_back_the_theme():
    before = theme()
    yield
    use_theme(before.dark, before.base_font)


def test_fit_shows_everything_but_does_not_enlarge(editor, view, pair):
    view.fit()
    assert view.zoom == 1
    intentions.move(editor, {pair[1]: (4800.0, 2400.0)})
    view.fit()
    assert view.zoom < 1
    assert all(view.visible_area().contains(n.scene_area()) for n in view.drawing.nodes.values())


@pytest.mark.parametrize("corner", [(700.0, 420.0), (2400.0, 300.0), (500.0, 2400.0)])
def test_fit_leaves_no_node_under_the_map(editor, view, pair, corner):
    """A note in the corner of an example lay half under the map."""
    intentions.move(editor, {pair[0]: (0.0, 0.0), pair[1]: corner})
    view.fit()
    shown = view.overlays.minimap
    covered = view.mapToScene(shown.geometry()).boundingRect()
    assert shown.isVisible() and view.zoom <= 1
    for item in view.drawing.nodes.values():
        assert view.visible_area().contains(item.scene_area()) and not covered.intersects(item.scene_area())


def test_a_press_on_the_map_goes_there(editor, view, pair):
    intentions.move(editor, {pair[1]: (4800.0, 2400.0)})
    view.set_zoom(1)
    view.centerOn(0, 0)
    QTest.mouseClick(
        view.overlays.minimap, Qt.MouseButton.LeftButton, NONE, QPoint(view.overlays.minimap.width() - 14, 70)
    )
    assert view.visible_area().center().x() > 2000


def test_the_right_button_on_the_map_goes_nowhere(editor, view, pair):
    """Who asked for a menu there stood elsewhere in the drawing."""
    intentions.move(editor, {pair[1]: (4800.0, 2400.0)})
    view.set_zoom(1)
    view.centerOn(0, 0)
    before = view.visible_area()
    for button in (Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton):
        QTest.mouseClick(view.overlays.minimap, button, NONE, QPoint(view.overlays.minimap.width() - 14, 70))
    assert view.visible_area() == before


@pytest.mark.parametrize("zoom", [0.15, 0.4, 1.0, 2.0])
@pytest.mark.parametrize("dark", [True, False])
def test_every_kind_is_painted_at_every_zoom_with_and_without_activity(editor, view, zoom, dark):
    use_theme(dark)
    keys = ["datasets/digits", "stimuli/poisson", "encoders/poisson", "neurons/leaky_integrate_and_fire"]
    keys += ["decoders/spike_count", "recorders/spikes"]
    ids = [
        intentions.add_node(editor, key, (240.0 * n, 0.0), title="A very long name " * 4) for n, key in enumerate(keys)
    ]
    intentions.add_note(editor, (0.0, -200.0), "one\ntwo")
    view.fit()
    view.set_zoom(zoom)
    view.centerOn(700, 0)
    view.viewport().grab()  # from the second time on pictures are kept
    before = view.viewport().grab().toImage()
    answer = AnswerActivity(np.arange(10.0), tuple("0123456789"), 9, 8, 0.5)
    shown = [SampleActivity(np.eye(8), "5", 3, 360), spikes(), spikes(), spikes(), answer, None]
    for node_id, activity in zip(ids, shown, strict=True):
        view.set_activity(node_id, activity)
    if zoom >= 0.3:
        assert view.viewport().grab().toImage() != before
    for node_id in ids:
        view.set_activity(node_id, None)
    view.viewport().grab()
    assert view.viewport().grab().toImage() == before


def test_a_decoded_number_is_written_whole_and_why_there_is_no_answer(editor, view, monkeypatch):
    node = intentions.add_node(editor, "decoders/population_vector", (0.0, 0.0), title="Direction")
    view.centerOn(60, 80)
    written, elided = [], ink.elided

    def seen(*given):
        written.append(elided(*given))
        return written[-1]

    monkeypatch.setattr(ink, "elided", seen)
    view.set_activity(node, AnswerActivity(np.array([327.4]), (), -1, -1, None))
    view.viewport().grab()
    assert "327.4" in written
    view.set_activity(node, AnswerActivity(np.arange(64.0), tuple(map(str, range(64))), -1, -1, None, 10))
    view.viewport().grab()
    assert {"64 scores,", "10 classes"} <= set(written), "there stood nothing"


def test_a_sample_of_many_channels_is_a_map_and_one_of_few_is_curves(editor, view):
    node = intentions.add_node(editor, "datasets/randman", (0.0, 0.0))
    view.centerOn(60, 80)
    spikes_at = np.zeros((100, 20))
    spikes_at[10, :10] = spikes_at[90, 10:] = 1.0  # low channels early, high ones late
    view.set_activity(node, SampleActivity(None, "1", 1, 9, spikes_at))
    area = view.drawing.nodes[node].scene_area()
    shown = colours(view.viewport().grab().toImage())
    left, top = view.mapFromScene(area.topLeft()).x(), view.mapFromScene(area.topLeft()).y()
    well = shown[top + 58 : top + 130, left + 20 : left + round(area.width()) - 20].sum(axis=2)
    ink_at = np.abs(well.astype(int) - int(np.median(well))) > 150
    half_down, half_across = ink_at.shape[0] // 2, ink_at.shape[1] // 2
    assert ink_at[half_down:, :half_across].any() and ink_at[:half_down, half_across:].any()
    assert not ink_at[: half_down - 4, :half_across].any() and not ink_at[half_down + 4 :, half_across:].any()


def test_no_spike_of_a_trace_is_too_narrow_to_be_seen_and_each_stands_where_it_came():
    """A fast neuron seemed to fire low, or not at all, where no column fell on its spikes."""
    width, height = 120, 40
    times = np.concatenate([[0.0, 0.5], np.linspace(0.5, 1.0, 101)[1:]])  # few samples where nothing happens
    values = np.full(len(times), -70.0)
    values[[12, 33, 57, 90]] = -55.0
    image = ink.trace_image(times, values, width, height, QColor("red"), 1.0)
    covered = np.array([[image.pixelColor(x, y).alpha() for x in range(width)] for y in range(height)])
    tops = set(np.flatnonzero(covered[1] > 200).tolist())
    assert tops == {round(times[at] * (width - 1)) for at in (12, 33, 57, 90)}
    assert (covered.max(axis=0) > 100).all(), "the line is whole"
    assert not covered[: height // 2, : width // 2].any()
    flat = ink.trace_image(times, np.zeros(len(times)), width, height, QColor("red"), 1.0)
    assert flat.pixelColor(5, height - 1).alpha() > 0


def test_points_are_seen_in_the_colours_of_their_classes_with_a_ring_around_the_one_that_is_shown(editor, view):
    """The well of points stayed empty while they were shown."""
    node = intentions.add_node(editor, "datasets/yin_yang", (0.0, 0.0))
    view.centerOn(60, 80)
    low_left, high_right = np.array([[0.1, 0.1], [0.2, 0.15]]), np.array([[0.9, 0.9], [0.8, 0.85]])
    plane = Plane(np.concatenate([low_left, high_right]), np.array([0, 0, 1, 1]), (0, 1), np.zeros(2), np.ones(2))

    def seen(place):
        view.set_activity(node, SampleActivity(None, "1", 1, 9, None, plane, place))
        top_left, bottom_right = (view.mapFromScene(QPointF(x, y)) for x, y in ((10.0, 50.0), (110.0, 134.0)))
        shown = colours(view.viewport().grab().toImage())
        return shown[top_left.y() : bottom_right.y(), top_left.x() : bottom_right.x()]

    def near(well, identity):
        wanted = theme().identity(identity)
        apart = np.abs(well - [wanted.blue(), wanted.green(), wanted.red()]).sum(axis=2)
        return np.argwhere(apart < 60)

    well = seen((0.1, 0.1))
    first, second = near(well, 0), near(well, 1)
    assert len(first) and len(second)
    assert first[:, 0].min() > second[:, 0].max() and first[:, 1].max() < second[:, 1].min(), "up is up"
    assert (seen((0.9, 0.9)) != well).any(), "the ring goes with the sample"


def test_a_dataset_has_the_icon_of_what_its_samples_are_and_sounds_have_their_own():
    icons = {
        key: PAINTERS["dataset"].icon_of(Node("e1", "dataset", key, "Data", (0.0, 0.0))) for key in models("datasets")
    }
    sounds = {f"datasets/{name}" for name in ("sliding_tones", "wav_files", "wav_folders")}
    assert {key for key, name in icons.items() if name == "sound"} == sounds
    assert icons["datasets/digits"] == "image" and icons["datasets/shd_files"] == "spikes"
    assert all((FOLDER / f"{name}.svg").exists() for name in icons.values())


def test_one_neuron_shows_its_membrane(editor, view):
    node = intentions.add_node(editor, "neurons/leaky_integrate_and_fire", (0.0, 0.0))
    before = view.viewport().grab().toImage()
    view.set_activity(node, TraceActivity(np.linspace(0, 1, 50), np.sin(np.arange(50.0)), 400.0))
    assert view.viewport().grab().toImage() != before


def test_problems_mark_nodes_and_links_and_their_tooltips_say_them(editor, hand, view, pair):
    link = intentions.connect(editor, pair[0], "out", pair[1], "in")
    view.set_problems(
        [
            Problem(pair[0], CODE, {"what": "odd"}, Severity.WARNING),
            Problem(link, CODE, {"what": "wrong"}),
        ]
    )
    assert view.drawing.nodes[pair[0]].severity is Severity.WARNING
    assert view.drawing.links[link].severity is Severity.FATAL
    view.set_problems([])
    assert view.drawing.nodes[pair[0]].severity is None


def test_a_problem_survives_an_edit_of_its_node(editor, view, pair):
    view.set_problems([Problem(pair[0], CODE, {"what": "odd"})])
    intentions.rename(editor, pair[0], "Other")
    assert view.drawing.nodes[pair[0]].severity is Severity.FATAL


def test_show_element_brings_a_far_node_into_sight(editor, view, pair):
    intentions.move(editor, {pair[1]: (9600.0, 4800.0)})
    view.show_element(pair[1])
    assert view.visible_area().contains(view.drawing.nodes[pair[1]].scene_area())
    assert editor.selection.ids == (pair[1],)


def test_the_items_follow_edits_undo_and_another_document(editor, view, pair):
    link = intentions.connect(editor, pair[0], "out", pair[1], "in")
    intentions.delete(editor, (pair[0],))
    assert set(view.drawing.nodes) == {pair[1]} and not view.drawing.links
    editor.undo_stack.undo()
    assert set(view.drawing.nodes) == set(pair) and set(view.drawing.links) == {link}
    from app.document.document import Document

    editor.load(Document())
    assert not view.drawing.nodes and not view.drawing.links and view.overlays.empty_state.isVisible()


def test_badges_cover_no_node(editor, view):
    ids = [
        intentions.add_node(editor, "neurons/leaky_integrate_and_fire", place, size=100)
        for place in ((0.0, 0.0), (312.0, -144.0), (312.0, 144.0))
    ]
    for source, target in [(0, 1), (0, 2), (1, 2), (2, 1), (1, 1), (2, 2)]:
        intentions.connect(editor, ids[source], "out", ids[target], "in")
    for link in view.drawing.links.values():
        for node in view.drawing.nodes.values():
            assert not link.badge.intersects(node.scene_area())


def test_a_badge_gives_way_to_a_thread_that_is_drawn_through_it(editor, view):
    """It stayed where it was, and its words were crossed out."""
    ids = [
        intentions.add_node(editor, model, place)
        for model, place in (
            ("stimuli/poisson", (0.0, 24.0)),
            ("neurons/leaky_integrate_and_fire", (360.0, 0.0)),
            ("neurons/leaky_integrate_and_fire", (360.0, 240.0)),
        )
    ]
    first = view.drawing.links[intentions.connect(editor, ids[0], "out", ids[1], "in")]
    before = QRectF(first.badge)
    second = view.drawing.links[intentions.connect(editor, ids[0], "out", ids[2], "in")]
    path = second.way.path
    along = [path.pointAtPercent(k / 200) for k in range(201)]
    assert any(before.contains(point) for point in along), "the thread goes where the badge was"
    assert not any(first.badge.contains(point) for point in along)


def test_a_small_canvas_hides_its_map(view, pair):
    view.resize(400, 240)
    assert not view.overlays.minimap.isVisible() and view.overlays.toolbar.isVisible()


def test_a_larger_font_enlarges_the_drawing(view, pair):
    before = view.mapFromScene(view.drawing.nodes[pair[0]].scene_area()).boundingRect().width()
    use_theme(theme().dark, 26)
    after = view.mapFromScene(view.drawing.nodes[pair[0]].scene_area()).boundingRect().width()
    assert after == pytest.approx(2 * before, abs=2)


def test_numbers_are_short_and_carry_a_true_minus():
    assert short(-1.6) == "−1.6" and short(0.345678) == "0.346" and short(12345.0) == "12,345"
    assert measured_words(-61.7, "mV") == "−61.7 mV"
    assert measured_words(-1.2, "1") == measured_words(-1.2, "") == "−1.2", "“−1.2 1” stood in a node without a unit"
    assert rate_words(4.23) == "4.2\u00a0Hz" and rate_words(23.2) == "23\u00a0Hz" and rate_words(8200) == "8.2\u00a0kHz"
    assert rate_words(9.97) == "10\u00a0Hz" and rate_words(999.7) == "1.0\u00a0kHz", (
        "as it is rounded, so that it needs no more room"
    )


def test_the_hint_of_an_empty_canvas_stays_in_its_middle(view, qtbot):
    view.centerOn(900.0, 700.0)
    qtbot.wait(1)
    middle = view.overlays.empty_state.geometry().center() - view.viewport().rect().center()
    assert middle.manhattanLength() <= 2


def test_a_pan_shifts_what_is_drawn_and_draws_only_the_new_edges(qtbot, view, pair, monkeypatch):
    drawn, across, down = [], 7, 3
    begin = view.drawing.cover.begin
    monkeypatch.setattr(
        view.drawing.cover, "begin", lambda region, t: (drawn.append(QRegion(region)), begin(region, t))[1]
    )
    view.set_zoom(0.62)
    qtbot.waitUntil(lambda: bool(drawn))

    def at_rest():
        drawn.clear()
        QApplication.processEvents()
        return not drawn

    qtbot.waitUntil(at_rest)
    for _ in range(3):
        view.pan_by(QPoint(across, -down))
        QApplication.processEvents()
    floating = (view.overlays.toolbar, view.overlays.minimap, view.overlays.breadcrumb)
    below = sum((each.width() + across) * (each.height() + down) for each in floating)
    most = below + 12 * (view.width() + view.height())
    assert drawn and all(sum(r.width() * r.height() for r in region) <= most for region in drawn)


def test_after_a_pan_the_picture_is_the_one_that_is_drawn_anew(view, pair):
    view.set_zoom(0.62)
    QApplication.processEvents()
    for _ in range(5):
        view.pan_by(QPoint(7, -3))
        QApplication.processEvents()
    shifted = colours(view.screen().grabWindow(view.winId()).toImage())
    view.viewport().update()
    QApplication.processEvents()
    anew = colours(view.screen().grabWindow(view.winId()).toImage())
    assert shifted.shape == anew.shape and shifted.any()
    # words look a little different when they come from a kept picture
    assert (np.abs(shifted - anew).max(axis=2) > 8).mean() < 0.002


def test_what_floats_over_the_canvas_stays_in_its_place(view, pair):
    places = [each.pos() for each in (view.overlays.toolbar, view.overlays.minimap, view.overlays.breadcrumb)]
    view.pan_by(QPoint(33, 20))
    view.centerOn(900, 900)
    assert [each.pos() for each in (view.overlays.toolbar, view.overlays.minimap, view.overlays.breadcrumb)] == places


def test_a_node_is_as_wide_as_its_words_up_to_a_limit(editor, view, pair):
    first = view.drawing.nodes[pair[0]]
    usual = first.area.width()
    intentions.rename(editor, pair[0], "Layer 2/3 pyramidal cells")
    assert usual < first.area.width() <= MOST_WIDTH
    intentions.rename(editor, pair[0], "Layer 2/3 pyramidal cells of the primary visual cortex, left half")
    assert first.area.width() == MOST_WIDTH
    for item in view.drawing.nodes.values():
        room = item.painter.title_content(item.area).width()
        assert ink.text_width(subtitle_words(item.node), 11) <= room


def test_the_tooltip_has_the_whole_of_a_long_name(editor, view, pair):
    name = "Layer 2/3 pyramidal cells of the primary visual cortex, left half"
    intentions.rename(editor, pair[0], name)
    hit = view.drawing.hit(view.drawing.nodes[pair[0]].scene_area().center())
    assert name in hint_for(hit, {}, view.editor.document, notes=False)


def test_one_neuron_that_runs_shows_its_membrane_and_what_it_is_now(editor, view, pair):
    item = view.drawing.nodes[pair[1]]
    assert number_reading(item.face) == ("", "not run")
    item.show_activity(TraceActivity(np.linspace(0, 1, 50), np.linspace(-70, -58.5, 50), 400.0, "mV"))
    assert number_reading(item.face) == ("−58.5 mV", "now")
    item.show_activity(TraceActivity(np.empty(0), np.empty(0), 400.0, "mV"))
    assert number_reading(item.face) == ("–", "now"), "of a time that is no longer kept"
