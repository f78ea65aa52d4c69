// A target of the Swift package manager has at least one source; the header is what counts.
