/** Looks through the open video while nothing else is to be done: then people can be told apart, and it is drawn from that. */
import type { EngineHandle } from '../engine/link/client.ts';
import type { EngineSettings } from '../engine/settings.ts';
import { THOROUGH } from './file-state.ts';
import { setFile, store } from './store.ts';

/** ms after which it is seen again whether there is time. */
const LOOK_EVERY = 150;

/** While it is the same, so is what is found. */
export function lookKeyOf({ detector, thorough, linger, growth }: EngineSettings): string {
  return `${detector} ${thorough} ${linger} ${growth}`;
}

/**
 * Ends where nothing more is to be found, and when other settings find something else. Never rejects.
 * @param engineOf that has the video open; none when it is open no more
 * @param onEnd all of it was looked at
 */
export async function lookThrough(
  engineOf: () => EngineHandle | null | undefined,
  onEnd: () => void,
): Promise<void> {
  const key = lookKeyOf(store.getState().settings);
  let spent = 0;
  let from: number | null = null;
  for (;;) {
    const { file, settings } = store.getState();
    const engine = engineOf();
    if (!engine || file?.info?.kind !== 'video' || lookKeyOf(settings) !== key) {
      return;
    }
    if (file.activity !== 'still') {
      await sleep(LOOK_EVERY);
      continue;
    }
    try {
      const began = performance.now();
      const { reached, overview } = await engine.analyse();
      if (!engineOf()) {
        return;
      }
      // The first frames wait for what is loaded.
      spent += from === null ? 0 : performance.now() - began;
      from ??= reached;
      const seen = (reached - from) * (settings.thorough ? THOROUGH : 1);
      setFile({ looked: reached, overview, ...(seen > 0 ? { pace: spent / 1000 / seen } : {}) });
      if (overview) {
        onEnd();
        return;
      }
    } catch {
      // It is damaged further on, or the engine stopped: whoever plays or writes it is told there.
      return;
    }
  }
}

export function sleep(ms: number): Promise<void> {
  return ms > 0 ? new Promise((resolve) => setTimeout(resolve, ms)) : Promise.resolve();
}
