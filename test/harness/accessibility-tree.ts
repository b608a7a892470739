import { executeServerCommand } from '@web/test-runner-commands';
import { TIME } from './screen-reader.js';

interface Value {
  readonly value?: string | number | boolean;
}

/** As the debugging protocol of Chromium tells it (Accessibility.AXNode). */
interface TreeNode {
  readonly nodeId: string;
  readonly parentId?: string;
  readonly childIds?: readonly string[];
  readonly ignored: boolean;
  readonly role?: Value;
  readonly name?: Value;
  readonly description?: Value;
  readonly value?: Value;
  readonly properties?: readonly { readonly name: string; readonly value: Value }[];
}

/** What a screen reader says of an element, or acts on. */
const TOLD = new Set(['busy', 'disabled', 'focused', 'invalid', 'level', 'live', 'modal', 'readonly', 'required']);
/** Boxes that mean nothing, and the pieces of a text. */
const UNTOLD = new Set(['generic', 'none', 'InlineTextBox', 'LineBreak', 'ListMarker']);

const textOf = (value: Value | undefined): string =>
  String(value?.value ?? '')
    .replace(/\s+/g, ' ')
    .trim();

function detailsOf({ properties = [], description, value }: TreeNode): string {
  const states = properties
    .filter(
      ({ name, value: { value: state } }) => TOLD.has(name) && state !== false && state !== 0 && state !== 'false',
    )
    .map(({ name, value: { value: state } }) =>
      state === true || state === 'true' || name === 'busy' ? name : `${name} ${String(state)}`,
    );
  return [
    states.length ? ` [${states.join(', ')}]` : '',
    textOf(value) ? ` = “${textOf(value)}”` : '',
    textOf(description) ? `: ${textOf(description)}` : '',
  ].join('');
}

/**
 * What assistive technology is given of the dialog that is open, an element a line, indented as they are nested. Times are
 * written 0:00. Nothing where the engine does not tell.
 */
export async function accessibilityTree(): Promise<string | undefined> {
  const answer = await executeServerCommand<{ available: boolean; nodes: readonly TreeNode[] }, object>(
    'accessibility:tree',
    {},
  );
  if (!answer.available) return undefined;
  const nodes = new Map(answer.nodes.map((node) => [node.nodeId, node]));
  const lines: string[] = [];

  function write({ ignored, childIds = [], ...node }: TreeNode, depth: number, around: string): void {
    const [role, name] = [textOf(node.role), textOf(node.name)];
    const isTold = !ignored && !UNTOLD.has(role) && !(role === 'StaticText' && (name === '' || around.includes(name)));
    if (isTold) {
      const label = name && (role === 'StaticText' ? name : ` “${name}”`);
      lines.push(`${'  '.repeat(depth)}${role === 'StaticText' ? '' : role}${label}${detailsOf({ ignored, ...node })}`);
    }
    for (const id of childIds) {
      const child = nodes.get(id);
      if (child) write(child, isTold ? depth + 1 : depth, isTold ? name + textOf(node.value) : around);
    }
  }

  const dialog = answer.nodes.find(({ ignored, role }) => !ignored && role?.value === 'dialog');
  if (dialog) write(dialog, 0, '');
  return lines.join('\n').replace(TIME, '0:00');
}
