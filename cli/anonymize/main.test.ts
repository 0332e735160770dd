import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { editsFileOf } from '../../src/engine/edits/edits-file.ts';
import type { ConversionReport } from '../../src/media/conversion.ts';
import { anonymize, conclude, type Host, planOf, planWords } from './main.ts';
import { describeInput, isDone, readSidecar, sidecarOf } from './sidecar.ts';
import type { Outcome } from './work.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'guise-main-'));
  writeFileSync(join(folder, 'a.jpg'), 'picture');
});
afterAll(() => rmSync(folder, { recursive: true }));

const HOST: Host = {
  command: 'guise anonymize',
  manual: 'README.md',
  pages: () => Promise.reject(new Error('it was begun')),
};
const main = (args: readonly string[]) => anonymize(args, HOST);

const plan = (...more: string[]) => planOf([join(folder, 'a.jpg'), '-o', join(folder, 'out'), ...more]);

test('the command becomes settings', () => {
  expect(plan('--mode', 'blur:cells=16', '--show-empty', '--fast').settings).toMatchObject({
    views: [{ mode: 'blur' }],
    values: { blur: { cells: 16 } },
    thorough: false,
    coverWhenNoFace: false,
  });
  expect(plan().settings).toMatchObject({ views: [{ mode: 'mask' }], thorough: true, coverWhenNoFace: true });
});

test.each([
  [['--mode', 'none'], /no mode "none"/],
  [['--mode', 'blur,mask'], /one mode/],
  [['--mode', 'blur:cells=9999'], /number from/],
  [['--leaks', 'many'], /--leaks is a number/],
  [['--container', 'avi'], /mp4 or webm/],
  [['--shard', '5/4'], /K from 1 to N/],
  [['--nonsense'], /nonsense/],
  [['--threshold', '2'], /--threshold is a number from 0.2 to 0.95, not "2"/],
  [['--threshold', '0.5', '--confirmed-only'], /give one of the two/],
  [['--from', 'noon'], /--from is a time such as 90, 1:30 .* not "noon"/],
  [['--from', '1:75'], /--from is a time/],
  [['--to', '1:60:00'], /--to is a time/],
  [['--mode', ','], /--mode takes one mode/],
  [['--from=-1'], /--from is a time/],
  [['--from', '1:30', '--to', '90'], /--to \(90\) has to be later than --from \(1:30\)/],
])('%j is refused in words', (more, words) => {
  expect(() => plan(...more)).toThrow(words);
});

test.each([
  'output',
  'mode',
  'container',
  'threshold',
  'from',
  'to',
  'linger',
  'enlarge',
  'leaks',
  'edits',
  'shard',
  'parallel',
])('--%s that is empty, as a variable that is not set, is refused', (name) => {
  for (const value of ['', ' ']) {
    expect(() => plan(`--${name}`, value)).toThrow(`--${name} is empty`);
  }
});

test('a command that is not understood ends with 2, and nothing is begun', async () => {
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  expect(await main([join(folder, 'a.jpg')])).toBe(2);
  expect(await main([])).toBe(2);
  expect(await main(['--help'])).toBe(0);
  write.mockRestore();
  out.mockRestore();
});

test('names are printed without what a terminal would obey, and stay as they are on the disk', async () => {
  const [out, err] = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockReturnValue(true),
  );
  const told = join(folder, 'told');
  mkdirSync(told);
  writeFileSync(join(told, 'a\x1b[1m\nb.jpg'), 'picture');
  await main([told, '-o', join(folder, 'out'), '--dry-run']);
  await main([join(told, 'none\x07.jpg'), '-o', folder]);
  const words = [out, err].map((spy) => spy?.mock.calls.flat().join('') ?? '');
  out?.mockRestore();
  err?.mockRestore();
  expect(words[0]).toContain('a\\x1b[1m\\x0ab.jpg');
  expect(words[1]).toContain('none\\x07.jpg');
  expect(words.join('').replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  const [item] = planOf([told, '-o', join(folder, 'out')]).items;
  expect(item && basename(item.base)).toBe('a\x1b[1m\nb.jpg');
});

const REPORT = { frames: 10, coveredWhole: 0, reasons: {} } as unknown as ConversionReport;
const written = (coveredWhole: number): Outcome => ({
  kind: 'written',
  output: 'x',
  report: { ...REPORT, coveredWhole },
});

test.each<[readonly Outcome[], boolean, number]>([
  [[written(0), { kind: 'done-before', output: 'y', coveredWhole: 0 }], false, 0],
  [[written(0), written(2)], false, 3],
  [[{ kind: 'done-before', output: 'y', coveredWhole: 2 }, written(0)], false, 3],
  [[written(2), { kind: 'failed', words: 'broken' }], false, 1],
  [[written(0)], true, 130],
])('exit code %#', (all, stopped, code) => {
  const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const items = [0, 1].map((i) => ({ input: `${i}`, base: `${i}`, exact: false }));
  const outcomes = new Map(all.flatMap((outcome, i) => (items[i] ? [[items[i], outcome] as const] : [])));
  expect(conclude({ items }, outcomes, stopped)).toBe(code);
  out.mockRestore();
});

