"""Self-play that learns: policies meet, strategies are proven, generations pass a gate."""
