"""What each vector holds: one module a format."""
