import { expect, test } from 'vitest';
import { arithmeticFor } from './arithmetic.ts';

test.each([
  ['relaxed', 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36', 'bytes'],
  ['plain', 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/605.1.15 Version/26.0 Safari/605.1.15', 'floats'],
  ['relaxed', 'Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0', 'floats'],
] as const)('with %s kernels in %s: %s', (build, userAgent, arithmetic) => {
  expect(arithmeticFor(build, userAgent)).toBe(arithmetic);
});
