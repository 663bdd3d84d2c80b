"""HR files for the tests, made as payrolls make them."""

import zipfile
from io import BytesIO

from grunnmur.core.tables.write import Table, write_csv, write_xlsx

UNITS = ["code", "name", "parent_code", "kind", "cost_centre", "from", "to"]
POSITIONS = ["code", "name"]
PEOPLE = ["person_key", "given_name", "family_name", "employee_number", "national_id", "work_email", "is_protected"]
EMPLOYMENTS = ["employment_key", "person_key", "unit_code", "position_code", "kind", "percent", "from", "to"]
LEADERS = ["unit_code", "person_key", "kind", "from", "to"]
LEAVES = ["employment_key", "percent", "from", "to"]
FUNCTIONS = ["function_code", "person_key", "unit_code", "from", "to"]
HEADERS = {
    "units": UNITS,
    "positions": POSITIONS,
    "people": PEOPLE,
    "employments": EMPLOYMENTS,
    "leaders": LEADERS,
    "leaves": LEAVES,
    "functions": FUNCTIONS,
}


def small() -> dict[str, list[list[object]]]:
    """Three units, two positions, four people, five employments, a leader."""
    return {
        "units": [
            ["10", "Fjordvik kommune", "", "", "", "2020-01-01", ""],
            ["0412", "Bø skole", "10", "skole", "4120", "2020-01-01", ""],
            ["0413", "Ærøy skole", "10", "skole", "", "2020-01-01", "9999-12-31"],
        ],
        "positions": [["7961", "Lærer"], ["6541", "Rektor"]],
        "people": [
            ["1", "Kari", "Prøve", "1001", "", "kari.prove@fjordvik.example", ""],
            ["2", "Ola", "Test", "1002", "", "", ""],
            ["3", "Åse", "Døme", "1003", "", "", ""],
            ["4", "Siri", "Mønster", "1004", "", "", ""],
        ],
        "employments": [
            ["1-1", "1", "0412", "6541", "permanent", "100", "2021-08-01", ""],
            ["2-1", "2", "0412", "7961", "permanent", "62,5", "2021-08-01", ""],
            ["2-2", "2", "0413", "7961", "temporary", "37,5", "2021-08-01", "2099-07-31"],
            ["3-1", "3", "0413", "7961", "permanent", "100", "2021-08-01", ""],
            ["4-1", "4", "10", "", "elected", "0", "2023-10-01", ""],
        ],
        "leaders": [["0412", "1", "", "2021-08-01", ""]],
    }


def tables(content: dict[str, list[list[object]]]) -> list[Table]:
    """Return the tables of a file, each with its usual columns."""
    return [Table(name, HEADERS[name], rows) for name, rows in content.items()]


def xlsx(content: dict[str, list[list[object]]]) -> bytes:
    """Return the tables as sheets of one workbook."""
    return write_xlsx(tables(content))


def csv_zip(content: dict[str, list[list[object]]]) -> bytes:
    """Return the tables as CSV files in a zip."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for table in tables(content):
            archive.writestr(f"{table.name}.csv", write_csv(table))
    return out.getvalue()


def row(content: dict[str, list[list[object]]], table: str, key: str) -> list[object]:
    """Return one row, to change it in place."""
    return next(each for each in content[table] if each[0] == key)
