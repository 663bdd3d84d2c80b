"""What programs that speak SCIM do, and what people do about them."""
