"""Taking the audit out as a file, and noting that it was taken."""
