const HIDDEN = '•••';

/** `j•••@example.com`: enough for the owner to know which one, too little for anybody else to write to. */
export function maskEmailAddress(address: string): string {
  const at = address.lastIndexOf('@');
  const [first = '', ...rest] = address.slice(0, Math.max(at, 0));
  return `${rest.length > 0 ? first : ''}${HIDDEN}${at < 0 ? '' : address.slice(at)}`;
}

/** `+49•••••12`: the country code's first digits and the last two. */
export function maskPhoneNumber(number: string): string {
  const digits = number.replace(/[^\d+]/g, '');
  return digits.length < 8 ? '•••••' : `${digits.slice(0, 3)}•••••${digits.slice(-2)}`;
}

/** An account's identifier: an address or a number is masked, a name that says nothing to a mail server is not. */
export function maskIdentifier(identifier: string): string {
  if (identifier.includes('@')) return maskEmailAddress(identifier);
  return /^\+?[\d\s()./-]{6,}$/.test(identifier) ? maskPhoneNumber(identifier) : identifier;
}
