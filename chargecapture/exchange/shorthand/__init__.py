"""The typed line, such as `shave bx L cheek r/o BCC; LN2 AK x7 scalp`, read into an encounter.

`vocabulary` holds the words, `tokens` finds them in a line, `context` settles them by their neighbours,
`grammar` builds the tree, `grouping` tells the lesions apart, `sharing` gives them what they have in common,
`naming`, `measures` and `visit` read what is said of each, and `assembly` charts it. `SHORTHAND.md` beside
this file is the language.
"""
