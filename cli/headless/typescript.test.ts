import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

test('what a command builds later on is a production build', () => {
  const { NODE_ENV: _, ...env } = process.env;
  const program = `
    const { openLoader } = await import(${JSON.stringify(join(import.meta.dirname, 'typescript.mjs'))});
    await (await openLoader()).close();
    console.log(process.env.NODE_ENV);`;
  const said = execFileSync(process.execPath, ['--input-type=module', '--eval', program], { env });
  expect(said.toString().trim()).toBe('production');
});
