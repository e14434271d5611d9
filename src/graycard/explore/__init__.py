"""Looking at pictures without labels: average faces, clusters, neighbours, side by side.

Everything here works from Python and from the command line; `graycard.app` shows it in a browser.
What needs more than the core (scikit-learn, FAISS) asks for the extra by name when it is called.
"""
