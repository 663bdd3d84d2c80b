"""Pages of reviews: campaigns and their progress, and the questions that are mine."""
