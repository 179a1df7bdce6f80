"""From stored dialogues to files that trainers read; only `write` touches a disk."""
