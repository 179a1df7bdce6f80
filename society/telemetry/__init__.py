"""What happens, told to people and tools: logs and traces, from the one stream of events."""
