/** One picture of a face data set: anonymised in every variant, then given to every judge. */
import { rgbaOf } from '../../src/engine/safe/pixels.ts';
import { base64, pixelsOf, withPicture } from './picture.ts';
import { embedAll } from './recognisers/index.ts';
import type { Judge } from './recognisers/recogniser.ts';
import type { StillPipeline } from './still.ts';
import { assumedPoints, pointsOf, subjectOf } from './subject.ts';
import type { BrokenPicture, FacesOutcome, FacesTask } from './tasks.ts';

/**
 * The judges get the face's place from the detection in the *raw* picture: an attacker who does not depend on finding a face
 * in what was made of it. Where no face was found they get the picture's middle.
 */
export async function evaluateFaces(
  { url, variants }: FacesTask,
  pipeline: StillPipeline,
  judges: readonly Judge[],
): Promise<FacesOutcome | BrokenPicture> {
  return withPicture(url, async (frame) => {
    const raw = await rgbaOf(frame);
    const { detections, frames } = await pipeline.process(frame, variants);
    const report = frames[0]?.report;
    const pictures = [raw, ...frames.map((safe) => pixelsOf(safe.picture))];
    const subject = subjectOf(detections, raw.width, raw.height);
    const landmarks = detections[subject]?.landmarks;
    const points = landmarks ? pointsOf(landmarks) : assumedPoints(raw.width, raw.height);
    const embeddings: string[] = [];
    for (const judge of judges) {
      embeddings.push(base64(await embedAll(judge, pictures, points)));
    }
    return {
      width: raw.width,
      height: raw.height,
      faces: detections.map(({ box, score, verdict }) => ({ ...box, score, verdict })),
      subject,
      covered: report?.covered ?? 'whole',
      reason: report?.reason ?? 'no-face',
      embeddings,
    };
  });
}
