"""The typed line, such as `shave bx L cheek r/o BCC; LN2 AK x7 scalp`, read into an encounter.

`vocabulary` holds the words, `tokens` finds them in a line, `grammar` builds the tree, `assembly` charts it.
`SHORTHAND.md` beside this file is the language.
"""
