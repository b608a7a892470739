import { startSentry } from './neighbours-sentry.js';
import { worksBeside } from './neighbours.js';

const seen = startSentry();

// It sees both sendings; of an XMLHttpRequest, which is one object to it, both with the one answer.
worksBeside('Sentry', { order: 'before', seen, expected: { fetch: [403, 200], XMLHttpRequest: [200, 200] } });
