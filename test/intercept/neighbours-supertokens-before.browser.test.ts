import { startSuperTokens } from './neighbours-supertokens.js';
import { worksBeside } from './neighbours.js';

startSuperTokens();

worksBeside('supertokens-website', { order: 'before' });
