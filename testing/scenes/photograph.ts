/** The sample photographs themselves as scenes, with the truth about their faces. */
import { PHOTO_HEIGHTS, PHOTO_WIDTH, TRUE_FACES } from './photos.ts';
import type { Person, Scene } from './scene.ts';

/** A whole sample photograph. @param photo 1 to `PHOTO_COUNT` @param width px; the height follows, even */
export function photograph(photo: number, width: number): Scene {
  const scale = width / PHOTO_WIDTH;
  const people = TRUE_FACES.flatMap((face, index): Person[] =>
    face.photo === photo
      ? [
          {
            face: index,
            x: face.x * scale,
            y: face.y * scale,
            height: face.height * scale,
            roll: face.roll,
            cut: 'photo',
          },
        ]
      : [],
  );
  return { width, height: Math.round(((PHOTO_HEIGHTS[photo - 1] ?? 0) * scale) / 2) * 2, people };
}
