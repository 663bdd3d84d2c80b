"""Office documents in: DOCX, ODT, XLSX and ODS as HTML. Start at `read.markup_of`."""
