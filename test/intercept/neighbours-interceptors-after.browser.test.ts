import { startInterceptors } from './neighbours-interceptors.js';
import { worksBeside } from './neighbours.js';
import { Asked, install } from './page-api.js';

const asked = new Asked('verify');
const interception = install(asked);
startInterceptors();

worksBeside('the interceptors of msw', { order: 'after' }, { asked, interception });
