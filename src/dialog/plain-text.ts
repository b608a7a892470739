/**
 * A text of others without the characters that nobody sees and that change the order of those one sees (Unicode
 * `Bidi_Control`): "Pay 12" and a hidden mark and "34" would be read as "Pay 3412".
 */
export const plainText = (text: string): string => text.replace(/\p{Bidi_Control}/gu, '');
