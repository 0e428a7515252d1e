"""The course: modules/ read, checked, published as immutable editions; Markdown to HTML.
May import: core.
Would change it: a new kind of activity, another way to write content.
"""
