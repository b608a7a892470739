/* How the gallery shows the states, as the address says it. */

/** The languages of the package, as they call themselves. */
export const languages = {
  en: 'English',
  ar: 'العربية',
  de: 'Deutsch',
  es: 'Español',
  fr: 'Français',
  he: 'עברית',
  hi: 'हिन्दी',
  it: 'Italiano',
  ja: '日本語',
  ko: '한국어',
  nl: 'Nederlands',
  pl: 'Polski',
  'pt-BR': 'Português (Brasil)',
  ru: 'Русский',
  tr: 'Türkçe',
  uk: 'Українська',
  'zh-CN': '简体中文',
  'zh-TW': '繁體中文',
} as const;

/** What can be picked, and how it is called; the default first. */
export const choices = {
  scheme: { light: 'Light', dark: 'Dark' },
  lang: languages,
  width: { wide: 'Desktop', narrow: '320 pixels' },
  text: { medium: '100 %', large: '200 %' },
  words: { short: 'Short', long: 'Long, in German' },
} as const;

export type Setting = keyof typeof choices;
export type Settings = Readonly<Record<Setting, string>>;

export const settingNames = ['scheme', 'lang', 'width', 'text', 'words'] as const;
const defaultOf = (name: Setting) => Object.keys(choices[name])[0] ?? '';

/** Of what an address says only what is possible. */
export function settingsIn(parameters: URLSearchParams): Settings {
  const pick = (name: Setting) => {
    const value = parameters.get(name) ?? '';
    return Object.hasOwn(choices[name], value) ? value : defaultOf(name);
  };
  return { scheme: pick('scheme'), lang: pick('lang'), width: pick('width'), text: pick('text'), words: pick('words') };
}

/** What an address says, without what is the default anyway. */
export function parametersOf(given: Partial<Settings>, state?: string): URLSearchParams {
  const parameters = new URLSearchParams(state === undefined ? {} : { state });
  for (const name of settingNames) {
    const value = given[name] ?? defaultOf(name);
    if (value !== defaultOf(name)) parameters.set(name, value);
  }
  return parameters;
}

/** In what the states are looked at. Forced colours are missing: they are the browser's to force. */
export const variants: Readonly<Record<string, Partial<Settings>>> = {
  Light: {},
  Dark: { scheme: 'dark' },
  'Right to left': { lang: 'ar' },
  '320 pixels': { width: 'narrow' },
  'Large text': { text: 'large' },
  'Long words': { lang: 'de', width: 'narrow', words: 'long' },
};
