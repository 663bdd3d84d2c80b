"""What commands do once Django is set up; nothing here may be imported before."""
