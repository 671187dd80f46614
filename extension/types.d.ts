// The shapes that the extension's JavaScript shares, for `tsc --checkJs` alone: nothing here is shipped. The truth about each is the Rust
// type of the same name in crate/core.

type World = 'page' | 'isolated';
type Observation = { see: string; t?: number; [field: string]: unknown };
type Found = { class: string; host: string; share: string; severity: string; start: number; end: number; why: string };
type Watch = {
  client: string;
  marks: [name: string, css: string][];
  regions: [css: string, role: string][];
  chat: string;
  captions: string;
  roster: string;
  embeds: [client: string, css: string][];
  prefilter: string;
  guard: boolean;
};
type Effect = { effect: string; frame?: number; [field: string]: any };
