"""Scenarios: load, validate, lint, draw, referee. The only room that knows YAML and templates."""
