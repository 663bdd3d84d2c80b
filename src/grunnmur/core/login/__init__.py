"""How people log in: django-allauth, held to what a municipality needs. See docs/operate/login.md."""
