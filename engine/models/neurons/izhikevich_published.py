"""Izhikevich's simple model of a spiking neuron in the steps of its published scripts."""

from engine.models.neurons.izhikevich import Izhikevich


class IzhikevichPublished(Izhikevich):
    """The same parabola and recovery, stepped as in the paper: the recovery sees the potential of the same step.

    At a resolution of 0.25 ms it gives the published figures spike by spike. The paper's current is I / C_m: at 100 pF,
    1000 pA are its 10; at 1 pF the numbers are its own.

    Source: Izhikevich (2003), Simple model of spiking neurons, IEEE Transactions on Neural Networks 14, 1569-1572,
    10.1109/TNN.2003.820440.
    """

    title = "Izhikevich, published steps"
    aliases = ("simple model", "Izhikevich 2003", "Izhikevich 2004", "figure1.m")
    method = "sequential_euler"
