import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ConversionReport } from '../../src/media/conversion.ts';
import type { Headless } from '../headless/headless.ts';
import type { Item } from './plan.ts';
import { describeInput, sidecarOf } from './sidecar.ts';
import { type Order, PageRunner, writeWhole } from './work.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'guise-work-'));
  writeFileSync(join(folder, 'a.jpg'), 'picture');
});
afterEach(() => rmSync(folder, { recursive: true }));

const RECIPE = { mode: 'mask', settings: {}, audio: false, container: '', leakReadings: 0 };
const VERSIONS = { guise: '1', engine: '', browser: '' };
const ORDER = { recipe: RECIPE, versions: VERSIONS, force: false } as unknown as Order;

/** A browser that is not there: what opens a page has begun the work. */
const worker = () =>
  new PageRunner({
    site: { base: '' },
    browser: { newContext: () => Promise.reject(new Error('the work was begun')) },
  } as unknown as Headless);

const item = (exact: boolean): Item => ({
  input: join(folder, 'a.jpg'),
  base: join(folder, 'out.jpg'),
  exact,
});
const run = (exact: boolean, order = ORDER) => worker().run(item(exact), order, () => undefined);
const kept = () => readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]);

test.each<[string, boolean, () => void]>([
  ['somebody’s file of the name asked for', true, () => writeFileSync(join(folder, 'out.jpg'), 'holiday')],
  ['somebody’s JSON of the sidecar’s name', false, () => writeFileSync(join(folder, 'out.jpg.json'), '{}')],
  [
    'what another mode made of it',
    false,
    () => {
      writeFileSync(join(folder, 'out.jpg'), 'blurred');
      const output = { name: 'out.jpg', bytes: 7, sha256: '' };
      const report = { coveredWhole: 0 } as ConversionReport;
      const blur = sidecarOf(
        describeInput(item(false)),
        output,
        { ...RECIPE, mode: 'blur' },
        VERSIONS,
        report,
      );
      writeFileSync(join(folder, 'out.jpg.json'), JSON.stringify(blur));
    },
  ],
])('%s is not overwritten, and that is reported before the work', async (_, exact, put) => {
  put();
  const before = kept();
  expect(await run(exact)).toEqual({
    kind: 'failed',
    words: expect.stringMatching(/out\.jpg(\.json)?" is there already; --force writes over it/),
  });
  expect(kept()).toEqual(before);
  expect(await run(exact, { ...ORDER, force: true })).toEqual({
    kind: 'failed',
    words: 'the work was begun',
  });
});

test('what a killed run left half-written is not in the way', async () => {
  writeFileSync(join(folder, 'out.jpg.part'), 'half');
  writeFileSync(join(folder, 'out.jpg.json.part'), 'half');
  expect(await run(false)).toEqual({ kind: 'failed', words: 'the work was begun' });
  expect(readdirSync(folder)).toEqual(['a.jpg']);
});

test('where a folder of the output is a file, that is one file’s failure, in words', async () => {
  writeFileSync(join(folder, 'out'), 'a file');
  const base = join(folder, 'out/a.jpg');
  expect(await worker().run({ ...item(false), base }, ORDER, () => undefined)).toEqual({
    kind: 'failed',
    words: expect.stringContaining('A file is where a folder is needed.'),
  });
});

/** Everything it is given to write is this one text. @param meanwhile before the first of it */
function writing(text: string, meanwhile: () => Promise<void>): PageRunner {
  const exposed = new Map<string, (position: number, base64: string) => void>();
  const page = {
    exposeFunction: async (name: string, call: () => void) => void exposed.set(name, call),
    goto: async () => undefined,
    locator: () => ({ setInputFiles: async () => undefined }),
    evaluate: async () => {
      await meanwhile();
      exposed.get('guiseWrite')?.(0, Buffer.from(text).toString('base64'));
      return { mime: 'image/jpeg', report: { coveredWhole: 0, reasons: {}, notes: [] } };
    },
    context: () => ({ close: async () => undefined }),
  };
  const browser = { newContext: async () => ({ newPage: async () => page, close: async () => undefined }) };
  return new PageRunner({ site: { base: '' }, browser } as unknown as Headless);
}

test.each(['ends first', 'ends last'])(
  'of two runs that write the same at once, the later is whole where it %s',
  async (order) => {
    const blur = { ...ORDER, recipe: { ...RECIPE, mode: 'blur' } };
    const start = (runner: PageRunner, which: Order) => runner.run(item(true), which, () => undefined);
    let second: ReturnType<typeof start> | undefined;
    let firstEnded = () => {};
    const until = new Promise<void>((resolve) => {
      firstEnded = resolve;
    });
    const first = writing('the first, and it is long', async () => {
      second = start(
        writing('the second', () => (order === 'ends last' ? until : Promise.resolve())),
        blur,
      );
      await (order === 'ends first' ? second : setImmediate());
    });
    const outcome = await start(first, ORDER);
    expect(outcome).toMatchObject({
      kind: 'failed',
      words: expect.stringMatching(/Another run|is there already/),
    });
    firstEnded();
    expect(await second).toMatchObject({ kind: 'written' });
    expect(readFileSync(join(folder, 'out.jpg'), 'utf8')).toBe('the second');
    const { recipe, output } = JSON.parse(readFileSync(join(folder, 'out.jpg.json'), 'utf8'));
    expect([recipe.mode, output.bytes]).toEqual(['blur', 'the second'.length]);
    expect(readdirSync(folder).sort()).toEqual(['a.jpg', 'out.jpg', 'out.jpg.json']);
  },
);

test.each(['out.jpg', 'out.jpg.json'])(
  '%s that somebody saved while it was worked on is kept',
  async (name) => {
    const runner = writing('covered', async () => writeFileSync(join(folder, name), 'holiday'));
    expect(await runner.run(item(true), ORDER, () => undefined)).toEqual({
      kind: 'failed',
      words: expect.stringContaining(`${name}" is there already; --force writes over it`),
    });
    expect(kept()).toEqual([
      ['a.jpg', 'picture'],
      [name, 'holiday'],
    ]);
  },
);

test('a link in the place of what is half-written is not followed', async () => {
  writeFileSync(join(folder, 'diary'), 'dear');
  symlinkSync(join(folder, 'diary'), join(folder, 'out.jpg.part'));
  const runner = writing('covered', async () => undefined);
  expect(await runner.run(item(true), ORDER, () => undefined)).toMatchObject({ kind: 'written' });
  expect(readFileSync(join(folder, 'diary'), 'utf8')).toBe('dear');
  expect(readFileSync(join(folder, 'out.jpg'), 'utf8')).toBe('covered');
});

test('an input that is still being written is no finished one', async () => {
  const runner = writing('covered', async () => writeFileSync(join(folder, 'a.jpg'), 'a longer picture'));
  expect(await runner.run(item(true), ORDER, () => undefined)).toEqual({
    kind: 'failed',
    words: expect.stringContaining('changed while it was worked on'),
  });
  expect(kept()).toEqual([['a.jpg', 'a longer picture']]);
});

test('what is left alone leaves alone what another run is writing', async () => {
  writeFileSync(join(folder, 'out.jpg'), 'holiday');
  writeFileSync(join(folder, 'out.jpg.part'), 'half');
  expect(await run(true)).toMatchObject({ kind: 'failed' });
  expect(existsSync(join(folder, 'out.jpg.part'))).toBe(true);
});

test('bytes of which a nearly full disk takes only a part are written to the end', () => {
  const path = join(folder, 'slow');
  const file = openSync(path, 'w');
  const some = ((fd: number, bytes: Uint8Array, from: number, length: number, position: number) =>
    writeSync(fd, bytes, from, Math.min(length, 3), position)) as typeof writeSync;
  writeWhole(file, Buffer.from('a whole file'), 0, some);
  closeSync(file);
  expect(readFileSync(path, 'utf8')).toBe('a whole file');
});
