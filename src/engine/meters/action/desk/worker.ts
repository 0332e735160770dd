/** The desk's own worker: small pictures in, things and heads out. */
import '../../../../base/trusted-types.ts';
import '../../../../base/by-port.ts';
import { serve } from '../../rpc-worker.ts';
import { Looker, type Seen } from './looker.ts';
import { type DeskAnswer, type DeskQuestion, WORKER_NAMES } from './messages.ts';

serve<DeskQuestion, DeskAnswer>(async () => {
  const looker = await Looker.load(self.name === WORKER_NAMES.hands);
  const context = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  if (!context) {
    throw new Error('this browser has no 2D canvas in workers');
  }
  return async ({ pictures }) => {
    const durations: number[] = [];
    const seen: Seen[] = [];
    for (const { picture, sees } of pictures) {
      const began = performance.now();
      const { width, height } = picture;
      Object.assign(context.canvas, { width, height });
      context.drawImage(picture, 0, 0);
      picture.close();
      const { data } = context.getImageData(0, 0, width, height);
      seen.push(looker.look(data, width, height, sees));
      durations.push(performance.now() - began);
    }
    return { seen, durations };
  };
});
