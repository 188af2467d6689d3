"""A model being dragged from the palette: the mime type on which palette and canvas agree."""

from __future__ import annotations

from PySide6.QtCore import QMimeData

MODEL_MIME = "application/x-spikeloom-model"


def mime_of(model_key: str) -> QMimeData:
    """Pack a model's key as the data of a drag."""
    data = QMimeData()
    data.setData(MODEL_MIME, model_key.encode("utf-8"))
    return data


def model_key_of(data: QMimeData) -> str | None:
    """The key of the dragged model, None where the drag carries something else."""
    if not data.hasFormat(MODEL_MIME):
        return None
    return bytes(data.data(MODEL_MIME).data()).decode("utf-8", "replace")
