"""A benchmark measures what a person's run does: it holds no library to a number of threads."""

from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
HOLDING = ("NUM_THREADS", "threadpool_limits")
BENCHMARKS = sorted(path for path in FOLDER.rglob("*.py") if path != Path(__file__))


@pytest.mark.parametrize("path", BENCHMARKS, ids=lambda path: path.stem)
def test_a_benchmark_leaves_the_threads_of_libraries_as_they_are(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not [word for word in HOLDING if word in text]
