/** The pipeline with the real detector, the real modifier and one renderer, frame by frame. */
import { messageOf } from '../../src/base/errors.ts';
import '../../src/base/trusted-types.ts';
import { createFaceDetector } from '../../src/engine/detect/index.ts';
import { Pipeline } from '../../src/engine/pipeline.ts';
import { createCpuRenderer } from '../../src/engine/render/cpu/renderer.ts';
import { requestGpuRenderer } from '../../src/engine/render/webgpu/device.ts';
import type { Renderer } from '../../src/engine/safe/renderer.ts';
import { completeSettings } from '../../src/engine/settings.ts';
import { loadModifierWeights } from '../../src/models/modifier/weights.ts';
import { loadPersonaWeights } from '../../src/models/persona/weights.ts';
import type { LearnedRequest } from './learned.ts';

const pipeline = new Pipeline();
const detector = createFaceDetector();
const renderers = new Map<string, Promise<Renderer>>();

async function rendererOf(kind: LearnedRequest['kind']): Promise<Renderer> {
  const renderer = kind === 'cpu' ? createCpuRenderer() : await requestGpuRenderer();
  await Promise.all([
    renderer.networks.learned.use(await loadModifierWeights()),
    renderer.networks.persona.use(await loadPersonaWeights()),
  ]);
  return renderer;
}

self.onmessage = async ({ data }: MessageEvent<LearnedRequest & { source: ImageBitmap }>) => {
  const { source, timestamp, kind, settings, alone } = data;
  try {
    const renderer = renderers.get(kind) ?? rendererOf(kind);
    renderers.set(kind, renderer);
    const way = alone ? new Pipeline() : pipeline;
    way.configure(completeSettings(settings));
    const processed = await way.process(
      { source, timestamp },
      { detector: await detector, renderer: await renderer },
    );
    const [frame] = processed.frames;
    const failure = processed.detectorFailure ?? processed.rendererFailure ?? processed.networkFailures[0];
    self.postMessage({
      picture: frame?.picture,
      report: frame?.report,
      duration: (await renderer).networks.learned.duration,
      failure: failure?.message,
    });
  } catch (error) {
    self.postMessage({ failure: messageOf(error) });
  } finally {
    source.close();
  }
};
