"""Hall-days played by the rules that run the halls: what if, the demo's two years, staffing."""
