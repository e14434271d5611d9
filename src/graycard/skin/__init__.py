"""The colour of drawn, generated or photographed skin: what pixels show, and never whose.

Colour science, the regions of a face whose pixels count, and the light that they are seen in. Faces
are found elsewhere; here come only their landmarks.
"""
