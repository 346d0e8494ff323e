"""The log of events and its database: appended to in groups, durable when an append returns, read by stream."""
