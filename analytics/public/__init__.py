"""What everybody may see of the halls' closed months: pages without login, script or cookie. docs/report.md tells how they are made."""
