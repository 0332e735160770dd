export const CSP: Readonly<Record<string, readonly string[]>>;
export function cspText(directives?: Readonly<Record<string, readonly string[]>>): string;
export function securityHeaders(csp?: Readonly<Record<string, readonly string[]>>): Record<string, string>;
export function developmentHeaders(): Record<string, string>;
export function headersFile(): string;
