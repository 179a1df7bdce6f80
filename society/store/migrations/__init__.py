"""How each released schema becomes the next; forward only. A shipped migration never changes."""
