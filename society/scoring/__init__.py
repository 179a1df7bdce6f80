"""Scoring: pure arithmetic over judgements and utilities."""
