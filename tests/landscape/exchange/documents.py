"""Small exchange files as other tools write them, one line an element, so that line numbers can be told."""

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<model xmlns="http://www.opengroup.org/xsd/archimate/3.0/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
identifier="id-model">
<name xml:lang="en">Foreign</name>
"""
FIRST_LINE = HEAD.count("\n") + 2  # of what stands in `elements`


def element(identifier, concept, name="Thing", inside=""):
    return (
        f'<element identifier="{identifier}" xsi:type="{concept}"><name xml:lang="en">{name}</name>{inside}</element>'
    )


def relation(identifier, concept, source, target, special="", inside=""):
    return (
        f'<relationship identifier="{identifier}" source="{source}" target="{target}" xsi:type="{concept}" {special}>'
        f"{inside}</relationship>"
    )


def properties(*references):
    inside = "".join(
        f'<property propertyDefinitionRef="{key}"><value>{value}</value></property>' for key, value in references
    )
    return f"<properties>{inside}</properties>"


def document(elements=(), relations=(), definitions=(), rest=""):
    lines = [HEAD + "<elements>", *elements, "</elements>"]
    if relations:
        lines += ["<relationships>", *relations, "</relationships>"]
    lines.append(rest)
    if definitions:
        lines.append("<propertyDefinitions>")
        lines += [
            f'<propertyDefinition identifier="{key}" type="string"><name>{name}</name></propertyDefinition>'
            for key, name in definitions
        ]
        lines.append("</propertyDefinitions>")
    return "\n".join([*lines, "</model>"]).encode()
