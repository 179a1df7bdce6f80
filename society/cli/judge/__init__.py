"""`society judge`: judges listed, tried, asked again and held against people."""
