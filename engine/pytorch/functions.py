"""Functions that PyTorch's autograd follows as training here does.

On the processor exp, log, sin and exprel give the bits of the engine's own functions; on a device they are PyTorch's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from engine.backends.functions import elementary_numpy as elementary

Tensor = Any
Read = Callable[[list[np.ndarray[Any, Any]]], list[np.ndarray[Any, Any]]]
"""From values of parameters to those of coefficients."""
DIFFERENCE = 1e-6  # relative step of the central difference through which coefficients reach parameters, as in training


def exp(x: Tensor) -> Tensor:
    """e to the power of ``x``."""
    return _Exponential.apply(x)


def log(x: Tensor) -> Tensor:
    """Natural logarithm."""
    return _Logarithm.apply(x)


def sin(x: Tensor) -> Tensor:
    """The sine of ``x`` radians."""
    return _Sine.apply(x)


def exprel(x: Tensor) -> Tensor:
    """(exp(x) - 1) / x, which is 1 at 0."""
    return _RelativeExponential.apply(x)


def _value(own: Callable[[Any], Any], other: Callable[[Any], Any], x: Tensor) -> Tensor:
    return torch.as_tensor(own(x.detach().numpy())) if x.device.type == "cpu" else other(x)


class _Exponential(torch.autograd.Function):  # type: ignore[misc]  # PyTorch has no types here
    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        result = _value(elementary.exp, torch.exp, x)
        ctx.save_for_backward(result)
        return result

    @staticmethod
    def backward(ctx: Any, bar: Tensor) -> Tensor:
        return bar * ctx.saved_tensors[0]


class _Logarithm(torch.autograd.Function):  # type: ignore[misc]  # PyTorch has no types here
    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        ctx.save_for_backward(x)
        return _value(elementary.log, torch.log, x)

    @staticmethod
    def backward(ctx: Any, bar: Tensor) -> Tensor:
        return bar / ctx.saved_tensors[0]


class _Sine(torch.autograd.Function):  # type: ignore[misc]  # PyTorch has no types here
    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        ctx.save_for_backward(x)
        return _value(elementary.sin, torch.sin, x)

    @staticmethod
    def backward(ctx: Any, bar: Tensor) -> Tensor:
        return bar * torch.cos(ctx.saved_tensors[0])


class _RelativeExponential(torch.autograd.Function):  # type: ignore[misc]  # PyTorch has no types here
    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        result = _value(elementary.exprel, lambda x: torch.where(x == 0, 1.0, torch.expm1(x) / x), x)
        ctx.save_for_backward(x, result)
        return result

    @staticmethod
    def backward(ctx: Any, bar: Tensor) -> Tensor:
        x, result = ctx.saved_tensors
        is_small = torch.abs(x) < SMALL
        away = torch.where(is_small, 1.0, x)
        series = 1 / 2 + x / 3 + x * x / 8 + x * x * x / 30
        return bar * torch.where(is_small, series, (torch.exp(x) - result) / away)


SMALL = 1e-3  # below it the difference of exp and exprel loses digits, and four terms of the series have all of them


class Spike(torch.autograd.Function):  # type: ignore[misc]  # PyTorch has no types here
    """1 where a neuron ``fired``, 0 elsewhere; its derivative by ``excess`` is the smooth ``height(excess)``."""

    @staticmethod
    def forward(ctx: Any, excess: Tensor, fired: Tensor, height: Callable[[Tensor], Tensor]) -> Tensor:
        ctx.save_for_backward(excess)
        ctx.height = height
        return fired.to(excess.dtype)

    @staticmethod
    def backward(ctx: Any, bar: Tensor) -> tuple[Tensor, None, None]:
        return bar * ctx.height(ctx.saved_tensors[0]), None, None


class Coefficients(torch.autograd.Function):  # type: ignore[misc]  # PyTorch has no types here
    """Coefficients (neurons,) of a step, computed by the engine from ``parameters``, () or (neurons,).

    Their derivatives are central differences, of a step for each parameter: those of training.
    """

    @staticmethod
    def forward(ctx: Any, read: Read, *parameters: Tensor) -> tuple[Tensor, ...]:
        ctx.read = read
        ctx.save_for_backward(*parameters)
        return tuple(torch.as_tensor(c).to(parameters[0]) for c in read([_host(p) for p in parameters]))

    @staticmethod
    def backward(ctx: Any, *bars: Tensor) -> tuple[Tensor | None, ...]:
        here = [_host(p) for p in ctx.saved_tensors]
        result: list[Tensor | None] = [None]
        for number, parameter in enumerate(ctx.saved_tensors):
            value = here[number]
            step = DIFFERENCE * np.maximum(np.abs(value), 1.0)
            up = ctx.read([*here[:number], value + step, *here[number + 1 :]])
            down = ctx.read([*here[:number], value - step, *here[number + 1 :]])
            total = np.zeros(len(up[0]))
            for bar, high, low in zip(bars, up, down, strict=True):
                total += _host(bar) * (high - low) / (2 * step)
            by = total.sum() if parameter.ndim == 0 else total
            result.append(torch.as_tensor(by).to(parameter))
        return tuple(result)


def _host(tensor: Tensor) -> np.ndarray[Any, Any]:
    return np.asarray(tensor.detach().cpu().double().numpy())
