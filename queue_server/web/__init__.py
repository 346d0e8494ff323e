"""The wire protocol over HTTP and websockets."""
