"""Sending mail: one message in, sent, refused for good, or to be tried again. What is in it is the domains' affair."""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from grunnmur.core.addresses import host

PERMANENT = 500  # replies of a mail server from here on mean: do not try again (RFC 5321, 4.2.1)


class MailRefusedError(Exception):
    """The mail server will never take this message for this address."""


class MailDelayedError(Exception):
    """It could not be sent now: the server does not answer, or asks to be tried later."""


@dataclass(frozen=True)
class Mail:
    """One message to one address, as text and as HTML. unsubscribe: where one changes what one gets."""

    to: str
    subject: str
    text: str
    html: str
    unsubscribe: str


def is_configured() -> bool:
    """Tell whether this installation can send mail."""
    return bool(settings.EMAIL_HOST and settings.DEFAULT_FROM_EMAIL)


@contextmanager
def mail_server() -> Iterator[BaseEmailBackend]:
    """Hold one connection to the mail server. Raises MailDelayedError when it does not let us in."""
    connection = get_connection()
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        raise MailDelayedError(_told(error)) from error
    try:
        yield connection
    finally:
        connection.close()


def send(mail: Mail, *, through: BaseEmailBackend) -> None:
    """Send one message. Raises MailRefusedError, MailDelayedError."""
    message = EmailMultiAlternatives(
        subject=" ".join(mail.subject.split()),
        body=mail.text,
        to=[mail.to],
        connection=through,
        headers={
            "Auto-Submitted": "auto-generated",
            "List-Id": f"<notifications.{host()}>",
            "List-Unsubscribe": f"<{mail.unsubscribe}>",
        },
    )
    message.attach_alternative(mail.html, "text/html")
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _reply in error.recipients.values()]
        raise (MailRefusedError if min(codes, default=0) >= PERMANENT else MailDelayedError)(_told(error)) from error
    except smtplib.SMTPDataError as error:
        raise (MailRefusedError if error.smtp_code >= PERMANENT else MailDelayedError)(_told(error)) from error
    except (OSError, smtplib.SMTPException) as error:
        raise MailDelayedError(_told(error)) from error


def _told(error: Exception) -> str:
    """Return what an operator may read: the kind of error and the server's code, never an address."""
    codes = [code for code, _reply in getattr(error, "recipients", {}).values()] or [getattr(error, "smtp_code", "")]
    return f"{type(error).__name__} {' '.join(str(code) for code in codes)}".strip()
