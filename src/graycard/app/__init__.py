"""The local web app: one machine, one person's browser, and nothing that leaves either."""
