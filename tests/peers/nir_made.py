"""Runs in a peer's environment: networks made with its own modules, written as NIR by its own export.

``python nir_made.py <peer> CASE file.nir out.npz``; ``out.npz`` holds the ``spikes`` (steps, batch, *shape)
that came in and what the last layer sent, ``out`` (steps, batch, neurons).
"""

import sys

import nir
import numpy as np

STEPS, BATCH, SIZES = 50, 2, (8, 16, 5)
RANDOM = np.random.default_rng(11)


def given(*shape):
    return (RANDOM.random((STEPS, BATCH, *shape)) < 0.4).astype(np.float32)


IMAGE = (1, 8, 8)


def convolutional(neurons, pool):
    """Kernels, a pool, kernels in two groups with a stride, and a whole layer; ``neurons(*shape)`` after each.

    Without a ``pool`` the last layer is kernels too: Norse writes neither a pool nor what makes a list of a grid.
    """
    import torch

    first = torch.nn.Conv2d(1, 4, 3, padding=1), neurons(4, 8, 8)
    grouped = torch.nn.Conv2d(4, 4, 3, stride=2, groups=2)
    if pool is None:
        return torch_layers(*first, grouped, neurons(4, 3, 3), torch.nn.Conv2d(4, SIZES[2], 3), neurons(SIZES[2], 1, 1))
    whole = torch.nn.Flatten(), torch.nn.Linear(4, SIZES[2])
    return torch_layers(*first, pool, grouped, neurons(4, 1, 1), *whole, neurons(SIZES[2]))


def torch_layers(*modules):
    """A stack whose weights are drawn so that neurons fire."""
    import torch

    network = torch.nn.Sequential(*modules)
    for module in network:
        if getattr(module, "weight", None) is not None:
            fan = module.weight[0].numel()
            module.weight.data = torch.from_numpy(RANDOM.normal(0.15, 1.5 / fan**0.5, module.weight.shape)).float()
            if module.bias is not None:
                module.bias.data = torch.from_numpy(RANDOM.normal(0, 0.05, module.bias.shape)).float()
    return network


def snntorch(case):
    """``leaky`` resets to 0, ``subtract`` is snnTorch's usual one, ``recurrent`` has an RLeaky, ``conv`` kernels."""
    import snntorch as snn
    import torch
    from snntorch.export_nir import export_to_nir

    def neurons(*size):
        many = torch.ones(size)
        shared = {"init_hidden": True, "threshold": many}
        if case == "subtract":
            return snn.Leaky(beta=0.9 * many, **shared)
        if case == "synaptic":
            return snn.Synaptic(0.7 * many, 0.9 * many, reset_mechanism="zero", reset_delay=False, **shared)
        return snn.Leaky(beta=0.9 * many, reset_mechanism="zero", reset_delay=False, **shared)

    linear = torch.nn.Linear
    middle = neurons(SIZES[1])
    if case == "recurrent":
        middle = snn.RLeaky(
            0.9, linear_features=SIZES[1], init_hidden=True, reset_mechanism="zero", reset_delay=False,
        )  # fmt: skip
        middle.recurrent.weight.data = torch.from_numpy(RANDOM.normal(0, 0.3, (SIZES[1],) * 2)).float()
        middle.recurrent.bias.data = torch.zeros(SIZES[1])
    network = torch_layers(linear(*SIZES[:2]), middle, linear(*SIZES[1:]), neurons(SIZES[2]))
    shape = (SIZES[0],)
    if case == "conv":
        network, shape = convolutional(neurons, torch.nn.AvgPool2d(2)), IMAGE
    if case == "conv":
        graph = export_to_nir(network, torch.rand(1, *shape), ignore_dims=[0])
    else:
        graph = export_to_nir(network, torch.rand(*shape))
    for module in network:
        if hasattr(module, "reset_mem"):
            module.reset_mem()
    spikes = given(*shape)
    with torch.no_grad():
        out = np.stack([network(step).numpy() for step in torch.from_numpy(spikes)])
    return graph, spikes, out


