/** The shown frame of a file is looked at once, and drawn as often as it is asked for. */
import { expect, test } from 'vitest';
import { NO_EDITS } from '../../edits/edits.ts';
import type { Engine } from '../../engine.ts';
import type { Looked } from '../../pipeline.ts';
import type { FileFrame } from './frame-file.ts';
import { HeldFrame } from './held-frame.ts';

const FRAME = { source: {}, timestamp: 0, duration: 0 } as unknown as FileFrame;

/** Counts what is asked of it; `lookKey` is what its settings make of looking. */
function engineThat(reason: Looked['reason'] = 'faces') {
  const asked = { looks: 0, draws: [] as Looked[], lookKey: 'one pass' };
  const engine = {
    get lookKey() {
      return asked.lookKey;
    },
    reset: () => undefined,
    look: async () => {
      asked.looks++;
      return { reason, faces: [], failure: null, timing: { detect: 1, track: 0 } };
    },
    draw: async (_frame: unknown, looked: Looked) => {
      asked.draws.push(looked);
    },
  } as unknown as Engine;
  return { asked, engine };
}

test('drawn again it is not looked at again, unless other settings find other faces', async () => {
  const { asked, engine } = engineThat();
  const held = new HeldFrame(FRAME, true);
  for (let i = 0; i < 3; i++) {
    await held.draw(engine, NO_EDITS, null, false);
  }
  expect([asked.looks, asked.draws.length]).toEqual([1, 3]);
  asked.lookKey = 'every pass';
  await held.draw(engine, NO_EDITS, null, false);
  expect(asked.looks).toBe(2);
});

test('what could not be looked at is looked at again', async () => {
  const { asked, engine } = engineThat('detector-failed');
  const held = new HeldFrame(FRAME, true);
  await held.draw(engine, NO_EDITS, null, false);
  await held.draw(engine, NO_EDITS, null, false);
  expect(asked.looks).toBe(2);
});

test('a damaged frame is covered whole, and never looked at', async () => {
  const { asked, engine } = engineThat();
  await new HeldFrame({ ...FRAME, damaged: true }, false).draw(engine, NO_EDITS, null, false);
  expect(asked.looks).toBe(0);
  expect(asked.draws.map(({ reason }) => reason)).toEqual(['frame-damaged']);
});
