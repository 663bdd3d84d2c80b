"""The shape of what people type in the flow factory."""
