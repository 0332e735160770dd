/**
 * The page's Trusted Types `default` policy: a script URL must be of this origin; script text and HTML from strings are
 * refused. tasks-vision loads its WebAssembly glue through a script URL, which is why a policy is needed at all.
 * Imported first by the page and by every worker.
 */
interface TrustedTypePolicyFactory {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): unknown;
}

const factory = (globalThis as { trustedTypes?: TrustedTypePolicyFactory }).trustedTypes;

factory?.createPolicy('default', {
  createScriptURL(url) {
    const target = new URL(url, globalThis.location.href);
    if (target.origin !== globalThis.location.origin) {
      throw new TypeError(`Refused to load a script from ${target.origin}.`);
    }
    return url;
  },
});

export {};
