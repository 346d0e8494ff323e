"""What the server's processes write for whoever runs them: one line an event, on the standard error."""
