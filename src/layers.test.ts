/** The floors of `layers.biome.json`: every room stands on one, and an import from a higher one fails the lint. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const CONFIGURATION = 'layers.biome.json';

/** Rooms by floor, the lowest first: folders and single files under `src`. */
const floors: readonly (readonly string[])[] = JSON.parse(
  readFileSync(join(root, CONFIGURATION), 'utf8'),
).overrides.map(({ includes }: { includes: string[] }) =>
  includes.filter((glob) => !glob.startsWith('!')).map((glob) => glob.replace(/^src\/|\/\*\*$/g, '')),
);

test('every folder and every file of the engine stands on one floor', () => {
  const entries = (folder: string) => readdirSync(join(root, 'src', folder), { withFileTypes: true });
  const found = [
    ...entries('').filter((entry) => entry.isDirectory() && entry.name !== 'engine'),
    ...entries('engine').filter((entry) => entry.name !== 'testing' && !entry.name.endsWith('.test.ts')),
  ].map((entry) => relative(join(root, 'src'), join(entry.parentPath, entry.name)));
  expect(floors.flat().sort()).toEqual(found.sort());
});

test('an import from a higher floor fails the lint, and no other does', () => {
  const folder = mkdtempSync(join(tmpdir(), 'guise-layers-'));
  try {
    writeFileSync(
      join(folder, 'biome.json'),
      JSON.stringify({ root: true, extends: [`./${CONFIGURATION}`] }),
    );
    writeFileSync(join(folder, CONFIGURATION), readFileSync(join(root, CONFIGURATION)));
    const expected: string[] = [];
    const rooms = floors.flatMap((own, floor) => own.map((room) => ({ room, floor })));
    for (const { room, floor } of rooms) {
      const lines = rooms
        .filter((other) => other.room !== room)
        .map((other) => {
          if (isForbidden(room, floor, other)) {
            expected.push(`${room} ← ${other.room}`);
          }
          return importOf(room, other.room);
        });
      const file = join(folder, 'src', fileOf(room));
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, `${lines.join('\n')}\n`);
    }
    expect(expected.length).toBeGreaterThan(150);
    expect(violations(folder).sort()).toEqual(expected.sort());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 60_000);

/** The page and what it stands on are kept apart further: app/ sees the engine through session/, and nothing sees app/. */
function isForbidden(room: string, floor: number, other: { room: string; floor: number }): boolean {
  if (room === 'app') {
    return /^(engine|media|models)(\/|$)/.test(other.room);
  }
  return other.floor > floor;
}

function fileOf(room: string): string {
  return room.endsWith('.ts') ? room : `${room}/some.ts`;
}

function importOf(from: string, to: string): string {
  const path = relative(dirname(fileOf(from)), to.endsWith('.ts') ? to : `${to}/some.ts`);
  return `import '${path.startsWith('.') ? path : `./${path}`}';`;
}

/** What Biome's rule says of the files, as "room ← imported room". */
function violations(folder: string): string[] {
  const biome = join(root, 'node_modules/.bin/biome');
  const options = [
    'lint',
    '--reporter=json',
    '--max-diagnostics=none',
    '--only=style/noRestrictedImports',
    'src',
  ];
  let report: string;
  try {
    report = execFileSync(biome, options, {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch (error) {
    report = (error as { stdout: string }).stdout;
  }
  const { diagnostics } = JSON.parse(report) as {
    diagnostics: { location: { path: string; start: { line: number } } }[];
  };
  return diagnostics.map(({ location: { path, start } }) => {
    const line = readFileSync(join(folder, path), 'utf8').split('\n')[start.line - 1] ?? '';
    const imported = /'(.*)'/.exec(line)?.[1] ?? '';
    const room = (file: string) => relative('src', file).replace(/\/some\.ts$/, '');
    return `${room(path)} ← ${room(join(dirname(path), imported))}`;
  });
}
