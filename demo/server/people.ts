/** Who lives in the demo. The passwords are on the sign-in page; this is no place for real ones. */
export interface Person {
  id: string;
  firstName: string;
  iban: string;
  password?: string;
  email?: string;
  phone?: string;
  /** Base32, as an authenticator app's QR code carries it. */
  totpSecret?: string;
  hasBackupCodes?: boolean;
}

export const people: readonly Person[] = [
  {
    id: 'ada',
    firstName: 'Ada',
    iban: 'DE02 1203 0000 0000 2020 51',
    password: 'lovelace-1815',
    email: 'ada@harbour.example',
    phone: '+4915112345612',
    totpSecret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
    hasBackupCodes: true,
  },
  { id: 'ben', firstName: 'Ben', iban: 'DE02 5001 0517 0137 0750 30', password: 'harbour-view-7' },
  {
    id: 'cleo',
    firstName: 'Cleo',
    iban: 'DE02 1001 0010 0006 8201 01',
    password: 'nile-lighthouse-2',
    phone: '+4917698765477',
  },
  { id: 'dan', firstName: 'Dan', iban: 'DE02 3002 0900 0106 5310 65' },
];

export function personById(id: string): Person {
  const person = people.find((candidate) => candidate.id === id);
  if (!person) throw new Error(`nobody of the id ${id} lives here`);
  return person;
}
