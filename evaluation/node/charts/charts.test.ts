import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { UsageError } from '../../../cli/headless/errors.ts';
import { chartsOf, tradeOffCharts, tradeOffPoints } from './charts.ts';
import { combine, readReport } from './command.ts';
import { ACTIONS, FACES, LEAKS } from './fixed-reports.ts';
import { leaksChart } from './leaks-chart.ts';

/** Every element that is opened is closed again, in order. */
function assertWellFormed(svg: string): void {
  const open: string[] = [];
  for (const [, close, name = '', , empty] of svg.matchAll(/<(\/?)([a-z]+)((?:\s[^<>]*?)?)(\/?)>/gi)) {
    if (close) {
      expect(open.pop()).toBe(name);
    } else if (!empty) {
      open.push(name);
    }
  }
  expect(open).toEqual([]);
  expect(svg).not.toMatch(/NaN|undefined|Infinity/);
}

const all = combine([FACES, ACTIONS, LEAKS], 'npm run evaluate -- charts a b c');

test('every drawing is whole, and no number is missing in it', () => {
  expect([...all.charts.keys()]).toEqual([
    'verification-dlib',
    'verification-faceres',
    'actions',
    'leaks',
    'trade-off-dlib',
    'trade-off-faceres',
  ]);
  for (const svg of all.charts.values()) {
    assertWellFormed(svg);
  }
});

test('labels are text, whatever is in them', () => {
  expect(all.charts.get('trade-off-dlib')).toContain('Mask Black &amp; &lt;white&gt;');
});

test('modes of both reports are joined by what was asked for', () => {
  const points = tradeOffPoints(FACES, ACTIONS, 'dlib');
  expect(points.map(({ label }) => label)).toEqual([
    'Un-anonymised',
    'Blur 8 × 8',
    'Noise σ² 0.5',
    'Mask Black & <white>',
    'Learned',
  ]);
  expect(points[0]).toMatchObject({ mode: 'none', mAP: 45, verification: { rawRaw: 98 } });
  expect(points[1]?.mAP).toBeCloseTo(31);
  expect(points[1]?.verification.anonymisedAnonymised).toBeCloseTo(66);
  expect(all.tradeOff.points).toEqual(points);
});

test('what one report does not have is null, not nought', () => {
  expect(tradeOffPoints(FACES, null, 'dlib').every(({ mAP }) => mAP === null)).toBe(true);
  const [none, blur] = tradeOffPoints(null, ACTIONS, '');
  expect(none?.verification.rawRaw).toBeNull();
  expect(blur?.verification.anonymisedAnonymised).toBeNull();
});

/** The circles of a chart, as [x, y]. */
function circles(svg: string): [number, number][] {
  return [...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)].map(([, x, y]) => [Number(x), Number(y)]);
}

test('farther right is more error, farther up more mAP', () => {
  const alone = tradeOffCharts(FACES, ACTIONS, { points: [] }).get('trade-off-dlib') ?? '';
  // Each point twice: in the plot, then in the key. Most error first: mask, learned, blur, noise, un-anonymised.
  const [mask, learned, blur, noise, none] = circles(alone) as [number, number][];
  expect(circles(alone)).toHaveLength(10);
  const right = [none, noise, blur, learned, mask].map((at) => at?.[0] ?? 0);
  expect(right).toEqual([...right].sort((a, b) => a - b));
  const up = [mask, blur, noise, learned, none].map((at) => -(at?.[1] ?? 0));
  expect(up).toEqual([...up].sort((a, b) => a - b));
});

test('what was measured is drawn over what was published', () => {
  const svg = all.charts.get('trade-off-dlib') ?? '';
  const fills = [...svg.matchAll(/<circle [^>]*?fill="([^"]+)"/g)].map(([, fill]) => fill);
  // In the key it is the other way round.
  const plot = fills.slice(0, fills.length / 2);
  const [published, measured] = [plot[0], plot.at(-1)];
  expect(measured).not.toBe(published);
  expect(plot.lastIndexOf(published)).toBeLessThan(plot.indexOf(measured));
  expect(plot.filter((fill) => fill === measured)).toHaveLength(5);
});

test('the tables have every class that was labelled, and every mode', () => {
  expect(all.words).toContain('| mode | phoning (60) | drinking (70) | mAP |');
  expect(all.words).toContain('| Learned | 50.0 | 30.0 | 40.00 % (35.0 % to 46.0 %) |');
  expect(all.words).toContain('Ours (paper)');
  expect(all.words).toContain('not a race');
});

test('of many frames the worst of each group is drawn: one bad frame of 1200 is seen', () => {
  const height = (svg: string) =>
    Math.min(
      ...[...svg.matchAll(/points="([^"]+)"/g)].flatMap(([, points = '']) =>
        points.split(' ').map((p) => Number(p.split(',')[1])),
      ),
    );
  const clean = {
    ...LEAKS,
    perFrame: LEAKS.perFrame.map((f, i) => (i === 777 ? { ...f, modes: [{ uncovered: 0, bare: 0 }] } : f)),
  };
  expect(leaksChart(LEAKS)).toContain('>50 %<');
  expect(leaksChart(clean)).not.toContain('>50 %<');
  expect(height(leaksChart(LEAKS))).toBeLessThan(130);
});

test('charts of one report alone', () => {
  expect([...chartsOf(ACTIONS).keys()]).toEqual(['actions']);
  expect([...combine([LEAKS], 'x').charts.keys()]).toEqual(['leaks']);
  expect([...combine([ACTIONS], 'x').charts.keys()]).toEqual(['actions', 'trade-off']);
});

test('reports are read from the file or its folder; anything else is refused', () => {
  const folder = mkdtempSync(join(tmpdir(), 'guise-charts-'));
  writeFileSync(join(folder, 'report.json'), JSON.stringify(FACES));
  writeFileSync(join(folder, 'other.json'), '{"kind": "weather"}');
  expect(readReport(folder)).toEqual(FACES);
  expect(readReport(join(folder, 'report.json'))).toEqual(FACES);
  for (const wrong of ['other.json', 'none.json']) {
    expect(() => readReport(join(folder, wrong))).toThrow(UsageError);
  }
  expect(() => combine([], 'x')).toThrow(UsageError);
  rmSync(folder, { recursive: true });
});
