// What the binding generator makes of crate/ui at build time, for `tsc --checkJs` alone.
export default function init(options: { module_or_path: URL }): Promise<unknown>;
export function start(): Promise<void>;
