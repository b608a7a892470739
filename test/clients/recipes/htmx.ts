import htmx from 'htmx.org';
import { interceptPage } from '../../../src/page.js';

htmx.config.timeout = 10_000; // milliseconds, for each sending

export const interception = interceptPage();
