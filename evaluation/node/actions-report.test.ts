import { expect, test } from 'vitest';
import type { FoundBox } from '../../src/metrics/detection.ts';
import { actionsWords } from './actions-markdown.ts';
import { actionsReport, videosOf } from './actions-report.ts';

const truth = (label: string) => ({ x: 0, y: 0, width: 10, height: 10, label });
const found = (label: string, score: number, x = 0): FoundBox => ({
  x,
  y: 0,
  width: 10,
  height: 10,
  label,
  score,
});

const report = actionsReport({
  images: 'actions',
  annotations: 'coco.json',
  engine: 'abc',
  labels: ['phoning', 'drinking', 'smoking'],
  unknown: ['juggling'],
  modes: [
    { id: 'none', label: 'Un-anonymised', mode: 'none' },
    { id: 'mask:style=black', label: 'Mask Black', mode: 'mask' },
  ],
  whole: [{ file: 'c.jpg', why: 'no-face' }],
  broken: [{ file: 'd.jpg', why: 'The file is empty.' }],
  missing: ['e.jpg'],
  failed: [],
  detected: [
    // Raw: found; masked: found, but a false alarm in front of it.
    {
      file: 'a.jpg',
      whole: false,
      truth: [truth('phoning')],
      found: [[found('phoning', 0.9)], [found('phoning', 0.5), found('phoning', 0.8, 50)]],
    },
    { file: 'b.jpg', whole: false, truth: [truth('drinking')], found: [[found('drinking', 0.9)], []] },
    {
      file: 'c.jpg',
      whole: true,
      truth: [truth('drinking'), truth('juggling')],
      found: [[found('drinking', 0.7)], []],
    },
  ],
});

test('average precision by class, and its mean over the classes that have boxes', () => {
  expect([report.pictures, report.boxes]).toEqual([3, 3]);
  const [raw, mask] = report.modes;
  expect(raw?.mAP).toBe(1);
  // Phoning: the true box comes second, precision ½ at recall 1. Drinking: nothing.
  expect(mask?.classes.map(({ ap }) => ap)).toEqual([0.5, 0, null]);
  expect(mask?.mAP).toBe(0.25);
  expect(mask?.foundOnly).toEqual({ mAP: 0.25, pictures: 2 });
  expect(mask?.interval?.low).toBeGreaterThanOrEqual(0);
  expect(mask?.interval?.high).toBeLessThanOrEqual(1);
});

test('the table leaves out classes without boxes; what is wrong with pictures is listed', () => {
  const words = actionsWords(report, 'npm run evaluate -- actions');
  expect(words).toContain('| mode | phoning (1) | drinking (2) | mAP | mAP, face found |');
  expect(words).toContain('| Mask Black | 50.0 | 0.0 | 25.00 %');
  expect(words).toContain('does not know juggling');
  expect(words).toContain('- c.jpg: no-face');
  expect(words).toContain('- d.jpg: The file is empty.');
  expect(words).toContain('- e.jpg: missing');
});

test('frames of videos: tubes of a label and an instance, frames in their order, video mAP beside frame mAP', () => {
  const frame = (name: string, at: number, hit: boolean) => ({
    file: `${name}/${at}.jpg`,
    whole: false,
    video: { name, frame: at },
    truth: [{ ...truth('phoning'), instance: 1 }],
    found: [hit ? [found('phoning', 0.9)] : []],
  });
  const frames = [
    frame('b', 2, false),
    frame('b', 1, true),
    frame('a', 1, true),
    frame('a', 2, false),
    frame('a', 3, false),
  ];
  const [{ truth: tubes, frames: boxes } = { truth: [], frames: [] }] = videosOf(frames, 0);
  expect([...(tubes[0]?.boxes.keys() ?? [])]).toEqual([0, 1]);
  expect(boxes.map((own) => own.length)).toEqual([1, 0]);
  const videos = actionsReport({
    images: 'x',
    annotations: 'y',
    engine: 'abc',
    labels: ['phoning'],
    unknown: [],
    modes: [{ id: 'none', label: 'Un-anonymised', mode: 'none' }],
    whole: [],
    broken: [],
    missing: [],
    failed: [],
    detected: frames,
  });
  // b: half of its frames, which is enough; a: a third. Frames: 2 of 5.
  expect(videos.modes[0]?.mAP).toBeCloseTo(0.4, 10);
  expect(videos.modes[0]?.videoMAP).toBe(0.5);
  expect(actionsWords(videos, 'x')).toContain('| frame mAP | video mAP |');
});
