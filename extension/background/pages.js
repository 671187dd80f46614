// Answers our own pages (popup, options, record). A content script may not ask: pages of the extension only.
import { api } from './browser.js';
import { engine } from './engine.js';
import * as history from './history.js';
import * as ledger from './ledger.js';
import * as outbox from './outbox.js';
import * as sessions from './sessions.js';
import * as settings from './settings.js';
import { happened } from './take.js';
import * as trace from './trace.js';

/**
 * @param {any} message
 * @param {chrome.runtime.MessageSender} sender
 * @returns {Promise<any>}
 */
export async function answer(message, sender) {
  if (sender.tab && !sender.url?.startsWith(api.runtime.getURL(''))) throw new Error('only the extension’s own pages may ask');
  switch (message?.ask) {
    case 'summary':
      return sessions.summary(message.tab);
    case 'history':
      return history.read();
    case 'ledger':
      return ledger.exported();
    case 'record':
      return record();
    case 'trace_start':
      await sessions.record(message.tab);
      // The probes say again what there is.
      if (message.tab !== undefined) await happened(message.tab, 0, [{ t: Date.now(), event: 'settings' }]);
      return {};
    case 'trace_stop':
      await trace.stop(message.tab);
      return {};
    case 'trace_of':
      return trace.of();
    case 'trace':
      return trace.read();
    case 'trace_dropped':
      return trace.dropped();
    case 'trace_forget':
      await trace.forget();
      return {};
    case 'settings':
      return settings.resolved();
    case 'policy':
      return { resolved: await settings.resolved(), policy: await settings.exported(), reporting: await outbox.state() };
    case 'try':
      await settings.attempt(String(message.policy));
      return {};
    case 'consent':
    case 'refuse':
      // The person's own word on being recorded, in our own window: the gate asks for it, and the ledger keeps it.
      await happened(message.tab, 0, [{ t: Date.now(), event: 'user', action: { do: message.ask } }]);
      return {};
    case 'choose':
      await settings.choose(message.changes);
      return {};
    case 'block':
    case 'unblock': {
      const { third_party_block: before } = await settings.inForce();
      const others = before.filter((/** @type {string} */ name) => name !== message.name);
      await settings.choose({ third_party_block: message.ask === 'block' ? [...others, message.name] : others });
      return {};
    }
    case 'pause':
    case 'resume': {
      const { paused_hosts: before, pause_allowed: allowed } = await settings.inForce();
      if (message.ask === 'pause' && !allowed) throw new Error('the organisation does not allow pausing');
      const others = before.filter((/** @type {string} */ host) => host !== message.host);
      await settings.choose({ paused_hosts: message.ask === 'pause' ? [...others, message.host] : others });
      return {};
    }
    default:
      throw new Error(`no such question: ${message?.ask}`);
  }
}

/** Findings and ledger: ready to be shown, and as they are kept, for export. */
async function record() {
  const [{ record: of }, { findings, forgotten }, kept] = await Promise.all([engine(), history.read(), ledger.exported()]);
  return { record: of(findings, JSON.stringify(kept)), findings, forgotten, ledger: kept };
}
