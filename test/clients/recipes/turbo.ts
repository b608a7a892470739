import '@hotwired/turbo';
import { interceptPage } from '../../../src/page.js';

export const interception = interceptPage();