test('done is what has the same input, the same recipe and its output; a change of any of them is not', () => {
  const item = { input: join(folder, 'a.jpg'), base: join(folder, 'b.jpg'), exact: false };
  const recipe = { mode: 'mask', settings: { linger: 1 }, audio: false, container: '', leakReadings: 1 };
  expect(isDone(item, readSidecar(item), recipe)).toBe(false);
  writeFileSync(item.base, 'covered');
  const output = { name: 'b.jpg', bytes: 7, sha256: '' };
  const versions = { guise: '1', engine: '', browser: '' };
  writeFileSync(
    `${item.base}.json`,
    JSON.stringify(sidecarOf(describeInput(item), output, recipe, versions, REPORT)),
  );
  expect(isDone(item, readSidecar(item), recipe)).toBe(true);
  expect(isDone(item, readSidecar(item), { ...recipe, mode: 'blur' })).toBe(false);
  writeFileSync(item.base, 'cut');
  expect(isDone(item, readSidecar(item), recipe)).toBe(false);
  // Killed after the sidecar got its name and before the output did.
  rmSync(item.base);
  expect(isDone(item, readSidecar(item), recipe)).toBe(false);
  writeFileSync(item.base, 'covered');
  utimesSync(item.input, 1, 1);
  expect(isDone(item, readSidecar(item), recipe)).toBe(false);
  const ours = { application: 'guise', kind: 'anonymize' };
  for (const foreign of [
    '{"half',
    JSON.stringify({ ...ours, output: {}, summary: { coveredWhole: 0 } }),
    JSON.stringify({ ...ours, output: { name: '../other/b.jpg' }, summary: { coveredWhole: 0 } }),
    JSON.stringify({ ...ours, output: { name: 'b.jpg' } }),
  ]) {
    writeFileSync(`${item.base}.json`, foreign);
    expect(readSidecar(item)).toBeNull();
  }
});

test('corrections from the page become part of the order and of the recipe; those of another kind, or for several files, are refused', () => {
  const path = join(folder, 'edits.json');
  const list = { edits: [{ kind: 'reveal', id: 1, from: null, to: null }], trim: null } as const;
  writeFileSync(path, JSON.stringify(editsFileOf(list, { name: 'a.jpg', width: 6, height: 4 })));
  const { edits, recipe } = plan('--edits', path);
  expect(edits).toMatchObject({ edits: list.edits, file: { width: 6, height: 4 } });
  expect(recipe).toMatchObject({ edits });
  expect(plan().recipe).not.toHaveProperty('edits');
  writeFileSync(join(folder, 'b.jpg'), 'picture');
  expect(() => planOf([folder, '-o', join(folder, 'out'), '--edits', path])).toThrow('one file');
  writeFileSync(path, '{}');
  expect(() => plan('--edits', path)).toThrow('no file of corrections');
  expect(() => plan('--edits', join(folder, 'none.json'))).toThrow('cannot be used');
});

test.each([
  [['--from', '90'], { from: 90, to: null }],
  [['--to', '1:30'], { from: 0, to: 90 }],
  [['--from', '0.5', '--to', '1:02:03.5'], { from: 0.5, to: 3723.5 }],
])('%j keeps a part', (more, keep) => {
  expect(plan(...more).recipe).toMatchObject({ keep });
});

test('a threshold is part of the recipe only where it was asked for: what was done before is done still', () => {
  expect(plan().recipe).not.toHaveProperty('keep');
  expect(plan().settings).not.toHaveProperty('leastScore');
  expect(plan('--threshold', '0.45').recipe.settings).toMatchObject({ leastScore: 0.45 });
  expect(plan('--confirmed-only').settings).toMatchObject({ leastScore: 0.6 });
});

test('a dry run says what would be done, and does nothing', async () => {
  const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const args = [join(folder, 'a.jpg'), '-o', join(folder, 'dry'), '--dry-run'];
  expect(await main(args)).toBe(0);
  expect(out.mock.calls.flat().join('')).toMatch(/to do: .*a\.jpg → .*dry.*a\.jpg\n1 of 1 to do, as mask/);
  out.mockRestore();
  expect(existsSync(join(folder, 'dry'))).toBe(false);
  mkdirSync(join(folder, 'dry'));
  writeFileSync(join(folder, 'dry/a.jpg.json'), '{"mine": true}');
  expect(planWords(planOf(args))).toMatch(/in the way: .*a\.jpg\.json.*\n0 of 1 to do/);
  expect(planWords(planOf([...args, '--force']))).toContain('1 of 1 to do');
  const exact = planOf([join(folder, 'a.jpg'), '-o', join(folder, 'theirs.jpg')]);
  writeFileSync(join(folder, 'theirs.jpg'), 'holiday');
  expect(planWords(exact)).toMatch(/in the way: .*theirs\.jpg,.*\n0 of 1 to do/);
  const edits = join(folder, 'dry-edits.json');
  const list = {
    edits: [{ kind: 'reveal', id: 1, from: null, to: null }],
    trim: { from: 1, to: 3 },
  } as const;
  writeFileSync(edits, JSON.stringify(editsFileOf(list, { name: 'a.mp4', width: 6, height: 4 })));
  expect(
    planWords(planOf([...args, '--edits', edits, '--confirmed-only', '--from', '2', '--audio'])),
  ).toContain(
    'as mask:style=figure:tone=sand:look=calm, faces that score 0.6 or more, with 1 correction, the corrections keep 1 s to 3 s, videos from 2 s to the end, with sound;',
  );
});
