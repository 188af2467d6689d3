"""Runs in a peer's environment: batch after batch from given weights on given spikes, in double precision.

``python trained_batches.py KIND in.npz out.npz``; ``in.npz`` holds ``spikes`` (batches, steps, batch, channels),
``labels`` (batches, batch), ``rate``, and ``weight/<layer>`` and ``bias/<layer>``; ``out.npz`` the ``losses``.
"""

import sys

import numpy as np
import torch

BETA, SIDE = 0.9, 8


class Arctangent(torch.autograd.Function):
    """A spike whose slope is that of snnTorch's ``atan(alpha=2)``, which itself answers in single precision."""

    @staticmethod
    def forward(ctx, above):
        ctx.save_for_backward(above)
        return (above > 0).to(above.dtype)

    @staticmethod
    def backward(ctx, slope):
        return slope / (1 + (torch.pi * ctx.saved_tensors[0]) ** 2)


def filled(layer, data, name):
    """A layer with the given weights, and biases where there are some."""
    layer.weight.data = torch.from_numpy(data[f"weight/{name}"])
    if layer.bias is not None:
        layer.bias.data = torch.from_numpy(data[f"bias/{name}"])
    return layer


def leaky(reset="zero"):
    import snntorch

    return snntorch.Leaky(beta=BETA, reset_mechanism=reset, spike_grad=Arctangent.apply)


class Dense(torch.nn.Module):
    def __init__(self, data):
        super().__init__()
        sizes = [data["weight/hidden"].shape, data["weight/out"].shape]
        self.one, self.two = (
            filled(torch.nn.Linear(shape[1], shape[0]), data, name)
            for shape, name in zip(sizes, ("hidden", "out"), strict=True)
        )
        self.hidden, self.out = leaky(), leaky()

    def begin(self):
        self.a, self.b = self.hidden.init_leaky(), self.out.init_leaky()

    def forward(self, now):
        fired, self.a = self.hidden(self.one(now), self.a)
        fired, self.b = self.out(self.two(fired), self.b)
        return fired


class Recurrent(Dense):
    """Each hidden neuron hears all others; resets are snnTorch's own, by subtraction a step later."""

    def __init__(self, data):
        import snntorch

        super().__init__(data)
        count = len(data["weight/loop"])
        self.hidden = snntorch.RLeaky(beta=BETA, spike_grad=Arctangent.apply, all_to_all=True, linear_features=count)
        self.out = leaky("subtract")
        self.hidden.recurrent = filled(torch.nn.Linear(count, count, bias=False), data, "loop")
        others = 1 - torch.eye(count)
        self.hidden.recurrent.weight.register_hook(lambda by: by * others)

    def begin(self):
        (self.fired, self.a), self.b = self.hidden.init_rleaky(), self.out.init_leaky()

    def forward(self, now):
        self.fired, self.a = self.hidden(self.one(now), self.fired, self.a)
        fired, self.b = self.out(self.two(self.fired), self.b)
        return fired


class Convolutional(torch.nn.Module):
    """Convolution, average pool, convolution, average pool, dense."""

    def __init__(self, data):
        super().__init__()
        first, second, last = (data[f"weight/{name}"].shape for name in ("first", "second", "out"))
        self.one = filled(torch.nn.Conv2d(first[1], first[0], first[2:]), data, "first")
        self.two = filled(torch.nn.Conv2d(second[1], second[0], second[2:], padding=1), data, "second")
        self.three = filled(torch.nn.Linear(last[1], last[0]), data, "out")
        self.neurons = torch.nn.ModuleList([leaky(), leaky(), leaky()])

    def begin(self):
        self.states = [neuron.init_leaky() for neuron in self.neurons]

    def forward(self, now):
        pool, (a, b, c) = torch.nn.functional.avg_pool2d, self.neurons
        now = now.reshape(len(now), 1, SIDE, SIDE)
        fired, self.states[0] = a(self.one(now), self.states[0])
        fired, self.states[1] = b(self.two(pool(fired, 2)), self.states[1])
        fired, self.states[2] = c(self.three(pool(fired, 2).flatten(1)), self.states[2])
        return fired


class Adaptive(torch.nn.Module):
    """Norse's LSNN, with itself as its read-out."""

    def __init__(self, data):
        from norse.torch.functional import lsnn

        super().__init__()
        lsnn.threshold = lambda above, method, alpha: Arctangent.apply(above)
        self.step = lsnn.lsnn_step
        self.numbers = lsnn.LSNNParameters(
            tau_syn_inv=torch.tensor(200.0), tau_mem_inv=torch.tensor(100.0), tau_adapt_inv=torch.tensor(20.0),
            v_leak=torch.tensor(0.0), v_th=torch.tensor(1.0), v_reset=torch.tensor(0.0), beta=torch.tensor(0.3),
        )  # fmt: skip
        self.one, self.loop, self.two = (
            torch.nn.Parameter(torch.from_numpy(data[f"weight/{name}"])) for name in ("hidden", "loop", "out")
        )
        self.bias = torch.nn.ParameterList(
            torch.nn.Parameter(torch.from_numpy(data[f"bias/{name}"])) for name in ("hidden", "out")
        )
        others = 1 - torch.eye(len(self.loop))
        self.loop.register_hook(lambda by: by * others)

    def begin(self):
        self.states = [None, None]

    def forward(self, now):
        for place, (weight, loop) in enumerate(((self.one, self.loop), (self.two, None))):
            now = torch.cat([now, torch.ones(len(now), 1)], dim=1)  # a bias is a weight of what always sends
            weight = torch.cat([weight, self.bias[place][:, None]], dim=1)
            now, self.states[place] = self.step(now, self.state(place, now, weight), weight, self.loop_of(loop, weight),
                                                self.numbers)  # fmt: skip
        return now

    def loop_of(self, loop, weight):
        return torch.zeros(len(weight), len(weight)) if loop is None else loop

    def state(self, place, now, weight):
        from norse.torch.functional.lsnn import LSNNState

        if self.states[place] is not None:
            return self.states[place]
        nothing = torch.zeros(len(now), len(weight))
        return LSNNState(nothing, nothing, nothing, self.numbers.v_th + nothing)


KINDS = {"dense": Dense, "recurrent": Recurrent, "convolutional": Convolutional, "adaptive": Adaptive}


def main(kind, source, target):
    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)
    data = dict(np.load(source))
    network = KINDS[kind](data)
    optimizer, losses = torch.optim.Adam(network.parameters(), float(data["rate"])), []
    for spikes, labels in zip(data["spikes"], data["labels"], strict=True):
        network.begin()
        counts = sum(network(now) for now in torch.from_numpy(spikes).double())
        loss = torch.nn.functional.cross_entropy(counts, torch.from_numpy(labels))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    np.savez(target, losses=losses)


if __name__ == "__main__":
    main(*sys.argv[1:])
