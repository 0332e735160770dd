/**
 * Frames of other sites within a covered page: their scripts are not patched unless Guise is switched on for those sites as well, so
 * they get no camera. What the browser goes by is the frame's `allow` attribute at the time its page arrives.
 */
import { allowsCamera, allowWithout } from './allow.ts';

/** Origins that Guise is switched on for; null until they are read. */
let covered: ReadonlySet<string> | null = null;
/** Frames that lost the camera before that was known, and what they were allowed. */
const early = new Map<HTMLIFrameElement, string>();

/** From now on, for every frame that the page makes. */
export function guardFrames(): void {
  new MutationObserver((records) => {
    for (const { target, addedNodes } of records) {
      for (const node of [target, ...addedNodes]) {
        framesIn(node).forEach(guard);
      }
    }
  }).observe(document, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ['allow', 'src'],
  });
  chrome.storage.local.get('sites').then(({ sites }) => {
    covered = new Set(Object.keys(Object(sites)));
    for (const [frame, allow] of early) {
      if (covered.has(originOf(frame))) {
        frame.allow = allow;
        // It has to arrive once more to be allowed what it asks for.
        frame.src = `${frame.src}`;
      }
    }
    early.clear();
  });
}

function guard(frame: HTMLIFrameElement): void {
  const { allow } = frame;
  if (!allowsCamera(allow) || originOf(frame) === location.origin) {
    return;
  }
  if (!covered) {
    early.set(frame, allow);
  }
  const guarded = allowWithout(allow, covered?.has(originOf(frame)) ?? false);
  if (guarded !== allow) {
    frame.allow = guarded;
  }
}

/** Of the page that the frame was made with; the page's own for those without an address (`srcdoc`, `about:blank`). */
function originOf(frame: HTMLIFrameElement): string {
  const { origin, protocol } = new URL(frame.src || 'about:blank', location.href);
  return protocol === 'about:' ? location.origin : origin;
}

function framesIn(node: Node): HTMLIFrameElement[] {
  if (node instanceof HTMLIFrameElement) {
    return [node];
  }
  return node instanceof Element ? [...node.querySelectorAll('iframe')] : [];
}
