"""The rules: one file per family of codes, its wording in the `.yaml` of the same name beside it.

A new rule is a function with `@rule(...)` in its family's file and an entry under its code in the
family's catalogue; `bpkit rules`, `bpkit explain`, the docs and every report follow from these two.
"""
