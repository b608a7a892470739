import '@hotwired/turbo';
import { interceptPage } from '../../../src/page.js';

export const interception = interceptPage();

// Of a page that was refused when it was fetched ahead, let Turbo not use the refusal: the click asks anew.
document.addEventListener('turbo:before-fetch-response', (event) => {
  const { fetchResponse } = (event as CustomEvent<{ fetchResponse: { clientError: boolean } }>).detail;
  if (fetchResponse.clientError) event.target?.dispatchEvent(new MouseEvent('mouseleave'));
});
