import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { assemblyScript } from './assemblyscript.mjs';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'guise-assemblyscript-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Calls the plugin as Vite does. */
async function load(file: string, query: string): Promise<{ code: string | null; watched: string[] }> {
  const watched: string[] = [];
  const { load } = assemblyScript() as unknown as {
    load(this: unknown, id: string): Promise<string | null>;
  };
  const context = { addWatchFile: (path: string) => watched.push(path) };
  return { code: await load.call(context, `${join(folder, file)}${query}`), watched };
}

test('an import becomes a compiled module, watched with all that it imports', async () => {
  writeFileSync(join(folder, 'index.ts'), "export { twice } from './twice';");
  writeFileSync(join(folder, 'twice.ts'), 'export function twice(x: i32): i32 { return 2 * x; }');
  const { code, watched } = await load('index.ts', '?assemblyscript');
  const base64 = JSON.parse(code?.match(/".*"/)?.[0] ?? 'null') as string;
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { instance } = await WebAssembly.instantiate(Buffer.from(base64, 'base64'), { env: { memory } });
  expect((instance.exports.twice as (x: number) => number)(21)).toBe(42);
  expect(watched).toEqual(expect.arrayContaining([join(folder, 'index.ts'), join(folder, 'twice.ts')]));
});

test('what does not compile says where', async () => {
  writeFileSync(join(folder, 'bad.ts'), 'export function f(a: i32): i32 { return a +; }');
  await expect(load('bad.ts', '?assemblyscript')).rejects.toThrow(/Expression expected[\s\S]*bad\.ts\(1/);
});

test('other imports are left alone', async () => {
  expect((await load('index.ts', '')).code).toBeNull();
});
