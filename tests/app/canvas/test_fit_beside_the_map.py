"""All of a drawing in sight, links too, beside the map."""

from __future__ import annotations

from app.commands import intentions


def test_fit_leaves_no_link_under_the_map(editor, view):
    """Labels went around below all nodes, and the map lay over them."""
    data = intentions.add_node(editor, "datasets/digits", (0.0, 0.0))
    code = intentions.add_node(editor, "encoders/poisson", (300.0, 0.0))
    layer = intentions.add_node(editor, "neurons/leaky_integrate_and_fire", (560.0, 0.0), size=10)
    answer = intentions.add_node(editor, "decoders/spike_count", (820.0, 0.0))
    for source, out, target, into in (
        (data, "values", code, "values"),
        (code, "out", layer, "in"),
        (layer, "out", answer, "in"),
        (data, "labels", answer, "labels"),
    ):
        intentions.connect(editor, source, out, target, into)
    view.resize(1000, 420)
    view.fit()
    covered = view.mapToScene(view.overlays.minimap.geometry()).boundingRect()
    for link in view.drawing.links.values():
        points = [link.way.path.pointAtPercent(part / 400) for part in range(401)]
        assert not [point for point in points if covered.contains(point)] and not covered.intersects(link.badge)
        assert view.visible_area().contains(link.way.path.boundingRect().adjusted(-1, -1, 1, 1))
