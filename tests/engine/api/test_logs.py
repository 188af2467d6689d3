"""Logs for other software: each epoch's figures where it is installed, a sentence with the command where it is not."""

import sys
import tomllib
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from engine import MLflowLog, Network, TensorBoardLog, train
from tests.engine.learning.networks import FewDigits, digits


def network() -> Network:
    found = digits(hidden=20)
    return Network(replace(found, datasets=(replace(found.datasets[0], model=FewDigits),)))


class Written:
    """What a library was told: (name, value, step)."""

    def __init__(self) -> None:
        self.scalars: list[tuple[str, float, int]] = []
        self.calls: list[str] = []

    def add_scalar(self, name: str, value: float, step: int) -> None:
        self.scalars.append((name, value, step))

    def flush(self) -> None:
        self.calls.append("flush")

    def log_metrics(self, figures: dict[str, float], step: int) -> None:
        self.scalars += [(name, value, step) for name, value in figures.items()]

    def active_run(self) -> None:
        return None

    def set_experiment(self, name: str) -> None:
        self.calls.append(f"experiment {name}")

    def start_run(self) -> None:
        self.calls.append("start")

    def end_run(self) -> None:
        self.calls.append("end")


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Written:
    """Stand-ins for both libraries, which keep what they are told."""
    found = Written()
    board, flow = ModuleType("tensorboardX"), ModuleType("mlflow")
    board.SummaryWriter = lambda folder: found  # type: ignore[attr-defined]
    for name in ("log_metrics", "active_run", "set_experiment", "start_run", "end_run"):
        setattr(flow, name, getattr(found, name))
    monkeypatch.setitem(sys.modules, "tensorboardX", board)
    monkeypatch.setitem(sys.modules, "mlflow", flow)
    return found


@pytest.mark.parametrize("held", [0.0, 0.2])
def test_every_epoch_is_written_with_what_is_known_of_it(written: Written, tmp_path: Path, held: float) -> None:
    for make in (lambda: TensorBoardLog(tmp_path), lambda: MLflowLog("digits")):
        written.scalars.clear()
        result = train(network(), epochs=2, batch=60, validation=held, callbacks=[make()])
        for number, epoch in enumerate(result.history, 1):
            told: dict[str, Any] = {name: value for name, value, step in written.scalars if step == number}
            names = {"loss", "training_accuracy", "spikes_per_sample", "seconds"}
            assert told.keys() == names | ({"validation_accuracy", "validation_loss"} if held else set())
            assert all(told[name] == getattr(epoch, name) for name in told)
    assert written.calls == ["flush", "flush", "experiment digits", "start", "end"]


LOGS = [(TensorBoardLog, "tensorboardX", "tensorboard"), (MLflowLog, "mlflow", "mlflow")]


@pytest.mark.parametrize(("log", "module", "extra"), LOGS)
def test_without_the_library_a_sentence_names_the_command(
    log: Any, module: str, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(
        ImportError, match=rf'needs {module}\. Type pip install "spikeloom\[{extra}\]", or in a clone uv'
    ):
        log("runs")
    known = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text(encoding="utf-8"))
    (needed,) = known["project"]["optional-dependencies"][extra]
    assert needed.startswith(module), "the extra brings another library"
