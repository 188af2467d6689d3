"""Threads run at once only while that is the quicker way."""

from __future__ import annotations

from engine.backends.pace import LATEST, TRIED, Pace

CHUNK = 1000


def run(pace: Pace, chunks: int, together: float, alone: float) -> dict[bool, int]:
    """How many steps were made each way, where a step takes so many seconds."""
    made = {True: 0, False: 0}
    for chunk in range(chunks):
        place = chunk * CHUNK
        for begin, end, way in pace.plan(place, place + CHUNK):
            assert begin == place and end > begin
            place = end
            made[way] += end - begin
            pace.took(way, (end - begin) * (together if way else alone), end - begin)
        assert place == (chunk + 1) * CHUNK
    return made


def test_the_quicker_way_is_taken_and_the_other_one_tried() -> None:
    for together, alone in ((1.0, 2.0), (30.0, 1.0)):
        made = run(Pace(), 100, together, alone)
        best = together < alone
        assert 0 < made[not best] <= 6 * TRIED, made


def test_tries_of_a_way_that_keeps_losing_become_rare() -> None:
    pace = Pace()
    run(pace, 4 * LATEST, 30.0, 1.0)
    assert run(pace, LATEST, 30.0, 1.0)[True] <= TRIED


def test_threads_run_at_once_again_when_the_machine_is_free() -> None:
    pace = Pace()
    run(pace, 40, 30.0, 1.0)
    assert not pace.together
    run(pace, 200, 0.5, 1.0)
    assert pace.together


def test_a_chunk_that_is_shorter_than_a_try_is_one() -> None:
    pace = Pace()
    for way in (True, False):
        for run_of in pace.plan(7, 12):
            assert run_of == (7, 12, way)
            pace.took(way, 1.0, 5)
