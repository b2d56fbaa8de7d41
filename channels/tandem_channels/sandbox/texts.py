"""The page's words, French and English."""

# ruff: noqa: E501 -- one sentence a line

LOCALES = ("fr", "en")

TEXTS: dict[str, tuple[str, str]] = {
    "title": ("Bac à sable", "Sandbox"),
    "tagline": ("Ce que reçoivent les débiteurs de démonstration", "What the demonstration debtors receive"),
    "skip": ("Aller au contenu", "Skip to content"),
    "open_app": ("Ouvrir Tandem", "Open Tandem"),
    "clock": ("Il est ici", "The time here is"),
    "people": ("Appareils", "Devices"),
    "phones": ("Téléphones", "Phones"),
    "mailboxes": ("Boîtes aux lettres électroniques", "Mailboxes"),
    "collector_phone": ("Poste du gestionnaire", "The collector’s phone"),
    "none_yet": ("Rien n’est encore arrivé", "Nothing has arrived yet"),
    "none_yet_help": (
        "Envoyez un SMS, un e-mail ou appelez depuis un dossier : le message apparaît ici aussitôt, et vous pouvez y répondre à la place du débiteur. Rien ne quitte cet ordinateur.",
        "Send a text or an e-mail, or call, from a case: it appears here at once, and you can answer as the debtor. Nothing leaves this computer.",
    ),
    "choose": ("Choisissez un appareil", "Choose a device"),
    "from": ("De", "From"),
    "answer_as": ("Répondre à la place du débiteur", "Answer as the debtor"),
    "your_text": ("Votre réponse", "Your answer"),
    "send": ("Envoyer", "Send"),
    "quick": ("Réponses rapides", "Quick answers"),
    "one_way": (
        "Cet expéditeur est un nom : on ne peut pas lui répondre.",
        "This sender is a name: it cannot be answered.",
    ),
    "no_text_yet": (
        "Aucun SMS reçu : il n’y a encore personne à qui répondre.",
        "No text received: there is nobody to answer yet.",
    ),
    "call_in": ("Appel de {caller}", "Call from {caller}"),
    "call_collector": ("Appel du pont vers le gestionnaire", "Bridge call to the collector"),
    "heard": ("Le gestionnaire entend", "The collector hears"),
    "pick_up": ("Décrocher", "Pick up"),
    "busy": ("Occupé", "Busy"),
    "no_answer": ("Ne pas répondre", "Do not answer"),
    "hang_up": ("Raccrocher", "Hang up"),
    "complain": ("Signaler comme indésirable", "Report as spam"),
    "formatted": ("Version mise en forme", "Formatted version"),
    "segments": ("{n} segment(s)", "{n} segment(s)"),
    "faults": ("Pannes", "Faults"),
    "faults_help": (
        "Provoquez une panne pour voir ce que Tandem en fait.",
        "Cause a fault to see what Tandem makes of it.",
    ),
    "fault_kind": ("Panne", "Fault"),
    "fault_channel": ("Canal", "Channel"),
    "fault_value": ("Valeur", "Value"),
    "fault_times": ("Combien de fois", "How many times"),
    "until_off": ("jusqu’à l’arrêt", "until switched off"),
    "optional": ("facultatif", "optional"),
    "switch_on": ("Provoquer", "Switch on"),
    "switch_off": ("Arrêter", "Switch off"),
    "journal": ("Rappels vers Tandem", "Callbacks to Tandem"),
    "journal_empty": ("Aucun rappel pour l’instant.", "No callback yet."),
    "event": ("Événement", "Event"),
    "answer": ("Réponse", "Answer"),
    "tries": ("Essais", "Tries"),
    "waiting": ("en attente", "waiting"),
    "refused": ("Cela n’a pas pu être fait : {field}", "That could not be done: {field}"),
    "channel.any": ("Tous", "All"),
    "channel.sms": ("SMS", "SMS"),
    "channel.email": ("E-mail", "E-mail"),
    "channel.voice": ("Appel", "Call"),
    "fault.delay": ("Répondre en retard (secondes)", "Answer late (seconds)"),
    "fault.answer_error": ("Répondre par une erreur (500, 429, 21211…)", "Answer with an error (500, 429, 21211…)"),
    "fault.drop_request": ("Couper avant d’accepter", "Cut before accepting"),
    "fault.drop_answer": ("Accepter, puis couper la réponse", "Accept, then cut the answer"),
    "fault.fail_delivery": ("Échouer à la remise (code)", "Fail the delivery (code)"),
    "fault.drop_callbacks": ("Perdre les rappels", "Lose the callbacks"),
    "fault.duplicate_callbacks": ("Doubler les rappels", "Double the callbacks"),
    "fault.reorder_callbacks": ("Mélanger les rappels", "Shuffle the callbacks"),
    "status.queued": ("en file", "queued"),
    "status.initiated": ("composition", "dialling"),
    "status.sending": ("en cours d’envoi", "sending"),
    "status.sent": ("envoyé", "sent"),
    "status.delivered": ("remis", "delivered"),
    "status.undelivered": ("non remis", "undelivered"),
    "status.failed": ("échec", "failed"),
    "status.processed": ("traité", "processed"),
    "status.bounce": ("refusé par le serveur", "bounced"),
    "status.spamreport": ("signalé comme indésirable", "reported as spam"),
    "status.received": ("envoyé par le débiteur", "sent by the debtor"),
    "status.ringing": ("sonne", "ringing"),
    "status.in-progress": ("en ligne", "in progress"),
    "status.completed": ("terminé", "ended"),
    "status.busy": ("occupé", "busy"),
    "status.no-answer": ("sans réponse", "no answer"),
    "status.canceled": ("annulé", "canceled"),
}


def text(key: str, locale: str, **values: object) -> str:
    """The words of `key` in `locale`; a status that has none is shown as it is."""
    words = TEXTS.get(key)
    if words is None:
        return key.rpartition(".")[2]
    return words[LOCALES.index(locale)].format(**values)
