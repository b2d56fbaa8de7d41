"""The objects inside a request to Mail Send: their names and types, as SendGrid's own schema has them.

A misspelt setting would be passed over, and what it was to switch off would be on at the real one.
"""

from typing import Any

_ADDRESS: dict[str, Any] = {"email": str, "name": str}
_SWITCH: dict[str, Any] = {"enable": bool}
_PERSONALIZATION: dict[str, Any] = {
    "to": [_ADDRESS],
    "cc": [_ADDRESS],
    "bcc": [_ADDRESS],
    "from": _ADDRESS,
    "subject": str,
    "headers": dict,
    "substitutions": dict,
    "dynamic_template_data": dict,
    "custom_args": dict,
    "send_at": int,
}
_MAIL_SETTINGS: dict[str, Any] = {
    "bypass_list_management": _SWITCH,
    "bypass_spam_management": _SWITCH,
    "bypass_bounce_management": _SWITCH,
    "bypass_unsubscribe_management": _SWITCH,
    "footer": _SWITCH | {"text": str, "html": str},
    "sandbox_mode": _SWITCH,
}
_TRACKING: dict[str, Any] = {
    "click_tracking": _SWITCH | {"enable_text": bool},
    "open_tracking": _SWITCH | {"substitution_tag": str},
    "subscription_tracking": _SWITCH | {"text": str, "html": str, "substitution_tag": str},
    "ganalytics": _SWITCH | dict.fromkeys(("utm_source", "utm_medium", "utm_term", "utm_content", "utm_campaign"), str),
}
_SHAPES: dict[str, Any] = {
    "personalizations": [_PERSONALIZATION],
    "from": _ADDRESS,
    "reply_to": _ADDRESS,
    "reply_to_list": [_ADDRESS],
    "subject": str,
    "content": [{"type": str, "value": str}],
    "headers": dict,
    "categories": [str],
    "custom_args": dict,
    "asm": {"group_id": int, "groups_to_display": [int]},
    "mail_settings": _MAIL_SETTINGS,
    "tracking_settings": _TRACKING,
    "send_at": int,
    "batch_id": str,
    "template_id": str,
    "ip_pool_name": str,
}
_NAMES = {bool: "boolean", int: "integer", str: "string", dict: "object"}


def problem_of_shape(mail: dict[str, Any]) -> tuple[str, str | None] | None:
    """The first object that has another name or type than SendGrid's, and its field."""
    for name, shape in _SHAPES.items():
        if name in mail and (problem := _problem(mail[name], shape, name)):
            return problem
    return None


def _problem(value: Any, shape: Any, field: str) -> tuple[str, str] | None:
    if isinstance(shape, list):
        if not isinstance(value, list):
            return _wrong("array", field)
        found = (_problem(one, shape[0], f"{field}.{number}") for number, one in enumerate(value))
        return next(filter(None, found), None)
    if isinstance(shape, dict):
        if not isinstance(value, dict):
            return _wrong("object", field)
        if unknown := sorted(value.keys() - shape.keys()):
            return f"Additional property {unknown[0]} is not allowed", f"{field}.{unknown[0]}"
        found = (_problem(one, shape[name], f"{field}.{name}") for name, one in value.items())
        return next(filter(None, found), None)
    # To Python a truth is a number, to JSON it is not.
    is_right = isinstance(value, shape) and (shape is bool or not isinstance(value, bool))
    return None if is_right else _wrong(_NAMES[shape], field)


def _wrong(expected: str, field: str) -> tuple[str, str]:
    return f"Invalid type. Expected: {expected}.", field
