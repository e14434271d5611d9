"""What people say of pictures: samples to label, labels in and out, and what a majority says."""
