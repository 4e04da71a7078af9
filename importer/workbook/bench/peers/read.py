"""Reads a workbook with the named reader and prints how many rows it has."""
import sys

how, path = sys.argv[1:]
if how == "openpyxl":
    import openpyxl
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    print(sum(1 for _ in book.worksheets[0].iter_rows(values_only=True)))
elif how == "pandas":
    import pandas
    print(len(pandas.read_excel(path, header=None)))
elif how == "polars":
    import polars
    print(len(polars.read_excel(path, has_header=False)))
elif how == "calamine":
    from python_calamine import CalamineWorkbook
    print(len(CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()))
