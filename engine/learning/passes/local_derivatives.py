"""Derivatives of one neuron's step: of its next states and its spike, by its states and by its input."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.circuit.device import Device
from engine.learning.passes.scan import Scan

Array = NDArray[Any]
INJECTED = "injected"


class LocalDerivatives:
    """Derivatives of the step that a scan with room for one step has just made, by the adjoint of that step.

    With ``states`` S and ``seeds`` R (receptors, and the injected current last): ``jacobian`` (batch, neurons, S, S)
    and ``drive`` (batch, neurons, S, R) of the next states; ``slope`` (batch, neurons, S) and ``direct``
    (batch, neurons, R) of the spike. The reset of the membrane is taken as given. What else a spike changes, such as
    an adaptation, is followed with the surrogate's slope, but not on to the membrane by a memory of the spike, which
    is a reset too: Bellec et al. (2020), 10.1038/s41467-020-17236-y, equations 20 to 25.

    ``silent`` leaves out that a reset forgets. The slope of every spike is shortened by ``dampening``.
    """

    def __init__(self, scan: Scan, silent: bool = False, dampening: float = 1.0) -> None:
        self._scan, self._silent, local = scan, silent, scan.text.local
        self._dampening = scan.spikes.dtype.type(dampening if scan.population.model.fires() else 1.0)
        self.states = scan.states
        self.seeds = (*(r.label for r in scan.receptors), INJECTED)
        self.is_steady = local.steady_silent if silent else local.steady
        batch, neurons, dtype = scan.batch, scan.population.size, scan.spikes.dtype
        s, r = len(self.states), len(self.seeds)
        self.jacobian = scan.device.zeros((batch, neurons, s, s), dtype)
        self.drive = scan.device.zeros((batch, neurons, s, r), dtype)
        self.slope = scan.device.zeros((batch, neurons, s), dtype)
        self.direct = scan.device.zeros((batch, neurons, r), dtype)
        self._known = False

    @property
    def device(self) -> Device:
        """The device that holds the derivatives."""
        return self._scan.device

    def begin(self) -> None:
        """A new presentation, perhaps with other coefficients."""
        self._known = False

    def update(self) -> None:
        """Take the derivatives of the step just made."""
        self._row(None, self.slope, self.direct)
        if self._dampening != 1:
            self.slope *= self._dampening
            self.direct *= self._dampening
        if self._known and self.is_steady:
            return
        if self._silent:
            fired = self._scan.spikes.copy()
            self._scan.spikes[:] = 0
        for i, state in enumerate(self.states):
            self._row(state, self.jacobian[:, :, i], self.drive[:, :, i])
        if self._silent:
            self._scan.spikes[:] = fired
        self._follow_spikes()
        self._known = True

    def _row(self, of: str | None, by_states: Array, by_seeds: Array) -> None:
        states, arrivals, injected = self._scan.pull(of)
        for k, state in enumerate(self.states):
            by_states[..., k] = states[state].reshape(by_states.shape[:2])
        for k, seed in enumerate(self.seeds):
            by_seeds[..., k] = (injected if seed == INJECTED else arrivals[seed]).reshape(by_seeds.shape[:2])

    def _follow_spikes(self) -> None:
        local, membrane = self._scan.text.local, self._scan.population.model.membrane
        if not local.jumping:
            return
        for memory in local.memories if membrane in self.states else ():
            reset = self.jacobian[:, :, self.states.index(membrane), self.states.index(memory)]
            height = self._dampening * self._scan.height_by_membrane().reshape(reset.shape)
            self.slope[:, :, self.states.index(memory)] -= height * reset
            reset[:] = 0
        for state, jump in self._scan.jumps().items():
            i = self.states.index(state)
            whole = np.broadcast_to(self._scan.device.asarray(jump), self._scan.spikes.shape)
            by = whole.reshape(*self.slope.shape[:2], 1)
            self.jacobian[:, :, i] += by * self.slope
            self.drive[:, :, i] += by * self.direct

    @property
    def is_shared(self) -> bool:
        """True if all neurons have the same derivatives in all steps, so that one trace of each input serves them all.

        Known after the first step.
        """
        first = self.jacobian[:1, :1], self.drive[:1, :1]
        return self.is_steady and bool((self.jacobian == first[0]).all() and (self.drive == first[1]).all())
