"""What messages say: texts with gaps, their versions, the rules for their words, and how they are filled."""

from tandem.contacts.templates.checking import Problem, may_be_said, may_leave, problems
from tandem.contacts.templates.free_words import WORDS, overlong, problems_of, tidied
from tandem.contacts.templates.reading import template_as_planned, templates_of
from tandem.contacts.templates.rendering import ValueForbidden, ValuesMismatch, render
from tandem.contacts.templates.shipped import FOLDER, TemplateInvalid, load_template, load_templates, shipped_templates
from tandem.contacts.templates.template import Rendered, Template, Wording
from tandem.contacts.templates.variables import examples
from tandem.contacts.templates.vocabulary import LANGUAGES, READY_REPLIES, Form, Tone, tones

__all__ = [
    "FOLDER",
    "LANGUAGES",
    "READY_REPLIES",
    "WORDS",
    "Form",
    "Problem",
    "Rendered",
    "Template",
    "TemplateInvalid",
    "Tone",
    "ValueForbidden",
    "ValuesMismatch",
    "Wording",
    "examples",
    "load_template",
    "load_templates",
    "may_be_said",
    "may_leave",
    "overlong",
    "problems",
    "problems_of",
    "render",
    "shipped_templates",
    "template_as_planned",
    "templates_of",
    "tidied",
    "tones",
]
