import { html } from 'lit/html.js';
import type { TemplateResult } from 'lit/html.js';
import type { Strategy } from '../protocol/factors.js';

const paths = {
  shield: 'M12 3l7 3v5c0 5-3 8-7 10-4-2-7-5-7-10V6zM9 12l2 2 4-4',
  close: 'M6 6l12 12M18 6L6 18',
  show: 'M2 12c5-9 15-9 20 0-5 9-15 9-20 0zM12 9a3 3 0 100 6 3 3 0 000-6z',
  hide: 'M2 12c5-9 15-9 20 0-5 9-15 9-20 0zM12 9a3 3 0 100 6 3 3 0 000-6zM4 4l16 16',
  account: 'M12 4a4 4 0 100 8 4 4 0 000-8zM4 20c1-6 15-6 16 0',
  caps: 'M12 4l8 8h-4v4H8v-4H4zM8 20h8',
  next: 'M9 6l6 6-6 6',
  done: 'M5 13l4 4L19 7',
  alert: 'M12 3a9 9 0 100 18 9 9 0 000-18zM12 8v5M12 16v0',
  password: 'M5 11h14v9H5zM8 11V7a4 4 0 018 0v4M12 15v1',
  email_code: 'M3 6h18v12H3zM3 7l9 7 9-7',
  phone_code: 'M7 3h10v18H7zM11 18h2',
  passkey: 'M4 9a9 9 0 0116 0M7 19a16 16 0 00.500-6c0-6 9-6 9 0 0 2 0 3-.500 5M12 12c0 4-.500 6-1.500 9',
  totp: 'M12 3a9 9 0 100 18 9 9 0 000-18zM12 7v5l3 2',
  backup_code: 'M6 3h12v18H6zM9 8h6M9 12h6M9 16h3',
} satisfies Record<Strategy, string> & Record<string, string>;

export const icon = (name: keyof typeof paths): TemplateResult =>
  html`<svg class=${name} part="icon icon-${name}" viewBox="0 0 24 24" aria-hidden="true">
    <path d=${paths[name]} />
  </svg>`;