def norse(case):
    """``lif`` has a current, ``box`` none; ``iaf`` no leak; ``conv`` kernels, of which no pool is written."""
    import norse.torch as norse_torch
    import torch
    from norse.torch.utils.export_nir import to_nir

    def neurons(*size):
        if case == "iaf":
            return norse_torch.IAFCell(norse_torch.IAFParameters(v_th=torch.ones(size)))
        rest, many = torch.zeros(size), torch.ones(size)
        if case == "lif":
            p = norse_torch.LIFParameters(
                tau_syn_inv=200.0 * many, tau_mem_inv=100.0 * many, v_leak=rest, v_th=0.4 * many
            )
            return norse_torch.LIFCell(p)
        return norse_torch.LIFBoxCell(
            norse_torch.LIFBoxParameters(tau_mem_inv=100.0 * many, v_leak=rest, v_th=0.2 * many)
        )

    linear = torch.nn.Linear
    layers = torch_layers(linear(*SIZES[:2]), neurons(SIZES[1]), linear(*SIZES[1:]), neurons(SIZES[2]))
    shape = (SIZES[0],)
    if case == "conv":
        layers, shape = convolutional(neurons, None), IMAGE
    network = norse_torch.SequentialState(*layers)
    graph = to_nir(network, torch.rand(*shape) if case == "conv" else torch.rand(1, *shape))
    if case == "conv":
        graph.infer_types()  # shapes of the kernels' sources, without which nothing can be written
    spikes, state, out = given(*shape), None, []
    with torch.no_grad():
        for step in torch.from_numpy(spikes):
            answer, state = network(step, state)
            out.append(answer.numpy())
    return graph, spikes, np.stack(out)


def spikingjelly(case):
    """``lif``, ``cuba`` or ``if``; ``conv`` has kernels and an average between."""
    import torch
    from spikingjelly.activation_based import functional, layer, neuron, nir_exchange

    def neurons():
        if case == "cuba":
            return neuron.CUBALIFNode(c_decay=0.6, v_decay=0.9, v_reset=0.0)
        if case == "if":
            return neuron.IFNode(v_reset=0.0)
        return neuron.LIFNode(
            tau=5.0,
            decay_input=case != "conv",
            v_threshold=2.0 if case == "conv" else 0.3,
            v_reset=0.1 if case == "lif" else 0.0,
        )

    if case == "conv":
        shape = (1, 8, 8)
        network = torch_layers(
            layer.Conv2d(1, 4, 3, padding=1), neurons(), layer.AvgPool2d(2), layer.Conv2d(4, 3, 3, stride=2), neurons(),
            layer.Flatten(), layer.Linear(3, SIZES[2]), neurons(),
        )  # fmt: skip
    else:
        shape = (SIZES[0],)
        network = torch_layers(layer.Linear(*SIZES[:2]), neurons(), layer.Linear(*SIZES[1:]), neurons())
    graph = nir_exchange.export_to_nir(network, torch.rand(1, *shape))
    functional.reset_net(network)
    spikes = given(*shape)
    with torch.no_grad():
        out = np.stack([network(step).numpy() for step in torch.from_numpy(spikes)])
    return graph, spikes, out


def sinabs(case):
    """Read back by sinabs itself, since its file leaves out whether inputs are scaled; grids of neurons it cannot read.

    Membranes stay below two thresholds, where sinabs would send several spikes at once, and those without a leak above
    minus one, where it would stop them.
    """
    import sinabs.layers as sl
    import sinabs.nir
    import torch

    def neurons(*size):
        if case in ("iaf", "conv"):
            threshold = {(4, 8, 8): 8.0, (4, 1, 1): 30.0, (SIZES[2],): 4.0 if case == "conv" else 5.0}.get(size, 5.0)
            return sl.IAFSqueeze(batch_size=1, spike_threshold=threshold * torch.ones(size), min_v_mem=None)
        many = torch.ones(size)
        return sl.LIFSqueeze(
            batch_size=1,
            tau_mem=8.0 * many,
            spike_threshold=5.0 * many,
            norm_input=False,
        )

    linear = torch.nn.Linear
    network = torch_layers(linear(*SIZES[:2]), neurons(SIZES[1]), linear(*SIZES[1:]), neurons(SIZES[2]))
    shape = (SIZES[0],)
    if case == "conv":
        network, shape = convolutional(neurons, sl.SumPool2d(2)), IMAGE
    for module in network:
        if getattr(module, "weight", None) is not None:
            module.weight.data, module.bias.data = module.weight.data.abs(), module.bias.data.abs()
    spikes = given(*shape)
    graph = sinabs.nir.to_nir(network, torch.from_numpy(spikes[:, 0]))
    if case == "conv":
        graph.infer_types()
    again = network if case == "conv" else sinabs.nir.from_nir(graph, batch_size=1)
    out = []
    with torch.no_grad():
        for sample in range(BATCH):
            for module in again.modules():
                if hasattr(module, "reset_states"):
                    module.reset_states()
            answer = again(torch.from_numpy(spikes[:, sample]))
            out.append((answer[0] if isinstance(answer, tuple) else answer).numpy())
    return graph, spikes, np.stack(out, axis=1)


