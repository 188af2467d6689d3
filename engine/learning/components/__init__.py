"""The parts that learning methods are made of: their base class, declared settings, losses, optimizers, refusals.

A method itself stands in ``methods``; what carries it from epoch to epoch stands in ``training``.
"""
