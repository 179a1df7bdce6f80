"""Strategies: what goes with a better end, in words and in parameters, and the proof of it."""
