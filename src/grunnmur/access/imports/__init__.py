"""Files that tell what people have today."""
