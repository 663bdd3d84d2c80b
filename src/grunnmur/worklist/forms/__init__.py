"""The shape of what people type about tasks."""
