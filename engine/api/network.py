"""A network that a script puts together and changes by names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from engine.api.arguments import MODEL, Element, converted_argument, model_of, with_values
from engine.backends import FASTEST
from engine.checking.network import refuse_fatal
from engine.circuit.trained import with_arrays
from engine.model.data import DatasetModel
from engine.model.declaration import Model, NeuronModel
from engine.model.decoding import DecoderModel
from engine.model.sources import EncoderModel, StimulusModel
from engine.model.topology import WiringRule
from engine.network.description import (
    Dataset,
    Decoder,
    Encoder,
    NetworkDescription,
    Population,
    Projection,
    Recording,
    Stimulus,
)
from engine.network.values import Value
from engine.scripts.face import ELEMENTS, ENDS, POSITIVE, TEXT
from engine.simulation.chunk import Record, UnknownElement
from engine.simulation.simulation import Simulation

if TYPE_CHECKING:
    from engine.pytorch.network import NetworkModule

E = TypeVar("E")
ALL_TO_ALL = "all_to_all"


class ElementsByName(Mapping[str, E], Generic[E]):
    """The elements of one kind by name; an id finds its element too."""

    def __init__(self, kind: str, by_name: Mapping[str, E]) -> None:
        self._kind, self._by_name = kind, dict(by_name)

    def __getitem__(self, name: str) -> E:
        found = self._by_name.get(_typed(name))
        for element in self._by_name.values() if found is None else ():
            if getattr(element, "id", None) == name:
                return element
        if found is None:
            raise UnknownElement(name, self._kind, tuple(self._by_name))
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self._by_name)

    def __repr__(self) -> str:
        return f"<{self._kind}: {', '.join(self._by_name) or 'none'}>"


class Network:
    """A network that is put together, changed and run by names; its :attr:`description` is what the engine runs.

    A name is an element's title, else its id. A projection without a title is called ``"E → I"`` after its ends, which
    ``"E -> I"`` finds too, and of two that are called alike the second ends in `` 2``. A model is given as its class
    (``engine.neurons``, …) or as its key, with or without its kind: ``"neurons/izhikevich"`` or ``"izhikevich"``.
    Values go by the names that the models' classes and ``docs/api.md`` tell; a value is a number, an array, or a
    distribution from which every element draws its own. A name or a value that is wrong raises an error that names it.

    The network of Brunel (2000), 10.1023/A:1008925309027, smaller:

    >>> from engine import Network, Uniform
    >>> net = Network(resolution=0.1)  # ms
    >>> cell = {"tau_m": 20.0, "E_L": 0.0, "V_reset": 10.0, "V_th": 20.0, "t_ref": 2.0, "V": Uniform(0.0, 20.0)}
    >>> E = net.add_population("E", "leaky_integrate_and_fire", 200, **cell)
    >>> I = net.add_population("I", "leaky_integrate_and_fire", 50, **cell)
    >>> drive = net.add_stimulus("drive", "poisson", rate=12000.0)
    >>> for target in "E", "I":
    ...     outside = net.connect("drive", target, "delta", weight=0.2)
    ...     ee = net.connect("E", target, "delta", weight=0.2, delay=1.5, wiring="fixed_probability", p=0.1)
    ...     ei = net.connect(
    ...         "I", target, "delta", weight=-1.0, sign="inhibitory", delay=1.5, wiring="fixed_probability", p=0.1
    ...     )
    >>> list(net.projections)
    ['drive → E', 'E → E', 'I → E', 'drive → I', 'E → I', 'I → I']
    >>> record = net.run(100.0, seed=1)
    >>> record.rate("E") > 1.0  # Hz
    True
    >>> len(record.times("E")) == len(record.spikes["E"].neurons)  # ms, and which neuron
    True

    Change values, and look at them:

    >>> net.set("I -> E", weight=-2.0, p=0.2)
    >>> net.set("E", tau_m=15.0, bias=10.0)
    >>> net.projections["I -> E"].weight, net.populations["E"].parameters["tau_m"]
    (-2.0, 15.0)
    >>> net.set("E", tau=15.0)
    Traceback (most recent call last):
    ...
    ValueError: 'tau' is nothing of 'E', which has model, size, bias, title, positions, sign, tau_m, C_m, E_L, V_th, \
