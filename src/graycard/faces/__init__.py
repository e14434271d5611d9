"""Faces in pictures: where they are, how sure the detector is, and where their parts lie.

A face here is a region of pixels. Nothing in this room tells who somebody is, compares one face
with another, or reads race or ethnicity.

```
files   the two files that finding faces takes, and whether they are here
fetch   getting them from the public wheel that they come in
blaze   BlazeFace: boxes, scores and six points
mesh    FaceMesh: 468 points of one face
haar    OpenCV's cascade: boxes only, for when the files are absent
overlap which boxes are the same face
networks  BlazeFace and FaceMesh together, and what counts as a face
face    what is known of one face
find    all of it together
```
"""
