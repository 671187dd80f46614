// The shapes that the extension's JavaScript shares, for `tsc --checkJs` alone: nothing here is shipped. The truth about each is the Rust
// type of the same name in crate/core.

type World = 'page' | 'isolated';
type Observation = { see: string; t?: number; [field: string]: unknown };
type Held = { class: string; host: string; severity: string; start: number; end: number; title: string; harmless: string; hold: boolean; proceed: boolean; rule?: { name: string; args: Record<string, any> } };
type Watch = {
  client: string;
  marks: [name: string, css: string][];
  regions: [css: string, role: string][];
  chat: string;
  captions: string;
  roster: string;
  embeds: [client: string, css: string][];
  prefilter: string;
  corner: string;
  guard: boolean;
  proceed: boolean;
};
type Effect = { effect: string; frame?: number; [field: string]: any };

/** Made by the binding generator at build time. */
declare module '*/engine/engine.js' {
  export default function init(options: { module_or_path: URL }): Promise<unknown>;
  /** `session`, JSON that the core alone reads, is undefined for a tab of which nothing is known yet. */
  export function step(session: string | undefined, settings: any, event: any): { session: string; frames: number[]; effects: Effect[] };
  export function summary(session: string, settings: any): any;
  /** `head` is undefined for a ledger that is empty. */
  export function appended(head: any, entry: any): { head: any; records: any[]; remove?: number };
  /** `redactor` is what the last call gave back; undefined begins a trace, for which `salt` was drawn. */
  export function redact(redactor: string | undefined, salt: string, settings: any, event: any): { redactor: string; line: string };
  export function opening(session: string): { t: number; event: string };
  export function record(findings: any[], ledger: string): any;
  /** Both as JSON. */
  export function resolve(policy: string, chosen: string): any;
  export function exportPolicy(resolved: any): any;
  export function outboxPut(outbox: string | undefined, now: number, finding: any, settings: any): any;
  export function outboxNext(outbox: string | undefined, now: number): any;
  export function outboxAnswered(outbox: string | undefined, now: number, to: number, answer: any, chance: number): any;
  export function outboxState(outbox: string | undefined): any;
  export function otlp(findings: any[], instance: string, browser: string, json: boolean): Uint8Array<ArrayBuffer>;
}

declare module '*/ui.js' {
  export default function init(options: { module_or_path: URL }): Promise<unknown>;
  export function start(): Promise<void>;
}
