import '../clients/bundled/neighbour-zone.js';
import { worksBeside } from './neighbours.js';
import { countedByZone, inZone } from './neighbours-zone.js';

worksBeside('zone.js', { order: 'before', seen: countedByZone, expected: { XMLHttpRequest: [1, 0] }, run: inZone });
