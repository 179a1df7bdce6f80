"""Generations: play, improve, promote only what beats the one before on games neither has seen."""
