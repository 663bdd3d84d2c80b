"""What an auditor asks: who had what, when, why, and by whom; and who has looked at whom."""
