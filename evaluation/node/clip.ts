/** `npm run evaluate -- clip`: a video of faces whose places are known, for `leaks`. Real faces, from an npm package, in drawn rooms. */
import { mkdirSync } from 'node:fs';
import { dirname, extname } from 'node:path';
import { UsageError } from '../../cli/headless/errors.ts';
import { launch } from '../../cli/headless/headless.ts';
import { SCENARIO_NAMES, type Scenario, sceneAt } from '../../testing/scenes/scenarios.ts';
import { facesOf } from '../../testing/scenes/scene.ts';
import { writeVideo } from '../../testing/scenes/write.ts';
import { writeWhole } from './journal.ts';

/** Share of a face that must be in the picture, and not behind somebody, for its box to be written. */
const LEAST_VISIBLE = 1 / 3;
/** Encoders want a secure context; nothing is asked of a network. */
const EMPTY_PAGE = 'http://localhost/';

export interface ClipOptions {
  /** The video's path; boxes lie next to it. */
  readonly out: string;
  readonly scenario: Scenario;
  /** Pixels, even. */
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly seconds: number;
}

/** @throws UsageError for what is not there or cannot be drawn. */
export function planClip(given: Omit<ClipOptions, 'scenario'> & { readonly scenario: string }): ClipOptions {
  if (extname(given.out) !== '.webm') {
    throw new UsageError(`--out is a WebM video, such as clip.webm, not "${given.out}".`);
  }
  const scenario = SCENARIO_NAMES.find((name) => name === given.scenario);
  if (!scenario) {
    throw new UsageError(`There is no scenario "${given.scenario}". There are ${SCENARIO_NAMES.join(', ')}.`);
  }
  if (given.width % 2 || given.height % 2) {
    throw new UsageError(`Videos have even sides, not ${given.width} × ${given.height}.`);
  }
  return { ...given, scenario };
}

export const boxesFileOf = (video: string) => video.replace(/\.webm$/, '.boxes.json');

/** Draws the video and writes it (VP8) with its boxes; gives the number of frames and of boxes. */
export async function writeClip(options: ClipOptions): Promise<{ frames: number; boxes: number }> {
  const { out, scenario, width, height, fps, seconds } = options;
  const scenes = Array.from({ length: Math.round(fps * seconds) }, (_, i) =>
    sceneAt(scenario, { width, height, time: i / fps, seconds }),
  );
  const boxes = scenes.map((scene) =>
    facesOf(scene)
      .filter(({ visible }) => visible >= LEAST_VISIBLE)
      .map(({ box }) => [box.x, box.y, box.width, box.height].map((n) => Math.round(n * 10) / 10)),
  );
  mkdirSync(dirname(out), { recursive: true });
  const browser = await launch();
  try {
    const page = await browser.newPage();
    await page.route(EMPTY_PAGE, (route) =>
      route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }),
    );
    await page.goto(EMPTY_PAGE);
    await writeVideo(page, out, scenes, fps);
  } finally {
    await browser.close();
  }
  writeWhole(boxesFileOf(out), `${JSON.stringify(boxes)}\n`);
  return { frames: scenes.length, boxes: boxes.flat().length };
}
