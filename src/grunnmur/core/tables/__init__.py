"""Tables out of files and into files. Start at `read.read_tables` and `write`."""
