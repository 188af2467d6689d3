"""The canvas draws only what an edit changes; all of it is then as a canvas that draws the same document at first."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from app.appearance.theme import theme, use_theme
from app.canvas.links.link_item import LinkItem
from app.canvas.nodes.node_geometry import NodeShape
from app.canvas.nodes.node_item import NodeItem
from app.canvas.painting.activity import SpikeActivity
from app.canvas.painting.kind import Face
from app.canvas.scene import routing
from app.canvas.scene.routing import Routing
from app.canvas.scene.scene import MUCH, CanvasScene
from app.canvas.view import CanvasView
from app.commands import intentions
from app.commands.editor import Editor
from app.document.mini_plot import Shows
from app.widgets.pictures.behaviour import behaviour
from engine.model.registry import discovery
from tests.app.canvas.test_repainting import LEAST, leftovers, paint_activity_at_once, spikes

NEURON, OTHER, POISSON = "neurons/leaky_integrate_and_fire", "neurons/izhikevich", "stimuli/poisson"
STEPS = 40


@pytest.fixture(autouse=True)
def known_pictures() -> None:
    """Else the picture of a model comes a moment later, and what shows it is drawn anew."""
    for key in (NEURON, OTHER, POISSON, "synapses/exponential_current", "synapses/exponential_conductance"):
        behaviour(discovery.find(key))


def recolour(editor: Editor, ids: Sequence[str], identity: int) -> None:
    nodes = editor.document.nodes
    editor.put([replace(nodes[i], identity=identity) for i in ids if nodes[i].identity >= 0], "Another colour")


def nodes_of(drawing: CanvasScene) -> dict[str, object]:
    return {i: (item.node, item.pos(), *looks(item), *words(item.face)) for i, item in drawing.nodes.items()}


def looks(item: NodeItem) -> tuple[object, ...]:
    return (
        item.area,
        item.placed.shape.live,
        item.outline,
        item.plate,
        item.strip,
        item.sliders,
        item.ports,
        item.placed.shape.inside,
        item.boundingRect(),
    )


def words(face: Face) -> tuple[object, ...]:
    return face.subtitle, face.size, face.color, face.picture


def links_of(drawing: CanvasScene) -> dict[str, object]:
    return {i: (item.link, item.face, item.laid.course, item.laid.route) for i, item in drawing.links.items()}


def another(editor: Editor) -> Editor:
    """Of the same document on the same level; nobody listens to it."""
    fresh = Editor()
    fresh.load(editor.document.at(editor.document.snapshot()))
    fresh.enter(editor.level)
    return fresh


def assert_drawn_as_at_first(drawing: CanvasScene) -> None:
    fresh = CanvasScene(another(drawing.editor))
    assert nodes_of(drawing) == nodes_of(fresh)
    assert links_of(drawing) == links_of(fresh)
    places = {key: doorway.scene_area() for key, doorway in fresh.doorways.items()}
    assert {key: doorway.scene_area() for key, doorway in drawing.doorways.items()} == places
    assert set(drawing.items()) == {
        *drawing.nodes.values(),
        *drawing.links.values(),
        *drawing.doorways.values(),
    }
    for item in drawing.links.values():
        assert item.face.has_badge == (not item.badge.isEmpty())
        drawn = item.way.path.boundingRect().adjusted(-1, -1, 1, 1) | item.badge
        assert item.boundingRect().contains(drawn)


@pytest.mark.parametrize("seed", range(4))
def test_after_any_edits_nodes_and_links_are_as_a_new_canvas_draws_them(editor: Editor, view: CanvasView, seed: int):
    chance = random.Random(seed)
    for i in range(8):
        intentions.add_node(editor, NEURON, (312.0 * (i % 4), 264.0 * (i // 4)), title=f"P{i}")

    def some(count: int = 1) -> list[str]:
        ids = list(view.drawing.nodes)
        return chance.sample(ids, min(count, len(ids)))

    def links() -> list[str]:
        ids = list(view.drawing.links)
        return chance.sample(ids, min(2, len(ids)))

    def connect() -> None:
        source, target = some()[0], some()[0]
        document = editor.document
        if document.nodes[source].kind != "group" and document.nodes[target].kind == "population":
            intentions.connect(editor, source, "out", target, "in")

    def place() -> tuple[float, float]:
        return chance.choice((0.0, 312.0, 624.0)), chance.choice((-264.0, 0.0, 528.0))

    def enter() -> None:
        groups = [i for i, item in view.drawing.nodes.items() if item.node.kind == "group"]
        if groups and not editor.level:
            editor.enter(groups[0])
        else:
            editor.leave()

    populations = lambda ids: [i for i in ids if editor.document.nodes[i].kind == "population"]  # noqa: E731
    buttons = (
        connect, connect, connect,
        editor.undo_stack.undo, editor.undo_stack.undo, editor.undo_stack.redo,
        lambda: intentions.move(editor, {i: place() for i in some(2)}),
        lambda: intentions.delete(editor, (*some(), *links())),
        lambda: recolour(editor, populations(some(3)), chance.randrange(8)),
        lambda: intentions.set_model(editor, populations(some(2)), chance.choice((NEURON, OTHER))),
        lambda: intentions.rename(editor, some()[0], "A name that is as long as it gets"[: chance.randint(1, 30)]),
        lambda: intentions.set_weight(editor, links(), chance.choice((-2.0, 3.0))),
        lambda: intentions.set_sign(editor, links(), chance.choice(("inhibitory", "excitatory"))),
        lambda: intentions.show_plot(editor, populations(some(2)), chance.choice((Shows.TRACE, Shows.NOTHING))),
        lambda: intentions.stand_plots_beside(editor, populations(some(2))),
        lambda: intentions.pin_slider(editor, some(3), chance.choice(("tau_m", "bias", "rate"))),
        lambda: intentions.unpin_slider(editor, some(3), "bias"),
        lambda: intentions.set_parameter(editor, some(2), "bias", chance.choice((5.0, 250.0))),
        lambda: intentions.add_node(editor, POISSON, place()),
        lambda: intentions.group(editor, some(2), place()),
        lambda: use_theme(not theme().dark),
        enter,
    )  # fmt: skip
    done: list[int] = []
    for _ in range(STEPS):
        if not view.drawing.nodes:
            editor.enter("") if editor.level else editor.undo_stack.undo()
            continue
        done.append(chance.randrange(len(buttons)))
        try:
            buttons[done[-1]]()
        except intentions.Refused:
            continue
        assert_drawn_as_at_first(view.drawing)


@pytest.fixture
def much(editor: Editor) -> list[str]:
    """So many nodes that all of them at once are painted as a whole."""
    nodes = [
        intentions.add_node(editor, NEURON, (312.0 * (i % 9), 264.0 * (i // 9)), title=f"P{i}") for i in range(MUCH + 3)
    ]
    for left, right in pairwise(nodes):
        intentions.connect(editor, left, "out", right, "in")
    return nodes


def test_where_much_changes_at_once_nothing_is_left_behind(editor: Editor, view: CanvasView, much, qtbot):
    view.fit()
    assert leftovers(view, qtbot) < LEAST
    away = {i: (editor.document.nodes[i].position[0] * 0.8, 40.0) for i in much}
    for button in (
        lambda: intentions.arrange(editor, away),
        lambda: intentions.delete(editor, much[:-1]),
        lambda: recolour(editor, much, 3),
        lambda: intentions.group(editor, much[1:], (900.0, 300.0)),
    ):
        button()
        paint_activity_at_once(view, much[-1] if much[-1] in view.drawing.nodes else next(iter(view.drawing.nodes)))
        editor.undo_stack.undo()
        paint_activity_at_once(view, much[0])
        assert leftovers(view, qtbot) < LEAST
        assert_drawn_as_at_first(view.drawing)


def test_what_keeps_its_rectangle_and_its_ends_is_left_where_it_is(editor: Editor, view, much, monkeypatch):
    """Neither sought anew in the index of the scene, nor routed, nor asked for its badge, nor looked at."""
    told: Counter[str] = Counter()
    for of, name in ((NodeItem, "setRect"), (LinkItem, "setRect"),
                     (Routing, "course"), (Routing, "_all_ends"), (LinkItem, "known")):  # fmt: skip
        real = getattr(of, name)

        def counted(*given: object, of: type = of, name: str = name, real: Callable[..., object] = real) -> object:
            told[f"{of.__name__}.{name}"] += 1
            return real(*given)

        monkeypatch.setattr(of, name, counted)
    intentions.set_parameter(editor, much, "bias", 250.0)
    editor.undo_stack.undo()
    assert not told, "no link takes anything of it"
    recolour(editor, much, 5)
    assert_drawn_as_at_first(view.drawing)
    editor.undo_stack.undo()
    assert_drawn_as_at_first(view.drawing)
    assert not told["NodeItem.setRect"] and not told["LinkItem.setRect"] and told["LinkItem.known"]
    intentions.show_plot(editor, much, Shows.TRACE)
    told.clear()
    intentions.stand_plots_beside(editor, much)
    editor.undo_stack.undo()
    assert told["NodeItem.setRect"] == 2 * len(much)
    assert not told["LinkItem.setRect"] and not told["Routing.course"] and not told["Routing._all_ends"]
    intentions.rename(editor, much[0], "A name that makes its node wide")
    assert told["Routing.course"] == 1
    editor.undo_stack.undo()
    assert_drawn_as_at_first(view.drawing)


def test_an_undo_finds_shapes_and_ways_as_they_were(editor: Editor, view: CanvasView, much, monkeypatch):
    """No words are measured for it and no course is sought, nor for the redo."""
    told: Counter[str] = Counter()
    measure, ends = NodeShape.of, routing.Ends
    monkeypatch.setattr(NodeShape, "of", lambda *given: (told.update(["measured"]), measure(*given))[1])
    monkeypatch.setattr(routing, "Ends", lambda *given, **more: (told.update(["routed"]), ends(*given, **more))[1])
    links = list(editor.document.links)
    for button, follows in (
        (lambda: intentions.pin_slider(editor, much, "tau_m"), {"measured", "routed"}),
        (lambda: intentions.arrange(editor, {i: (40.0 * n, 900.0) for n, i in enumerate(much)}), {"routed"}),
        (lambda: intentions.set_sign(editor, links, "inhibitory"), {"routed"}),
        (lambda: intentions.delete(editor, much), set()),
    ):  # fmt: skip
        button()
        assert set(told) == follows
        told.clear()
        for _ in range(2):
            editor.undo_stack.undo()
            editor.undo_stack.redo()
        assert not told, follows
        editor.undo_stack.undo()
        assert_drawn_as_at_first(view.drawing)
        told.clear()


def test_a_course_that_is_asked_for_again_outlives_those_that_are_not(editor: Editor, view, much, monkeypatch):
    monkeypatch.setattr(routing, "KEPT", len(editor.document.links) + 4)
    links = view.drawing.links
    used = next(iter(links.values()))
    for step in range(12):
        intentions.move(editor, {much[-1]: (40.0 * step, 900.0)})
        assert view.drawing.routing.course(used.link, used.face) is used.laid.course
    idle = list(links.values())[1]
    assert view.drawing.routing.course(idle.link, idle.face) is not idle.laid.course, (
        "room for all of them shows nothing"
    )


def test_a_link_that_ends_elsewhere_is_no_longer_among_those_beside_it(editor: Editor, view, pair):
    third = intentions.add_node(editor, NEURON, (312.0, 528.0))
    links = [intentions.connect(editor, pair[0], "out", pair[1], "in") for _ in range(3)]
    first = editor.document.links[links[0]]
    intentions.reconnect(editor, first.id, first.source, first.source_port, third, "in")
    assert_drawn_as_at_first(view.drawing)
    editor.undo_stack.undo()
    assert_drawn_as_at_first(view.drawing)


def test_what_comes_back_is_neither_under_the_mouse_nor_in_a_run(editor: Editor, view: CanvasView, pair):
    link = intentions.connect(editor, pair[0], "out", pair[1], "in")
    view.set_activity(pair[0], spikes())
    view.drawing.set_weight(link, (3.5, 0.1))
    view.drawing.nodes[pair[0]].set_hovered(True, None)
    view.drawing.links[link].hovered = True
    view.drawing.set_focus(pair[0])
    intentions.delete(editor, (pair[0],))
    editor.undo_stack.undo()
    node, thread = view.drawing.nodes[pair[0]], view.drawing.links[link]
    assert not (node.hovered or node.focused or thread.hovered or thread.running_weight)
    assert node.face.activity is None
    view.set_activity(pair[0], spikes())
    assert isinstance(node.face.activity, SpikeActivity)


def test_what_comes_back_in_another_theme_has_its_colours(editor: Editor, view: CanvasView, pair):
    intentions.connect(editor, pair[0], "out", pair[1], "in")
    intentions.delete(editor, pair)
    use_theme(not theme().dark)
    editor.undo_stack.undo()
    assert_drawn_as_at_first(view.drawing)


def test_a_badge_that_comes_back_gives_way_to_what_was_put_there_meanwhile(editor: Editor, view: CanvasView, pair):
    link = intentions.connect(editor, pair[0], "out", pair[1], "in")
    badge = QRectF(view.drawing.links[link].badge)
    intentions.delete(editor, (link,))
    node = intentions.add_node(editor, POISSON, (badge.x() - 40, badge.y() - 40))
    intentions.move(editor, {node: (badge.x() - 40, badge.y() - 30)})
    source, target = pair
    again = intentions.connect(editor, source, "out", target, "in")
    assert not view.drawing.links[again].badge.intersects(view.drawing.nodes[node].scene_area())
    editor.undo_stack.undo()
    editor.undo_stack.redo()
    assert not view.drawing.links[again].badge.intersects(view.drawing.nodes[node].scene_area())


def picture(drawing: CanvasScene) -> QImage:
    """All that is drawn, on no ground."""
    drawing.settle()
    area = drawing.content_area().adjusted(-24, -24, 24, 24)
    found = QImage(area.size().toSize(), QImage.Format.Format_ARGB32_Premultiplied)
    found.fill(0)
    painter = QPainter(found)
    drawing.render(painter, QRectF(found.rect()), area)
    painter.end()
    return found


def test_in_another_theme_all_is_as_a_new_canvas_draws_it(editor: Editor, view: CanvasView) -> None:
    """Courses stay as they are: what colours depend on is looked up as one paints."""
    dark, font = theme().dark, theme().base_font
    places = [(312.0 * i, 0.0) for i in range(5)]
    nodes = [intentions.add_node(editor, NEURON, place, size=4) for place in places]
    noise = intentions.add_node(editor, POISSON, (-312.0, 0.0))
    links = [intentions.connect(editor, noise, "out", nodes[0], "in")]
    links += [intentions.connect(editor, one, "out", other, "in") for one, other in pairwise(nodes)]
    links.append(intentions.connect(editor, nodes[1], "out", nodes[1], "in"))
    intentions.set_sign(editor, links[1:2], "inhibitory")
    intentions.set_sign(editor, links[2:3], "mixed")
    intentions.set_plasticity(editor, links[3:4], "plasticity/pair_stdp")
    editor.selection.set(())
    before = picture(view.drawing)
    courses = {id: item.laid.course for id, item in view.drawing.links.items()}
    use_theme(not dark, font)
    assert picture(view.drawing) == picture(CanvasScene(another(editor))) != before
    assert all(item.laid.course is courses[id] for id, item in view.drawing.links.items())
    use_theme(dark, font)
    assert picture(view.drawing) == before
