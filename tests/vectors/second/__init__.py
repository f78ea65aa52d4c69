"""A second, small implementation of Dunlog's formats, written from docs/spec alone."""
