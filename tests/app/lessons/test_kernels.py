"""The lesson of kernels: what each channel finds of a square, and a pool that is given another shape."""

from __future__ import annotations

import numpy as np

from app.commands import intentions
from app.commands.editor import Editor
from app.document.meaning.meaning import meaning
from app.document.meaning.shapes import shape_of
from app.problem_list.remedies import remedy_for
from tests.app.lessons.hand import Student, student


def counts(one: Student, title: str, since: int = 0) -> np.ndarray:
    shape = shape_of(one.document.nodes[one.id(title)])
    assert shape is not None
    fired = one.frames.spikes(one.id(title), since).neurons
    return np.bincount(fired, minlength=int(np.prod(shape))).reshape(shape)


def test_one_kernel_finds_the_left_side_and_one_the_top() -> None:
    one = student("kernels").begin("kernel").run(300.0)
    assert one.done
    fired, wanted = counts(one, "Maps") > 0, np.zeros((2, 10, 10), bool)
    wanted[0, 3:7, 2:4] = wanted[1, 2:4, 3:7] = True
    assert np.array_equal(fired, wanted)
    assert np.count_nonzero(counts(one, "Pool")) == 6


def test_a_wider_window_is_done_once_the_pool_has_the_shape_that_is_offered() -> None:
    one = student("kernels").run(300.0).begin("shape")
    assert not one.run(600.0).done
    editor = Editor()
    editor.document = one.document
    link = next(link for link in one.document.links.values() if link.target == one.id("Pool"))
    for name in ("height", "width", "stride"):
        intentions.set_link_parameter(editor, [link.id], "wiring", name, 5.0)
    (problem,) = [problem for problem in meaning(one.document).problems if problem.is_fatal]
    remedy = remedy_for(editor, problem)
    assert remedy is not None and "2 × 2 × 2" in remedy.words
    remedy.do()
    assert shape_of(one.document.nodes[one.id("Pool")]) == (2, 2, 2)
    assert one.run(1200.0).done
    left, top = [[True, False], [True, False]], [[True, True], [False, False]]
    assert np.array_equal(counts(one, "Pool", 9000) > 0, [left, top])
