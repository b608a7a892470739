import './imports.js';
import './bodies.js';
import './outcomes.js';
import './server-kit.js';
import { runTests } from './suite.js';

// What a test left open (a connection kept alive, say) must not keep the runtime from ending.
process.exit((await runTests()) ? 0 : 1);
