import { worksBeside } from './neighbours.js';
import { countedByZone, inZone } from './neighbours-zone.js';
import { Asked, install } from './page-api.js';

const asked = new Asked('verify');
const interception = install(asked);
await import('../clients/bundled/neighbour-zone.js');

worksBeside(
  'zone.js',
  { order: 'after', seen: countedByZone, expected: { XMLHttpRequest: [1, 0] }, run: inZone },
  { asked, interception },
);
