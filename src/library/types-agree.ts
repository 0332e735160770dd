/** Fails to compile when `guise.d.ts` promises what `index.ts` does not have, or the other way round. Nothing of it runs. */
import type * as Promised from './guise.d.ts';
import type * as Built from './index.ts';

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;

export const values: Same<typeof Built, typeof Promised> = true;
