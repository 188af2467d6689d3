"""The mean of a value of the drawing, and how far its elements lie apart."""

from __future__ import annotations

from app.document.document import Document
from app.document.elements import ArrayRef, Value
from engine.network.values import ByDistance, LogNormal, Normal, Uniform


def moments(document: Document, value: Value) -> tuple[float, float]:
    """Mean and standard deviation; of a value that follows the distance, what it is where neurons lie on each other."""
    match value:
        case ArrayRef():
            return document.mean_and_deviation(value)
        case Uniform(low, high):
            return (low + high) / 2, (high - low) / 12**0.5
        case Normal(mean, std) | LogNormal(mean, std):
            return mean, std
        case ByDistance():
            return value.base if value.form == "linear" else value.base + value.amount, 0.0
        case str():
            return 0.0, 0.0
    return float(value), 0.0
