"""The embedded judge's adapter: pairs of replies, training on them, and an honest report of it."""
