"""A description without what its models would take anyway."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from engine.model.declaration import Model
from engine.network.description import NetworkDescription, Population, Projection, Recording, Sign
from engine.network.likeness import same

SPIKES = "spikes"  # are kept whole, however often states are sampled


def trimmed(description: NetworkDescription) -> NetworkDescription:
    """The same network, in which no value is given that is the default, and no title of a link that its ends say."""
    titles = {e.id: e.title for e in description.sources.values()}
    changed: dict[str, Any] = {
        kind: tuple(
            replace(e, parameters=_without(e.parameters, _defaults(e.model))) for e in getattr(description, kind)
        )
        for kind in ("stimuli", "datasets", "encoders", "decoders")
    }
    changed["populations"] = tuple(map(_population, description.populations))
    changed["projections"] = tuple(_projection(p, titles) for p in description.projections)
    changed["recordings"] = tuple(
        replace(r, interval=Recording.interval) if r.quantity == SPIKES else r for r in description.recordings
    )
    return replace(description, **changed)


def _population(population: Population) -> Population:
    model = population.model
    starts: dict[str, Any] = {name: state.start for name, state in model.states().items()}
    return replace(
        population,
        parameters=_without(population.parameters, _defaults(model)),
        start=_without(population.start, starts),
        positions_parameters=_without(population.positions_parameters, _defaults(population.positions)),
    )


def _projection(projection: Projection, titles: Mapping[str, str]) -> Projection:
    ends = [titles.get(end, "") for end in (projection.source, projection.target)]
    synapse = projection.synapse
    of_synapse = {} if synapse is None else synapse.defaults(projection.sign is Sign.INHIBITORY)
    return replace(
        projection,
        synapse_parameters=_without(projection.synapse_parameters, of_synapse),
        wiring_parameters=_without(projection.wiring_parameters, _defaults(projection.wiring)),
        plasticity_parameters=_without(projection.plasticity_parameters, _defaults(projection.plasticity)),
        short_term_parameters=_without(projection.short_term_parameters, _defaults(projection.short_term)),
        title="" if projection.title in (" → ".join(ends), " — ".join(ends)) else projection.title,
    )


def _defaults(model: type[Model] | None) -> dict[str, Any]:
    return {} if model is None else model.with_defaults({})


def _without(given: Mapping[str, Any], defaults: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if name not in defaults or not same(value, defaults[name])}
