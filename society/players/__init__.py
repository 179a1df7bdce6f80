"""Players: from a View to one utterance."""
