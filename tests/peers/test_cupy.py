"""CuPy's own package has every function that training asks of its arrays; no device is needed to say so."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.engine.learning import emulated_cupy
from tests.engine.learning.test_laws_of_methods import network_of
from tests.engine.learning.test_on_a_device import CASES, ON_DEVICE, both, emulated, stand_in  # noqa: F401
from tests.peers.environments import python_of

ALSO = [
    ("function", "asnumpy", 1, ()), ("function", "asarray", 2, ()), ("function", "zeros", 2, ()),
    ("function", "RawModule", 0, ("code", "options")), ("function", "arange", 1, ()),
    ("method", "set", 1, ()), ("method", "get", 0, ()),
]  # fmt: skip
"""What the homes of arrays, here and in the simulation's backend, ask of the package itself."""


def lacking(python: Path, asked: list) -> dict:
    command = [python, Path(__file__).parent / "cupy_lacks.py"]
    told = subprocess.run(command, input=json.dumps(asked), text=True, capture_output=True, check=True)
    return json.loads(told.stdout)


@pytest.fixture
def python() -> Path:
    found = python_of("cupy")
    if found is None:
        pytest.skip("run `python -m tests.peers.environments cupy` first")
    return found


@pytest.mark.peers
@emulated
@pytest.mark.usefixtures("stand_in")
@pytest.mark.timeout(900)
def test_cupy_has_what_training_asks_of_it(python: Path) -> None:
    emulated_cupy.asked.clear()
    for method in ON_DEVICE:
        both(network_of(method), method)
    for method, network, settings in CASES.values():
        both(network, method, **{key: value for key, value in settings.items() if key != "memory_budget"})
    found = lacking(python, [*sorted(emulated_cupy.asked), *ALSO])
    assert found["asked"] > 30 and found["wrong"] == []


@pytest.mark.peers
def test_the_question_can_be_answered_with_no(python: Path) -> None:
    wrong = lacking(
        python,
        [
            ("function", "no_such", 1, ()), ("function", "clip", 3, ("where",)),
            ("ufunc __call__", "add", 2, ("casting",)), ("method", "sum", 0, ("where",)),
            ("attribute", "base_of", 0, ()),
        ],
    )["wrong"]  # fmt: skip
    assert [name for _, name, *_ in wrong] == ["no_such", "clip", "add", "sum", "base_of"]
