/** How long a redraw of a large photo takes, for a test and a benchmark. */
import type { Page } from '@playwright/test';
import type { Scene } from './scenes/scene.ts';

/** Four megapixels with six faces. */
export const SIX_FACES: Scene = {
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

/** ms from a change of the given control to the next picture on the page. @throws (rejects) Error when it is no change */
export function redrawTime(page: Page, selector: string, value: string): Promise<number> {
  return page.evaluate(
    async ([where, wanted]) => {
      const status = document.querySelector('[data-testid="status"]') as HTMLElement;
      const control = document.querySelector(where as string) as HTMLInputElement;
      if (control.type === 'range' ? control.value === wanted : control.type === 'radio' && control.checked) {
        throw new Error(`${where} is ${wanted || 'chosen'} already.`);
      }
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
      if (control.type !== 'range') {
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
