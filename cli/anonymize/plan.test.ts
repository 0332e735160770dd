import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { kindAsked, outputFor, parseShard, planItems, sidecarFor } from './plan.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'guise-plan-'));
  for (const file of [
    'in/b.jpg',
    'in/a.MP4',
    'in/sub/c.mov',
    'in/notes.txt',
    'in/.hidden.jpg',
    'in/out/a.MP4',
  ]) {
    mkdirSync(join(folder, file, '..'), { recursive: true });
    writeFileSync(join(folder, file), 'x');
  }
  symlinkSync(join(folder, 'in'), join(folder, 'in/sub/circle'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const at = (...parts: string[]) => join(folder, ...parts);
const names = (items: ReturnType<typeof planItems>) => items.map(({ base }) => relative(folder, base));

test('a folder is walked in a fixed order, without hidden files, other files, circles and its own output', () => {
  expect(names(planItems([at('in')], at('in/out'), null))).toEqual([
    'in/out/a.MP4',
    'in/out/b.jpg',
    'in/out/sub/c.mov',
  ]);
});

test('its own output is left out by whatever link it is called', () => {
  mkdirSync(at('linked/in/out'), { recursive: true });
  for (const file of ['in/a.jpg', 'in/out/a.jpg']) {
    writeFileSync(at('linked', file), 'x');
  }
  symlinkSync(at('linked/in'), at('linked/input'));
  symlinkSync(at('linked/in/out'), at('linked/output'));
  expect(names(planItems([at('linked/in')], at('linked/output'), null))).toEqual(['linked/output/a.jpg']);
  expect(names(planItems([at('linked/input')], at('linked/in/out'), null))).toEqual(['linked/in/out/a.jpg']);
});

test('a single file can be given the name of its output', () => {
  const [item] = planItems([at('in/a.MP4')], at('x.webm'), null);
  expect(item).toMatchObject({ base: at('x.webm'), exact: true });
  expect(item && kindAsked(item)).toEqual({ only: 'video', container: 'webm' });
  expect(names(planItems([at('in/a.MP4')], at('folder'), null))).toEqual(['folder/a.MP4']);
});

test('what is neither file nor folder is called by its name', () => {
  execFileSync('mkfifo', [at('pipe.jpg')]);
  expect(() => planItems([at('pipe.jpg')], at('out'), null)).toThrow(/pipe.jpg" is a pipe, no file.*save it/);
  expect(() => planItems(['/dev/null'], at('out'), null)).toThrow(/is a device, no file/);
  expect(() => planItems(['-'], at('out'), null)).toThrow(/comes through a pipe is not read/);
  for (const [output, words] of [
    ['/dev/null', /"\/dev\/null" is a device, no file and no folder/],
    [at('pipe.jpg'), /is a pipe, no file and no folder/],
    ['-', /is standard output/],
  ] as const) {
    expect(() => planItems([at('in/b.jpg')], output, null)).toThrow(words);
    expect(() => planItems([at('in')], output, null)).toThrow(words);
  }
  writeFileSync(at('noext'), 'x');
  expect(() => planItems([at('in/b.jpg')], at('noext'), null)).toThrow(/does not say of what kind/);
});

test('what cannot be understood is refused in words', () => {
  expect(() => planItems([at('nothing')], at('out'), null)).toThrow(/There is no file or folder/);
  expect(() => planItems([at('in/a.MP4'), at('in/out/a.MP4')], at('out'), null)).toThrow(/same name/);
  expect(() => planItems([at('in')], at('in/b.jpg'), null)).toThrow(/is a file/);
  for (const shard of ['0/2', '3/2', '1', 'a/b', '1/0']) {
    expect(() => parseShard(shard)).toThrow(/--shard is K\/N/);
  }
  expect(() => planItems([at('in/b.jpg')], at('x.gif'), null)).toThrow(/cannot be written/);
});

test('a folder that is not there yet may have a dot in its name, where a slash ends it', () => {
  expect(names(planItems([at('in/b.jpg')], `${at('2026.11')}/`, null))).toEqual(['2026.11/b.jpg']);
});

test('an original is never written over, by whatever way the output leads to it', () => {
  symlinkSync(at('in/b.jpg'), at('link.jpg'));
  for (const [input, output] of [
    ['in', 'in'],
    ['in/b.jpg', 'in/b.jpg'],
    ['in/b.jpg', 'in'],
    ['in/b.jpg', 'in/sub/circle'],
    ['in/b.jpg', 'link.jpg'],
    ['link.jpg', 'in/b.jpg'],
  ] as const) {
    expect(() => planItems([at(input)], at(output), null), `${input} to ${output}`).toThrow(
      /originals are never touched/,
    );
  }
});

test('where there is no picture or video, that is said; an empty share is none of that', () => {
  mkdirSync(at('empty/deeper'), { recursive: true });
  writeFileSync(at('empty/notes.txt'), 'x');
  expect(() => planItems([at('empty')], at('out'), null)).toThrow(/No picture or video is in ".*empty"/);
  for (const output of ['out', 'x.png']) {
    expect(planItems([at('in/b.jpg')], at(output), { index: 1, count: 2 })).toHaveLength(1);
    expect(planItems([at('in/b.jpg')], at(output), { index: 2, count: 2 })).toEqual([]);
  }
});

test('shards share everything out, each file once', () => {
  const all = names(planItems([at('in')], at('out'), null));
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 7 }), (count) => {
      const shared = Array.from({ length: count }, (_, i) =>
        names(planItems([at('in')], at('out'), { index: i + 1, count })),
      );
      expect(shared.flat().sort()).toEqual([...all].sort());
    }),
  );
});

test('outputs keep their name, or get what they became added to it', () => {
  const item = { input: '/in/a.mov', base: '/out/a.mov', exact: false };
  expect(outputFor(item, 'video/mp4')).toBe('/out/a.mov.mp4');
  expect(outputFor({ ...item, base: '/out/a.MP4' }, 'video/mp4')).toBe('/out/a.MP4');
  expect(outputFor({ ...item, base: '/out/a.jpeg' }, 'image/jpeg')).toBe('/out/a.jpeg');
  expect(() => outputFor({ ...item, base: '/out/a.jpg', exact: true }, 'video/mp4')).toThrow(
    /becomes video\/mp4/,
  );
  expect(sidecarFor(item)).toBe('/out/a.mov.json');
});
