/** Clips and photographs as the evaluation plays them, before the page's own detector of actions at a desk (docs/evaluation.md). */
import type { DeskClipOutcome, Playing } from '../evaluation/browser/tasks.ts';
import { photoBytes } from '../testing/scenes/photos.ts';
import type { ActionPeers } from './harness/action-peers.ts';
import { expect, test } from './support/test.ts';

const MASK = { id: 'mask', mode: 'mask', values: {} } as const;
const AS_TAKEN: Playing = { mirrored: false, speed: 1, zoom: 1 };

test('a photograph is held for some seconds, five looks each; heads that are turned are said to look away, others are not', async ({
  page,
}) => {
  await page.route('**/photographs/*', (route) =>
    route.fulfill({ body: photoBytes(Number(route.request().url().slice(-1))), contentType: 'image/jpeg' }),
  );
  await page.goto('/e2e/harness/action-peers.html');
  await page.waitForFunction(() => 'actionPeers' in globalThis);
  const play = (photo: number, playing: Playing) =>
    page.evaluate(
      (task) =>
        (globalThis as unknown as { actionPeers: ActionPeers }).actionPeers.clip(
          'guise',
          task,
        ) as Promise<DeskClipOutcome>,
      {
        type: 'desk-clip',
        url: `/photographs/${photo}`,
        held: 3,
        playing,
        variant: MASK,
        raw: true,
        all: false,
      } as const,
    );
  const labels = ({ said }: DeskClipOutcome) => new Set(said.flatMap((one) => one.labels));
  for (const playing of [AS_TAKEN, { mirrored: true, speed: 0.5, zoom: 0.7 }]) {
    const turned = await play(2, playing);
    expect(turned.seconds).toBeGreaterThan(2.7);
    expect(turned.seconds).toBeLessThan(3.1);
    expect(turned.said.length).toBeGreaterThan(11);
    expect(turned.said.length).toBeLessThan(17);
    expect(labels(turned)).toContain('looking_away');
    expect(labels(await play(6, playing))).toEqual(new Set(['none']));
  }
});
