"""Faces in pictures: where they are, how sure the detector is, and where their parts lie.

A face here is a region of pixels. Nothing in this room tells who somebody is, compares one face
with another, or reads race or ethnicity.

```
find      faces of a picture: the door to this room
face      what is known of one face, and which of several is the main one
networks  BlazeFace and FaceMesh together: how closely to look, and what counts as a face
blaze     BlazeFace: boxes, scores and six points
mesh      FaceMesh: 468 points of one face
haar      OpenCV's cascade: boxes only, for when the files are absent
overlap   which boxes are about the same face
files     the two files that the networks are, and whether they are here
fetch     getting them from the public wheel that they come in
opencv    OpenCV 4, or an error that says how to get it
```
"""
