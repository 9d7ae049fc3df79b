"""What desks of one event ask each other on the open network, before something is given away."""
