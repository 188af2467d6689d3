"""Shapes of layers: of what is drawn, what a wiring makes, and the one click that gives it."""

from __future__ import annotations

import numpy as np
import pytest

from app.canvas.painting.node_words import subtitle_words
from app.commands import intentions
from app.commands.editor import Editor
from app.document.meaning.meaning import meaning
from app.document.meaning.shapes import made_shape, shape_of
from app.problem_list.remedies import remedy_for
from engine.checking.spatial import NEEDS_GRID, OTHER_GRID, PLACES
from engine.model.topology import Shape
from engine.problems import Problem

LIF = "neurons/leaky_integrate_and_fire"


class Drawn:
    """Pictures → their pixels → a convolution onto a population."""

    def __init__(self, data: str = "datasets/bars", **numbers: float) -> None:
        self.editor = Editor()
        self.data = intentions.add_node(self.editor, data, (0, 0))
        intentions.set_parameter(self.editor, [self.data], "side", 28.0)
        pixels = intentions.add_node(self.editor, "encoders/poisson", (200, 0))
        self.maps = intentions.add_node(self.editor, LIF, (400, 0), size=7)
        intentions.connect(self.editor, self.data, "values", pixels, "values")
        self.link = intentions.connect(self.editor, pixels, "out", self.maps, "in")
        intentions.set_part(self.editor, [self.link], "wiring", "wiring/convolution")
        for name, value in numbers.items():
            intentions.set_link_parameter(self.editor, [self.link], "wiring", name, value)

    @property
    def made(self) -> Shape | None:
        return made_shape(self.editor.document, self.editor.document.links[self.link])

    def problems(self, code: str) -> list[Problem]:
        return [one for one in meaning(self.editor.document).problems if one.code == code]


def plainly(side: int, kernel: int, stride: int, padding: int) -> int:
    """Count the places of a window, one after another."""
    return sum(1 for first in range(-padding, side + padding, stride) if first + kernel <= side + padding)


@pytest.mark.parametrize("_", range(5))
def test_the_shape_that_a_convolution_makes_is_that_of_its_windows(_: int) -> None:
    random = np.random.default_rng()
    kernel, stride, padding, channels = (int(random.integers(low, 6)) for low in (1, 1, 0, 1))
    drawn = Drawn(
        height=float(kernel), width=1.0, stride=float(stride), padding=float(padding), channels=float(channels)
    )
    assert drawn.made == (channels, plainly(28, kernel, stride, padding), plainly(28, 1, stride, padding))


def test_a_target_of_another_shape_is_told_and_given_it_at_a_click() -> None:
    drawn = Drawn(height=5.0, width=5.0, channels=12.0)
    document = drawn.editor.document
    (problem,) = drawn.problems(OTHER_GRID)
    assert problem.values["wanted"] == "12 × 24 × 24"
    remedy = remedy_for(drawn.editor, problem)
    assert remedy is not None and "12 × 24 × 24" in remedy.words
    steps = drawn.editor.undo_stack.count()
    remedy.do()
    node = document.nodes[drawn.maps]
    assert drawn.editor.undo_stack.count() == steps + 1
    assert shape_of(node) == (12, 24, 24) and node.size == 12 * 24 * 24
    assert subtitle_words(node).startswith("12 × 24 × 24 · ")
    assert not drawn.problems(OTHER_GRID) and not drawn.problems(PLACES)
    drawn.editor.undo_stack.undo()
    assert document.nodes[drawn.maps].size == 7


def test_a_target_without_places_is_given_the_grid_and_one_with_too_few_neurons_as_many() -> None:
    drawn = Drawn(channels=2.0)
    intentions.set_arrangement(drawn.editor, [drawn.maps], None)
    (problem,) = drawn.problems(NEEDS_GRID)
    remedy = remedy_for(drawn.editor, problem)
    assert remedy is not None
    remedy.do()
    assert shape_of(drawn.editor.document.nodes[drawn.maps]) == (2, 26, 26)
    intentions.set_size(drawn.editor, [drawn.maps], 5)
    (problem,) = drawn.problems(PLACES)
    again = remedy_for(drawn.editor, problem)
    assert again is not None
    again.do()
    assert drawn.editor.document.nodes[drawn.maps].size == 2 * 26 * 26 and not drawn.problems(PLACES)


def test_no_shape_is_known_of_points_nor_of_a_window_that_has_no_room() -> None:
    assert Drawn("datasets/yin_yang").made is None
    assert Drawn(height=40.0).made is None


def test_numbers_that_are_none_give_no_shape_and_raise_nothing() -> None:
    """A stranger's file may hold any."""
    drawn = Drawn()
    document = drawn.editor.document
    link = document.links[drawn.link]
    assert link.synapses is not None
    link.synapses.wiring_parameters["stride"] = float("nan")  # type: ignore[index]
    assert drawn.made is None
    document.nodes[drawn.data].parameters["side"] = float("nan")  # type: ignore[index]
    assert shape_of(document.nodes[drawn.data]) is None


def test_shapes_of_what_has_none_are_not_told() -> None:
    drawn = Drawn()
    assert shape_of(drawn.editor.document.nodes[drawn.data]) == (1, 28, 28)
    intentions.set_arrangement(drawn.editor, [drawn.maps], "positions/disc")
    assert shape_of(drawn.editor.document.nodes[drawn.maps]) is None
