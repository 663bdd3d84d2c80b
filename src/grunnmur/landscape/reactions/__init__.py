"""What the map does when the domains below state a fact."""
