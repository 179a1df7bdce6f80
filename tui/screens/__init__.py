"""The eight screens, one folder each."""
