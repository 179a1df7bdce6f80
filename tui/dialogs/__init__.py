"""What opens over a screen for a moment: help, log, jump, questions."""
