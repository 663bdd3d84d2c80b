"""Imports as plan → diff → guard → apply. A domain brings an `importer.Importer`; `runs` walks it through."""
