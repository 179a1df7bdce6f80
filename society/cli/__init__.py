"""The command line: argv to commands, imported lazily; the composition root."""
