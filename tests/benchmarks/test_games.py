"""The networks that play and solve: rules are told apart, a puzzle is solved, reward teaches."""

from __future__ import annotations

import numpy as np
import pytest

from tests.benchmarks import learning_pong, sudoku

SOLUTION = "534678912672195348198342567859761423426853791713924856961537284287419635345286179"
CELLS, ROUNDS, PART = 6, 400, 100


def test_an_answer_breaks_a_rule_in_a_row_a_column_or_a_box() -> None:
    right = sudoku.board(SOLUTION)
    assert sudoku.breaks_no_rule(right)
    rolled = (np.arange(9)[:, None] + np.arange(9)) % 9 + 1
    assert not sudoku.breaks_no_rule(rolled), "rows and columns are right, boxes are not"
    assert not sudoku.breaks_no_rule(right[:, [3, *range(1, 3), 0, *range(4, 9)]]), "columns were moved between boxes"
    for place in ((0, 0), (4, 7), (8, 8)):
        wrong = right.copy()
        wrong[place] = wrong[place] % 9 + 1
        assert not sudoku.breaks_no_rule(wrong)


def test_each_digit_contradicts_its_cell_row_column_and_box() -> None:
    found = sudoku.contradictions()
    assert np.bincount(found.pre, minlength=729).tolist() == [28] * 729
    assert len(np.unique(729 * found.pre + found.post)) == 729 * 28
    first = np.stack(np.unravel_index(found.post[found.pre == 0], (9, 9, 9)), axis=1).tolist()
    for against in ([0, 0, 5], [0, 7, 0], [6, 0, 0], [2, 1, 0]):
        assert against in first
    assert [1, 1, 1] not in first


def test_the_published_example_is_solved() -> None:
    found = sudoku.solved(sudoku.board(sudoku.PUZZLES["Wikipedia's example"]), seed=1, limit=60_000.0)
    assert found.is_solved and np.array_equal(found.answer, sudoku.board(SOLUTION))


def test_what_cannot_be_solved_is_given_up() -> None:
    twice = sudoku.board("55" + "0" * 79)
    found = sudoku.solved(twice, seed=1, limit=300.0)
    assert not found.is_solved and found.time == pytest.approx(300.0)
    with pytest.raises(ValueError, match="81 digits"):
        sudoku.board("12")


def test_reward_moves_the_paddle_to_the_ball() -> None:
    _, taught = learning_pong.played(1, ROUNDS, cells=CELLS)
    _, idle = learning_pong.played(1, ROUNDS, dose=0.0, cells=CELLS)
    assert taught[-PART:].mean() > idle[-PART:].mean() + 0.1
    assert taught[-PART:].mean() > taught[:PART].mean() + 0.1


def test_a_ball_that_the_paddle_reaches_comes_back() -> None:
    game = learning_pong.Game(np.random.default_rng(1))
    for _ in range(400):
        game.move(float(game.cell(1000)) / 1000)
    assert len(game.hits) > 5 and all(game.hits[1:])