V_reset, t_ref, V
    >>> voltage = net.record("E", "V", indices=[0, 1], interval=1.0)
    >>> net.run(20.0).samples[voltage.id].values.shape  # times, neurons
    (20, 2)

    While it runs, a value is changed between two pieces of time:

    >>> from engine.simulation.edit_log import SetValue
    >>> simulation = net.simulation(seed=1)
    >>> before = simulation.run(50.0)
    >>> simulation.apply(SetValue("drive", "rate", 0.0))
    >>> after = simulation.run(50.0)
    >>> len(after.times("E")) < len(before.times("E"))
    True
    """

    def __init__(self, description: NetworkDescription | None = None, *, resolution: float | None = None) -> None:
        found = NetworkDescription() if description is None else description
        if resolution is not None:
            found = replace(found, resolution=converted_argument("resolution", resolution, POSITIVE))
        self._description = found

    def __repr__(self) -> str:
        parts = [f"{len(getattr(self._description, kind))} {kind}" for kind in ELEMENTS]
        return f"<Network: {', '.join(part for part in parts if not part.startswith('0 '))}>"

    @property
    def description(self) -> NetworkDescription:
        """The network as frozen data, which all other functions take; another may be set in its place."""
        return self._description

    @description.setter
    def description(self, description: NetworkDescription) -> None:
        self._description = description

    @property
    def names(self) -> dict[str, str]:
        """The name of every element by its id."""
        sources = {**self._description.sources, **self._description.dataset_of}
        ends = {id: element.title or id for id, element in sources.items()}
        found: dict[str, str] = {}
        for kind in ELEMENTS:
            for element in getattr(self._description, kind):
                name = element.title or element.id
                if isinstance(element, Projection) and not element.title:
                    name = _between(ends.get(element.source, element.source), ends.get(element.target, element.target))
                found[element.id] = _free(name, found.values())
        return found

    @property
    def populations(self) -> ElementsByName[Population]:
        """Populations by name."""
        return self._of("populations")

    @property
    def projections(self) -> ElementsByName[Projection]:
        """Projections by name."""
        return self._of("projections")

    @property
    def stimuli(self) -> ElementsByName[Stimulus]:
        """Stimuli by name."""
        return self._of("stimuli")

    @property
    def datasets(self) -> ElementsByName[Dataset]:
        """Datasets by name."""
        return self._of("datasets")

    @property
    def encoders(self) -> ElementsByName[Encoder]:
        """Encoders by name."""
        return self._of("encoders")

    @property
    def decoders(self) -> ElementsByName[Decoder]:
        """Decoders by name."""
        return self._of("decoders")

    @property
    def recordings(self) -> ElementsByName[Recording]:
        """Recordings by name."""
        return self._of("recordings")

    def add_population(self, name: str, model: type[Model] | str, size: int, **values: Any) -> Population:
        """Add ``size`` neurons of one model; values are ``bias``, ``sign``, ``positions``, parameters and states."""
        made = Population(self._new(name), model_of(MODEL, NeuronModel, model), 1)
        return self._add("populations", made, {"size": size, **values})

    def add_stimulus(self, name: str, model: type[Model] | str, **values: Any) -> Stimulus:
        """Add a source; values are ``size``, the number of its trains, and parameters."""
        made = Stimulus(self._new(name), model_of(MODEL, StimulusModel, model))
        return self._add("stimuli", made, values)

    def add_dataset(self, name: str, model: type[Model] | str = "own_samples", **values: Any) -> Dataset:
        """Add samples: arrays ``x`` and ``labels``, or another of ``models("datasets")``.

        Values are ``sample_time`` and ``gap`` in ms, ``split``, ``shuffled``, and parameters.
        """
        made = Dataset(self._new(name), model_of(MODEL, DatasetModel, model))
        return self._add("datasets", made, values)

    def add_encoder(self, name: str, model: type[Model] | str, dataset: str, **values: Any) -> Encoder:
        """Add what turns the samples of a dataset into spikes or currents, a channel each."""
        found = model_of(MODEL, EncoderModel, model)
        made = Encoder(self._new(name), found, self._id("dataset", dataset, ("datasets",)))
        return self._add("encoders", made, values)

    def add_decoder(self, name: str, model: type[Model] | str, source: str, **values: Any) -> Decoder:
        """Add what reads spikes of a population as an answer; ``labels`` is the dataset that knows the right one."""
        found = model_of(MODEL, DecoderModel, model)
        made = Decoder(self._new(name), found, self._id("source", source, ("populations",)))
        return self._add("decoders", made, values)

    def connect(
        self, source: str, target: str, synapse: type[Model] | str | None, *, weight: Value,
        wiring: type[Model] | str = ALL_TO_ALL, name: str = "", **values: Any,
    ) -> Projection:  # fmt: skip
        """Connect a population, stimulus or encoder to a population; a source of currents has no ``synapse``.

        Values are ``delay`` in ms (1 where none is given), ``sign`` (``"excitatory"``, ``"inhibitory"``, ``"mixed"``),
        ``plasticity``, ``short_term``, ``connections``, what it ``learns`` (``"weights"``, ``"normalised weights"``,
        ``"nothing"``), the input of the target that it acts ``into`` (the first where none is named), and parameters of
        wiring, synapse and rules by name. An array of weights (post, pre) fits wiring that is all-to-all.
        """
        ends = ENDS[Projection]
        from_id = self._id("source", source, tuple(ends["source"]))
        to_id = self._id("target", target, tuple(ends["target"]))
        names = self.names
        id = name or _free(_between(names[from_id], names[to_id]), {*names, *names.values()})
        rule = model_of("wiring", WiringRule, wiring)
        made = Projection(self._new(id), from_id, to_id, None, rule, 0.0, title=name)
        return self._add("projections", made, {"synapse": synapse, "weight": weight, **values})

    def record(self, element: str, quantity: str, *, name: str = "", **values: Any) -> Recording:
        """Keep ``"spikes"``, a state such as ``"V"``, or ``"weight"`` of a projection in what :meth:`run` gives.

        Values are ``indices``, which neurons or synapses, and ``interval`` in ms. Its name is ``"E V"`` after both.
        """
        id = self._id("element", element, ("populations", "stimuli", "encoders", "projections"))
        made = Recording(
            self._new(name or f"{self.names[id]} {quantity}"), id, converted_argument("quantity", quantity, TEXT)
        )
        return self._add("recordings", made, values)

    def set(self, element: str, **values: Any) -> None:
        """Change values of an element by name, as they are given where it is added.

        Where several models of a projection have a parameter of one name, ``**{"short_term.U": 0.5}`` says which.
        """
        names = self.names
        id = next((id for id, name in names.items() if name == _typed(element)), element)
        for kind in ELEMENTS:
            elements = getattr(self._description, kind)
            for place, found in enumerate(elements):
                if found.id == id:
                    changed = with_values(found, self._linked(type(found), values))
                    self._put(kind, (*elements[:place], changed, *elements[place + 1 :]))
                    return
        raise UnknownElement(element, "elements", tuple(names.values()))

    def remove(self, element: str) -> None:
        """Take an element away, and with it the projections and recordings that name it."""
        names = self.names
        gone = {id for id, name in names.items() if _typed(element) in (id, name)}
        if not gone:
            raise UnknownElement(element, "elements", tuple(names.values()))
        for kind in ELEMENTS:  # each stands behind those that it names
            left = []
            for found in getattr(self._description, kind):
                if found.id in gone or any(getattr(found, end) in gone for end in ENDS[type(found)]):
                    gone.add(found.id)
                else:
                    left.append(found)
            self._put(kind, tuple(left))

    def simulation(self, *, seed: int = 1, backend: str = FASTEST, **settings: Any) -> Simulation:
        """Make a :class:`Simulation` of the network as it is now: it runs on, and goes by ids."""
        return Simulation(self._description, seed=seed, backend=backend, **settings)

    def run(self, duration: float, *, seed: int = 1, backend: str = FASTEST, **settings: Any) -> Record:
        """Run from the start for ``duration`` ms and give the :class:`Record`, by names.

        The same seed gives the same spikes. Raises :class:`NetworkError` where the network cannot run.
        """
        with closing(self.simulation(seed=seed, backend=backend, **settings)) as simulation:
            return simulation.run(duration).called(self.names)

    def to_torch(self, *, seed: int = 1, **settings: Any) -> NetworkModule:
        """Make a ``torch.nn.Module`` of what is drawn between encoders and the decoder; needs the extra ``torch``.

        It gives the spikes of a run with this ``seed``, has the weights as parameters in double precision, and the
        gradients of the method *Surrogate gradient*, whose ``surrogate``, ``width`` and ``measure`` it takes.
        ``module.encode(x)`` is what the encoders send of samples (samples, channels); ``module(shown)`` the spikes
        (steps, samples, neurons) of the read-out, ``module.spikes(shown)`` those of all populations by name;
        ``module.keep_bounds()`` brings weights back to their side of zero after a step of an optimizer. :meth:`take`
        takes them back. Raises :class:`NetworkError` where PyTorch is missing or cannot follow the network::

            module = net.to_torch()
            optimizer = torch.optim.Adam(module.parameters(), lr=2e-3)
            for x, labels in batches:
                counts = module(module.encode(x)).sum(0)
                optimizer.zero_grad()
                torch.nn.functional.cross_entropy(counts, labels).backward()
                optimizer.step()
                module.keep_bounds()
            net.take(module)
        """
        from engine.pytorch.obstacles import demand_torch

        demand_torch()
        from engine.pytorch.network import NetworkModule

        return NetworkModule(self._description, seed=seed, **settings)

    def take(self, module: NetworkModule) -> None:
        """Put the weights, biases and trained parameters of a module of :meth:`to_torch` in the place of those here.

        Raises :class:`NetworkError` where they break a bound, and ``ValueError`` where the network lacks an element.
        """
        arrays, names = module.arrays(), self.names
        if lacking := sorted({id for id, _ in arrays} - set(names)):
            raise ValueError(f"the module has {', '.join(map(repr, lacking))}, which the network lacks")
        found = with_arrays(self._description, arrays)
        refuse_fatal(found)
        self._description = found

    def _of(self, kind: str) -> ElementsByName[Any]:
        names = self.names
        return ElementsByName(kind, {names[element.id]: element for element in getattr(self._description, kind)})

    def _new(self, name: str) -> str:
        id: str = converted_argument("name", name, TEXT)
        names = self.names
        if not id or id in names or id in names.values():
            raise ValueError(f"name must be one that no element has yet, not {name!r}")
        return id

    def _id(self, argument: str, name: str, kinds: tuple[str, ...]) -> str:
        known = {key: element.id for kind in sorted(kinds) for key, element in self._of(kind).items()}
        if _typed(name) in known:
            return str(known[_typed(name)])
        if name in known.values():
            return name
        raise ValueError(f"{argument} must be one of {', '.join(map(repr, known)) or 'none so far'}, not {name!r}")

    def _linked(self, kind: type[Any], values: Mapping[str, Any]) -> dict[str, Any]:
        """Values with ids in the place of names of other elements."""
        ends = {name: tuple(kinds) for name, kinds in ENDS[kind].items()}
        return {
            name: self._id(name, given, ends[name]) if name in ends and given is not None else given
            for name, given in values.items()
        }

    def _add(self, kind: str, element: Element, values: Mapping[str, Any]) -> Element:
        made = with_values(element, self._linked(type(element), values))
        self._put(kind, (*getattr(self._description, kind), made))
        return made

    def _put(self, kind: str, elements: tuple[Any, ...]) -> None:
        fields: dict[str, Any] = {kind: elements}
        self._description = replace(self._description, **fields)


def _between(source: str, target: str) -> str:
    return f"{source} → {target}"


def _typed(name: str) -> str:
    """The name that is meant by one with an arrow as keyboards have it."""
    return name.replace(" -> ", " → ")


def _free(name: str, taken: Any) -> str:
    """The name, with a number behind it where it is taken."""
    if name not in taken:
        return name
    return next(f"{name} {number}" for number in count(2) if f"{name} {number}" not in taken)
