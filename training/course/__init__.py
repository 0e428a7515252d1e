"""The course: modules/ read, checked, published as immutable editions; Markdown to HTML.
May import: core, people.
Would change it: a new kind of activity, another way to write content.
"""
