/** The meters, whose workers talk to the engine's by ports in Firefox (`engine/link/page-workers.ts`). */
import { expect, test } from './support/test.ts';

/** One answer could be the only one: a port that is read once, or a worker that is lost after it. */
const ANSWERS = 3;
/** Ms. On a busy machine a network loads, and a look takes, many times as long; how long is not what is tested here. */
const PATIENCE = 240_000;

test('the leak and the privacy meter answer, and go on answering, while the camera runs', async ({
  guise,
}) => {
  test.setTimeout(3 * PATIENCE);
  await guise.open('?autostart&mode=mask');
  await guise.expectStatus('state', 'live');
  const answers = async (what: string, meter: string) => Number(await guise.status(what, meter));
  for (const [meter, what] of [
    ['leak-meter', 'readings'],
    ['privacy-meter', 'compared'],
  ] as const) {
    let last = -1;
    let grew = 0;
    await expect
      .poll(
        async () => {
          const now = await answers(what, meter);
          // Several faces may be compared in one reading.
          grew += now > Math.max(0, last) ? 1 : 0;
          last = now;
          return grew;
        },
        { message: `${meter}: ${what}`, timeout: PATIENCE, intervals: [250] },
      )
      .toBeGreaterThanOrEqual(ANSWERS);
  }
  // The pictures do not wait for them.
  await guise.expectGoingOn();
});
