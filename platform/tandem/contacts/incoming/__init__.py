"""Messages from outside: whose case file they belong to, and what a person does with those that tell nobody.

See docs/subsystems/contacts.md, "What comes in".
"""
