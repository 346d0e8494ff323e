"""The city: districts, halls, catalogue and logins, from one documented file into the database's rows."""
