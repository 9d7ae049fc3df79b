"""Central's side of sync: enrolling devices, taking bundles in, watching the fleet."""
