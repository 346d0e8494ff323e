"""How the tables came to be what they are: one step a module, each from the one before."""
