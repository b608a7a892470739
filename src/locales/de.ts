import type { Messages } from './messages.js';

const de: Partial<Messages> = {
  title: 'Bestätigen Sie Ihre Identität',
  close: 'Schließen',
  reason: 'Zu Ihrer Sicherheit fragen wir noch einmal nach, bevor es weitergeht.',
  starting: 'Einen Moment …',
  approving: 'Sie geben frei',
  account: 'Konto',
  'step.first': 'Schritt 1 von 2',
  'step.second': 'Schritt 2 von 2',

  submit: 'Weiter',
  checking: 'Wird geprüft …',
  waiting: 'Warten auf Ihren Passkey …',
  otherMethod: 'Andere Methode verwenden',
  choose: 'Wählen Sie, wie Sie Ihre Identität bestätigen möchten.',
  back: 'Zurück',
  retry: 'Erneut versuchen',
  showPassword: 'Passwort anzeigen',
  hidePassword: 'Passwort verbergen',
  capsLock: 'Feststelltaste ist aktiv',

  sending: 'Code wird gesendet …',
  sent: 'Geben Sie den Code ein, den wir an {to} gesendet haben.',
  resent: 'Wir haben einen neuen Code an {to} gesendet.',
  sentEarlier: 'Geben Sie den Code ein, den wir bereits an {to} gesendet haben. Er ist noch gültig.',
  resend: 'Neuen Code senden',
  resendIn: 'Neuer Code in {time}',
  canResend: 'Sie können jetzt einen neuen Code anfordern.',

  'method.password': 'Passwort',
  'method.email_code': 'Code per E-Mail',
  'method.phone_code': 'Code per SMS',
  'method.passkey': 'Passkey',
  'method.totp': 'Authenticator-App',
  'method.backup_code': 'Backup-Code',
  'lead.password': 'Geben Sie das Passwort dieses Kontos ein.',
  'lead.passkey': 'Verwenden Sie Ihren Fingerabdruck, Ihr Gesicht oder Ihre Displaysperre.',
  'lead.totp': 'Geben Sie den Code ein, den Ihre Authenticator-App anzeigt.',
  'lead.backup_code': 'Geben Sie einen Ihrer Backup-Codes ein. Jeder gilt nur einmal.',
  'label.password': 'Passwort',
  'label.code': '6-stelliger Code',
  'label.passkey': 'Passkey verwenden',
  'label.backup_code': 'Backup-Code',

  'instead.password': 'Stattdessen Passwort verwenden',
  'instead.email_code': 'Stattdessen Code per E-Mail erhalten',
  'instead.phone_code': 'Stattdessen Code per SMS erhalten',

  'error.form_param_missing': 'Füllen Sie dieses Feld aus, um fortzufahren.',
  'error.form_param_format_invalid': 'Überprüfen Sie Ihre Eingabe.',
  'error.form_password_incorrect': 'Das Passwort ist nicht richtig.',
  'error.form_code_incorrect': 'Der Code ist nicht richtig.',
  'error.code_expired': 'Der Code ist abgelaufen. Fordern Sie einen neuen an.',
  'error.passkey_invalid':
    'Der Passkey wurde nicht akzeptiert. Versuchen Sie es erneut oder verwenden Sie eine andere Methode.',
  'error.passkey_cancelled':
    'Der Passkey wurde nicht verwendet. Versuchen Sie es erneut oder verwenden Sie eine andere Methode.',
  'error.passkey_failed':
    'Ihr Browser konnte keinen Passkey verwenden. Versuchen Sie es erneut oder verwenden Sie eine andere Methode.',
  'error.network_error': 'Der Server ist nicht erreichbar. Überprüfen Sie Ihre Verbindung und versuchen Sie es erneut.',
  'error.delivery_failed':
    'Wir konnten keinen Code senden. Versuchen Sie es erneut oder verwenden Sie eine andere Methode.',
  'error.verification_expired': 'Das hat zu lange gedauert. Bitte beginnen Sie von vorn.',
  'error.too_many_requests': 'Zu viele Versuche.',
  'error.unexpected_response': 'Bei uns ist etwas schiefgelaufen. Bitte versuchen Sie es erneut.',
  retryAt: 'Versuchen Sie es um {time} Uhr erneut.',
  attemptsLeft: { one: 'Noch {count} Versuch.', other: 'Noch {count} Versuche.' },

  'complete.title': 'Bestätigt',
  'failed.title': 'Wir konnten nicht beginnen',
  'unavailable.title': 'Wir können Ihre Identität hier nicht bestätigen',
  'unavailable.lead': 'Für dieses Konto gibt es keine Methode, die in diesem Browser funktioniert.',
  'session_changed.title': 'Sie sind abgemeldet',
  'session_changed.lead': 'Melden Sie sich wieder an, um fortzufahren. Es wurde nichts gesendet.',
};

export default de;
