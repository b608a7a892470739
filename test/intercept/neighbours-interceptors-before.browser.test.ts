import { startInterceptors } from './neighbours-interceptors.js';
import { worksBeside } from './neighbours.js';

startInterceptors();

worksBeside('the interceptors of msw', { order: 'before' });
