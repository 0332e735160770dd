import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { apiReference } from './api-reference.ts';

test('docs/library-api.md is what the docblocks say: npm run build:lib writes it', () => {
  const kept = readFileSync(join(import.meta.dirname, '../docs/library-api.md'), 'utf8');
  expect(kept).toBe(apiReference());
});

test('a declaration with its docblock, members and tags becomes a section', () => {
  const source = `/** The file's own words. */

/** What is asked. */
export interface Order {
  /** ms, 0 to 5. */
  readonly linger?: number;
  readonly inner: {
    /** How many. */
    readonly count: number;
  };
}

/**
 * Does it.
 * @param order all of it
 * @throws (rejects) TypeError when it cannot.
 */
export function act(order: Order): Promise<void>;
`;
  const made = apiReference(source);
  expect(made).not.toContain('own words');
  expect(made).toContain('## Order\n\n```ts\ninterface Order\n```\n\nWhat is asked.\n');
  expect(made).toContain('- `linger?: number`  \n  ms, 0 to 5.\n');
  expect(made).toContain('- `inner: { count: number }`  \n  `count`: How many.\n');
  expect(made).toContain('Does it.\n\n`order`: all of it\n\nRejects with: TypeError when it cannot.\n');
});

test('what is published without words is refused', () => {
  for (const source of [
    'export function act(): void;',
    '/** What is asked. */\nexport interface Order {\n  readonly linger: number;\n}',
  ]) {
    expect(() => apiReference(source)).toThrow('has no docblock');
  }
});
