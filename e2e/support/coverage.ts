/** How much of a true face the engine's own covers would hide. */

import { type FramePx, size } from '../../src/base/geometry.ts';
import { coverOf } from '../../src/engine/cover/cover.ts';
import type { VerifiedDetection } from '../../src/engine/face.ts';
import { DEFAULT_SETTINGS } from '../../src/engine/settings.ts';
import { Tracker } from '../../src/engine/track/tracker.ts';
import { inEllipse, type Scene, type SceneFace } from '../../testing/scenes/scene.ts';

/** Points a side that the face's ellipse is judged by. */
const STEPS = 32;

/** Share (0..1) of the face's visible ellipse that lies inside the covers, as the engine draws them by default. */
export function coveredShare(
  face: SceneFace,
  detections: readonly VerifiedDetection[],
  scene: Pick<Scene, 'width' | 'height'>,
): number {
  const frame = size<FramePx>(scene.width, scene.height);
  const { faces } = new Tracker().update(detections, 0, frame, { linger: 0, growth: 0, leastScore: 0.3 });
  const covers = faces.map((found) => coverOf(found, found.grow, DEFAULT_SETTINGS));
  let inside = 0;
  let covered = 0;
  for (let i = 0; i < STEPS; i++) {
    for (let j = 0; j < STEPS; j++) {
      const x = face.box.x + ((i + 0.5) / STEPS) * face.box.width;
      const y = face.box.y + ((j + 0.5) / STEPS) * face.box.height;
      if (!inEllipse(face, x, y) || x < 0 || y < 0 || x >= scene.width || y >= scene.height) {
        continue;
      }
      inside++;
      const hit = covers.some((cover) => {
        const dx = x - cover.centre.x;
        const dy = y - cover.centre.y;
        const u = (dx * Math.cos(cover.angle) + dy * Math.sin(cover.angle)) / (cover.width / 2);
        const v = (-dx * Math.sin(cover.angle) + dy * Math.cos(cover.angle)) / (cover.height / 2);
        return Math.abs(u) ** cover.exponent + Math.abs(v) ** cover.exponent <= 1;
      });
      covered += hit ? 1 : 0;
    }
  }
  return inside > 0 ? covered / inside : 0;
}

/** True when the detection is about this face: its middle lies near the face's, and it is not of another order of size. */
export function isAbout(detection: VerifiedDetection, face: SceneFace): boolean {
  const { x, y, width, height } = detection.box;
  const distance = Math.hypot(x + width / 2 - face.x, y + height / 2 - face.y);
  return distance < 0.6 * face.height && width < 2.5 * face.height;
}
