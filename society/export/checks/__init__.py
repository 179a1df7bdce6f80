"""What a trainer would say of exported files: rules for every format, and two real steps."""
