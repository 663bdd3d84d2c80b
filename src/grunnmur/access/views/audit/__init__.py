"""The pages of the auditor, and who has looked at me."""
