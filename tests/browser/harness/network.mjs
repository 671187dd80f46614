// What is behind a browser: a closed network of one server of ours, or the real one, in which some host names stand elsewhere. Each is given as
// what either browser must be started with. Not here: the server (server.mjs), the way to a host that stands elsewhere (gateway.mjs).
import { gateway } from './gateway.mjs';

/**
 * @typedef {object} Network
 * @property {string | undefined} rules Chromium's resolver rules
 * @property {Record<string, string | number | boolean>} prefs Firefox's
 * @property {boolean} insecure certificates are not asked for: some of them are ours
 * @property {() => Promise<void>} close
 */

/** Everything goes to one server, and nothing past it: the real host names, without a port. @param {import('./server.mjs').Server} server @returns {Network} */
export const closed = ({ port, proxyPort }) => ({
  rules: `MAP * 127.0.0.1:${port}, EXCLUDE 127.0.0.1`,
  prefs: {
    'network.proxy.type': 1,
    'network.proxy.ssl': '127.0.0.1',
    'network.proxy.ssl_port': proxyPort,
    'network.proxy.http': '127.0.0.1',
    'network.proxy.http_port': proxyPort,
    'network.proxy.allow_hijacking_localhost': false,
    'network.proxy.failover_direct': false,
  },
  insecure: true,
  close: async () => {},
});

/** The real network, in which the hosts of `maps` (`meet.example.org`, `*.example.org`) stand at their addresses (`127.0.0.1:8137`). @param {Record<string, string>} maps @returns {Promise<Network>} */
export async function open(maps) {
  const hosts = Object.keys(maps);
  if (hosts.length === 0) return { rules: undefined, prefs: {}, insecure: false, close: async () => {} };
  const { ports, socks, close } = await gateway(maps);
  const conditions = hosts.map((host) => `shExpMatch(host, ${JSON.stringify(host)})`).join(' || ');
  const script = `function FindProxyForURL(url, host) { return ${conditions} ? 'SOCKS5 127.0.0.1:${socks}' : 'DIRECT'; }`;
  return {
    rules: hosts.map((host) => `MAP ${host} 127.0.0.1:${ports[host]}`).join(', '),
    prefs: {
      'network.proxy.type': 2,
      'network.proxy.autoconfig_url': `data:application/x-ns-proxy-autoconfig;base64,${Buffer.from(script).toString('base64')}`,
      'network.proxy.socks_remote_dns': true,
      'network.proxy.allow_hijacking_localhost': true,
    },
    insecure: true,
    close,
  };
}
