"""Dashboards: queries give frames, measures are formulas on them, figures draw them, pages lay them out. A process of its own."""
