"""Layout and callbacks: what stands where, and what is drawn again when. No formula, no query."""
