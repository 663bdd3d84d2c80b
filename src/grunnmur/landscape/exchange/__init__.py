"""The map in files that other tools open. Start at `archimate` and `archi_csv`: each has `write` and `read`.

Pure: no models, no database. What a file holds is `model.Model`; what could not be taken is told in `findings`.
"""
