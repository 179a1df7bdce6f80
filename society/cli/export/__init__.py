"""`society export`: dialogues as training data."""
