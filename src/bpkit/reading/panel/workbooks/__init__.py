"""Workbooks in every format that people save score forms in, each read as the same worksheets of cells.

A library would read less: openpyxl refuses what Excel opens (backslashes in part names, styles and properties
that it does not know), calamine and xlrd do not tell a formula from a number, and calamine lays a sheet with
one cell in A1 and one in XFD1048576 out in full. Scores need neither styles nor properties, so these readers
take the few parts that hold cells, in one pass and within limits.
"""
