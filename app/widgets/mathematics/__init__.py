"""Equations and symbols painted as a textbook prints them."""
