"""Equations that a person types: text into the same declaration that a model's file gives, and back.

Nothing in a text is ever executed: it is read by an allow-listed grammar over ``ast`` into syntax trees.
"""
