/* What an application says in the dialog, in some languages. */
import type { VerifyOptions } from '../../../src/dialog/prompt.js';
import type { Factor } from '../../../src/protocol/factors.js';
import type { PublicUserData, Verification } from '../../../src/protocol/verification.js';
import type { Settings } from './settings.js';
import { request } from './states.js';

interface Content {
  readonly request: VerifyOptions;
  readonly help: string;
  readonly footer: string;
}

const english: Content = {
  request,
  help: 'Call us at 0800 123 456.',
  footer: 'We never ask for your password by phone.',
};

const byLanguage: Readonly<Record<string, Content>> = {
  ar: {
    request: { reason: 'يتطلب إرسال الأموال تأكيدًا جديدًا.', action: { id: 'act_1', summary: 'إرسال 250 € إلى Ben' } },
    help: 'اتصل بنا على 0800123456.',
    footer: 'لن نطلب كلمة مرورك عبر الهاتف أبدًا.',
  },
  he: {
    request: { reason: 'העברת כסף דורשת אישור מחדש.', action: { id: 'act_1', summary: 'העברת 250 € אל Ben' } },
    help: 'אפשר להתקשר אלינו: 0800 123 456.',
    footer: 'לעולם לא נבקש את הסיסמה שלך בטלפון.',
  },
  de: {
    request: {
      reason: 'Überweisungen müssen neu bestätigt werden.',
      action: { id: 'act_1', summary: '250 € an Ben senden' },
    },
    help: 'Rufen Sie uns an: 0800 123 456.',
    footer: 'Am Telefon fragen wir nie nach Ihrem Passwort.',
  },
};

const long: Content = {
  request: {
    reason: 'Auslandsüberweisungslimiterhöhungen brauchen eine Sicherheitsbestätigung.',
    action: {
      id: 'act_1',
      summary: '250 € an die Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft senden',
    },
  },
  help: 'Kontaktieren Sie die Kundenkontosicherheitsabteilungsleitung: 0800 123 456.',
  footer: 'Telefonbankingmitarbeiterinnen fragen nie nach Zugangsberechtigungspasswörtern.',
};

const longUser: PublicUserData = {
  firstName: 'Maximiliane-Wilhelmine',
  lastName: 'von Wolfeschlegelsteinhausenbergerdorff',
  identifier: 'maximiliane.von.wolfeschlegelsteinhausenbergerdorff@donaudampfschifffahrt.example',
};

const longFactor = (factor: Factor): Factor =>
  factor.strategy === 'email_code'
    ? { ...factor, safeIdentifier: 'm•••@kraftfahrzeughaftpflichtversicherungsanstalt.example' }
    : factor;

/** What goes into the dialog's slots and under its heading. */
export const contentFor = ({ lang, words }: Settings): Content =>
  words === 'long' ? long : (byLanguage[lang] ?? english);

/** Whose verification it is. */
export const verificationFor = (verification: Verification, { words }: Settings): Verification =>
  words === 'long'
    ? {
        ...verification,
        firstFactors: verification.firstFactors.map(longFactor),
        session: { ...verification.session, publicUserData: longUser },
      }
    : verification;