def rockpool(case):
    """Thresholds so high that one step sends one spike; a bias lies in the weights, since neurons lose theirs."""
    import torch
    from rockpool.nn.combinators import Sequential
    from rockpool.nn.modules import LIFTorch, LinearTorch
    from rockpool.nn.modules.torch.nir import to_nir

    def neurons(size):
        return LIFTorch(size, tau_mem=0.01, tau_syn=torch.full((size, 1), 0.005), threshold=10.0, dt=1e-3)

    def linear(before, after):
        weight = RANDOM.normal(0.15, 1.5 / before**0.5, (before, after))
        bias = RANDOM.normal(0, 0.05, after)
        given = {"weight": torch.from_numpy(weight).float(), "bias": torch.from_numpy(bias).float()}
        return LinearTorch((before, after), has_bias=True, **given)

    network = Sequential(linear(*SIZES[:2]), neurons(SIZES[1]), linear(*SIZES[1:]), neurons(SIZES[2]))
    graph = to_nir(network, torch.rand(1, 3, SIZES[0]))
    network.reset_state()
    spikes = given(SIZES[0])
    with torch.no_grad():
        out, _, _ = network(torch.from_numpy(spikes).transpose(0, 1))
    return graph, spikes, out.transpose(0, 1).numpy()


def spyx(case):
    """``lif``, ``if``, ``recurrent``; ``conv`` has its channels last."""
    import jax.numpy as jnp
    import spyx.nir
    import spyx.nn as snn
    from flax import nnx

    rngs = nnx.Rngs(0)

    def linear(before, after):
        made = nnx.Linear(before, after, rngs=rngs)
        made.kernel[...] = jnp.asarray(RANDOM.normal(0.15, 1.5 / before**0.5, (before, after)), jnp.float32)
        made.bias[...] = jnp.asarray(RANDOM.normal(0, 0.05, after), jnp.float32)
        return made

    def neurons(*shape):
        return snn.IF(shape) if case == "if" else snn.LIF(shape, beta=0.8, rngs=rngs)

    if case == "conv":
        kernel = nnx.Conv(1, 3, (3, 3), padding="VALID", rngs=rngs)
        kernel.kernel[...] = jnp.asarray(RANDOM.normal(0.15, 0.5, (3, 3, 1, 3)), jnp.float32)
        layers, shape = [kernel, neurons(6, 6, 3), snn.Flatten(), linear(108, SIZES[2]), neurons(SIZES[2])], (1, 8, 8)
    else:
        middle = neurons(SIZES[1])
        if case == "recurrent":
            middle = snn.RLIF((SIZES[1],), beta=0.8, rngs=rngs)
            middle.recurrent_w[...] = jnp.asarray(RANDOM.normal(0, 0.2, (SIZES[1],) * 2), jnp.float32)
        layers, shape = [linear(*SIZES[:2]), middle, linear(*SIZES[1:]), neurons(SIZES[2])], (SIZES[0],)
    model = snn.Sequential(*layers)
    graph = spyx.nir.to_nir(model, {"input": np.array(shape)}, {"output": np.array(SIZES[2:])}, dt=1)
    spikes = given(*shape)
    out, _ = snn.run(model, jnp.asarray(np.moveaxis(spikes, 2, -1) if case == "conv" else spikes))
    return graph, spikes, np.asarray(out)


def main(peer, case, path, target):
    if peer != "spyx":
        import torch

        torch.manual_seed(0)
        torch.set_num_threads(1)
    graph, spikes, out = globals()[peer](case)
    nir.write(path, graph)
    np.savez(target, spikes=spikes, out=out.reshape(*out.shape[:2], -1))


if __name__ == "__main__":
    main(*sys.argv[1:])
