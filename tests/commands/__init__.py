"""Run every command as people do, in a process of its own."""
