"""Two made-up municipalities to try the product in: constructed names, `.example` addresses, a fixed seed."""
