"""Cases in which short-term plasticity has no meaning: it needs spikes, and terminals from which they come."""

from __future__ import annotations

from collections.abc import Iterator

from engine.checking.problem_of import problem_of, title_of
from engine.checking.quantities import parameter_problems
from engine.network import problems_found as found
from engine.network.description import Projection, Source, Stimulus
from engine.problems import Problem


def short_term_problems(projection: Projection, source: Source) -> Iterator[Problem]:
    """Everything that is wrong with what a projection releases."""
    model = projection.short_term
    if model is None:
        return
    names = {"rule": model.title, "source": title_of(source)}
    if not projection.passes_spikes():
        yield problem_of(projection, found.SHORT_TERM_CURRENT, **names)
        return
    if isinstance(source, Stimulus) and source.model.own_train_per_target():
        yield problem_of(projection, found.SHORT_TERM_SOURCE, **names)
    yield from parameter_problems(projection, model, projection.short_term_parameters, None)
