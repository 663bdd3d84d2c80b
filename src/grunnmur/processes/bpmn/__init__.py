"""BPMN 2.0 in pure Python: read, write, lint, order, lay out, draw. No Django, no database, no clock."""
