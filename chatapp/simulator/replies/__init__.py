"""The words of the simulator: content, kept apart from the protocol."""
