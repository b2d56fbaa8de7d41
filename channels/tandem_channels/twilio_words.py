"""Twilio's vocabulary in ours: literal tables, and what to do about each error code."""

from tandem_channels.contract import AnsweredBy, CallStatus, Cause, DeliveryStatus, RecordingStatus

# Word for word from the Message resource (twilio_api_v2010, message_enum_status).
MESSAGE_STATUSES = {
    "accepted": DeliveryStatus.ACCEPTED,
    "scheduled": DeliveryStatus.SCHEDULED,
    "queued": DeliveryStatus.QUEUED,
    "sending": DeliveryStatus.SENDING,
    "sent": DeliveryStatus.SENT,
    # Some parts reached the phone; only the whole counts as delivered.
    "partially_delivered": DeliveryStatus.SENT,
    "delivered": DeliveryStatus.DELIVERED,
    "undelivered": DeliveryStatus.UNDELIVERED,
    "failed": DeliveryStatus.FAILED,
    "canceled": DeliveryStatus.CANCELED,
    "read": DeliveryStatus.READ,
}

# The resource says "queued" where callbacks also say "initiated", and callbacks "in-progress" for the event "answered".
CALL_STATUSES = {
    "queued": CallStatus.QUEUED,
    "initiated": CallStatus.INITIATED,
    "ringing": CallStatus.RINGING,
    "in-progress": CallStatus.IN_PROGRESS,
    "answered": CallStatus.IN_PROGRESS,
    "completed": CallStatus.COMPLETED,
    "busy": CallStatus.BUSY,
    "no-answer": CallStatus.NO_ANSWER,
    "failed": CallStatus.FAILED,
    "canceled": CallStatus.CANCELED,
}

# https://www.twilio.com/docs/voice/api/recording: of the resource and of its callbacks; any other word is UNKNOWN.
RECORDING_STATUSES = {
    "in-progress": RecordingStatus.RUNNING,
    "paused": RecordingStatus.PAUSED,
    "stopped": RecordingStatus.PROCESSING,
    "processing": RecordingStatus.PROCESSING,
    "completed": RecordingStatus.COMPLETED,
    "absent": RecordingStatus.ABSENT,
    "failed": RecordingStatus.ABSENT,
}

# https://www.twilio.com/docs/voice/answering-machine-detection; a word that is not here is UNKNOWN.
ANSWERED_BY = {
    "human": AnsweredBy.HUMAN,
    "machine_start": AnsweredBy.MACHINE,
    "machine_end_beep": AnsweredBy.MACHINE,
    "machine_end_silence": AnsweredBy.MACHINE,
    "machine_end_other": AnsweredBy.MACHINE,
    "fax": AnsweredBy.FAX,
    "unknown": AnsweredBy.UNKNOWN,
}

# https://www.twilio.com/docs/api/errors; a code that is not here is OTHER.
ERROR_CAUSES = {
    "13224": Cause.ADDRESS_INVALID,  # Dial: Twilio does not support calling this number, or it is invalid
    "21211": Cause.ADDRESS_INVALID,  # invalid 'To' number
    "21214": Cause.ADDRESS_INVALID,  # 'To' number cannot be reached
    "21217": Cause.ADDRESS_INVALID,  # number does not appear to be valid
    "21614": Cause.TAKES_NO_TEXTS,  # 'To' is not a mobile number
    "30005": Cause.ADDRESS_INVALID,  # unknown destination handset
    "30006": Cause.TAKES_NO_TEXTS,  # landline or unreachable carrier
    "21610": Cause.OPTED_OUT,  # the recipient replied STOP to this sender
    "20003": Cause.CONFIGURATION,  # account sid or auth token refused
    "20404": Cause.CONFIGURATION,  # no such account
    "21210": Cause.CONFIGURATION,  # caller id not verified
    "21212": Cause.CONFIGURATION,  # invalid 'From' number
    "21215": Cause.CONFIGURATION,  # geographic permission missing for calls
    "21408": Cause.CONFIGURATION,  # geographic permission missing for texts
    "21603": Cause.CONFIGURATION,  # 'From' required
    "21606": Cause.CONFIGURATION,  # 'From' cannot send texts
    "21612": Cause.CONFIGURATION,  # this 'From' cannot reach this 'To'
    "21602": Cause.CONTENT,  # body required
    "21617": Cause.CONTENT,  # body longer than 1,600 characters
    "30007": Cause.CONTENT,  # filtered by the carrier
    "30034": Cause.CARRIER_FORBIDDEN,  # US number not registered for business texts
    "30460": Cause.CARRIER_FORBIDDEN,  # third-party debt collection to the US or Canada
    "30863": Cause.CARRIER_FORBIDDEN,  # the same, as a campaign
    "20429": Cause.TEMPORARY,  # too many requests
    "30001": Cause.TEMPORARY,  # queue overflow
    "30003": Cause.TEMPORARY,  # handset off or out of reach
    "30008": Cause.TEMPORARY,  # unknown error at the carrier
    "30036": Cause.TEMPORARY,  # validity period over before it could leave
}


def cause_of(code: str) -> Cause:
    """What a Twilio error code asks of the sender."""
    return ERROR_CAUSES.get(code, Cause.OTHER)
