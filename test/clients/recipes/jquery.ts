import $ from 'jquery';
import { interceptPage } from '../../../src/page.js';

export const interception = interceptPage();

export const transfer = (amount: number) =>
  $.ajax('/api/transfer', {
    method: 'POST',
    contentType: 'application/json',
    data: JSON.stringify({ amount }),
    xhrFields: { timeout: 10_000 }, // milliseconds, for each sending
  });
