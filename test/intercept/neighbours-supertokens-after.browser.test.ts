import { startSuperTokens } from './neighbours-supertokens.js';
import { worksBeside } from './neighbours.js';
import { Asked, install } from './page-api.js';

const asked = new Asked('verify');
const interception = install(asked);
startSuperTokens();

worksBeside('supertokens-website', { order: 'after' }, { asked, interception });
