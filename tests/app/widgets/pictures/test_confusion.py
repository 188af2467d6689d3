"""The matrix of answers keeps clear of the edges of what it is drawn in."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QSizeF
from PySide6.QtWidgets import QApplication

from app.widgets.pictures.confusion import Matrix


@pytest.mark.parametrize("size", [QSizeF(200, 400), QSizeF(400, 200), QSizeF(240, 260)])
def test_the_matrix_touches_no_edge(qapp: QApplication, size: QSizeF) -> None:
    """In a narrow view it ended at the right edge."""
    matrix = Matrix()
    matrix.show(np.eye(10))
    grid, _ = matrix.grid(size)
    assert grid.left() >= matrix.left and grid.right() <= size.width() - 6
    assert grid.top() >= 6 and grid.bottom() <= size.height() - 30


def test_a_cell_of_the_diagonal_tells_precision_recall_and_f1(qapp: QApplication) -> None:
    matrix = Matrix()
    matrix.show(np.array([[6, 2, 0], [3, 5, 0], [0, 0, 0]]), ["cat", "dog", "cow"])
    assert matrix.words((0, 1)) == "cat answered as dog: 2"
    assert matrix.words((0, 0)) == "cat: 6 of 8 right; precision 66.7 %, recall 75.0 %, F1 70.6 %"
    assert matrix.words((2, 2)) == "cow: 0 of 0 right; precision –, recall –, F1 –"
