"""Words for what the accuracies of a training count."""

from __future__ import annotations

from app.i18n.translation import tr
from engine.learning.components.figures import Metric


def metric_name(merit: Metric) -> str:
    """The name of a figure of merit, as a head."""
    if merit is Metric.ACCURACY:
        return tr("Accuracy")
    return tr("Correlation") if merit is Metric.CORRELATION else tr("Explained variance")


def tested_words(merit: Metric, value: str) -> str:
    """Words for the only figure of a training, within a sentence."""
    if merit is Metric.ACCURACY:
        return tr("test {accuracy}", accuracy=value)
    if merit is Metric.CORRELATION:
        return tr("correlation {value}", value=value)
    return tr("explained variance {value}", value=value)


def no_counts_words(merit: Metric) -> str:
    """Reason why there is no matrix of answers."""
    if merit is Metric.CORRELATION:
        return tr("This run counts correlations: nothing is right or wrong.")
    return tr("This run learns values: nothing is right or wrong.")
