"""Logs of a training for other software: callbacks that write the figures of every epoch."""

from __future__ import annotations

from importlib import import_module
from math import isfinite
from pathlib import Path
from typing import Any

from engine.learning.components.figures import Epoch
from engine.learning.training.training_progress import Progress

FIGURES = ("loss", "training_accuracy", "validation_accuracy", "validation_loss", "spikes_per_sample", "seconds")
"""Names of what is written of an epoch, as :class:`~engine.learning.components.figures.Epoch` has them."""


def figures_of(epoch: Epoch) -> dict[str, float]:
    """The figures of an epoch by name, those that are known."""
    found = {name: float(getattr(epoch, name)) for name in FIGURES}
    return {name: value for name, value in found.items() if isfinite(value)}


def _library(module: str, purpose: str, extra: str) -> Any:
    """The library that an ``extra`` of the package brings along."""
    try:
        return import_module(module)
    except ModuleNotFoundError:
        raise ImportError(
            f'{purpose} needs {module}. Type pip install "spikeloom[{extra}]", '
            f"or in a clone uv run --extra {extra} python."
        ) from None


class TensorBoardLog:
    """Writes the figures of every epoch into a folder that TensorBoard shows; a callback of a training.

    ``train(net, callbacks=[TensorBoardLog("runs/first")])``, then ``tensorboard --logdir runs``. Steps are epochs, from
    1. It needs the extra ``tensorboard``; without it ``ImportError`` names the command that installs it.
    """

    def __init__(self, folder: str | Path) -> None:
        writer = _library("tensorboardX", "A log for TensorBoard", "tensorboard")
        self._writer = writer.SummaryWriter(str(folder))

    def __call__(self, progress: Progress) -> None:
        if progress.arrays is None:
            return
        for name, value in figures_of(progress.history[-1]).items():
            self._writer.add_scalar(name, value, progress.epoch)
        self._writer.flush()


class MLflowLog:
    """Writes the figures of every epoch to the run of MLflow that is open, or to one that it begins; a callback.

    ``experiment`` is its name; where MLflow keeps it, ``MLFLOW_TRACKING_URI`` says. A run that it began ends with the
    last epoch, else with the process, as MLflow does. It needs the extra ``mlflow``; without it ``ImportError`` names
    the command that installs it.
    """

    def __init__(self, experiment: str = "") -> None:
        self._mlflow = _library("mlflow", "A log for MLflow", "mlflow")
        if experiment:
            self._mlflow.set_experiment(experiment)
        self._began = self._mlflow.active_run() is None
        if self._began:
            self._mlflow.start_run()

    def __call__(self, progress: Progress) -> None:
        if progress.arrays is None:
            return
        self._mlflow.log_metrics(figures_of(progress.history[-1]), step=progress.epoch)
        if self._began and progress.epoch == progress.epochs:
            self._mlflow.end_run()
            self._began = False
