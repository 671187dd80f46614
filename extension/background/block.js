// Rules of the browser that keep a meeting's tab from asking third parties anything. What is on them is the core's (`Effect::Block`); here they
// are only put in force and taken away. They live as long as the browser runs: a worker that dies leaves them standing.
import { api } from './browser.js';

// What browsers want before they block anything for us. Written like this it includes WebSockets: `https://` and `http://` would not.
export const ALL_SITES = { origins: ['<all_urls>'] };

/** @typedef {{ site: string, domains: string[], except: string[] }} Blocks */

/** Each tab has two rules, an odd number and the next: its own, and one for the service and shared workers of its site, which belong to no tab. */
const FIRST = 1;
const NO_TAB = -1;

/** @type {Promise<unknown>} */
let last = Promise.resolve();

const said = (/** @type {unknown} */ error) => console.error('tallylight: block:', error);

/**
 * Puts a tab's rules in force; without anything to block, takes them away.
 * @param {number} tab
 * @param {Partial<Blocks> & Record<string, unknown>} [blocks]
 */
export function block(tab, { site = '', domains = [], except = [] } = {}) {
  last = last.then(() => replace(tab, { site, domains, except })).catch(said);
  return last;
}

/** Takes away the rules of tabs without a meeting: an earlier life of ours may have died before it could. @param {() => Promise<number[]>} open */
export function tidy(open) {
  last = last.then(async () => {
    const [rules, tabs] = await Promise.all([api.declarativeNetRequest.getSessionRules(), open()]);
    const left = rules.filter(({ condition: { tabIds: [tab = NO_TAB] = [] } }) => tab !== NO_TAB && !tabs.includes(tab));
    if (left.length > 0) await api.declarativeNetRequest.updateSessionRules({ removeRuleIds: left.flatMap(({ id }) => [id, id + 1]) });
  }).catch(said);
  return last;
}

/**
 * Whether a tab's rules are in force; undefined where it has none. The browser keeps rules that it does not let us have, and follows them as soon
 * as it does.
 * @param {number} tab
 */
export async function stands(tab) {
  const rules = await api.declarativeNetRequest.getSessionRules();
  return rules.some((rule) => isOf(tab, rule)) ? api.permissions.contains(ALL_SITES) : undefined;
}

/** @param {number} tab @param {chrome.declarativeNetRequest.Rule} rule */
const isOf = (tab, { condition }) => condition.tabIds?.includes(tab) ?? false;

/** @param {number} tab @param {Blocks} blocks */
async function replace(tab, blocks) {
  const rules = await api.declarativeNetRequest.getSessionRules();
  const before = rules.find((rule) => isOf(tab, rule))?.id;
  const addRules = (/** @type {number} */ id) => (blocks.domains.length > 0 ? both(id, tab, blocks) : []);
  const id = before ?? free(rules.map(({ id }) => id));
  await api.declarativeNetRequest.updateSessionRules({ removeRuleIds: [id, id + 1], addRules: addRules(id) });
}

/** @param {number[]} taken */
function free(taken) {
  let id = FIRST;
  while (taken.includes(id)) id += 2;
  return id;
}

/** @param {number} id @param {number} tab @param {Blocks} blocks @returns {chrome.declarativeNetRequest.Rule[]} */
function both(id, tab, { site, domains, except }) {
  // Neither document in the tab nor what a site asks of itself: whoever goes on to one of these in the same tab finds it whole.
  const which = {
    requestDomains: domains,
    ...(except.length > 0 && { excludedRequestDomains: except }),
    domainType: /** @type {chrome.declarativeNetRequest.DomainType} */ ('thirdParty'),
  };
  const action = { type: /** @type {chrome.declarativeNetRequest.RuleActionType} */ ('block') };
  return [
    { id, action, condition: { ...which, tabIds: [tab] } },
    { id: id + 1, action, condition: { ...which, tabIds: [NO_TAB], initiatorDomains: [site] } },
  ];
}
