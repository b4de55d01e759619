"""Reports as workbooks, to be filtered and sorted."""
