/** What the tests ask of a browser, whatever drives it: Playwright drives neither Debian's Firefox nor WebKitGTK. */
export interface Tab {
  /** Resolves when the page is loaded. */
  goto(url: string): Promise<void>;
  /**
   * Runs a function in the page, which can use nothing from outside of itself, and waits for what it returns.
   * @param given anything that JSON can carry
   */
  run<Given extends unknown[], T>(inPage: (...given: Given) => T | Promise<T>, ...given: Given): Promise<T>;
  /** Chooses files in an `<input type="file">`. @param selector CSS @param path absolute */
  choose(selector: string, path: string): Promise<void>;
  /** Puts another tab in front of it; null where the driver has no tabs. */
  readonly hide: (() => Promise<void>) | null;
  /** A PNG of what is to be seen. */
  screenshot(): Promise<Buffer>;
  close(): Promise<void>;
}

export interface Launched {
  /** Name and version, as the browser says it. */
  readonly version: string;
  /** A tab with storage of its own. */
  open(): Promise<Tab>;
  close(): Promise<void>;
}

/**
 * @param report is given what the browser itself says went wrong in any of its tabs
 * @param proxy port of 127.0.0.1 that all requests to other hosts go to
 */
export type Launch = (report: (problem: string) => void, proxy: number) => Promise<Launched>;
