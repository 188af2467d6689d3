"""The pictures of models on the canvas are drawn in a thread of their own."""

from __future__ import annotations

from threading import current_thread, main_thread

from app.commands import intentions
from app.widgets.pictures import behaviour
from engine.model.registry.discovery import find


def test_a_model_without_a_picture_is_drawn_aside_and_shown_then(editor, view, monkeypatch, qtbot):
    """The window's thread draws no picture: it would stand still for as many frames."""
    threads = set()

    class Kept(dict):
        def __setitem__(self, key, picture):
            threads.add(current_thread())
            super().__setitem__(key, picture)

    kept = Kept()
    monkeypatch.setattr(behaviour, "_kept", kept)  # every other test leaves pictures in it
    first = intentions.add_node(editor, "neurons/izhikevich", (0.0, 0.0))
    second = intentions.add_node(editor, "neurons/izhikevich", (400.0, 0.0))
    link = intentions.connect(editor, first, "out", second, "in")
    assert view.drawing.nodes[first].face.picture == () and view.drawing.links[link].face.kernel == ()
    view.grab()
    qtbot.waitUntil(lambda: bool(view.drawing.nodes[first].face.picture and view.drawing.links[link].face.kernel))
    assert view.drawing.nodes[second].face.picture == kept[find("neurons/izhikevich")]
    assert threads and main_thread() not in threads
