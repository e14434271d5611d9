"""Charts, one kind a file: rows of marks at shares of the width, drawn by a template.

There is no drawing library in here. Labels are HTML beside fluid SVG, so that they wrap in a
narrow window, keep their size, follow the theme, and are escaped like all other text.
"""
