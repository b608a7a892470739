import type {} from 'zone.js';

let scheduled: string[] = [];
let pending = 0;

/** Runs in a zone that counts the requests in it, as Angular's zone does to know when the page is stable. */
export function inZone<T>(run: () => T): T {
  const zone = Zone.current.fork({
    name: 'page',
    onScheduleTask(delegate, _current, target, task) {
      if (task.source === 'XMLHttpRequest.send') {
        scheduled.push(task.source);
        pending++;
      }
      return delegate.scheduleTask(target, task);
    },
    onInvokeTask(delegate, _current, target, task, applyThis, applyArgs?: unknown[]) {
      if (task.source === 'XMLHttpRequest.send') pending--;
      delegate.invokeTask(target, task, applyThis, applyArgs);
    },
  });
  return zone.run(run);
}

/** How many requests it has counted since it was last asked, and how many of all it takes to be under way. */
export function countedByZone(): number[] {
  const counts = [scheduled.length, pending];
  scheduled = [];
  return counts;
}
