// What wasm-bindgen makes of crate/engine, for the type check alone: the real file exists only after scripts/build.
/** `session`, JSON that the core alone reads, is undefined for a tab of which nothing is known yet. */
export function step(session: string | undefined, settings: any, event: any): { session: string; frames: number[]; effects: any[] };
export function summary(session: string, settings: any): any;
/** `head` is undefined for a ledger that is empty. */
export function appended(head: any, entry: any): { head: any; records: any[]; remove?: number };
export default function init(source: { module_or_path: URL | Promise<Response> }): Promise<unknown>;
