"""What has outlived its purpose is deleted: kinds of rows, runs over them, records of the runs, and when a server runs them."""
