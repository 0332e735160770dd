/** A picture is looked at once; modes, sliders and corrections are drawn from that. */
import type { Page } from '@playwright/test';
import { writePictures } from './support/evaluation-data.ts';
import { opened, ready } from './support/export.ts';
import type { Scene } from './support/scene.ts';
import { expect, test } from './support/test.ts';

/** Four megapixels with six faces. */
const SIX: Scene = {
  width: 2400,
  height: 1700,
  background: 2,
  people: [6, 7, 18, 20, 1, 9].map((face, i) => ({
    face,
    x: 400 + (i % 3) * 800,
    y: 450 + Math.floor(i / 3) * 800,
    height: 300,
  })),
};

async function openPicture(page: Page, path: string, scene: Scene, query = ''): Promise<void> {
  await page.goto('/e2e/harness/media.html');
  await writePictures(page, new Map([[path, scene]]));
  await page.goto(`/?renderer=cpu&mode=blur${query}`);
  await opened(page, path);
  await ready(page);
  await expect(page.getByTestId('status')).toHaveAttribute('data-state', 'live', { timeout: 60_000 });
}

/** ms from a change of the given control to the next picture on the page. */
function timeOf(page: Page, selector: string, value: string): Promise<number> {
  return page.evaluate(
    async ([where, wanted]) => {
      const status = document.querySelector('[data-testid="status"]') as HTMLElement;
      const control = document.querySelector(where as string) as HTMLInputElement;
      const drawn = new Promise<number>((resolve) => {
        const frames = status.dataset.frames;
        const observer = new MutationObserver(() => {
          if (status.dataset.frames !== frames) {
            observer.disconnect();
            resolve(performance.now());
          }
        });
        observer.observe(status, { attributes: true });
      });
      const began = performance.now();
      if (control.type === 'radio') {
        control.click();
      } else {
        const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set;
        set?.call(control, wanted);
        control.dispatchEvent(new Event('input', { bubbles: true }));
      }
      return (await drawn) - began;
    },
    [selector, value],
  );
}

test('a mode or slider change redraws a picture of four megapixels with six faces at once', async ({
  page,
}, info) => {
  await openPicture(page, info.outputPath('six.jpg'), SIX);
  await expect(page.getByTestId('status')).toHaveAttribute('data-faces', /^[6-9]$/);
  const size = 'fieldset.card input[type=range][max="3"]';
  const times: [string, number][] = [];
  for (const round of [1, 2, 3]) {
    for (const mode of ['mask', 'noise', 'edge', 'super-pixel', 'blur']) {
      times.push([mode, await timeOf(page, `input[name=mode][value=${mode}]`, '')]);
    }
    for (const step of [1, 2, 3]) {
      times.push(['size', await timeOf(page, size, String(1.2 + 0.1 * (step + 3 * (round % 2))))]);
    }
  }
  const sorted = times.map(([, ms]) => ms).sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] as number;
  console.log(
    `redraw of 4 MP with 6 faces, ms: best ${sorted[0]?.toFixed(0)}, middle ${median.toFixed(0)}, worst ${sorted.at(-1)?.toFixed(0)}`,
    times.map(([what, ms]) => `${what} ${ms.toFixed(0)}`).join(', '),
  );
  // The floor is 150; a busy machine takes three times as long.
  expect(median).toBeLessThan(450);
});
