// The toolbar button of a tab: what it says, in which colour. The words and the verdict are the core's.
import { api } from './browser.js';
import '../ui/words.js';

const TONES = { idle: '#5f6368', calm: '#2e7d32', info: '#3367d6', warn: '#b26a00', alarm: '#c62828', blind: '#5f6368', paused: '#5f6368' };

/** @param {number} tabId @param {{ text: string, tone: keyof typeof TONES, title: string, args?: object }} badge */
export async function badge(tabId, { text, tone, title, args }) {
  const words = TallylightWords.say(title, args ?? {}) || TallylightWords.say('extension_name');
  await Promise.allSettled([
    api.action.setBadgeText({ tabId, text }),
    api.action.setBadgeBackgroundColor({ tabId, color: TONES[tone] ?? TONES.info }),
    api.action.setTitle({ tabId, title: words }),
  ]);
}
