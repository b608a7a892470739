import { startSentry } from './neighbours-sentry.js';
import { worksBeside } from './neighbours.js';
import { Asked, install } from './page-api.js';

const asked = new Asked('verify');
const interception = install(asked);
const seen = startSentry();

worksBeside(
  'Sentry',
  { order: 'after', seen, expected: { fetch: [200], XMLHttpRequest: [200] } },
  { asked, interception },
);
