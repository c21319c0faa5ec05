"""Rules of a user: two for each fact of images, that ask for nothing else."""

_RULE = """\
id: test/{name}
title: Images, by one fact
subject: image
severity: low
match: {{{fact}: {{exists: {exists}}}}}
message: "{{id}}"
why: It is a test.
remedy: None is needed.
"""


def write(program, facts):
    """A folder of them."""
    folder = program.new_folder()
    for fact in facts:
        for exists, verb in (("true", "has"), ("false", "lacks")):
            (folder / f"{verb}-{fact}.yaml").write_text(_RULE.format(
                name=f"{verb}-{fact}", fact=fact, exists=exists))
    return folder
