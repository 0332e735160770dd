import { describe, expect, test } from 'vitest';
import { CameraUnavailable, cameraProblem, describeCameraError } from './camera-error.ts';

describe('describeCameraError', () => {
  test.each([
    ['NotAllowedError', 'refused'],
    ['SecurityError', 'refused'],
    ['NotFoundError', 'missing'],
    ['NotReadableError', 'busy'],
    ['OverconstrainedError', 'missing'],
  ])('%s is reported as %s', (name, code) => {
    expect(describeCameraError(new DOMException('x', name)).code).toBe(code);
  });

  test('the browser is quoted only where we know no better', () => {
    expect(describeCameraError(new Error('flux capacitor')).words).toContain('flux capacitor');
    expect(describeCameraError(new DOMException('flux', 'NotReadableError')).words).not.toContain('flux');
  });

  test('survives anything thrown', () => {
    for (const thrown of [undefined, null, 0, 'text', {}]) {
      expect(describeCameraError(thrown).code).toBe('unknown');
    }
  });

  test('what is known before the browser is asked keeps its code', () => {
    expect(describeCameraError(new CameraUnavailable('insecure')).code).toBe('insecure');
  });

  test('all words say what to do', () => {
    const codes = ['refused', 'missing', 'busy', 'unplugged', 'unknown'] as const;
    for (const code of codes) {
      expect(cameraProblem(code).words).toMatch(/try again/i);
    }
  });
});
