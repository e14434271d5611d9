"""Average faces: what the faces of many pictures have in common, and how far they differ.

An average face is nobody's. It shows what a model does again and again: a smile, a skin tone, a
collar. It hides whatever is rare, and the pictures whose faces could not be found are not in it;
how many those are, and why, stands beside it.

```
average     the average of the faces of some pictures: the door to this room
compare     how far two averages are apart, and how far chance would bring them
shown       both as pictures
looking     the first pass: whose faces can be averaged
one_face    which face of a picture it is, or why it is dropped
aligning    the second pass: every face, brought to the square
points      which landmarks count, and where eyes and mouth go
similarity  turn, size and shift
warp        triangles between landmarks
sums        running sums in whole numbers
light       linear light
difference  a distance, its chance floor and its interval
shuffles    what is shuffled to learn what chance does
```
"""

from graycard.explore.average_faces.average import AverageFace, average_face
from graycard.explore.average_faces.compare import Comparison, compare_faces
from graycard.explore.average_faces.difference import Distance
from graycard.explore.average_faces.shown import average_picture, spread_picture

__all__ = [
    "AverageFace",
    "Comparison",
    "Distance",
    "average_face",
    "average_picture",
    "compare_faces",
    "spread_picture",
]
