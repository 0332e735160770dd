/** `npm run evaluate` from end to end, on tiny data made here: the built engine in a browser of its own. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { ActionsReport } from '../evaluation/node/actions-report.ts';
import { ACTIONS, FACES, LEAKS } from '../evaluation/node/charts/fixed-reports.ts';
import type { DeskReport } from '../evaluation/node/desk.ts';
import type { FacesReport } from '../evaluation/node/faces-report.ts';
import type { LeaksReport } from '../evaluation/node/leaks-report.ts';
import { sceneAt } from '../testing/scenes/scenarios.ts';
import { facesOf } from '../testing/scenes/scene.ts';
import { writeVideo } from '../testing/scenes/write.ts';
import { evaluate, killWhen } from './support/commands.ts';
import { writeActionSet, writeFaceSet } from './support/evaluation-data.ts';

let folder = '';
test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'guise-evaluate-'));
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

const isPng = (path: string) =>
  readFileSync(path).subarray(0, 8).equals(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'));

test.beforeEach(() => test.slow());

test('faces: interrupted, gone on with, reported; nothing is dropped silently', async ({ page }) => {
  const { images, pairs } = await writeFaceSet(page, folder);
  const out = join(folder, 'faces');
  const command = [
    'faces',
    '--images',
    images,
    '--pairs',
    pairs,
    '--modes',
    'mask,blur:cells=32,learned',
    '--out',
    out,
  ];

  const items = join(out, 'work/items.jsonl');
  let asked = false;
  const stopped = await evaluate(command, (signal) => {
    if (!asked && existsSync(items) && readFileSync(items, 'utf8') !== '') {
      asked = true;
      signal('SIGINT');
    }
  });
  expect(stopped.words).toContain('The same command goes on from there');
  expect(stopped.code).toBe(130);
  const before = readFileSync(items, 'utf8');
  const kept = before.split('\n').length - 1;
  expect(kept).toBeGreaterThan(0);
  expect(kept).toBeLessThan(10);

  const { code, words } = await evaluate(command);
  expect(words).toContain(`Pictures: ${kept} of 10`);
  expect(code).toBe(0);
  expect(readFileSync(items, 'utf8').startsWith(before)).toBe(true);

  const report = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')) as FacesReport;
  expect(report).toMatchObject({
    kind: 'faces',
    people: 5,
    pictures: 10,
    folds: { count: 2, from: 'file' },
    pairs: { same: 5, different: 6, notScored: 1 },
    broken: [{ file: 'Nobody/Nobody_0002' }],
    missing: [],
    failed: [],
  });
  // The empty room: no face in the middle, whatever else a lamp was taken for.
  const { whole, elsewhere, covered } = report.detection;
  expect([...whole, ...elsewhere].map(({ file }) => file)).toEqual(['Nobody/Nobody_0001']);
  expect(covered).toBe(8);
  expect(report.recognisers.map(({ id }) => id)).toEqual(['dlib', 'faceres']);
  for (const { rawRaw, modes } of report.recognisers) {
    // The same photographs in other rooms: a recogniser that works knows them apart.
    expect(rawRaw?.areaUnder).toBeGreaterThan(0.9);
    expect(modes.map(({ id }) => id)).toEqual([
      'mask:style=figure:tone=sand:look=calm',
      'blur:cells=32',
      'learned',
    ]);
    // The drawn figure has nothing of the face in it.
    expect(modes[0]?.stillRecognised).toBeLessThanOrEqual(0.2);
  }
  expect(readFileSync(join(out, 'report.md'), 'utf8')).toContain(
    '- Nobody/Nobody_0002: The file is no picture',
  );
  for (const id of ['dlib', 'faceres']) {
    expect(readFileSync(join(out, `verification-${id}.svg`), 'utf8')).toContain('</svg>');
    expect(isPng(join(out, `verification-${id}.png`))).toBe(true);
  }
});

test('faces: killed in the middle, gone on with, the report is that of a run that nobody disturbed', async ({
  page,
}) => {
  const { images, pairs } = await writeFaceSet(page, join(folder, 'killed'));
  const [killed, whole] = [join(folder, 'killed/out'), join(folder, 'killed/whole')];
  const command = ['faces', '--images', images, '--pairs', pairs, '--modes', 'mask', '--out'];
  expect(
    (
      await evaluate(
        [...command, killed],
        killWhen(() => kept(killed) >= 2),
      )
    ).code,
  ).toBeNull();
  expect(existsSync(join(killed, 'report.json'))).toBe(false);
  const before = kept(killed);
  expect(before).toBeLessThan(10);

  const [resumed, undisturbed] = [await evaluate([...command, killed]), await evaluate([...command, whole])];
  expect(resumed.words).toContain(`Pictures: ${before} of 10`);
  expect(undisturbed.words).toContain('Pictures: 0 of 10');
  expect([resumed.code, undisturbed.code]).toEqual([0, 0]);
  const report = (out: string) => JSON.parse(readFileSync(join(out, 'report.json'), 'utf8'));
  expect(report(killed)).toEqual(report(whole));
});

test('actions: the page’s detector finds what the page sees; wrong data is reported', async ({ page }) => {
  const { images, annotations, labels } = await writeActionSet(page, folder);
  const out = join(folder, 'actions');
  const command = ['actions', '--images', images, '--modes', 'mask', '--out', out, '--annotations'];
  const { code, words } = await evaluate([...command, annotations]);
  expect(words).toContain('Pictures: 4 of 4');
  expect(code).toBe(0);
  expect(words).toContain('does not know juggling');

  const report = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')) as ActionsReport;
  expect(report).toMatchObject({
    kind: 'actions',
    pictures: 3,
    boxes: 3,
    unknown: ['juggling'],
    missing: ['gone.jpg'],
    failed: [],
  });
  expect(report.broken.map(({ file }) => file)).toEqual(['broken.jpg']);
  const [raw, mask] = report.modes;
  expect([raw?.id, mask?.id]).toEqual(['none', 'mask:style=figure:tone=sand:look=calm']);
  // The boxes are those that the page drew into the same pictures (another picture may score higher for a label: half is left then);
  // that of the empty room nobody can find.
  for (const { label, ap } of raw?.classes ?? []) {
    const [least, most] = labels.includes(label) ? [0.5, 1] : [0, 0];
    expect(ap, label).toBeGreaterThanOrEqual(least);
    expect(ap, label).toBeLessThanOrEqual(most);
  }
  expect(mask?.mAP).toBeLessThanOrEqual(1);

  const wrong = join(folder, 'wrong.json');
  writeFileSync(wrong, '{ "images": [');
  expect(await evaluate([...command, wrong])).toMatchObject({
    code: 2,
    words: expect.stringContaining('is no JSON'),
  });
});

test('desk: answers about pictures and a clip; nobody does anything, and nothing is said', async ({
  page,
}) => {
  const { images } = await writeActionSet(page, folder);
  const labels = join(folder, 'labels.json');
  const of = (label: string) => ({ label, source: 'drawn' });
  writeFileSync(
    labels,
    JSON.stringify({ 'person-0.jpg': of('none'), 'person-1.jpg': of('eating'), 'room.jpg': of('none') }),
  );
  const clips = mkdtempSync(join(folder, 'clips-'));
  const [width, height, seconds] = [320, 240, 2];
  const scenes = Array.from({ length: 20 }, (_, i) =>
    sceneAt('one', { width, height, time: i / 10, seconds }),
  );
  await page.goto('/e2e/harness/render.html');
  await writeVideo(page, join(clips, 'one.webm'), scenes, 10);
  const out = join(folder, 'desk');
  const { code, words } = await evaluate([
    'desk',
    '--all',
    '--images',
    images,
    '--labels',
    labels,
    '--clips',
    clips,
    '--out',
    out,
  ]);
  expect(words).toContain('1 played, ');
  expect(code).toBe(0);
  const report = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')) as DeskReport;
  expect(report.pictures).toBe(3);
  const [raw, mask] = report.modes;
  expect(raw?.judged.find(({ file }) => file === 'person-0.jpg')?.said?.label).toBe('none');
  // An empty room is covered whole: nothing is asked of it.
  expect(mask?.judged.find(({ file }) => file === 'room.jpg')?.said).toBeNull();
  const [clip] = report.clips[0]?.played ?? [];
  expect(clip?.said.length).toBeGreaterThan(5);
  expect(new Set(clip?.said.flatMap((one) => one.labels))).toEqual(new Set(['none']));

  expect(await evaluate(['desk', '--images', images, '--out', out])).toMatchObject({
    code: 2,
    words: expect.stringContaining('--labels'),
  });
});

test('leaks: every frame in order, held against true faces; what nobody covers is seen', async ({ page }) => {
  const [width, height, frames, fps] = [320, 240, 20, 10];
  const scenes = Array.from({ length: frames }, (_, i) =>
    sceneAt('one', { width, height, time: i / fps, seconds: frames / fps }),
  );
  await page.goto('/e2e/harness/render.html');
  const video = join(folder, 'one.webm');
  await writeVideo(page, video, scenes, fps);
  const boxes = join(folder, 'boxes.json');
  // In the second half the "faces" are a corner of the room, which the engine has no reason to cover.
  const corner = [4, 4, 40, 40];
  writeFileSync(
    boxes,
    JSON.stringify(
      scenes.map((scene, i) => (i < frames / 2 ? facesOf(scene).map(({ box }) => box) : [corner])),
    ),
  );
  const out = join(folder, 'leaks');
  const command = ['leaks', '--video', video, '--boxes', boxes, '--out', out];
  // Killed after the first frames, the run goes on from there.
  expect(
    (
      await evaluate(
        command,
        killWhen(() => kept(out) > 0),
      )
    ).code,
  ).toBeNull();
  const before = kept(out);
  expect(before).toBeLessThan(frames);
  const { code, words } = await evaluate(command);
  expect(words).toContain(`Frames: ${before} of ${frames}`);
  expect(words).toContain(`Frames: ${frames} of ${frames}`);
  expect(code).toBe(0);

  const report = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')) as LeaksReport;
  expect(report).toMatchObject({ kind: 'leaks', frames, judged: frames, truth: 'boxes', thorough: false });
  expect(report.perFrame.map(({ time }) => Math.round(time * fps))).toEqual([...Array(frames).keys()]);
  expect(report.reasons.faces).toBe(frames);
  const uncovered = report.perFrame.map((frame) => frame.modes[0]?.uncovered ?? -1);
  expect(Math.max(...uncovered.slice(0, frames / 2))).toBeLessThan(0.02);
  expect(Math.min(...uncovered.slice(frames / 2))).toBeGreaterThan(0.95);
  expect(report.modes[0]?.summary).toMatchObject({ faces: frames, bareFaces: frames / 2 });
  expect(report.modes[0]?.summary.longestUncoveredRun).toBeCloseTo(1000, -1);
  expect(readFileSync(join(out, 'frames.csv'), 'utf8').trim().split('\n')).toHaveLength(frames + 1);
  expect(isPng(join(out, 'leaks.png'))).toBe(true);

  expect(await evaluate(['leaks', '--video', boxes, '--out', join(folder, 'none')])).toMatchObject({
    code: 2,
    words: expect.stringMatching(/boxes\.json: .*no video/),
  });
});

test('charts: Fig. 4 and Table 1 from reports, as drawings, as numbers, and in words', async () => {
  const reports = [FACES, ACTIONS, LEAKS].map((report) => {
    const path = join(folder, `${report.kind}.json`);
    writeFileSync(path, JSON.stringify(report));
    return path;
  });
  const out = join(folder, 'charts');
  const { code, words } = await evaluate(['charts', ...reports, '--out', out]);
  expect(words).toContain('were written');
  expect(code).toBe(0);
  for (const name of ['trade-off-dlib', 'trade-off-faceres', 'verification-dlib', 'actions', 'leaks']) {
    expect(readFileSync(join(out, `${name}.svg`), 'utf8'), name).toContain('</svg>');
    expect(isPng(join(out, `${name}.png`)), name).toBe(true);
  }
  const { points } = JSON.parse(readFileSync(join(out, 'trade-off.json'), 'utf8'));
  expect(points[0]).toMatchObject({ mode: 'none', mAP: 45 });
  const written = readFileSync(join(out, 'report.md'), 'utf8');
  expect(written).toContain('| mode | phoning (60)');
  expect(written).toContain('](trade-off-dlib.svg)');
});

/** How many items a run has finished so far: whole lines of its journal. */
function kept(out: string): number {
  const items = join(out, 'work/items.jsonl');
  return existsSync(items) ? readFileSync(items, 'utf8').split('\n').length - 1 : 0;
}
