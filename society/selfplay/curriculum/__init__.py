"""The curriculum: what to practise next, at which level, and what to be paid for meanwhile."""
