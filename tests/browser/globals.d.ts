// What pages of the tests put into their own world, for the type check alone.
declare var standin: { play(act: string): Promise<void>; times: Record<string, number[]>; acts: string[]; client: string };
declare var asked: { href?: string; trusted?: boolean; drag?: string }[];
declare function say(text: string): void;
declare var publish: (event: string) => void;
var post: (html: string) => HTMLElement;
declare function send(): Promise<void>;
declare function swap(): Promise<void>;
declare function bright(): number;
declare function record(on: boolean): void;
declare var audio: MediaStreamTrack, video: MediaStreamTrack;
declare var meeting: {
  join(): void;
  recording(on: boolean | 'on' | 'paused' | 'off'): void;
  notify(words: string): void;
  say(name: string, text: string): void;
  set(now: { recording?: boolean; transcription?: boolean }): void;
  reports(): (event: string) => void;
};
// Installed only when the recipes' test runs.
declare module 'playwright-core';
declare module 'selenium-webdriver';
declare module 'selenium-webdriver/chrome.js';
