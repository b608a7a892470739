import { executeServerCommand } from '@web/test-runner-commands';

/** Whether this browser can be told to force colours: only the debugging protocol of Chromium can. */
export const canForceColors = navigator.userAgent.includes('Chrome/');

/** Has the page drawn in the few colours that its user has chosen, light on dark, or no longer. */
export async function forceColors(isForced: boolean): Promise<void> {
  await executeServerCommand('media:emulate', {
    'forced-colors': isForced ? 'active' : 'none',
    // What we forget to have forced is light, and is found.
    'prefers-color-scheme': isForced ? 'dark' : '',
  });
}
